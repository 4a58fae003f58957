import type { Currency, Minor } from '../kernel/money.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { PaymentState } from '../payments/states.ts';

/** Why a person is asked. */
export type CaseKind =
  'stuck_unknown' | 'integrity' | 'late_success' | 'poison' | 'agent_cap' | 'file_unacknowledged' | 'webhook_down';

/**
 * What two people may decide: what became of a payment or of its cancel, as the provider said by another way; or `close`,
 * which books nothing.
 */
export type CaseAction = 'confirmed' | 'rejected' | 'cancelled' | 'cancel-refused' | 'close';

export const caseActions: readonly CaseAction[] = ['confirmed', 'rejected', 'cancelled', 'cancel-refused', 'close'];

export interface Proposal {
  readonly action: CaseAction;
  /** The provider's own number of the payment; only with `confirmed`. */
  readonly providerTransaction: string | null;
  readonly reason: string;
}

export interface ReviewCase {
  readonly id: string;
  readonly kind: CaseKind;
  /** The payment; the agent of `agent_cap`; the file of `file_unacknowledged`; the webhook of `webhook_down`. */
  readonly subjectId: string;
  readonly detail: string;
  readonly state: 'open' | 'resolved';
  readonly openedAt: Date;
  readonly owner: string | null;
  readonly proposal: (Proposal & { readonly by: string; readonly at: Date }) | null;
  readonly approvedBy: string | null;
}

/** The payment of a case, as it stands now. */
export interface CasePayment {
  readonly id: string;
  readonly settlementDay: string;
  readonly receiptNumber: string;
  readonly providerId: string;
  readonly providerCode: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly acceptedAt: Date;
  readonly state: PaymentState;
  readonly attemptNo: number;
  /** Until then an attempt is under way; null when none is. */
  readonly leaseUntil: Date | null;
  readonly reversalRequested: boolean;
  readonly providerTransaction: string | null;
}

/** A row of `delivery_attempt`: that an attempt began, or how it ended. */
export interface AttemptRow {
  readonly attemptNo: number;
  readonly event: 'started' | 'ended';
  readonly kind: 'pay' | 'status' | 'cancel';
  readonly at: Date;
  readonly worker: string;
  readonly outcome: string | null;
  readonly providerCode: string | null;
  readonly reason: string | null;
}

/** A case with what is needed to decide it. */
export interface CaseFile extends ReviewCase {
  readonly payment: CasePayment | null;
  /** The last attempts, oldest first. */
  readonly attempts: readonly AttemptRow[];
}

const operatorPattern = /^[a-z][a-z0-9._-]{1,39}$/;

/** An operator's login: small letters, digits, point, hyphen, underscore. */
export function isOperator(name: string): boolean {
  return operatorPattern.test(name);
}

/** Whether an action answers what is open about a payment as it stands; a case is not closed while it is still open. */
export function fits(action: CaseAction, { kind }: Pick<ReviewCase, 'kind'>, payment: CasePayment | null): boolean {
  const isUnknown = payment?.state === 'unknown' || payment?.state === 'sending';
  const isCancelOpen = payment?.state === 'confirmed' && payment.reversalRequested;
  switch (action) {
    case 'confirmed':
    case 'rejected':
      return isUnknown || payment?.state === action;
    case 'cancelled':
      return isCancelOpen || payment?.state === 'reversed';
    case 'cancel-refused':
      return isCancelOpen;
    case 'close':
      return kind !== 'stuck_unknown' || !(isUnknown || isCancelOpen);
  }
}

/** Why a proposal cannot be made or approved by somebody, or null. */
export function refusalOf(found: ReviewCase, by: string, step: 'take' | 'propose' | 'approve'): ErrorCode | null {
  if (found.state === 'resolved') return 'case_resolved';
  if (step === 'approve') {
    if (found.proposal === null) return 'case_not_proposed';
    return found.proposal.by === by ? 'same_actor' : null;
  }
  if (found.owner !== null && found.owner !== by) return 'case_taken';
  return step === 'propose' && found.owner === null ? 'case_not_taken' : null;
}
