import { minor, zero } from '../../src/kernel/money.ts';
import type { SimulatedAccount } from '../kit/simulated-account.ts';

const plain = { address: 'Bakı, Nizami küç. 5', proofCode: null, bills: [], credit: zero, line: null, active: true };

/** Letters that a wrong encoding or a wrong escape would spoil. */
export const hardName = 'Əliyeva Günəş Şükür qızı ığüöç «Ёжик» & "O’Neil" <ş>';

/** One account for each thing the suite asks. */
export const sampleAccounts: readonly SimulatedAccount[] = [
  {
    ...plain,
    number: '100200300',
    holderName: hardName,
    address: 'Şəki, M. Ə. Rəsulzadə küç. 12 & 14',
    bills: [
      { number: '2026-09/77', period: '2026-09', dueOn: '2026-10-20', amount: minor(1_240n) },
      { number: '2026-10/81', period: '2026-10', dueOn: null, amount: minor(901n) },
    ],
  },
  { ...plain, number: '00012345', holderName: 'Sıfırov Ağa' },
  { ...plain, number: '12345', holderName: 'Another Person', credit: minor(5_000n) },
  { ...plain, number: '400', holderName: 'Closed Account', active: false },
  {
    ...plain,
    number: '700800',
    holderName: 'Prepaid Meter',
    meter: {
      ...{ serial: 'M-77', unit: 'm3', smartCard: 'C-77' },
      ...{ lastReading: { value: 1_200, readOn: '2026-10-31' }, usedInPeriod: 900 },
    },
  },
  { ...plain, number: '500600', holderName: 'Доказова Анна', proofCode: '00917' },
  {
    ...plain,
    number: '994501234567',
    holderName: 'Prepaid Line',
    credit: minor(640n),
    line: { kind: 'prepaid', plan: 'SuperSən 3 GB', renewsOn: '2026-12-04' },
  },
  {
    ...plain,
    number: '994502345678',
    holderName: 'Postpaid Line',
    bills: [{ number: 'F-1', period: '2026-11', dueOn: '2026-11-25', amount: minor(2_900n) }],
    line: { kind: 'postpaid', plan: 'SuperSən 20 GB', renewsOn: '2026-12-05' },
  },
];
