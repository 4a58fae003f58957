import { billRuleOf, chooseBills, chosenBills } from '../../debts/bills.ts';
import type { Bill } from '../../kernel/adapter.ts';
import type { BillRule } from '../../providers/model.ts';
import { type AccountLine, isSettledByPayment } from '../debts/account-line.ts';
import type { SentForm } from '../read-form.ts';

/** What a form says of the bills of one line. */
export interface SentBills {
  readonly numbers: readonly string[];
  /** The sum that the amount in the field was offered for, minor units: with other bills it is another. */
  readonly offered: string;
}

/** The bills among which a payer chooses, and how; null where there is nothing to choose. */
export function billChoiceOf(
  line: AccountLine,
): { readonly rule: 'one' | 'several'; readonly bills: readonly Bill[] } | null {
  if (line.debt.kind !== 'told' || isSettledByPayment(line)) return null;
  const { quote } = line.debt;
  const rule: BillRule = billRuleOf(quote);
  const isChoice = (rule === 'one' || rule === 'several') && quote.bills.length > 1;
  return isChoice ? { rule, bills: quote.bills } : null;
}

/** What is chosen before anybody chose: all bills, or the oldest where one is paid at a time. */
export function firstBills(line: AccountLine): readonly string[] {
  const choice = billChoiceOf(line);
  if (!choice || line.debt.kind !== 'told') return [];
  return choice.rule === 'one' ? choice.bills.slice(0, 1).map((bill) => bill.number) : chosenBills(line.debt.quote);
}

/** The line as if the provider had told these bills alone; null where its rule takes no such choice. */
export function withBills(line: AccountLine, numbers: readonly string[]): AccountLine | null {
  if (line.debt.kind !== 'told' || billChoiceOf(line) === null) return line;
  const { quote } = line.debt;
  const chosen = chooseBills(quote, numbers);
  return chosen.ok ? { ...line, debt: { ...line.debt, quote: { ...quote, ...chosen.value } } } : null;
}

/** Names of the fields of a form; `key` names the line. */
export const billFields = { bill: (key: string) => `bill-${key}`, offered: (key: string) => `offered-${key}` } as const;

/** What was sent of the bills of a line; null where the form had no such fields. */
export function readBills(form: SentForm, key: string): SentBills | null {
  if (!form.has(billFields.offered(key))) return null;
  return { numbers: form.all(billFields.bill(key)), offered: form.text(billFields.offered(key)) };
}
