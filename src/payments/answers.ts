import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency } from '../kernel/money.ts';

/**
 * Canonical answers as they are stored under a key, for ever. Amounts are minor units as text. Whatever an API shows is
 * rebuilt from these, so that the second answer to a key says the same as the first.
 */
export interface AcceptedBasket {
  readonly status: 'accepted';
  readonly basketId: string;
  readonly currency: Currency;
  /** What the payer handed over for the whole basket, fees and VAT included. */
  readonly total: string;
  readonly payments: readonly AcceptedLine[];
}

export interface AcceptedLine {
  readonly id: string;
  readonly settlementDay: string;
  readonly receiptNumber: string;
  readonly receiptToken: string;
  readonly quoteId: string | null;
  readonly providerId: string;
  readonly account: string;
  readonly amount: string;
  readonly fee: string;
  readonly vat: string;
  readonly acceptedAt: string;
}

export interface RefusedBasket {
  readonly status: 'refused';
  readonly code: ErrorCode;
  /** Index of the line that was refused; null when it is the basket as a whole. */
  readonly line: number | null;
  readonly details?: Readonly<Record<string, string>>;
}

export type BasketAnswer = AcceptedBasket | RefusedBasket;
