import type { Minor } from '../kernel/money.ts';
import type { AccountRef } from '../ledger/chart.ts';

/** How a hold ended: its money was moved, given back, or given back because nobody asked for it in time. */
export type HoldEnd = 'posted' | 'voided' | 'expired';

/** Money of a strict account that is kept for another account. It is no posting, but nobody else can spend it. */
export interface Hold {
  readonly id: string;
  readonly key: string;
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly amount: Minor;
  readonly madeAt: Date;
  /** From this instant on it can no longer be posted. */
  readonly expiresAt: Date;
  /** Null while it is open. `amount` is what was moved: the rest is free again. */
  readonly end: { readonly state: HoldEnd; readonly amount: Minor } | null;
}

/** "Keep this money": once for its key. */
export interface MakeHold {
  readonly id: string;
  readonly key: string;
  /** A strict account: an agent's position, a citizen's wallet or bonus. */
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly amount: Minor;
  readonly expiresAt: Date;
}

/** "Move it": all of it or less, once. */
export interface PostHold {
  readonly id: string;
  readonly amount: Minor;
}

/** "Give it back": because somebody wants that, or because it is too old. */
export interface VoidHold {
  readonly id: string;
  readonly because: 'voided' | 'expired';
}

/** `conflict`: the key stands for another hold. `too_late`: it would have expired before it was made. */
export type MakeHoldOutcome =
  | { readonly kind: 'held' | 'already'; readonly hold: Hold }
  | { readonly kind: 'conflict' | 'insufficient' | 'too_late' };

/** `conflict`: it was posted with another amount. `exceeds`: more than was held. */
export type PostHoldOutcome =
  | { readonly kind: 'posted' | 'already'; readonly hold: Hold }
  | { readonly kind: 'not_found' | 'conflict' | 'exceeds' | 'voided' | 'expired' };

/** `not_due`: it was to expire and has not; nothing was done. `posted`: its money has moved. */
export type VoidHoldOutcome =
  | { readonly kind: 'voided' | 'expired' | 'already'; readonly hold: Hold }
  | { readonly kind: 'not_found' | 'posted' | 'not_due' };
