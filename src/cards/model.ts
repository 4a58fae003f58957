import type { CardOutcome } from '../kernel/meter-contract.ts';
import type { Currency, Minor } from '../kernel/money.ts';

/**
 * Where the credit of a payment stands on its way to the card of a prepaid meter: `paid` while the provider was not asked
 * for it for certain; `issued` while it waits to be written; `not-loaded` when the card was not written; `loaded` when it
 * was and the provider does not know yet; `confirmed` when it does; `voiding` while it is taken back, `voided` when it is.
 */
export type LoadState = 'paid' | 'issued' | 'not-loaded' | 'loaded' | 'confirmed' | 'voiding' | 'voided';

/** What can happen to it. */
export type LoadEvent =
  /** The provider issued credit. */
  | 'issue'
  /** The counter wrote the card, or could not; or nobody said so in time. */
  | 'write'
  | 'fail'
  /** The provider knows that the card is loaded. */
  | 'confirm'
  /** Somebody wants the payment undone; the provider took the credit back. */
  | 'take-back'
  | 'taken-back';

/** The credit of one payment. */
export interface CardLoad {
  readonly paymentId: string;
  readonly providerId: string;
  readonly agentId: string;
  /** Reference that the provider knows the payment by. */
  readonly reference: string;
  readonly account: string;
  readonly card: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly state: LoadState;
  /** Counts for how many cards, and how often because the card was not written, credit was asked for. */
  readonly attempt: number;
  /** What is written to the card; null before it was issued. */
  readonly credit: string | null;
  /** Until when an issued credit must be written. */
  readonly writeBefore: Date | null;
  readonly changedAt: Date;
}

/**
 * The transitions, and nothing else. What was written to a card stays there: from `loaded` on nothing is taken back. A
 * provider that says so while credit is taken back has the last word.
 */
export const loadTransitions: Readonly<Record<LoadState, Partial<Readonly<Record<LoadEvent, LoadState>>>>> = {
  paid: { issue: 'issued', confirm: 'confirmed', 'take-back': 'voiding' },
  issued: { write: 'loaded', fail: 'not-loaded', confirm: 'confirmed', 'take-back': 'voiding' },
  'not-loaded': { issue: 'issued', confirm: 'confirmed', 'take-back': 'voiding' },
  loaded: { confirm: 'confirmed' },
  confirmed: {},
  voiding: { 'taken-back': 'voided', confirm: 'confirmed' },
  voided: {},
};

/** The state after an event; null where the event does not follow. */
export function afterEvent(state: LoadState, event: LoadEvent): LoadState | null {
  return loadTransitions[state][event] ?? null;
}

/**
 * What follows from the answer to `void`; null where nothing does and the provider is asked again. Only one that names the
 * card as loaded is believed so. A card or payment that it does not know ends what was never issued, and nothing else.
 */
export function eventOfVoid(outcome: CardOutcome, credit: string | null): LoadEvent | null {
  if (outcome.kind === 'voided') return 'taken-back';
  if (outcome.kind === 'loaded') return 'confirm';
  if (outcome.kind !== 'refused') return null;
  const { reason } = outcome.evidence;
  if (reason === 'too_late') return 'confirm';
  const isUnknown = reason === 'account_not_found' || reason === 'not_found';
  return reason === 'cancelled' || (isUnknown && credit === null) ? 'taken-back' : null;
}

/** True while the payment of the credit may still be undone. */
export function mayBeTakenBack(state: LoadState): boolean {
  return state === 'voided' || state === 'voiding' || afterEvent(state, 'take-back') !== null;
}

/** Most attempts for one payment: a card that fails so often is a case for the provider's own counter. */
export const mostAttempts = 9;
