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

/** True when two payments are for the same bill. */
export function sharesBill(fields: Fields, others: Fields): boolean {
  if (fields[billsField] === undefined || others[billsField] === undefined) return false;
  const numbers = new Set(carriedBills(fields).map((bill) => bill.number));
  return carriedBills(others).some((bill) => numbers.has(bill.number));
}

/** The bills as one text, as PostgreSQL reads them; null where the money is for the account. */
export function billsTextOf(fields: Fields): string | null {
  return fields[billsField] ?? null;
}

/** The same of a row with fields. */
export const billsText = (row: 'q' | 'y') => `${row}.fields ->> '${billsField}'` as const;

/** A bill that was paid since then is asked about, though its provider still says that it is open. */
export const billsPaidSince = (instant: '$8' | '$9') => `${instant}::timestamptz - interval '24 hours'` as const;

/** Whether payment `y` is for one of the bills of another text of `billsText`; NULL counts as no. */
export const paysBillOf = (bills: 'l.bills' | ReturnType<typeof billsText>) =>
  `EXISTS (SELECT FROM jsonb_array_elements((${bills})::jsonb) AS wanted (bill)
    WHERE (${billsText('y')})::jsonb @> jsonb_build_array(jsonb_build_object('number', wanted.bill -> 'number')))`;

/** What the provider asks for beside the account: without what the hub itself carries along. */
export function providerFields(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith('#')));
}
