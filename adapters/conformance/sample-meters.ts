import type { PayRequest } from '../../src/kernel/adapter.ts';
import type { CardCredit, MeterReading } from '../../src/kernel/meter-contract.ts';

/** The account of the suite that has a prepaid meter with a card. */
export const meterAccount = '700800';

export function readingAt(value: number): MeterReading {
  const id = '0190a000-0000-7000-8000-000000000001';
  return { id, account: meterAccount, serial: 'M-77', value, readOn: '2026-11-20' };
}

/** The first credit for a payment. */
export function creditFor({ reference, amount, currency }: PayRequest): CardCredit {
  return { reference, account: meterAccount, card: 'C-77', attempt: 1, amount, currency };
}
