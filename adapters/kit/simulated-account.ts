import type { Bill, LineState } from '../../src/kernel/adapter.ts';
import type { MeterState } from '../../src/kernel/meter-contract.ts';
import { add, minor, subtract, zero, type Minor } from '../../src/kernel/money.ts';

/** A customer in the books of a simulated provider. */
export interface SimulatedAccount {
  readonly number: string;
  readonly holderName: string;
  readonly address: string | null;
  /** The number that stands only on the customer's paper bill; null where the provider asks for no proof. */
  readonly proofCode: string | null;
  /** Open bills, oldest first. */
  readonly bills: readonly Bill[];
  /** Money that lies beside the bills: an overpayment, or what a prepaid line holds. */
  readonly credit: Minor;
  readonly line: LineState | null;
  /** The meter of a gas, water or power account, where the protocol tells one. */
  readonly meter?: MeterState;
  /** False when the provider takes no payments for the account any more. */
  readonly active: boolean;
}

/** What the account owes: open bills less credit, negative when it holds money. */
export function balanceOf(account: SimulatedAccount): Minor {
  return subtract(add(...account.bills.map((bill) => bill.amount)), account.credit);
}

/** The account after a payment: the chosen bills first, else the oldest; whatever is left over becomes credit. */
export function afterPayment(
  account: SimulatedAccount,
  amount: Minor,
  chosen: readonly string[] = [],
): SimulatedAccount {
  let left = amount;
  const isMeant = (bill: Bill) => chosen.length === 0 || chosen.includes(bill.number);
  const bills = account.bills.map((bill) => {
    const paid = !isMeant(bill) ? zero : left < bill.amount ? left : bill.amount;
    left = subtract(left, paid);
    return { ...bill, amount: subtract(bill.amount, paid) };
  });
  return { ...account, bills: bills.filter((bill) => bill.amount > 0n), credit: add(account.credit, left) };
}

/**
 * The account after a payment was cancelled: its credit goes first, the rest is owed again as a bill named after the
 * payment, since a closed bill does not come back to life at a real provider either.
 */
export function afterCancellation(account: SimulatedAccount, amount: Minor, name: string): SimulatedAccount {
  const fromCredit = amount < account.credit ? amount : account.credit;
  const owed = subtract(amount, fromCredit);
  const credit = subtract(account.credit, fromCredit);
  if (account.line?.kind === 'prepaid') return { ...account, credit: subtract(account.credit, amount) };
  if (owed === zero) return { ...account, credit };
  const bill: Bill = { number: name, period: null, dueOn: null, amount: owed };
  return { ...account, credit, bills: [...account.bills, bill] };
}

/** A bill that arrives: credit beside the bills is used up first, as providers do. */
export function afterBill(account: SimulatedAccount, bill: Bill): SimulatedAccount {
  const used = account.credit < bill.amount ? account.credit : bill.amount;
  const open = minor(bill.amount - used);
  const bills = open > 0n ? [...account.bills, { ...bill, amount: open }] : account.bills;
  return { ...account, credit: subtract(account.credit, used), bills };
}
