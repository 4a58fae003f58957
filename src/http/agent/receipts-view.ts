import type { Static } from 'typebox';
import { maskAccount } from '../../accounts/masking.ts';
import { carriedBills } from '../../payments/bills.ts';
import { chargedTotal } from '../../payments/model.ts';
import type { KnownAtQuote, ReceiptView } from '../../receipts/api.ts';
import { showBlock } from '../schemas/block-position.ts';
import { showMoney } from '../schemas/common.ts';
import type { ReceiptAnswer, VerifiedReceipt } from './receipts-schemas.ts';

/** What agent and public see alike. */
function showLegs({ payment, providerName, service, agentName }: ReceiptView) {
  const { currency } = payment;
  return {
    receiptNumber: payment.receiptNumber,
    state: payment.state,
    acceptedAt: payment.acceptedAt.toISOString(),
    settlementDay: payment.settlementDay,
    providerTransaction: payment.providerTransaction,
    decidedAt: payment.decidedAt?.toISOString() ?? null,
    provider: providerName,
    service,
    amount: showMoney(payment.amount, currency),
    fee: showMoney(payment.payerFee.fee, currency),
    vat: showMoney(payment.payerFee.vat, currency),
    total: showMoney(chargedTotal(payment), currency),
    agent: agentName,
  };
}

export function showReceipt(view: ReceiptView): Static<typeof ReceiptAnswer> {
  return {
    ...showLegs(view),
    paymentId: view.payment.id,
    account: view.payment.account,
    bills: carriedBills(view.payment.fields).map((bill) => ({ ...bill })),
    known: view.known && showKnown(view.known),
    outlet: view.outletName,
    outletAddress: view.outletAddress,
    teller: view.tellerCode,
    verifyUrl: view.verifyUrl,
  };
}

function showKnown({ at, plan, validUntil, asOf, meter, block }: KnownAtQuote) {
  return {
    ...{ at: at.toISOString(), plan, validUntil, asOf },
    meter: meter && { unit: meter.unit, lastReading: meter.lastReading, block: block && showBlock(block) },
  };
}

/** For whoever holds the paper: nothing that the paper does not say, and the account only by its end. */
export function showVerifiedReceipt(view: ReceiptView): Static<typeof VerifiedReceipt> {
  return { ...showLegs(view), accountMasked: maskAccount(view.payment.account) };
}
