import type {
  AccountAnswer,
  AccountInput,
  DebtAnswer,
  Evidence,
  PayOutcome,
  PayRequest,
  QueryOutcome,
} from '../../src/kernel/adapter.ts';
import { add, parseAmount, parseBalance, zero, type Currency } from '../../src/kernel/money.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { valueBehind } from '../kit/described-lines.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { currencyCodes } from './currency-codes.ts';
import { stepId } from './requests.ts';
import type { EripNames, EripSettings } from './settings.ts';
import type { EripAnswer } from './wire.ts';

/** What a reservation came to: the provider's number, by which it is confirmed, or how the payment ended already. */
export type Reservation = { readonly kind: 'reserved'; readonly providerTransaction: string } | PayOutcome;

/** A text decides only where the contract names it, word for word; it never becomes evidence itself. */
export function reservation(answer: EripAnswer, request: PayRequest, settings: EripSettings): Reservation {
  const problem = mismatch(answer, request, { names: settings.names, step: 1 });
  if (problem) return unknown(problem);
  if (answer.error !== undefined) {
    const reason = refusalReason(answer.error, settings);
    if (reason === undefined) return unknown('unknown_code');
    return request.repeat === true ? unknown('refusal_of_a_repeat') : { kind: 'rejected', evidence: evidence(reason) };
  }
  if (answer.providerTransaction === undefined) return unknown('no_provider_transaction');
  return { kind: 'reserved', providerTransaction: answer.providerTransaction };
}

/** What a confirmation came to. A refusal of it says nothing: the reservation may stand, or be confirmed already. */
export function confirmation(
  answer: EripAnswer,
  asked: { readonly request: PayRequest; readonly providerTransaction: string },
  settings: EripSettings,
): PayOutcome {
  const { request, providerTransaction } = asked;
  if (answer.error !== undefined) return unknown('other_refusal');
  const problem = mismatch(answer, request, { names: settings.names, step: 2 });
  if (problem) return unknown(problem);
  if ((answer.providerTransaction ?? providerTransaction) !== providerTransaction)
    return unknown('transaction_mismatch');
  return { kind: 'confirmed', providerTransaction, evidence: evidence('ok') };
}

export function queryRefusal(error: string, settings: EripSettings): QueryOutcome<never> {
  const reason = refusalReason(error, settings);
  if (reason === undefined) return { kind: 'unavailable', evidence: evidence('unknown_code') };
  return { kind: reason === 'account_not_found' ? 'no-such-account' : 'refused', evidence: evidence(reason) };
}

/** The account as the InfoLines tell it, by what the contract lets each begin with. */
export function accountAnswer(answer: EripAnswer, input: AccountInput, settings: EripSettings): AccountAnswer {
  return {
    account: input.account,
    holderName: valueBehind(answer.infoLines, settings.holderNameLine),
    address: valueBehind(answer.infoLines, settings.addressLine),
    proven: false,
  };
}

/** What is owed is debt and penalty together; without a debt nothing is told. */
export function debtAnswer(
  answer: EripAnswer,
  account: AccountAnswer,
  currency: Currency,
): Result<DebtAnswer, 'malformed'> {
  const debt = answer.debt === undefined ? ok(zero) : parseBalance(answer.debt, currency);
  const penalty = answer.penalty === undefined ? ok(zero) : parseBalance(answer.penalty, currency);
  if (!debt.ok || !penalty.ok) return err('malformed');
  const balanceTold = answer.debt !== undefined;
  return ok({ ...account, currency, balance: add(debt.value, penalty.value), balanceTold, bills: [], line: null });
}

/** An answer, grant or refusal, that repeats another value than was asked answers somebody else. */
export function echoProblem(answer: EripAnswer, asked: Readonly<Record<string, string>>): Reason | undefined {
  const other = answer.echoes.find(({ name, text }) => (asked[name] ?? text) !== text);
  return other && (reasons.get(other.name) ?? 'reference_mismatch');
}

const reasons: ReadonlyMap<string, Reason> = new Map([
  ['PersonalAccount', 'account_mismatch'],
  ['Currency', 'currency_mismatch'],
]);

function mismatch(
  answer: EripAnswer,
  request: PayRequest,
  { names, step }: { readonly names: EripNames; readonly step: 1 | 2 },
): Reason | undefined {
  const { account, currency, reference } = request;
  const problem = echoProblem(answer, {
    PersonalAccount: account,
    Currency: currencyCodes[currency],
    RequestId: stepId(request, step),
    [names.transaction]: reference,
  });
  if (problem) return problem;
  const isOurs = (text: string): boolean => {
    const amount = parseAmount(text, currency);
    return amount.ok && amount.value === request.amount;
  };
  const amounts = answer.echoes.filter(({ name }) => name === names.amount);
  return amounts.every(({ text }) => isOurs(text)) ? undefined : 'amount_mismatch';
}

function refusalReason(text: string, settings: EripSettings): Reason | undefined {
  if (settings.accountNotFoundTexts.includes(text)) return 'account_not_found';
  return settings.refusalTexts.includes(text) ? 'other_refusal' : undefined;
}

function unknown(reason: Reason): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason) };
}
