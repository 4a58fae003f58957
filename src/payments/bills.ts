import type { Bill } from '../kernel/adapter.ts';

/**
 * Which bills a payment is for travels with the values that name its account, from the quote into the payment, the delivery and
 * the receipt. No provider's field can have this name.
 */
const billsField = '#bills';

type Fields = Readonly<Record<string, string>>;

/** A bill as a payment carries it. */
export type PaidBill = Pick<Bill, 'number' | 'period' | 'dueOn'>;

export function carryBills(fields: Fields, bills: readonly PaidBill[]): Record<string, string> {
  const carried = bills.map(({ number, period, dueOn }) => ({ number, period, dueOn }));
  const { [billsField]: _, ...own } = fields;
  return carried.length === 0 ? own : { ...own, [billsField]: JSON.stringify(carried) };
}

/** The bills that were chosen, oldest first; empty where the money is for the account. */
export function carriedBills(fields: Fields): readonly PaidBill[] {
  const text = fields[billsField];
  return text === undefined ? [] : (JSON.parse(text) as PaidBill[]);
}

/** What the provider asks for beside the account: without what the hub itself carries along. */
export function providerFields(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith('#')));
}
