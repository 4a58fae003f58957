import type { AccountInput, Bill, DebtAnswer, ProviderConnection, StatusOutcome } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import type { BookedDebt, BookedPayment } from '../../src/kernel/provider-files.ts';
import { evidence } from '../kit/evidence.ts';

/**
 * What an account owes now: its lines in the registry, less what was paid since. Payments go to the oldest bills first, so
 * that a bill which was paid is not shown again before the provider's next file.
 */
export function debtAnswer(connection: ProviderConnection, input: AccountInput, found: BookedDebt): DebtAnswer {
  const owed = found.bills.reduce((sum, bill) => sum + bill.amount, 0n);
  const credit = found.bills.reduce((sum, bill) => (bill.amount < 0n ? sum - bill.amount : sum), 0n);
  const [first] = found.bills;
  return {
    account: input.account,
    holderName: first?.holderName ?? null,
    address: first?.address ?? null,
    proven: false,
    currency: connection.currency,
    balance: minor(owed - found.paidSince),
    bills: openBills(found, credit + found.paidSince),
    line: null,
    asOf: found.asOf,
  };
}

function openBills({ bills }: BookedDebt, paid: bigint): Bill[] {
  let left = paid;
  const oldestFirst = bills
    .filter((bill) => bill.amount > 0n && bill.bill !== '')
    .toSorted((a, b) => compare(a.period ?? a.dueOn ?? '', b.period ?? b.dueOn ?? '') || compare(a.bill, b.bill));
  return oldestFirst.flatMap(({ bill, period, dueOn, amount }) => {
    const covered = left < amount ? left : amount;
    left -= covered;
    return covered === amount ? [] : [{ number: bill, period, dueOn, amount: minor(amount - covered) }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A payment stays open until the provider's acknowledgement names it. */
export function statusOutcome(found: BookedPayment | undefined): StatusOutcome {
  switch (found?.state) {
    case undefined:
      return { kind: 'not-found', evidence: evidence('not_found') };
    case 'waiting':
    case 'in_file':
      return { kind: 'pending', evidence: evidence('pending', found.state) };
    case 'confirmed':
      return { kind: 'confirmed', providerTransaction: found.providerTransaction, evidence: evidence('ok') };
    case 'rejected':
      return { kind: 'rejected', evidence: evidence('other_refusal', found.reason) };
  }
}
