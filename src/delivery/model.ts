import type { CancelOutcome, Evidence, PayOutcome, ProviderTraits, StatusOutcome } from '../kernel/adapter.ts';
import { unreachable } from '../kernel/assert.ts';
import type { BreakerSettings } from './breaker.ts';

/** What an attempt does: tell the provider, ask what became of it, or ask it to undo. */
export type AttemptKind = 'pay' | 'status' | 'cancel';

/** How a provider is asked about a payment whose outcome is unknown. */
export type Inquiry = 'status' | 'repeat' | 'none';

/** Intervals and bounds of delivery. Settings, so that tests and drills can shorten them. */
export interface DeliverySettings {
  /** How long a claim holds before another worker may take the delivery up; longer than any provider's time-out. */
  readonly leaseMs: number;
  /** Pauses between inquiries, growing; the last one repeats. */
  readonly inquiryMs: readonly number[];
  /** Pauses before something that was certainly not sent is tried again, growing; the last one repeats. */
  readonly resendMs: readonly number[];
  /** An outcome, or a cancel, unknown for longer than this needs a person. */
  readonly unknownAlarmMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export const defaultDeliverySettings: DeliverySettings = {
  // A minute beyond the longest time-out a provider's row allows (pay_timeout_ms in migrations/0002_providers.sql).
  leaseMs: 3 * minute,
  inquiryMs: [40 * second, 2 * minute, 10 * minute, hour],
  resendMs: [2 * second, 10 * second, 40 * second, 2 * minute, 5 * minute],
  unknownAlarmMs: 24 * hour,
};

/** Attempts in a row that end without an answer of the adapter, or not at all, after which a delivery waits for a person. */
export const poisonAfter = 10;
/** How long such a delivery waits before it is tried again all the same. */
export const poisonPauseMs = 6 * hour;

/** When a failing provider is left alone, and for how long. */
export const defaultBreakerSettings: BreakerSettings = {
  failures: 10,
  openMs: [10 * second, 20 * second, 40 * second, minute],
};

/** Pauses grow by up to a quarter, by chance, so that what failed together does not come back together. */
export function lengthened(ms: number, random: number): number {
  return Math.round(ms * (1 + random / 4));
}

/** The n-th pause (from nought) of a growing series; the last one repeats. */
export function pauseMs(series: readonly number[], n: number): number {
  return series[Math.min(n, series.length - 1)] ?? minute;
}

export function inquiryOf(traits: ProviderTraits): Inquiry {
  if (traits.capabilities.includes('status')) return 'status';
  return traits.repeatsAreSafe ? 'repeat' : 'none';
}

/** What the rule looks at beside the answer. */
export interface AttemptFacts {
  /** An earlier attempt to pay may have arrived. */
  readonly everUnknown: boolean;
  /** Somebody asked for a reversal and waits for this answer. */
  readonly reversalRequested: boolean;
  /** Inquiries made so far, without this one. */
  readonly inquiries: number;
  readonly attemptNo: number;
  /** When the last attempt to pay began, and the present instant. */
  readonly lastPaidAt: Date;
  readonly now: Date;
}

/** What becomes of the delivery. `book` goes through the lane; the others only change the queue. */
export type NextStep =
  | {
      readonly kind: 'book';
      readonly outcome: 'confirmed' | 'rejected' | 'cancelled' | 'cancel-refused';
      readonly providerTransaction: string | null;
    }
  | { readonly kind: 'not-sent'; readonly afterMs: number }
  | {
      readonly kind: 'unknown';
      readonly afterMs: number;
      readonly resendAllowed: boolean;
      /** The provider has it and says so: an alarm that was not running does not begin. */
      readonly isExpected?: boolean;
    }
  | { readonly kind: 'cancel-later'; readonly afterMs: number };

/**
 * The outcome of an attempt to pay (payments.md, states): a success is booked; a refusal is booked only where no earlier
 * attempt may have arrived; what was not sent goes back; everything else is unknown.
 */
export function afterPay(outcome: PayOutcome, facts: AttemptFacts, settings: DeliverySettings): NextStep {
  switch (outcome.kind) {
    case 'confirmed':
      return { kind: 'book', outcome: 'confirmed', providerTransaction: outcome.providerTransaction };
    case 'rejected':
      return facts.everUnknown
        ? stillUnknown(facts, settings)
        : { kind: 'book', outcome: 'rejected', providerTransaction: null };
    case 'not-sent':
      return facts.everUnknown
        ? stillUnknown(facts, settings)
        : { kind: 'not-sent', afterMs: pauseMs(settings.resendMs, facts.attemptNo - 1) };
    case 'pending':
      return { ...stillUnknown(facts, settings), isExpected: true };
    case 'unknown':
      return stillUnknown(facts, settings);
    default:
      return unreachable(outcome);
  }
}

/**
 * The outcome of a status query. "Not found" allows the payment to be sent again where repeats are safe, or where the
 * protocol says that it is final by now; otherwise it proves nothing. What provably never arrived and is to be reversed is
 * not sent any more: it counts as refused.
 */
export function afterStatus(
  outcome: StatusOutcome,
  facts: AttemptFacts,
  how: { readonly traits: ProviderTraits; readonly settings: DeliverySettings },
): NextStep {
  const { traits, settings } = how;
  switch (outcome.kind) {
    case 'confirmed':
      return { kind: 'book', outcome: 'confirmed', providerTransaction: outcome.providerTransaction };
    case 'rejected':
      return { kind: 'book', outcome: 'rejected', providerTransaction: null };
    case 'not-found': {
      const finalAfterMs = traits.notFoundIsFinalAfterMs;
      const ageMs = facts.now.getTime() - facts.lastPaidAt.getTime();
      const neverArrived = finalAfterMs !== null && ageMs >= finalAfterMs;
      if (neverArrived && facts.reversalRequested)
        return { kind: 'book', outcome: 'rejected', providerTransaction: null };
      if (neverArrived || traits.repeatsAreSafe) {
        return { kind: 'unknown', afterMs: 0, resendAllowed: true };
      }
      return stillUnknown(facts, settings);
    }
    case 'pending':
      return { ...stillUnknown(facts, settings), isExpected: true };
    case 'not-sent':
    case 'unknown':
      return stillUnknown(facts, settings);
    default:
      return unreachable(outcome);
  }
}

export function afterCancel(outcome: CancelOutcome, facts: AttemptFacts, settings: DeliverySettings): NextStep {
  switch (outcome.kind) {
    case 'cancelled':
      return { kind: 'book', outcome: 'cancelled', providerTransaction: null };
    case 'refused':
      return { kind: 'book', outcome: 'cancel-refused', providerTransaction: null };
    case 'not-sent':
    case 'unknown':
      return { kind: 'cancel-later', afterMs: pauseMs(settings.inquiryMs, facts.inquiries) };
    default:
      return unreachable(outcome);
  }
}

/**
 * What became of a payment after a cancel that was refused although an earlier one may have arrived: the refusal may be
 * that of a repeat, so the status decides.
 */
export function cancelAfterStatus(status: StatusOutcome): CancelOutcome {
  const { evidence } = status;
  if (status.kind === 'rejected') return { kind: 'cancelled', evidence };
  return status.kind === 'confirmed' ? { kind: 'refused', evidence } : { kind: 'unknown', evidence };
}

function stillUnknown(facts: AttemptFacts, settings: DeliverySettings): NextStep & { readonly kind: 'unknown' } {
  return { kind: 'unknown', afterMs: pauseMs(settings.inquiryMs, facts.inquiries), resendAllowed: false };
}

/** Characters of a provider's code or a reason that are kept. */
const longestEvidence = 200;

/** Evidence as it is kept: providers write what they like, and the books take neither control characters nor novels. */
export function storableEvidence({ providerCode, reason }: Evidence): Evidence {
  const plain = (text: string) => text.slice(0, longestEvidence).replace(/\p{C}/gu, '?');
  return { providerCode: providerCode === null ? null : plain(providerCode), reason: plain(reason) };
}

/** Evidence of an attempt that ended without any answer of the adapter. */
export const crashedEvidence: Evidence = { providerCode: null, reason: 'adapter_failed' };

/** Evidence of an attempt that was given up before its first byte: the worker stood still for longer than its lease. */
export const lapsedEvidence: Evidence = { providerCode: null, reason: 'lease_lapsed' };
