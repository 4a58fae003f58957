import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { add } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { carriedBills, carryBills } from '../payments/bills.ts';
import type { BillRule } from '../providers/model.ts';
import type { Quote } from './model.ts';

/** What of a quote speaks of bills. */
type Billed = Pick<Quote, 'bills' | 'rule' | 'balance' | 'balanceTold' | 'fields'>;

/** The part of a quote that a choice of bills changes. */
export type BillChoice = Pick<Quote, 'bills' | 'balance' | 'fields' | 'mustChoose'>;

/** How many of the bills of a quote may be chosen; `free` where there is nothing to choose from. */
export function billRuleOf({ rule, bills, balanceTold }: Pick<Quote, 'rule' | 'bills' | 'balanceTold'>): BillRule {
  return balanceTold && bills.length > 0 ? (rule.bills ?? 'free') : 'free';
}

/** Numbers of the bills that a payment by the quote is for; empty where it is for the account. */
export function chosenBills({ fields }: Pick<Quote, 'fields'>): readonly string[] {
  return carriedBills(fields).map((bill) => bill.number);
}

/** A quote before anybody chose: it is for all bills, or for none until one of several is chosen. */
export function firstChoice(quote: Billed): BillChoice {
  const { bills, balance } = quote;
  const rule = billRuleOf(quote);
  const mustChoose = rule === 'one' && bills.length > 1;
  const isForBills = rule !== 'free' && !mustChoose;
  return { bills, balance, mustChoose, fields: carryBills(quote.fields, isForBills ? bills : []) };
}

/**
 * The quote for some of its bills: it has no others, and their sum is what is owed. A credit beside the bills counts where all
 * are paid.
 * Refuses: bill_not_open (no such bill), bill_choice_refused (not so many of them), each with field and rule.
 */
export function chooseBills(quote: Billed, numbers: readonly string[]): Result<BillChoice, Refusal> {
  const rule = billRuleOf(quote);
  const unknown = numbers.findIndex((number) => !quote.bills.some((bill) => bill.number === number));
  if (unknown !== -1) {
    return err(
      fieldRefusal('bill_not_open', { field: `/bills/${unknown}`, rule: 'open', detail: 'no open bill of the quote' }),
    );
  }
  const chosen = quote.bills.filter((bill) => numbers.includes(bill.number));
  const isAll = chosen.length === quote.bills.length;
  const fits = { free: false, one: chosen.length === 1, several: chosen.length > 0, all: isAll };
  if (!fits[rule]) {
    const { fields } = fieldRefusal('bill_choice_refused', { field: '/bills', rule, detail: details[rule] });
    return err({ ...refusal('bill_choice_refused', { bills: rule }), ...(fields ? { fields } : {}) });
  }
  const balance = isAll ? quote.balance : add(...chosen.map((bill) => bill.amount));
  return ok({ bills: chosen, balance, fields: carryBills(quote.fields, chosen), mustChoose: false });
}

const details: Readonly<Record<BillRule, string>> = {
  free: 'the provider takes money for the account, not for its bills',
  one: 'one bill at a time',
  several: 'at least one bill',
  all: 'all open bills together',
};
