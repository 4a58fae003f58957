import { createHash } from 'node:crypto';
import type { Notified, NotifiedOutcome, NotifiedReplacement } from '../kernel/notification-contract.ts';
import type { PaymentState } from '../payments/states.ts';

/** A secret that the hub shares with a provider, for what the provider tells of its own accord. */
export interface NotificationKeyEntry {
  readonly id: string;
  readonly providerId: string;
  readonly createdAt: Date;
  /** Set where a newer key takes over. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export const quarantineReasons = ['unknown_payment', 'contradiction', 'id_reused', 'unknown_plan'] as const;
/** Why a person has to look at what was told. */
export type QuarantineReason = (typeof quarantineReasons)[number];

export const quarantineStates = ['open', 'resolved'] as const;

export interface Quarantined {
  readonly id: string;
  readonly providerId: string;
  readonly reason: QuarantineReason;
  readonly kind: Notified['kind'];
  /** The reference of a payment, or the code of a plan; of a debt only that it is one. */
  readonly subject: string;
  /** What is said of it. */
  readonly claim: string;
  readonly paymentId: string | null;
  /** How the payment stood here when this was told first. */
  readonly paymentState: PaymentState | null;
  readonly notificationId: string;
  readonly happenedAt: Date;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** How often it was told, under whatever names. */
  readonly times: number;
  readonly state: (typeof quarantineStates)[number];
  /** Operator. */
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly note: string | null;
}

/** What the rule looks at of a payment. */
export interface PaymentStanding {
  readonly state: PaymentState;
  readonly isUnderWay: boolean;
  readonly reversalRequested: boolean;
  readonly wasConfirmed: boolean;
  readonly reversedAt: Date | null;
}

/**
 * What follows from what a provider says of a payment. `ask`: the outcome is open, and is asked about. `wait`: an attempt is
 * under way, whose end comes first. `agrees` and `outdated` change nothing. None of them decides the payment.
 */
export type Consequence = 'ask' | 'wait' | 'agrees' | 'outdated' | 'contradiction' | 'unknown_payment';

export function consequenceOf(
  told: { readonly outcome: NotifiedOutcome; readonly happenedAt: Date },
  standing: PaymentStanding | undefined,
): Consequence {
  if (!standing) return 'unknown_payment';
  switch (standing.state) {
    case 'accepted':
      // No byte of it has left the hub for certain: nobody can know what became of it.
      return 'contradiction';
    case 'sending':
      return 'wait';
    case 'unknown':
      return standing.isUnderWay ? 'wait' : 'ask';
    case 'confirmed':
      // What is being taken back is asked about by the cancellation itself.
      if (told.outcome === 'reversed' && standing.reversalRequested) return 'agrees';
      return told.outcome === 'confirmed' ? 'agrees' : 'contradiction';
    case 'rejected':
    case 'reversed':
      return afterTheEnd(told, standing);
  }
}

/** Of a payment that the provider does not have, or not any more: only an older word for "confirmed" was true once. */
function afterTheEnd(
  { outcome, happenedAt }: { readonly outcome: NotifiedOutcome; readonly happenedAt: Date },
  { wasConfirmed, reversedAt }: PaymentStanding,
): Consequence {
  if (outcome !== 'confirmed') return 'agrees';
  return wasConfirmed && reversedAt !== null && happenedAt < reversedAt ? 'outdated' : 'contradiction';
}

/** What stands in the quarantine of what was told: codes and references, never an account. */
export function claimOf(notified: Notified): { readonly subject: string; readonly claim: string } {
  if (notified.kind === 'payment') return { subject: notified.reference, claim: notified.outcome };
  if (notified.kind === 'debt') return { subject: 'debt', claim: 'changed' };
  const { withdrawnPlan, replacementPlan, announcedOn, changesOn, charge } = notified;
  return { subject: withdrawnPlan, claim: `${replacementPlan} ${announcedOn} ${changesOn} ${charge}` };
}

/** SHA-256 of what is told, by which a repeat is known from another thing under the same name. */
export function digestOf(notified: Notified, happenedAt: Date): Buffer {
  const text = JSON.stringify(
    [happenedAt.toISOString(), ...Object.entries(notified).toSorted(byName)],
    (_key, value) => (typeof value === 'bigint' ? value.toString() : (value as unknown)),
  );
  return createHash('sha256').update(text).digest();
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** A plan of the provider's catalogue, and what of its replacement is known. */
export interface KnownReplacement {
  readonly replacementPlan: string;
  readonly announcedOn: string;
  readonly changesOn: string;
  readonly charge: bigint;
}

/** What follows from a replacement notice. One that was announced with other terms is a person's to change. */
export function replacementConsequence(
  told: NotifiedReplacement,
  known: { readonly codes: readonly string[]; readonly announced: KnownReplacement | undefined },
): 'announce' | 'agrees' | 'contradiction' | 'unknown_plan' {
  if (!known.codes.includes(told.withdrawnPlan) || !known.codes.includes(told.replacementPlan)) return 'unknown_plan';
  const { announced } = known;
  if (!announced) return 'announce';
  const isSame =
    announced.replacementPlan === told.replacementPlan &&
    announced.announcedOn === told.announcedOn &&
    announced.changesOn === told.changesOn &&
    announced.charge === told.charge;
  return isSame ? 'agrees' : 'contradiction';
}

/** Where a secret belongs, for whoever seals and opens it. */
export function placeOfSecret(keyId: string): string {
  return `provider_notification_key.secret:${keyId}`;
}
