/** The part of the adapters' contract that is about meters: their readings, and the cards that carry prepaid credit. */
import type { Evidence } from './adapter.ts';
import type { Currency, Minor } from './money.ts';

export type MeterUnit = 'm3' | 'kWh';

/** A meter as its provider sees it. Readings and quantities are whole units. */
export interface MeterState {
  readonly serial: string;
  readonly unit: MeterUnit;
  /** The last reading that counts, and its date `YYYY-MM-DD`; null where there is none yet. */
  readonly lastReading: { readonly value: number; readonly readOn: string } | null;
  /** What was used since the tariff's period began; null where the provider does not say. */
  readonly usedInPeriod: number | null;
  /** Number of the card that carries credit to a prepaid meter; null for every other meter. */
  readonly smartCard: string | null;
}

/** A reading that was handed in at the hub. */
export interface MeterReading {
  /** The hub's id of it: sent again, it counts once. */
  readonly id: string;
  readonly account: string;
  readonly serial: string;
  readonly value: number;
  readonly readOn: string;
}

/** `refused` is said only for a documented refusal; `unknown` may have arrived. */
export interface ReadingOutcome {
  readonly kind: 'taken' | 'refused' | 'not-sent' | 'unknown';
  readonly evidence: Evidence;
}

/** Credit for the card of a prepaid meter: the second leg of a payment that the provider has confirmed. */
export interface CardCredit {
  /** Reference of the payment. */
  readonly reference: string;
  readonly account: string;
  readonly card: string;
  /** Goes up when the card was not loaded, and when another card is named; the provider ends the credit before. */
  readonly attempt: number;
  readonly amount: Minor;
  readonly currency: Currency;
}

/** `load` tells that the card was written; `void` takes credit back that was not. */
export type CardStep = 'issue' | 'load' | 'void';

/**
 * What the provider has now, or why nothing is known of it. A step that came before is answered with what stands. Reasons of
 * a refusal that the hub acts on: `too_late` the card is loaded, `cancelled` the credit was taken back, `account_not_found`
 * no such card of this account, `not_found` no such payment.
 */
export type CardOutcome =
  | { readonly kind: 'issued' | 'loaded' | 'voided'; readonly credit: string; readonly evidence: Evidence }
  | { readonly kind: 'refused' | 'not-sent' | 'unknown'; readonly evidence: Evidence };
