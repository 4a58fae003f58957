/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Refund, RefundState, WayBack } from './model.ts';

export interface RefundWish {
  readonly paymentId: string;
  readonly reason: string;
}

export interface RefundFilter {
  readonly state?: RefundState;
  /** Id of the last refund of the page before. */
  readonly before?: string;
  /** 1 to 100. */
  readonly limit: number;
}

export interface RefundService {
  /**
   * A teller asks for the payment of its agent; the same key again is the same wish. Refuses: not_found (also for another
   * agent's payment), invalid_request (reason), already_reversed, refund_open, refund_not_due, idempotency_key_reused,
   * provider_unavailable (whether it can cancel is not known now).
   */
  request(
    by: { readonly agentId: string; readonly tellerId: string; readonly key: string },
    wish: RefundWish,
  ): Promise<Result<{ readonly refund: Refund; readonly replayed: boolean }, Refusal>>;
  /** An operator asks, for a payment of any agent. Refuses: as `request`, without keys. */
  requestAsOperator(operatorId: string, wish: RefundWish): Promise<Result<Refund, Refusal>>;
  /**
   * Another person agrees, and the money goes back: at once, or when the provider has cancelled. Given again while it was not
   * carried out, it is carried out. Refuses: not_found, same_actor, refund_decided, provider_unavailable, not_reversible (what
   * was bought lies on a card).
   */
  approve(operatorId: string, refundId: string): Promise<Result<Refund, Refusal>>;
  /** Refuses: not_found, refund_decided, invalid_request (reason). */
  refuse(operatorId: string, refundId: string, reason: string): Promise<Result<Refund, Refusal>>;
  /** Refuses: not_found (also for another agent's payment), provider_unavailable (whether it can cancel is not known now). */
  wayBack(agentId: string, paymentId: string): Promise<Result<WayBack | null, Refusal>>;
  /** Every refund of a payment, oldest first, at most 100. Refuses: not_found (also for another agent's payment). */
  listOfPayment(agentId: string, paymentId: string): Promise<Result<readonly Refund[], Refusal>>;
  /** The newest first; for operators. */
  list(filter: RefundFilter): Promise<readonly Refund[]>;
}
