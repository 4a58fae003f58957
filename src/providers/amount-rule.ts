import type { Channel } from '../fees/model.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, type Minor } from '../kernel/money.ts';
import type { AmountLimits, AmountRule } from './model.ts';

/** What a rule compares an amount with; a quote is one. */
export interface OwedAmount {
  readonly currency: Currency;
  /** Minor units; nought or less: nothing is owed. */
  readonly balance: Minor;
  /** False where the provider did not say what is owed. */
  readonly balanceTold: boolean;
  /** True where one of several open bills has to be chosen before anything is paid. */
  readonly mustChoose?: boolean;
  /** Where the payer stands; left out, only the general limits hold. */
  readonly channel?: Channel;
}

/**
 * Whether a provider takes an amount over a channel: null, or the refusal with what would be right in `details`.
 *
 * - `exact`: what is owed, nothing else; so nothing while nothing is owed.
 * - `at-least`: what is owed or more; anything while nothing is owed.
 * - `at-most`: up to what is owed; so nothing while nothing is owed.
 * - `multiple`: whole multiples of a step. `range` and `any`: no condition but the limits.
 *
 * The limits hold for every rule, those of the channel beside the general ones; without a channel the general ones alone. A
 * rule that compares with a debt refuses while the provider does not tell the debt, or while a bill has to be chosen first.
 * Refuses: bill_choice_required, amount_mismatch, amount_below_minimum, amount_above_maximum.
 */
export function checkAmount(rule: AmountRule, owed: OwedAmount, amount: Minor): Refusal | null {
  const { channel } = owed;
  if (owed.mustChoose === true) return refusal('bill_choice_required', { bills: rule.bills ?? 'free' });
  if (!keepsRule(rule, owed, amount)) return refusal('amount_mismatch', ruleDetails(rule, owed));
  const { minAmount, maxAmount } = limitsAt(rule, channel);
  // Named only where it is the channel that is narrower: elsewhere the same amount is taken.
  const where = (general: Minor | null, limit: Minor): Record<string, string> =>
    general === limit || channel === undefined ? {} : { channel };
  if (minAmount !== null && amount < minAmount) {
    const minimum = formatAmount(minAmount, owed.currency);
    return refusal('amount_below_minimum', { minimum, ...where(rule.minAmount, minAmount) });
  }
  if (maxAmount !== null && amount > maxAmount) {
    const maximum = formatAmount(maxAmount, owed.currency);
    return refusal('amount_above_maximum', { maximum, ...where(rule.maxAmount, maxAmount) });
  }
  return null;
}

/** The limits of a rule as they hold in a channel: the narrower of the general ones and its own. */
export function limitsAt(rule: AmountRule, channel?: Channel): AmountLimits {
  const own = channel === undefined || channel === 'collected' ? undefined : rule.channels?.[channel];
  if (!own) return { minAmount: rule.minAmount, maxAmount: rule.maxAmount };
  return {
    minAmount: pick(rule.minAmount, own.minAmount, (a, b) => a > b),
    maxAmount: pick(rule.maxAmount, own.maxAmount, (a, b) => a < b),
  };
}

function pick(a: Minor | null, b: Minor | null, wins: (a: Minor, b: Minor) => boolean): Minor | null {
  if (a === null || b === null) return a ?? b;
  return wins(a, b) ? a : b;
}

/** The amount to offer first: what is owed where the rule and the limits take it, otherwise nothing. */
export function suggestedAmount(rule: AmountRule, owed: OwedAmount): Minor | null {
  const isPayable = owed.balanceTold && owed.balance > 0n && checkAmount(rule, owed, owed.balance) === null;
  return isPayable ? owed.balance : null;
}

/** True for a rule that asks for what is owed: without the provider's answer nobody can say what it takes. */
export function asksForDebt(rule: AmountRule): boolean {
  const { exactness, bills = 'free' } = rule;
  return exactness === 'exact' || exactness === 'at-least' || exactness === 'at-most' || bills === 'one';
}

function keepsRule(rule: AmountRule, owed: OwedAmount, amount: Minor): boolean {
  if (amount <= 0n) return false;
  switch (rule.exactness) {
    case 'exact':
      return owed.balanceTold && amount === owed.balance;
    case 'at-least':
      return owed.balanceTold && amount >= owed.balance;
    case 'at-most':
      return owed.balanceTold && amount <= owed.balance;
    case 'multiple':
      return rule.multipleOf !== null && amount % rule.multipleOf === 0n;
    case 'range':
    case 'any':
      return true;
  }
}

function ruleDetails(rule: AmountRule, owed: OwedAmount): Record<string, string> {
  const { exactness } = rule;
  const details: Record<string, string> = { exactness };
  const compares = exactness === 'exact' || exactness === 'at-least' || exactness === 'at-most';
  if (compares && owed.balanceTold) details['owed'] = formatAmount(owed.balance, owed.currency);
  if (rule.multipleOf !== null) details['multipleOf'] = formatAmount(rule.multipleOf, owed.currency);
  return details;
}
