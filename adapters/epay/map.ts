import type {
  AccountAnswer,
  AccountInput,
  Bill,
  DebtAnswer,
  Evidence,
  PayOutcome,
  PayRequest,
  QueryOutcome,
} from '../../src/kernel/adapter.ts';
import { minor, zero, type Currency } from '../../src/kernel/money.ts';
import { valueBehind } from '../kit/described-lines.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { transactionId } from './requests.ts';
import type { EpaySettings } from './settings.ts';
import { descriptionLines, type EpayAnswer } from './wire.ts';

/** Codes that say why, whatever they decide. They are recalled, so they decide only by the settings. */
const reasons: ReadonlyMap<string, Reason> = new Map([
  ['13', 'amount_refused'],
  ['14', 'account_not_found'],
  ['62', 'no_debt'],
  ['80', 'temporary_error'],
  ['93', 'signature'],
  ['94', 'already_booked'],
  ['96', 'technical_refusal'],
]);

/** What an answer to `/pay/confirm` says about the money. */
export function payOutcome(answer: EpayAnswer, request: PayRequest, settings: EpaySettings): PayOutcome {
  const code = answer.STATUS;
  const problem = mismatch(answer, request, settings);
  if (problem) return unknown(problem, code);
  if (settings.successCodes.includes(code)) return confirmed('ok', code);
  if (settings.bookedBeforeCodes.includes(code)) {
    // To a first sending it says that somebody else holds our reference.
    return request.repeat === true ? confirmed('already_booked', code) : unknown('reference_conflict', code);
  }
  const reason = reasons.get(code);
  if (!settings.refusalCodes.includes(code)) return unknown(reason ?? 'unknown_code', code);
  if (request.repeat === true) return unknown('refusal_of_a_repeat', code);
  return { kind: 'rejected', evidence: evidence(reason ?? 'other_refusal', code) };
}

/** What an answer to `/pay/init` says; a customer who owes nothing is found. */
export function queryOutcome(
  answer: EpayAnswer,
  input: AccountInput,
  settings: EpaySettings,
): QueryOutcome<EpayAnswer> {
  const code = answer.STATUS;
  const problem = foreign(answer, input, settings);
  if (problem) return { kind: 'unavailable', evidence: evidence(problem, code) };
  const reason = reasons.get(code);
  if (settings.successCodes.includes(code) || settings.noDebtCodes.includes(code)) {
    return { kind: 'answered', answer, evidence: evidence('ok', code) };
  }
  if (settings.accountNotFoundCodes.includes(code)) {
    return { kind: 'no-such-account', evidence: evidence('account_not_found', code) };
  }
  const kind = settings.refusalCodes.includes(code) ? 'refused' : 'unavailable';
  return { kind, evidence: evidence(reason ?? (kind === 'refused' ? 'other_refusal' : 'unknown_code'), code) };
}

/** The debt beside the account; undefined where an amount is due and none is told. */
export function debtAnswer(
  answer: EpayAnswer,
  account: AccountAnswer,
  { settings, currency }: { readonly settings: EpaySettings; readonly currency: Currency },
): DebtAnswer | undefined {
  if (settings.noDebtCodes.includes(answer.STATUS)) {
    // An amount beside "owes nothing" contradicts it.
    if (BigInt(answer.AMOUNT ?? 0) !== 0n) return undefined;
    return { ...account, currency, balance: zero, bills: [], line: null };
  }
  if (answer.AMOUNT === undefined) return undefined;
  const balance = minor(BigInt(answer.AMOUNT));
  return { ...account, currency, balance, bills: billsOf(answer, balance), line: null };
}

/** One bill where the answer names an invoice. */
function billsOf(answer: EpayAnswer, amount: Bill['amount']): readonly Bill[] {
  if (!answer.INVOICE || amount === zero) return [];
  const dueOn = answer.VALIDTO ? answer.VALIDTO.replace(/^(....)(..)(..)$/, '$1-$2-$3') : null;
  return [{ number: answer.INVOICE, period: null, dueOn, amount }];
}

/** The account as LONGDESC tells it, by what the contract lets its lines begin with. */
export function accountAnswer(answer: EpayAnswer, input: AccountInput, settings: EpaySettings): AccountAnswer {
  const lines = descriptionLines(answer);
  return {
    account: input.account,
    holderName: valueBehind(lines, settings.holderNameLine),
    address: valueBehind(lines, settings.addressLine),
    proven: false,
  };
}

/** The protocol asks for no echo, but what an answer repeats of the request can be held to it. */
function mismatch(answer: EpayAnswer, request: PayRequest, settings: EpaySettings): Reason | undefined {
  const problem = foreign(answer, request, settings);
  if (problem) return problem;
  const ours = transactionId(request, settings.timeZone);
  if ((answer.TID ?? ours) !== ours) return 'reference_mismatch';
  const amounts = [answer.AMOUNT, answer.TOTAL].filter((value) => value !== undefined);
  return amounts.some((value) => BigInt(value) !== request.amount) ? 'amount_mismatch' : undefined;
}

function foreign(answer: EpayAnswer, input: AccountInput, settings: EpaySettings): Reason | undefined {
  const isOurs = (answer.IDN ?? input.account) === input.account;
  return isOurs && (answer.MERCHANTID ?? settings.merchantId) === settings.merchantId ? undefined : 'account_mismatch';
}

/** The provider has no number of its own for a payment. */
function confirmed(reason: Reason, code: string): PayOutcome {
  return { kind: 'confirmed', providerTransaction: null, evidence: evidence(reason, code) };
}

function unknown(reason: Reason, code: string): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason, code) };
}
