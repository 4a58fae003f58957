import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { present } from '../kernel/assert.ts';
import type { Currency } from '../kernel/money.ts';

/**
 * Canonical answers to a key, for ever: of an accepted basket made from its payments, which never change, of a refused one stored
 * under the key. Amounts are minor units as text. Whatever an API shows is rebuilt from these, so that the second answer to a key
 * says the same as the first.
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

/** What an answer tells of a payment. */
export interface AnsweredPayment extends Omit<AcceptedLine, 'amount' | 'fee' | 'vat' | 'acceptedAt'> {
  readonly basketId: string;
  readonly currency: Currency;
  readonly amount: bigint;
  readonly payerFee: { readonly fee: bigint; readonly vat: bigint };
  readonly acceptedAt: Date;
}

/** The answer to an accepted basket: its payments, at least one and all of them, in the order of their lines. */
export function answerOf(payments: readonly AnsweredPayment[]): AcceptedBasket {
  const { basketId, currency } = present(payments[0], 'a payment of an accepted basket');
  const total = payments.reduce((sum, { amount, payerFee }) => sum + amount + payerFee.fee + payerFee.vat, 0n);
  return { status: 'accepted', basketId, currency, total: total.toString(), payments: payments.map(lineOf) };
}

function lineOf(payment: AnsweredPayment): AcceptedLine {
  return {
    id: payment.id,
    settlementDay: payment.settlementDay,
    receiptNumber: payment.receiptNumber,
    receiptToken: payment.receiptToken,
    quoteId: payment.quoteId,
    providerId: payment.providerId,
    account: payment.account,
    amount: payment.amount.toString(),
    fee: payment.payerFee.fee.toString(),
    vat: payment.payerFee.vat.toString(),
    acceptedAt: payment.acceptedAt.toISOString(),
  };
}
