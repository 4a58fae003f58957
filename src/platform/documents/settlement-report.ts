import { assert } from '../../kernel/assert.ts';
import { add, minor, zero, type Currency, type Minor } from '../../kernel/money.ts';
import type { Language } from '../messages/language.ts';

/** Fees are taken out of the transfer, or the transfer is whole and the fees are invoiced. */
export type SettlementMode = 'net' | 'gross';

export interface ReportLine {
  /** A cancellation takes back an earlier payment: its amounts are negative or nought. */
  readonly kind: 'payment' | 'cancellation';
  readonly receiptNumber: string;
  readonly account: string;
  readonly acceptedAt: Date;
  readonly confirmedAt: Date;
  /** The provider's own number of the payment. */
  readonly providerTransaction: string | null;
  readonly agentName: string;
  readonly amount: Minor;
  /** Without VAT, which is beside it. */
  readonly fee: Minor;
  readonly vat: Minor;
}

export interface ReportTotals {
  /** Payments; cancellations are not counted. */
  readonly count: number;
  /** Sum of the payments. */
  readonly gross: Minor;
  /** What was taken back, as a positive amount. */
  readonly cancelled: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
  /** What earlier days left to be set off: nought or below. */
  readonly broughtForward: Minor;
  /** What the provider is due for the day; below nought where more was taken back than paid. */
  readonly net: Minor;
}

/** All of a report but its lines, of which there may be millions. */
export interface ReportHead {
  readonly provider: { readonly name: string; readonly language: Language };
  /** Settlement day and value date, `YYYY-MM-DD`. */
  readonly day: string;
  readonly valueDate: string;
  readonly currency: Currency;
  readonly mode: SettlementMode;
  readonly totals: ReportTotals;
  /** Null where nothing is due for the day. */
  readonly payoutOrder: { readonly number: string; readonly iban: string; readonly amount: Minor } | null;
}

/** Adds up the lines of a report as they pass. */
export interface ReportTally {
  add(line: ReportLine): void;
  /** Number of the lines so far. */
  count(): number;
  /** Stops where lines, totals and transfer do not agree to the last qəpik: such a report must never leave the hub. */
  check(): void;
}

export function openTally(head: ReportHead): ReportTally {
  const sums = { payments: 0, cancellations: 0, gross: 0n, cancelled: 0n, fee: 0n, vat: 0n };
  return {
    add(line) {
      const isPayment = line.kind === 'payment';
      assert(isPayment ? line.amount > 0n : line.amount < 0n, 'signs follow the kind');
      sums[isPayment ? 'payments' : 'cancellations'] += 1;
      if (isPayment) sums.gross += line.amount;
      else sums.cancelled -= line.amount;
      sums.fee += line.fee;
      sums.vat += line.vat;
    },
    count: () => sums.payments + sums.cancellations,
    check() {
      const { totals } = head;
      assert(totals.count === sums.payments, 'the report counts its payments');
      assert(totals.gross === sums.gross, 'gross is the sum of the payments');
      assert(totals.cancelled === sums.cancelled, 'cancelled is the sum of the cancellations');
      assert(totals.fee === sums.fee && totals.vat === sums.vat, 'fees and VAT are the sums of the lines');
      checkHead(head);
    },
  };
}

/** What is due follows from the totals, and the transfer equals it. */
export function checkHead({ totals, mode, payoutOrder }: ReportHead): void {
  assert(totals.broughtForward <= 0n, 'only what is owed to the hub is brought forward');
  const withheld = mode === 'net' ? add(totals.fee, totals.vat) : zero;
  const due = minor(totals.gross - totals.cancelled - withheld + totals.broughtForward);
  assert(totals.net === due, 'what is due follows from the totals');
  assert(payoutOrder === null ? due <= 0n : payoutOrder.amount === due, 'the transfer equals the report');
}

/** What one line adds to the amount due. */
export function lineNet(line: ReportLine, mode: SettlementMode): Minor {
  return mode === 'net' ? minor(line.amount - line.fee - line.vat) : line.amount;
}
