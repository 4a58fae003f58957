/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { BasketRequest, Collector } from '../payments/api.ts';

/** `all_or_nothing`: every line or none. `each_line`: every line for itself. */
export const basketModes = ['all_or_nothing', 'each_line'] as const;
export type BasketMode = (typeof basketModes)[number];

/** Several bills and the cash for them. */
export interface CashBasket {
  readonly mode: BasketMode;
  /** What the payer handed over, minor units of the currency of the basket. */
  readonly tendered: Minor;
  /** All lines, under the agent's key. */
  readonly whole: BasketRequest;
  /** Each line as a basket of its own, with the answers that are about it. */
  readonly lines: readonly BasketRequest[];
}

/** `asked`: the payer has to answer first, then the same again with the answer. `unknown`: send the same again. */
export type LineOutcome =
  | { readonly status: 'accepted'; readonly basket: AcceptedBasket; readonly replayed: boolean }
  | { readonly status: 'asked'; readonly refusal: Refusal }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'unknown'; readonly failure: unknown };

export interface BasketOutcome {
  /** In the order of the request; of `all_or_nothing` one, which has every payment. */
  readonly lines: readonly LineOutcome[];
  /** What was taken, fees and VAT included. */
  readonly total: Minor;
  /** Below nought only where fees rose between the look and the taking. */
  readonly change: Minor;
}

export interface BasketService {
  /**
   * Takes a basket once for its key; answers to questions may be added to the same key. Refuses: idempotency_key_invalid,
   * idempotency_key_reused (by another basket or a payment), key_abandoned, cash_short, and, where all is or nothing, whatever
   * `accept` of payments refuses. Questions leave the key open, as does a basket of which nothing was taken for want of cash; every
   * other refusal is final. Throws what the lane throws, where all is or nothing.
   */
  take(collector: Collector, basket: CashBasket): Promise<Result<BasketOutcome, Refusal>>;
  /** Whether the key stands for a basket. */
  hasKey(agentId: string, key: string): Promise<boolean>;
  /** No basket can be taken under the key from now on. Refuses: idempotency_key_invalid, key_of_cash_basket (one has the key). */
  abandonKey(agentId: string, key: string): Promise<Result<null, Refusal>>;
}
