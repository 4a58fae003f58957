/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { NotificationMessage } from '../kernel/notification-contract.ts';
import type { Result } from '../kernel/result.ts';
import type { NotificationKeyEntry, Quarantined } from './model.ts';

/** Who changes keys, for the audit. */
export type KeyKeeper =
  { readonly kind: 'operator'; readonly id: string } | { readonly kind: 'system'; readonly id: null };

export interface NewNotificationKey {
  readonly providerCode: string;
  /** A key of the provider that ends a day after this one begins. */
  readonly replaces?: string;
}

export interface QuarantineFilter {
  readonly state?: Quarantined['state'];
  readonly providerCode?: string;
  /** Those that are older than the one of this id. */
  readonly before?: string;
  /** 1 to 100. */
  readonly limit: number;
}

export interface ProviderNotificationService {
  /**
   * Takes what a provider tells of its own accord, and says under which of the provider's names. Nothing is decided by it: an
   * open payment is asked about, an answer about a debt holds no more, what does not fit is kept for a person. A repeat, a payment of nobody and
   * a contradiction are taken like everything else. A provider that is not there, one that tells nothing and a message that nobody
   * has signed as it came get one answer.
   * Refuses: bad_signature, stale_timestamp, replayed_nonce (other words under a nonce that was used), too_many_requests,
   * invalid_request (signed, and not to be read).
   */
  receive(providerCode: string, message: NotificationMessage): Promise<Result<{ readonly id: string }, Refusal>>;
  /** Looks again at what waited for the end of an attempt; returns how many it was. */
  workOff(): Promise<number>;
  /** Forgets what is too old to be repeated; returns how many. */
  sweep(): Promise<number>;

  /** Newest first, with those that ended; at most 100. Refuses: not_found. */
  listKeys(providerCode: string): Promise<Result<readonly NotificationKeyEntry[], Refusal>>;
  /** A new key; its secret, base64 of 32 bytes, is handed out once. Refuses: not_found (also one that tells nothing), invalid_request. */
  addKey(
    by: KeyKeeper,
    key: NewNotificationKey,
  ): Promise<Result<{ readonly key: NotificationKeyEntry; readonly secret: string }, Refusal>>;
  /** At once and for ever. Refuses: not_found. */
  revokeKey(by: KeyKeeper, providerCode: string, keyId: string): Promise<Result<NotificationKeyEntry, Refusal>>;

  /** What a person has to look at, the newest first. Refuses: not_found (no such provider). */
  listQuarantined(filter: QuarantineFilter): Promise<Result<readonly Quarantined[], Refusal>>;
  /** Somebody has looked at it, and says what came of it. Moves nothing. Refuses: not_found, case_resolved, invalid_request. */
  resolve(by: KeyKeeper, id: string, note: string): Promise<Result<Quarantined, Refusal>>;
}
