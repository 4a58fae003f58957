import type { LineState } from '../../kernel/adapter.ts';
import type { BusinessDate } from '../../kernel/business-date.ts';
import type { Currency } from '../../kernel/money.ts';
import { carriedTold } from '../../payments/told.ts';
import type { ReplacementNotice } from '../../plans/model.ts';
import { formatMoney } from '../../platform/messages/format-amount.ts';
import {
  formatDay,
  formatDate,
  formatRelativeDay,
  formatMinute,
  formatMoment,
  daysBetween,
} from '../../platform/messages/format-date.ts';
import type { Language } from '../../platform/messages/language.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Tone } from '../components/parts.tsx';
import { type AccountLine, duenessOf, isSettledByPayment, type Overview, openBills } from './account-line.ts';

/** What a line says of its state: a tag of a word or two, and what it means where that is not plain. */
export interface LineWords {
  readonly tone: Tone;
  readonly tag: string | null;
  readonly meaning: string | null;
}

export function lineWords(language: Language, line: AccountLine, at: { now: Date; today: BusinessDate }): LineWords {
  const t = translate(language);
  const provider = line.providerName;
  const { debt } = line;
  if (isSettledByPayment(line)) return { tone: 'ok', tag: t('line.paid'), meaning: null };
  switch (debt.kind) {
    case 'asking':
      return { tone: 'off', tag: t('debt.asking'), meaning: null };
    case 'gone':
      return { tone: 'late', tag: t('line.gone'), meaning: t('line.gone.text', { provider }) };
    case 'refused': {
      const proof = debt.reason === 'proof';
      const meaning = proof ? t('line.proof.text', { provider }) : t('line.refused.text', { provider });
      return { tone: 'late', tag: t(proof ? 'line.proof' : 'line.refused'), meaning };
    }
    case 'silent':
      return silentWords(language, line, at.now);
    case 'told':
      return toldWords(language, line, at);
  }
}

function silentWords(language: Language, { debt, providerName }: AccountLine, now: Date): LineWords {
  const t = translate(language);
  if (debt.kind !== 'silent') return { tone: 'off', tag: null, meaning: null };
  const off = { maintenance: t('line.maintenance'), suspended: t('line.suspended') };
  const offWord = debt.reason === 'maintenance' || debt.reason === 'suspended' ? off[debt.reason] : null;
  const tag = offWord ?? t('debt.silent');
  const known = debt.lastKnown;
  if (!known) {
    const meaning = `${t('debt.silent.meaning', { provider: providerName })} ${t('line.noneKnown')}`;
    return { tone: 'off', tag, meaning };
  }
  const when = `${formatRelativeDay(language, known.obtainedAt, now)}, ${formatMinute(known.obtainedAt)}`;
  // Nothing is paid to a provider that is off: only of one that is silent may it be said that its amount can be paid.
  const meaning =
    offWord === null ? t('debt.silent.known', { provider: providerName, when }) : t('line.lastKnown', { when });
  return { tone: 'off', tag, meaning };
}

function toldWords(
  language: Language,
  line: AccountLine,
  { now, today }: { now: Date; today: BusinessDate },
): LineWords {
  const t = translate(language);
  if (line.debt.kind !== 'told') return { tone: 'off', tag: null, meaning: null };
  const { quote } = line.debt;
  const money = (amount: bigint) => formatMoney(language, amount, line.currency);
  if (!quote.balanceTold) {
    return { tone: 'off', tag: t('line.untold'), meaning: t('line.untold.text', { provider: line.providerName }) };
  }
  if (quote.standIn) {
    const when = `${formatRelativeDay(language, quote.obtainedAt, now)}, ${formatMinute(quote.obtainedAt)}`;
    const meaning = t('line.standIn.text', { provider: line.providerName, when });
    return { tone: 'off', tag: t('debt.silent'), meaning };
  }
  if (quote.balance <= 0n && quote.line?.kind === 'prepaid') {
    return { tone: 'ok', tag: t('debt.balance', { amount: money(-quote.balance) }), meaning: null };
  }
  if (quote.balance < 0n)
    return { tone: 'ok', tag: t('debt.credit', { amount: money(-quote.balance) }), meaning: null };
  if (quote.balance === 0n) return { tone: 'ok', tag: t('debt.none'), meaning: null };
  const due = duenessOf(openBills(line), today);
  if (due.kind === 'late') return { tone: 'late', tag: t('debt.overdue', { days: due.days }), meaning: null };
  if (due.kind === 'due') {
    return { tone: 'due', tag: t('debt.due', { date: dayWords(language, due.on, today) }), meaning: null };
  }
  return { tone: 'due', tag: t('line.toPay'), meaning: null };
}

/** A date of this or the next months without its year, a farther one with it. */
export function dayWords(language: Language, date: BusinessDate, today: BusinessDate): string {
  return Math.abs(daysBetween(today, date)) < 180 ? formatDay(language, date) : formatDate(language, date);
}

/** As of when the debt is, where it is older than the answer; null where it is not. */
export function asOfWords(language: Language, { debt }: Pick<AccountLine, 'debt'>, today: BusinessDate): string | null {
  const date = debt.kind === 'told' ? (carriedTold(debt.quote.fields)?.asOf ?? null) : null;
  return date === null ? null : translate(language)('debt.asOf', { date: dayWords(language, date, today) });
}

/** The plan of a line, when it renews, and until when its balance can be used: as far as the provider tells. */
export function mobileWords(language: Language, mobile: LineState, today: BusinessDate): readonly string[] {
  const t = translate(language);
  const say = (date: string) => dayWords(language, date, today);
  const { plan, renewsOn, validUntil = null } = mobile;
  return [
    ...(plan === null ? [] : [t('line.plan', { plan })]),
    ...(renewsOn === null ? [] : [t(`line.renews.${mobile.kind}`, { date: say(renewsOn) })]),
    ...(validUntil === null ? [] : [t('line.validUntil', { date: say(validUntil) })]),
  ];
}

/** How fresh an answer is: the minute today, the day before that. */
export function sayWhen(language: Language, instant: Date, now: Date): string {
  return daysBetween(instant, now) === 0 ? formatMinute(instant) : formatRelativeDay(language, instant, now);
}

/** What was paid and is not in the provider's figure for certain; null where there is nothing of the kind. */
export function paidWords(language: Language, line: AccountLine, now: Date): string | null {
  if (line.paid === null || line.debt.kind === 'asking') return null;
  const amount = formatMoney(language, line.paid.amount, line.currency);
  const values = { amount, when: formatMoment(language, line.paid.at, now) };
  return translate(language)('line.paid.text', values);
}

/** Planned work of the provider: until when it goes on, or when it begins; null where nothing is announced. */
export function maintenanceWords(language: Language, { maintenance }: AccountLine, now: Date): string | null {
  const t = translate(language);
  const say = (instant: Date) => `${formatRelativeDay(language, instant, now)}, ${formatMinute(instant)}`;
  if (maintenance.now) return t('line.maintenance.now', { until: say(maintenance.now.endsAt) });
  const { next } = maintenance;
  return next && t('line.maintenance.next', { from: say(next.startsAt), until: say(next.endsAt) });
}

/** The plan of a line that is withdrawn, what comes instead, when, and at what price. */
export function noticeWords(language: Language, notice: ReplacementNotice, currency: Currency): string {
  const t = translate(language);
  const names = { from: notice.withdrawn.name, to: notice.replacement.name };
  const { effectiveOn, charge } = notice;
  const { price } = notice.terms;
  const parts = [
    effectiveOn === null
      ? `${t('plan.change.undated', names)}.`
      : `${t('plan.change', { ...names, date: formatDate(language, effectiveOn) })}.`,
    ...(price === null ? [] : [`${t('plan.change.price', { amount: formatMoney(language, price, currency) })}.`]),
    ...(charge === 0n ? [t('plan.change.free')] : []),
  ];
  return parts.join(' ').replaceAll('..', '.');
}

/** `4 accounts · 1 overdue · next due 25 November` */
export function overviewWords(language: Language, overview: Overview, today: BusinessDate): string {
  const t = translate(language);
  const parts = [
    t('debt.accounts', { count: overview.accounts }),
    ...(overview.late > 0 ? [t('debt.late', { count: overview.late })] : []),
    ...(overview.nextDue === null ? [] : [t('home.nextDue', { date: dayWords(language, overview.nextDue, today) })]),
  ];
  return parts.join(' · ');
}
