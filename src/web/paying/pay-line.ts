import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, isCurrency, minor, type Minor, parseAmount } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { checkAmount, suggestedAmount } from '../../providers/amount-rule.ts';
import type { AmountRule } from '../../providers/model.ts';
import { type AccountLine, isSettledByPayment, owedAmount } from '../debts/account-line.ts';

/** A line that can be chosen for a payment code, with what stands in its fields. */
export interface PayLine {
  readonly line: AccountLine;
  readonly chosen: boolean;
  /** As it is typed, in the writing of the page's language. */
  readonly amount: string;
}

/** True where a counter could take money for the line: its provider is asked, or was lately. */
export function isPayable(line: AccountLine): boolean {
  const { debt } = line;
  if (line.maintenance.now) return false;
  if (debt.kind === 'silent') {
    const isOff = debt.reason === 'suspended' || debt.reason === 'maintenance';
    return !isOff && (owedAmount(line) ?? 0n) > 0n;
  }
  if (debt.kind !== 'told') return false;
  const { rule, balance, balanceTold } = debt.quote;
  if (rule.exactness === 'exact' || rule.exactness === 'at-most') return balanceTold && balance > 0n;
  return rule.exactness !== 'at-least' || balanceTold;
}

/**
 * The line with the amount to offer first. What is owed is chosen. A silent provider's line waits to be
 * chosen, and so does one whose payment is on its way.
 */
export function firstOffer(language: Language, line: AccountLine, choose: 'all' | 'some'): PayLine {
  const amount = offeredAmount(line);
  const isOwed = line.debt.kind === 'told' && amount !== null && line.paid === null;
  return {
    line,
    chosen: choose === 'all' && isOwed && isPayable(line),
    amount: amount === null ? '' : writeAmount(language, amount, line.currency),
  };
}

function offeredAmount(line: AccountLine): Minor | null {
  if (isSettledByPayment(line)) return null;
  if (line.debt.kind === 'told') return suggestedAmount(line.debt.quote.rule, line.debt.quote);
  const owed = owedAmount(line);
  return line.debt.kind === 'silent' && owed !== null && owed > 0n ? minor(owed) : null;
}

/** An amount as one types it: no groups, the decimal mark of the language. */
export function writeAmount(language: Language, amount: Minor, currency: Currency): string {
  const text = formatAmount(amount, currency);
  return language === 'en' ? text : text.replace('.', ',');
}

/**
 * Reads an amount as people write it: `46,20`, `46.20`, `1 234,50`, `1.234,50`, `1,234.50`. The last mark is the decimal
 * one; what cannot be told apart (`1.234`) has three decimals and is refused.
 */
export function readAmount(text: string, currency: Currency): Result<Minor, 'invalid_amount'> {
  const bare = text.trim().replace(/[\s\u00a0\u202f]/g, '');
  const match = /^([0-9.,]*?)(?:[.,]([0-9]{1,3}))?$/.exec(bare);
  const [, whole = '', fraction] = match ?? [];
  if (!match || whole === '' || !/^[0-9]+$|^[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*$/.test(whole)) {
    return err('invalid_amount');
  }
  const digits = whole.replace(/[.,]/g, '').replace(/^0+(?=[0-9])/, '');
  return parseAmount(fraction === undefined ? digits : `${digits}.${fraction}`, currency);
}

/** Whether a line may be paid with this amount; the problem in words where it may not. */
export function checkLine(language: Language, line: AccountLine, typed: string): Result<Minor, string> {
  const t = translate(language);
  const amount = readAmount(typed, line.currency);
  const example = writeAmount(language, minor(1045n), line.currency);
  if (!amount.ok) return err(t('pay.problem.amount', { example }));
  if (line.debt.kind !== 'told') return ok(amount.value);
  const refused = checkAmount(line.debt.quote.rule, line.debt.quote, amount.value);
  return refused ? err(ruleProblem(language, line, refused)) : ok(amount.value);
}

function ruleProblem(language: Language, line: AccountLine, refused: Refusal): string {
  const t = translate(language);
  const say = (name: string) => sayDecimal(language, refused.details?.[name], line.currency);
  const [owed, step, min, max] = [say('owed'), say('multipleOf'), say('minimum'), say('maximum')];
  if (min !== null) return t('pay.problem.minimum', { min });
  if (max !== null) return t('pay.problem.maximum', { max });
  if (step !== null) return t('pay.problem.multiple', { step });
  const exactness = refused.details?.['exactness'];
  if (owed !== null && (exactness === 'exact' || exactness === 'at-least' || exactness === 'at-most')) {
    return t(`pay.problem.${exactness}`, { owed });
  }
  return t('pay.problem.mismatch');
}

function sayDecimal(language: Language, decimal: string | undefined, currency: Currency): string | null {
  if (decimal === undefined) return null;
  const amount = parseAmount(decimal, currency);
  return amount.ok ? formatMoney(language, amount.value, currency) : null;
}

/** The rule of a line in words, or null where any amount will do. */
export function ruleWords(language: Language, rule: AmountRule, currency: Currency): string | null {
  const t = translate(language);
  const money = (amount: bigint) => formatMoney(language, amount, currency);
  switch (rule.exactness) {
    case 'exact':
    case 'at-least':
    case 'at-most':
      return t(`pay.rule.${rule.exactness}`);
    case 'multiple':
      return rule.multipleOf === null ? null : t('pay.rule.multiple', { step: money(rule.multipleOf) });
    case 'range':
    case 'any':
      return rule.minAmount === null || rule.maxAmount === null
        ? null
        : t('pay.rule.limits', { min: money(rule.minAmount), max: money(rule.maxAmount) });
  }
}

export function readCurrency(text: string): Currency | null {
  return isCurrency(text) ? text : null;
}
