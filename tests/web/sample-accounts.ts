import { minor } from '../../src/kernel/money.ts';
import type { SampleAccount } from '../../src/world/sample-world.ts';

const nobody = { holderName: 'Leyla Məmmədova', address: 'Bakı, Nizami küç. 12, m. 5', proofCode: null, active: true };

/** One household on 20 November 2026: late, due, nothing to pay, in credit, prepaid, and a bill in euros. */
export const household = {
  gas: { providerCode: 'azerigas', account: '104512367' },
  power: { providerCode: 'azerishiq', account: '010512345678901' },
  water: { providerCode: 'azersu', account: '01234567' },
  phone: { providerCode: 'aztelekom', account: '125551234' },
  mobile: { providerCode: 'azercell', account: '501234567' },
  abroad: { providerCode: 'cez', account: '300123456789', authorizationCode: '40718259' },
} as const;

export const sampleAccounts: ReadonlyMap<string, readonly SampleAccount[]> = new Map<string, SampleAccount[]>([
  [
    'azerigas',
    [
      {
        ...nobody,
        number: household.gas.account,
        bills: [{ number: '202610-1', period: '2026-10', dueOn: '2026-11-08', amount: minor(4620n) }],
        credit: minor(0n),
        line: null,
      },
      {
        ...nobody,
        number: '104512375',
        holderName: 'Elçin Əliyev',
        bills: [],
        credit: minor(0n),
        line: null,
      },
    ],
  ],
  [
    'azerishiq',
    [
      {
        ...nobody,
        number: household.power.account,
        bills: [
          { number: '202609-7', period: '2026-09', dueOn: '2026-11-25', amount: minor(2000n) },
          { number: '202610-7', period: '2026-10', dueOn: '2026-12-20', amount: minor(3810n) },
        ],
        credit: minor(0n),
        line: null,
      },
    ],
  ],
  [
    'azersu',
    [
      {
        ...nobody,
        number: household.water.account,
        bills: [{ number: '202610-3', period: '2026-10', dueOn: '2026-11-30', amount: minor(2410n) }],
        credit: minor(0n),
        line: null,
      },
    ],
  ],
  ['aztelekom', [{ ...nobody, number: household.phone.account, bills: [], credit: minor(0n), line: null }]],
  [
    'azercell',
    [
      {
        ...nobody,
        number: household.mobile.account,
        bills: [],
        credit: minor(380n),
        line: { kind: 'prepaid', plan: 'Sərbəst 10', renewsOn: '2026-12-05' },
      },
    ],
  ],
  [
    'cez',
    [
      {
        ...nobody,
        holderName: 'Ivan Petrov',
        address: 'Sofia, ul. Rakovski 5',
        number: household.abroad.account,
        proofCode: household.abroad.authorizationCode,
        bills: [{ number: '2026-10-55', period: '2026-10', dueOn: '2026-12-01', amount: minor(3199n) }],
        credit: minor(0n),
        line: null,
      },
    ],
  ],
]);
