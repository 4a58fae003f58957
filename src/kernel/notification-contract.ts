/** The part of the adapters' contract that is about what a provider tells the hub of its own accord. */
import type { SignedRequest } from './message-signature.ts';
import type { Minor } from './money.ts';

/** A request as it came, and all of its body. */
export interface NotificationMessage extends SignedRequest {
  readonly body: Uint8Array;
}

/** A secret that the hub shares with the provider; while it is renewed there are two. */
export interface NotificationKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

export const notifiedOutcomes = ['confirmed', 'rejected', 'reversed'] as const;
/** What a provider says became of a payment. It is a reason to ask, and never an answer. */
export type NotifiedOutcome = (typeof notifiedOutcomes)[number];

/** A plan that the provider withdraws, by the codes of its own catalogue. Dates are `YYYY-MM-DD`. */
export interface NotifiedReplacement {
  readonly kind: 'plan-replacement';
  readonly withdrawnPlan: string;
  readonly replacementPlan: string;
  readonly announcedOn: string;
  readonly changesOn: string;
  /** What the change itself costs the subscriber, minor units in the provider's currency. */
  readonly charge: Minor;
}

export type Notified =
  | { readonly kind: 'payment'; readonly reference: string; readonly outcome: NotifiedOutcome }
  /** What the account owes is not what it was. */
  | { readonly kind: 'debt'; readonly account: string }
  | NotifiedReplacement;

export interface ProviderNotification {
  /** The provider's own name of it, the same in every repeat: 1 to 64 letters, digits and `._:-`. */
  readonly id: string;
  /** By the provider's clock. */
  readonly happenedAt: Date;
  readonly notified: Notified;
}

/**
 * What a message is. `not-signed` is said of everything that no key of the provider has signed as it came, whatever the reason;
 * only of what is signed rightly it may be said that its instant is not now, or that it cannot be read.
 */
export type NotificationReading =
  | {
      readonly kind: 'read';
      readonly keyId: string;
      readonly nonce: string;
      readonly signedAt: Date;
      readonly notification: ProviderNotification;
    }
  | { readonly kind: 'not-signed' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'malformed' };

/** With what a message is read: the provider's usable keys, and the present instant. */
export interface NotificationReader {
  readonly keys: readonly NotificationKey[];
  readonly now: Date;
}
