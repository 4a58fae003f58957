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
  | { readonly status: 'asked' | 'refused'; readonly refusal: Refusal }
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
   * idempotency_key_reused, cash_short, and, where all is or nothing, whatever `accept` of payments refuses. Throws what the lane
   * throws, where all is or nothing.
   */
  take(collector: Collector, basket: CashBasket): Promise<Result<BasketOutcome, Refusal>>;
}
