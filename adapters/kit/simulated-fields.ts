import { balanceOf, type SimulatedAccount } from './simulated-account.ts';

/** A simulated account in free fields: the names that `simulatedFieldSettings` gives them, amounts in minor units. */
export function simulatedFields(account: SimulatedAccount): Readonly<Record<string, string | number>> {
  const bills = account.bills.map((bill, index): [string, string] => [
    `bill${index + 1}`,
    [bill.number, bill.period ?? '', bill.dueOn ?? '', bill.amount.toString()].join('|'),
  ]);
  const { line } = account;
  return {
    name: account.holderName,
    address: account.address ?? '',
    balance: Number(-balanceOf(account)),
    ...Object.fromEntries(bills),
    ...(line ? { line: line.kind, plan: line.plan ?? '', renews: line.renewsOn ?? '' } : {}),
  };
}

/** Settings of an adapter that make it read them. */
export const simulatedFieldSettings: Readonly<Record<string, string>> = {
  holderNameField: 'name',
  addressField: 'address',
  debtField: 'balance',
  debtMeans: 'balance',
  billFields: 'bill',
  lineField: 'line',
  planField: 'plan',
  renewsOnField: 'renews',
};
