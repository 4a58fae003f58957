/** What the rest of the hub may ask of this noun. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { AcceptResult, BasketRequest } from '../payments/api.ts';
import type { Preparation, PreparingTeller } from './model.ts';

/** A preparation, and the basket that it has become. */
export interface PreparationView {
  readonly preparation: Preparation;
  readonly basket: AcceptedBasket | null;
}

export interface PreparationService {
  /**
   * Checks a basket as a payment is checked and holds its money; the same key again is the same preparation, whatever became of it.
   * Refuses what `accept` of payments refuses, and preparation_expired. Throws what the lane throws.
   */
  prepare(
    teller: PreparingTeller,
    request: BasketRequest,
  ): Promise<Result<PreparationView & { readonly replayed: boolean }, Refusal>>;
  /** Refuses: not_found (also for another agent's). */
  find(agentId: string, id: string): Promise<Result<PreparationView, Refusal>>;
  /**
   * Pays what was prepared, once. Refuses: not_found, forbidden (another teller's), invalid_state, preparation_expired, and what
   * `accept` of payments refuses; afterwards it may be confirmed again. Throws what the lane throws.
   */
  confirm(teller: PreparingTeller, id: string): Promise<AcceptResult>;
  /** Gives back what is held; again is the same. Refuses: not_found, invalid_state (it is a payment). */
  withdraw(agentId: string, id: string): Promise<Result<PreparationView, Refusal>>;
  /** Ends what nobody confirmed in time, at most 1,000. Returns how many. */
  expireDue(): Promise<number>;
}
