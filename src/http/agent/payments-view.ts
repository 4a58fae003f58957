import type { Static } from 'typebox';
import { errorEntry } from '../../kernel/errors/catalogue.ts';
import type { AcceptedBasket, RefusedBasket } from '../../payments/answers.ts';
import { carriedBills } from '../../payments/bills.ts';
import type { PaymentView } from '../../payments/model.ts';
import type { Language } from '../../platform/messages/language.ts';
import { showMoney } from '../schemas/common.ts';
import type { BasketAnswer, KeyAnswer, PaymentAnswer } from './payments-schemas.ts';

type CodeOf = (providerId: string) => string;

/** The answer to an accepted basket. Rebuilt from what is stored, so that a repeat says the same, letter for letter. */
export function showBasket(basket: AcceptedBasket, codeOf: CodeOf): Static<typeof BasketAnswer> {
  const { currency } = basket;
  return {
    basketId: basket.basketId,
    total: showMoney(BigInt(basket.total), currency),
    payments: basket.payments.map((payment) => ({
      id: payment.id,
      receiptNumber: payment.receiptNumber,
      quoteId: payment.quoteId,
      provider: codeOf(payment.providerId),
      account: payment.account,
      amount: showMoney(BigInt(payment.amount), currency),
      fee: showMoney(BigInt(payment.fee), currency),
      vat: showMoney(BigInt(payment.vat), currency),
      acceptedAt: payment.acceptedAt,
      settlementDay: payment.settlementDay,
      verifyPath: verifyPath(payment),
    })),
  };
}

/** Public path of a receipt; the token is random, so it can be neither guessed nor counted through. */
function verifyPath(receipt: { readonly receiptNumber: string; readonly receiptToken: string }): string {
  return `/r/${receipt.receiptNumber}?t=${receipt.receiptToken}`;
}

export function showPayment(payment: PaymentView, codeOf: CodeOf): Static<typeof PaymentAnswer> {
  const { currency } = payment;
  return {
    id: payment.id,
    receiptNumber: payment.receiptNumber,
    basketId: payment.basketId,
    line: payment.line,
    provider: codeOf(payment.providerId),
    account: payment.account,
    bills: carriedBills(payment.fields).map((bill) => ({ ...bill })),
    amount: showMoney(payment.amount, currency),
    fee: showMoney(payment.payerFee.fee, currency),
    vat: showMoney(payment.payerFee.vat, currency),
    state: payment.state,
    reversalRequested: payment.reversalRequested,
    acceptedAt: payment.acceptedAt.toISOString(),
    settlementDay: payment.settlementDay,
    providerTransaction: payment.providerTransaction,
    decidedAt: payment.decidedAt?.toISOString() ?? null,
    decidedDay: payment.decidedDay,
  };
}

export function showRefusedBasket(refused: RefusedBasket, language: Language): Static<typeof KeyAnswer>['refusal'] {
  return { code: refused.code, title: errorEntry(refused.code).title[language], line: refused.line };
}
