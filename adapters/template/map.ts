import type {
  AccountInput,
  DebtAnswer,
  PayOutcome,
  PayRequest,
  QueryOutcome,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { parseAmount, parseBalance, type Currency } from '../../src/kernel/money.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import type { AccountBody, PaymentBody, RefusedCode } from './wire.ts';

/** What a result means. Only documented, final refusals of a payment are rejections; everything else decides nothing. */
const meanings: Readonly<Record<RefusedCode, { readonly reason: Reason; readonly isFinal: boolean }>> = {
  account_not_found: { reason: 'account_not_found', isFinal: true },
  account_closed: { reason: 'account_inactive', isFinal: true },
  amount_too_small: { reason: 'amount_too_small', isFinal: true },
  amount_too_large: { reason: 'amount_too_large', isFinal: true },
  forbidden: { reason: 'payments_forbidden', isFinal: true },
  temporary: { reason: 'temporary_error', isFinal: false },
  pending: { reason: 'pending', isFinal: false },
  not_found: { reason: 'not_found', isFinal: false },
};

export function debtOutcome(body: AccountBody, input: AccountInput, currency: Currency): QueryOutcome<DebtAnswer> {
  if (body.account !== input.account) return { kind: 'unavailable', evidence: evidence('account_mismatch') };
  if (body.code !== 'ok') return accountRefusal(body.code);
  if (body.currency !== currency) return { kind: 'unavailable', evidence: evidence('currency_mismatch') };
  const balance = parseBalance(body.owed, currency);
  if (!balance.ok) return { kind: 'unavailable', evidence: evidence('malformed') };
  const { account, name: holderName, address } = body;
  const answer = {
    account,
    holderName,
    address,
    proven: false,
    currency,
    balance: balance.value,
    bills: [],
    line: null,
  };
  return { kind: 'answered', answer, evidence: evidence('ok', body.code) };
}

function accountRefusal(code: RefusedCode): QueryOutcome<never> {
  const { reason, isFinal } = meanings[code];
  const seen = evidence(reason, code);
  if (code === 'account_not_found') return { kind: 'no-such-account', evidence: seen };
  return isFinal ? { kind: 'refused', evidence: seen } : { kind: 'unavailable', evidence: seen };
}

export function payOutcome(body: PaymentBody, request: PayRequest): PayOutcome {
  if (body.reference !== request.reference) return { kind: 'unknown', evidence: evidence('reference_mismatch') };
  if (body.code === 'ok') return confirmation(body, request);
  const { reason, isFinal } = meanings[body.code];
  if (!isFinal) return { kind: 'unknown', evidence: evidence(reason, body.code) };
  // An earlier attempt may have arrived, and this refusal be about another one.
  if (request.repeat === true) return { kind: 'unknown', evidence: evidence('refusal_of_a_repeat', body.code) };
  return { kind: 'rejected', evidence: evidence(reason, body.code) };
}

export function statusOutcome(body: PaymentBody, request: PayRequest): StatusOutcome {
  if (body.reference !== request.reference) return { kind: 'unknown', evidence: evidence('reference_mismatch') };
  if (body.code === 'ok') return confirmation(body, request);
  const seen = evidence(meanings[body.code].reason, body.code);
  if (body.code === 'not_found') return { kind: 'not-found', evidence: seen };
  return { kind: body.code === 'pending' ? 'pending' : 'unknown', evidence: seen };
}

/** Confirmed only with our account, amount and currency; an answer that says another thing answers another request. */
function confirmation(body: PaymentBody & { readonly code: 'ok' }, request: PayRequest): PayOutcome {
  const amount = parseAmount(body.amount, request.currency);
  const problem = mismatch(body, request, amount.ok && amount.value === request.amount);
  if (problem) return { kind: 'unknown', evidence: evidence(problem, body.code) };
  return { kind: 'confirmed', providerTransaction: body.number, evidence: evidence('ok', body.code) };
}

function mismatch(
  body: PaymentBody & { readonly code: 'ok' },
  request: PayRequest,
  isOurAmount: boolean,
): Reason | undefined {
  if (body.account !== request.account) return 'account_mismatch';
  if (body.currency !== request.currency) return 'currency_mismatch';
  return isOurAmount ? undefined : 'amount_mismatch';
}
