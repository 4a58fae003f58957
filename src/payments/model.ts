import type { Channel, Fee } from '../fees/model.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { PaymentAmounts } from '../ledger/transfers.ts';
import type { PaymentState } from './states.ts';

/** A payment as it was accepted. None of this ever changes; what does lives in its delivery. */
export interface Payment {
  readonly id: string;
  /** Settlement day of the acceptance, `YYYY-MM-DD`. */
  readonly settlementDay: string;
  /** 16 digits; also the reference the provider hears. */
  readonly receiptNumber: string;
  /** Random secret of the receipt's public QR code. */
  readonly receiptToken: string;
  readonly basketId: string;
  readonly line: number;
  readonly agentId: string;
  readonly outletId: string | null;
  readonly tellerId: string | null;
  readonly channel: Channel;
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly citizenId: string | null;
  readonly quoteId: string | null;
  readonly currency: Currency;
  readonly amount: Minor;
  readonly payerFee: Fee;
  readonly providerFee: Fee;
  readonly providerFeeMode: 'net' | 'gross';
  readonly commission: Fee;
  readonly duplicateConfirmed: boolean;
  readonly acceptedAt: Date;
}

/** A payment with what has become of it. */
export interface PaymentView extends Payment {
  /** Number of the transfer that accepted it: what a reversal, refund or cancellation undoes. */
  readonly acceptance: bigint;
  readonly state: PaymentState;
  readonly reversalRequested: boolean;
  readonly providerTransaction: string | null;
  /** When the outcome was booked, and on which settlement day. */
  readonly decidedAt: Date | null;
  readonly decidedDay: string | null;
}

export function amountsOf(payment: Payment): PaymentAmounts {
  return {
    paymentId: payment.id,
    paymentDay: payment.settlementDay,
    agentId: payment.agentId,
    providerId: payment.providerId,
    currency: payment.currency,
    amount: payment.amount,
    payerFee: payment.payerFee.fee,
    payerFeeVat: payment.payerFee.vat,
    providerFee: payment.providerFee.fee,
    providerFeeVat: payment.providerFee.vat,
    providerFeeMode: payment.providerFeeMode,
    commission: payment.commission.fee,
  };
}

/** What the payer hands over: amount + fee + VAT. */
export function chargedTotal({ amount, payerFee }: Pick<Payment, 'amount' | 'payerFee'>): bigint {
  return amount + payerFee.fee + payerFee.vat;
}
