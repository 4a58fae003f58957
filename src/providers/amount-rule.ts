import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, type Minor } from '../kernel/money.ts';
import type { AmountRule } from './model.ts';

/** What a rule compares an amount with; a quote is one. */
export interface OwedAmount {
  readonly currency: Currency;
  /** Minor units; nought or less: nothing is owed. */
  readonly balance: Minor;
  /** False where the provider did not say what is owed. */
  readonly balanceTold: boolean;
}

/**
 * Whether a provider takes an amount: null, or the refusal with what would be right in `details`.
 *
 * - `exact`: what is owed, nothing else; so nothing while nothing is owed.
 * - `at-least`: what is owed or more; anything while nothing is owed.
 * - `at-most`: up to what is owed; so nothing while nothing is owed.
 * - `multiple`: whole multiples of a step. `range` and `any`: no condition but the limits.
 *
 * The limits hold for every rule. A rule that compares with a debt refuses while the provider does not tell the debt.
 * Refuses: amount_mismatch, amount_below_minimum, amount_above_maximum.
 */
export function checkAmount(rule: AmountRule, owed: OwedAmount, amount: Minor): Refusal | null {
  if (!keepsRule(rule, owed, amount)) return refusal('amount_mismatch', ruleDetails(rule, owed));
  if (rule.minAmount !== null && amount < rule.minAmount) {
    return refusal('amount_below_minimum', { minimum: formatAmount(rule.minAmount, owed.currency) });
  }
  if (rule.maxAmount !== null && amount > rule.maxAmount) {
    return refusal('amount_above_maximum', { maximum: formatAmount(rule.maxAmount, owed.currency) });
  }
  return null;
}

/** The amount to offer first: what is owed where the rule and the limits take it, otherwise nothing. */
export function suggestedAmount(rule: AmountRule, owed: OwedAmount): Minor | null {
  const isPayable = owed.balanceTold && owed.balance > 0n && checkAmount(rule, owed, owed.balance) === null;
  return isPayable ? owed.balance : null;
}

/** True for a rule that compares with what is owed: without the provider's answer nobody can say what it takes. */
export function asksForDebt(rule: AmountRule): boolean {
  return rule.exactness === 'exact' || rule.exactness === 'at-least' || rule.exactness === 'at-most';
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
  const details: Record<string, string> = { exactness: rule.exactness };
  if (asksForDebt(rule) && owed.balanceTold) details['owed'] = formatAmount(owed.balance, owed.currency);
  if (rule.multipleOf !== null) details['multipleOf'] = formatAmount(rule.multipleOf, owed.currency);
  return details;
}
