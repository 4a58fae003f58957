import { feeFor, type Fee, type FeeBearer, type FeeRule } from '../fees/model.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { zero, type Currency, type Minor } from '../kernel/money.ts';
import { checkAmount, type OwedAmount } from '../providers/amount-rule.ts';
import type { AmountRule, ProviderState } from '../providers/model.ts';
import { sharesBill } from './bills.ts';
import type { AcceptBasket, BasketLine } from './commands.ts';
import type { Stamp } from './effects.ts';
import type { AccountHistory } from './guards.ts';
import type { Payment } from './model.ts';
import { makeReceiptNumber } from './receipt-number.ts';

/** A quote as the decision needs it, with the present state of its provider and the citizen it was made for. */
export interface PayableQuote {
  readonly id: string;
  readonly providerId: string;
  readonly providerState: ProviderState;
  readonly providerFeeMode: 'net' | 'gross';
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly citizenId: string | null;
  readonly owed: OwedAmount;
  readonly rule: AmountRule;
  readonly history: AccountHistory;
  readonly expiresAt: Date;
}

export interface LineRefusal {
  readonly code: ErrorCode;
  readonly details?: Readonly<Record<string, string>>;
}

/** Money that was taken before the hub heard of it: nothing that would refuse it at a counter refuses it now. */
export function isCollected({ channel }: Pick<AcceptBasket, 'channel'>): boolean {
  return channel === 'collected';
}

/** Why a line cannot be paid, or null. */
export function refusalOfLine(
  quote: PayableQuote,
  line: BasketLine,
  at: Pick<AcceptBasket, 'channel'> & { readonly currency: Currency; readonly instant: Date },
): LineRefusal | null {
  // It is told of once it takes payments again.
  if (isCollected(at) && quote.providerState === 'maintenance') return null;
  if (at.instant >= quote.expiresAt)
    return { code: 'quote_expired', details: { expiredAt: quote.expiresAt.toISOString() } };
  if (quote.providerState !== 'active') {
    return { code: 'provider_disabled', details: { state: quote.providerState } };
  }
  if (quote.owed.currency !== at.currency) {
    return { code: 'currency_not_supported', details: { currency: quote.owed.currency } };
  }
  const { currency, balance, balanceTold, mustChoose } = quote.owed;
  const owed = { currency, balance, balanceTold, mustChoose: mustChoose === true, channel: at.channel };
  return checkAmount(quote.rule, owed, line.amount);
}

interface LineInput {
  readonly command: AcceptBasket;
  readonly line: BasketLine;
  readonly index: number;
  readonly quote: PayableQuote;
  readonly rules: readonly FeeRule[];
  readonly stamp: Stamp;
}

/** The payment a line becomes, with its fees computed by the rules of the stamped day. */
export function makePayment(input: LineInput): Payment {
  const { command, line, index, quote, stamp } = input;
  return {
    id: line.paymentId,
    settlementDay: stamp.day,
    receiptNumber: makeReceiptNumber(stamp.day, stamp.lane, stamp.nextReceipt + index),
    receiptToken: line.receiptToken,
    basketId: command.basketId,
    line: index,
    agentId: command.agentId,
    outletId: command.outletId,
    tellerId: command.tellerId,
    channel: command.channel,
    providerId: quote.providerId,
    account: quote.account,
    fields: quote.fields,
    citizenId: quote.citizenId,
    quoteId: quote.id,
    currency: quote.owed.currency,
    amount: line.amount,
    // The payer of money that was collected before is gone: nothing is charged on top.
    payerFee: isCollected(command) ? noFee : feeOf('payer', input),
    providerFee: feeOf('provider', input),
    providerFeeMode: quote.providerFeeMode,
    commission: feeOf('commission', input),
    duplicateConfirmed: line.confirmed?.includes('possible_duplicate') ?? false,
    acceptedAt: stamp.at,
  };
}

const noFee: Fee = { fee: zero, vat: zero, rule: null };

function feeOf(bearer: FeeBearer, { command, line, quote, rules, stamp }: LineInput): Fee {
  const { agentId, channel } = command;
  const question = {
    bearer,
    providerId: quote.providerId,
    agentId,
    channel,
    currency: quote.owed.currency,
    day: stamp.day,
  };
  return feeFor(rules, question, line.amount);
}

/** True when a basket pays by a quote a second time, or a bill of it. */
export function isUsedWithin(earlier: readonly Payment[], quote: PayableQuote): boolean {
  return earlier.some(
    (payment) =>
      payment.quoteId === quote.id ||
      (payment.providerId === quote.providerId &&
        payment.account === quote.account &&
        sharesBill(payment.fields, quote.fields)),
  );
}

/** True when a basket pays the same account the same amount a second time. */
export function isRepeatedWithin(earlier: readonly Payment[], quote: PayableQuote, amount: Minor): boolean {
  return earlier.some(
    (payment) =>
      payment.providerId === quote.providerId && payment.account === quote.account && payment.amount === amount,
  );
}
