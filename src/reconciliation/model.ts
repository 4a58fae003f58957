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
/** The two clocks may be so far apart. */
const slackMs = 15 * minuteMs;
/** What is asked for at once, so that no answer is larger than some hours of the busiest provider. */
const sliceMs = 3 * hourMs;
/** Payments that are told later than this after they were accepted have long been a case for people. */
const longestDeliveryMs = 35 * dayMs;

/** Whether it is time to compare a day (again) after its newest run. A provider that was away is asked again soon. */
export function isDue(newest: Pick<ReconRun, 'outcome' | 'at'> | undefined, now: Date): boolean {
  if (newest === undefined) return true;
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

/**
 * The parts in which a day's statement is read: the day itself, what lies so close to it that two clocks may disagree, and the time
 * since the first of its payments was accepted. A payment that was confirmed today may have been booked on the first try, days ago.
 */
export function slicesOf(
  day: { readonly start: Date; readonly end: Date; readonly firstAccepted: Date | null },
  now: Date,
): Slice[] {
  const start = day.start.getTime();
  const end = day.end.getTime();
  const first = Math.max(day.firstAccepted?.getTime() ?? start, start - longestDeliveryMs);
  return [
    ...cut(Math.min(first, start) - slackMs, start, false),
    ...cut(start, end, true),
    ...cut(end, Math.min(end + slackMs, now.getTime()), false),
  ];
}

function cut(from: number, to: number, isOfDay: boolean): Slice[] {
  const slices: Slice[] = [];
  for (let at = from; at < to; at += sliceMs) {
    slices.push({ from: new Date(at), to: new Date(Math.min(at + sliceMs, to)), isOfDay });
  }
  return slices;
}
