/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { PaymentView } from '../payments/model.ts';
import type { CardLoad, LoadState } from './model.ts';

export interface CardService {
  /**
   * Asks the provider for the credit of a confirmed payment, to be written to a card; again after a card was not written.
   * Asked twice it is issued once. Refuses: not_found (also for another agent's payment), card_not_supported,
   * card_step_refused (the payment is not confirmed, or what is asked does not follow), provider_unavailable.
   */
  issue(agentId: string, paymentId: string, card: string): Promise<Result<CardLoad, Refusal>>;
  /**
   * The counter has written the card; the provider is told now or later. `attempt` is the one that was written: a late answer about
   * an earlier one says nothing of the credit that stands. Refuses: not_found, card_step_refused (also of another attempt).
   */
  written(agentId: string, paymentId: string, attempt: number): Promise<Result<CardLoad, Refusal>>;
  /** The counter could not write the card; otherwise as `written`. */
  notWritten(agentId: string, paymentId: string, attempt: number): Promise<Result<CardLoad, Refusal>>;
  /** Refuses: not_found. */
  get(agentId: string, paymentId: string): Promise<Result<CardLoad, Refusal>>;
  /**
   * Where the credit of a payment stands, for whoever may see the payment; null where no card has to do with it. A confirmed
   * payment for a meter that was known at the quote to take a card is `paid` before anybody asked for its credit.
   */
  progress(payment: PaymentView): Promise<LoadState | null>;
  /**
   * Clears the way for undoing a payment: credit that was not written is taken back at the provider first. Refuses:
   * not_reversible (the card is loaded), provider_unavailable (whether it could be taken back is not known yet).
   */
  release(paymentId: string): Promise<Result<void, Refusal>>;
  /** Tells providers of cards that were written, takes credit back, and ends credit that nobody wrote in time. */
  workOff(): Promise<number>;
}
