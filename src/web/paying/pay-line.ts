import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, isCurrency, minor, type Minor, parseAmount } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import { checkAmount, limitsAt, suggestedAmount } from '../../providers/amount-rule.ts';
import type { AmountRule } from '../../providers/model.ts';
import { type AccountLine, isSettledByPayment, owedAmount } from '../debts/account-line.ts';
import type { SentForm } from '../read-form.ts';
import { billChoiceOf, firstBills, readBills, type SentBills, withBills } from './bill-choice.ts';

/** A line that can be chosen for a payment code, with what stands in its fields. */
export interface PayLine {
  readonly line: AccountLine;
  readonly chosen: boolean;
  /** As it is typed, in the writing of the page's language. */
  readonly amount: string;
  /** Numbers of the bills that are chosen; empty where there is nothing to choose. */
  readonly bills: readonly string[];
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
  const bills = firstBills(line);
  const amount = offeredAmount(withBills(line, bills) ?? line);
  const isOwed = line.debt.kind === 'told' && amount !== null && line.paid === null;
  return {
    line,
    chosen: choose === 'all' && isOwed && isPayable(line),
    amount: amount === null ? '' : writeAmount(language, amount, line.currency),
    bills,
  };
}

/** The line with the bills that were sent, and the amount that was typed; for other bills than it was offered for, theirs. */
export function offerFor(language: Language, line: AccountLine, sent: SentBills & { readonly typed: string }): PayLine {
  const known = new Set(billChoiceOf(line)?.bills.map((bill) => bill.number));
  const bills = sent.numbers.filter((number) => known.has(number));
  const offered = offeredSum({ line, bills });
  const amount = offered === null ? '' : writeAmount(language, offered, line.currency);
  const isAnew = known.size > 0 && sent.offered !== String(offered ?? '');
  return { line, chosen: false, bills, amount: isAnew ? amount : sent.typed };
}

/** What the chosen bills come to, as it is offered; null where the rule takes no such choice. */
export function offeredSum({ line, bills }: Pick<PayLine, 'line' | 'bills'>): Minor | null {
  const chosen = withBills(line, bills);
  return chosen && offeredAmount(chosen);
}

/** True where a form was sent with an amount that was offered for other bills. */
export function isOfferedAnew(form: SentForm, payLine: PayLine & { readonly key?: string }): boolean {
  const sent = readBills(form, payLine.key ?? payLine.line.linkId);
  return sent !== null && sent.offered !== String(offeredSum(payLine) ?? '');
}

/** The same as `checkLine` for the bills that are chosen. */
export function checkPayLine(language: Language, payLine: PayLine): Result<Minor, string> {
  const line = withBills(payLine.line, payLine.bills);
  return line ? checkLine(language, line, payLine.amount) : err(translate(language)('pay.problem.bills'));
}

function offeredAmount(line: AccountLine): Minor | null {
  if (isSettledByPayment(line)) return null;
  if (line.debt.kind === 'told')
    return suggestedAmount(line.debt.quote.rule, { ...line.debt.quote, channel: line.channel });
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
  const refused = checkAmount(line.debt.quote.rule, { ...line.debt.quote, channel: line.channel }, amount.value);
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

/** The least and the most that the channel of a line takes, in words; null where it has no limits of its own. */
export function channelWords(language: Language, line: AccountLine): string | null {
  if (line.debt.kind !== 'told') return null;
  const { rule } = line.debt.quote;
  if (line.channel === 'collected' || !rule.channels?.[line.channel]) return null;
  const { minAmount, maxAmount } = limitsAt(rule, line.channel);
  const t = translate(language);
  const money = (amount: Minor) => formatMoney(language, amount, line.currency);
  if (minAmount !== null && maxAmount !== null) {
    return t('pay.rule.channel', { min: money(minAmount), max: money(maxAmount) });
  }
  if (maxAmount !== null) return t('pay.rule.channel.most', { max: money(maxAmount) });
  return minAmount === null ? null : t('pay.rule.channel.least', { min: money(minAmount) });
}

export function readCurrency(text: string): Currency | null {
  return isCurrency(text) ? text : null;
}
