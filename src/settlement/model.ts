import { createHash } from 'node:crypto';
import { assert } from '../kernel/assert.ts';
import { add, minor, negate, zero, type Currency, type Minor } from '../kernel/money.ts';

/** A confirmation, late success or cancellation of one day, as the report of its provider lists it. */
export interface SettledPayment {
  readonly kind: 'confirmation' | 'late_success' | 'cancellation';
  readonly providerId: string;
  readonly currency: Currency;
  readonly mode: 'net' | 'gross';
  readonly receiptNumber: string;
  readonly account: string;
  readonly agentId: string;
  readonly acceptedAt: Date;
  /** When the provider's answer was booked. */
  readonly bookedAt: Date;
  readonly providerTransaction: string | null;
  readonly amount: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
}

/** What one provider is due for a day, in one currency. */
export interface ProviderDue {
  readonly count: number;
  readonly gross: Minor;
  readonly cancelled: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
  /** Nought or below: what earlier days left to be set off. */
  readonly broughtForward: Minor;
  /** Of the day alone. */
  readonly ofDay: Minor;
  /** Of the day with what was brought forward; above nought it is paid out. */
  readonly net: Minor;
}

/** How much of a day is worked on at a time: what bounds statements and memory, whatever the size of the day. */
export interface PieceSizes {
  /** Transfers added up by one transaction, about. */
  readonly transfers: number;
  /** Lines read at a time, which make one part of a CSV file. */
  readonly lines: number;
}

export const defaultPieces: PieceSizes = { transfers: 20_000, lines: 2_000 };

/** A provider's lines of a day, added up under one mode. */
export interface DaySums {
  /**
   * A day has one mode. Where a provider changed its mode while the day ran, the day counts as net and the lines whose fee
   * is invoiced carry no fee in it.
   */
  readonly mode: 'net' | 'gross';
  readonly lines: number;
  /** Payments; cancellations are not counted. */
  readonly count: number;
  readonly gross: Minor;
  readonly cancelled: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
}

/** Signed amounts of a line under the mode of its day: a cancellation takes back what its payment brought, fees included. */
export function signedLine(line: SettledPayment, mode: DaySums['mode']): { amount: Minor; fee: Minor; vat: Minor } {
  const isApart = mode === 'net' && line.mode === 'gross';
  const fees = isApart ? { fee: zero, vat: zero } : { fee: line.fee, vat: line.vat };
  if (line.kind !== 'cancellation') return { amount: line.amount, ...fees };
  return { amount: negate(line.amount), fee: negate(fees.fee), vat: negate(fees.vat) };
}

export function dueOf(sums: DaySums, broughtForward: Minor): ProviderDue {
  const { count, gross, cancelled, fee, vat } = sums;
  const withheld = sums.mode === 'net' ? add(fee, vat) : zero;
  const ofDay = minor(gross - cancelled - withheld);
  assert(broughtForward <= 0n, 'only what the provider owes is brought forward');
  return { count, gross, cancelled, fee, vat, broughtForward, ofDay, net: add(ofDay, broughtForward) };
}

/** How a due is settled: what is paid out, and what moves between the provider's payable and its receivable. */
export interface Settling {
  readonly payout: Minor;
  /** Above nought: the payable sets off an old debt. Below: the provider owes the hub more from now on. */
  readonly setOff: Minor;
}

export function settlingOf(due: ProviderDue): Settling {
  if (due.net > 0n) return { payout: due.net, setOff: negate(due.broughtForward) };
  return { payout: zero, setOff: due.ofDay };
}

/** Longest part of a provider's code that a number can carry: 35 characters less day, currency and dashes. */
const mostCodeLength = 22;
const digestLength = 8;

/** Number of a payout order, at most 35 characters so that it fits an ISO 20022 EndToEndId. A long code is cut and told apart by a digest. */
export function payoutOrderNumber(day: string, providerCode: string, currency: Currency): string {
  const digest = createHash('sha256').update(providerCode).digest('hex').slice(0, digestLength);
  const short = `${providerCode.slice(0, mostCodeLength - digestLength - 1)}-${digest}`;
  const number = `${day.replaceAll('-', '')}-${providerCode.length <= mostCodeLength ? providerCode : short}-${currency}`;
  assert(number.length <= 35, 'a payout order number fits an EndToEndId');
  return number;
}
