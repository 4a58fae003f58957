import type { Currency } from '../kernel/money.ts';

/** What became of a payment on our side: its money is the provider's, went back, never was the provider's, or is not decided yet. */
export type Standing = 'credited' | 'undone' | 'refused' | 'open';

/** A payment as the hub's books have it. Amounts are minor units. */
export interface OurPayment {
  /** The receipt number, under which the provider was told. */
  readonly reference: string;
  readonly account: string;
  readonly amount: bigint;
  readonly standing: Standing;
  /** When it was confirmed; null where it is not, or not any more. */
  readonly confirmedAt: Date | null;
}

/**
 * `missing_here`: the provider booked a payment that the hub does not have. `missing_there`: the hub owes the provider for one that its
 * statement does not have. `repeated_there`: it booked one payment twice. The others: both have it and say different things of it.
 */
export const breakKinds = [
  'missing_here',
  'missing_there',
  'repeated_there',
  'other_amount',
  'other_account',
  'other_state',
] as const;
export type BreakKind = (typeof breakKinds)[number];

/** One payment of which the sides say different things. */
export interface ReconBreak {
  readonly kind: BreakKind;
  readonly reference: string;
  readonly currency: Currency;
  readonly here: { readonly amount: bigint; readonly state: Standing } | null;
  readonly there: { readonly amount: bigint; readonly state: 'credited' | 'cancelled' } | null;
  readonly providerTransaction: string | null;
}

export const runOutcomes = ['agrees', 'differs', 'not_read'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** A provider's day held against ours, kept for ever. */
export interface ReconRun {
  readonly id: string;
  readonly providerId: string;
  /** Settlement day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly outcome: RunOutcome;
  /** Payments in the provider's statement of the day. */
  readonly lines: number;
  /** Payments of which both say the same, also those that the provider booked shortly before or after the day. */
  readonly matched: number;
  readonly breakCount: number;
  /** Why the statement could not be read; null where it was. */
  readonly reason: string | null;
  readonly at: Date;
}

/** Breaks that are kept of one run; the count is whole. */
export const mostBreaks = 1_000;

/** Characters of what a provider writes that are kept. */
const longestText = 200;

/** A provider's text as it is kept: it writes what it likes, and the books take neither control characters nor novels. */
export function storableText(text: string): string {
  return text.slice(0, longestText).replace(/\p{C}/gu, '?');
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A day is compared so long after its cut at the earliest: what was under way then has its answer. */
export const restAfterCutMs = 30 * minuteMs;
/** Days that are older are compared by nobody but an operator. */
export const comparedForMs = 7 * dayMs;
/** The two clocks are mostly no further apart. */
const slackMs = 15 * minuteMs;
/** A provider that writes local time as if it were UTC is believed when it confirms; so it is here. */
const widestSkewMs = dayMs;
/** What is asked for at once, so that no answer is larger than some hours of the busiest provider. */
const sliceMs = 3 * hourMs;
/** Payments that are told later than this after they were accepted have long been a case for people. */
const longestDeliveryMs = 35 * dayMs;

/**
 * Whether it is time to compare a day (again) after its newest run. What was compared while the day went on says nothing of its end; a
 * provider that was away is asked again soon.
 */
export function isDue(newest: Pick<ReconRun, 'outcome' | 'at'> | undefined, cutAt: Date, now: Date): boolean {
  if (newest === undefined || newest.at < cutAt) return true;
  if (newest.outcome === 'agrees') return false;
  const restMs = newest.outcome === 'not_read' ? hourMs : 6 * hourMs;
  return now.getTime() - newest.at.getTime() >= restMs;
}

/** A part of a statement, half-open. */
export interface Slice {
  readonly from: Date;
  readonly to: Date;
  /** Whether it lies in the day; the others only show payments of the day that the provider booked before or after it. */
  readonly isOfDay: boolean;
}

/** The instants between which the transfers of a day were posted, and those until which and since when its statement is read. */
export interface DaySpan {
  readonly start: Date;
  /** Of a day that goes on: now. */
  readonly end: Date;
  readonly now: Date;
}

/** The shortest part of a statement: what follows the day. Whoever does not give it need not be asked for the rest. */
export function sliceAfter({ end, now }: DaySpan): Slice[] {
  return cut(end.getTime(), Math.min(end.getTime() + slackMs, now.getTime()), false);
}

/**
 * The day itself, what lies so close before it that two clocks may disagree, and the time since the first of its payments was accepted: a
 * payment that was confirmed today may have been booked on the first try, days ago.
 */
export function slicesThrough({ start, end }: DaySpan, firstAccepted: Date | null): Slice[] {
  return [
    ...cut(beginningOf(start, firstAccepted), start.getTime(), false),
    ...cut(start.getTime(), end.getTime(), true),
  ];
}

/** A day more on both sides, for payments that were found in none of the others. */
export function slicesBeyond({ start, end, now }: DaySpan, firstAccepted: Date | null): Slice[] {
  const begun = beginningOf(start, firstAccepted);
  const after = end.getTime() + slackMs;
  return [
    ...cut(begun - widestSkewMs, begun, false),
    ...cut(after, Math.min(end.getTime() + widestSkewMs, now.getTime()), false),
  ];
}

function beginningOf(start: Date, firstAccepted: Date | null): number {
  const first = Math.max(firstAccepted?.getTime() ?? start.getTime(), start.getTime() - longestDeliveryMs);
  return Math.min(first, start.getTime()) - slackMs;
}

/**
 * Whether a booking in this part is another one than that which we confirmed long before it. Only told of payments of other days: those
 * of the day itself stand in one statement with their repetition.
 */
export function isBookedAgain({ standing, confirmedAt }: OurPayment, { from }: Pick<Slice, 'from'>): boolean {
  return standing === 'credited' && confirmedAt !== null && from.getTime() > confirmedAt.getTime() + widestSkewMs;
}

function cut(from: number, to: number, isOfDay: boolean): Slice[] {
  const slices: Slice[] = [];
  for (let at = from; at < to; at += sliceMs) {
    slices.push({ from: new Date(at), to: new Date(Math.min(at + sliceMs, to)), isOfDay });
  }
  return slices;
}
