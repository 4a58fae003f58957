import type {
  AccountAnswer,
  AccountInput,
  Bill,
  DebtAnswer,
  QueryOutcome,
  StatementLine,
} from '../../src/kernel/adapter.ts';
import { parseAmount, parseBalance, type Currency } from '../../src/kernel/money.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { meterOf } from './map-meters.ts';
import type { AccountAnswerBody, DebtAnswerBody, StatementPageBody } from './wire.ts';

/** An account as the provider tells it; of another account than the one asked for nothing is believed. */
export function accountOutcome(body: AccountAnswerBody, input: AccountInput): QueryOutcome<AccountAnswer> {
  if (body.account !== input.account) return unavailable('account_mismatch');
  return { kind: 'answered', answer: body, evidence: evidence('ok') };
}

export function debtOutcome(body: DebtAnswerBody, input: AccountInput, currency: Currency): QueryOutcome<DebtAnswer> {
  if (body.account !== input.account) return unavailable('account_mismatch');
  if (body.currency !== currency) return unavailable('currency_mismatch');
  const balance = parseBalance(body.balance, currency);
  const bills = body.bills.flatMap((bill): Bill[] => {
    const amount = parseAmount(bill.amount, currency);
    return amount.ok ? [{ ...bill, amount: amount.value }] : [];
  });
  if (!balance.ok || bills.length < body.bills.length || hasTwice(bills)) return unavailable('malformed');
  return {
    kind: 'answered',
    answer: { ...body, currency, balance: balance.value, bills, meter: meterOf(body.meter) },
    evidence: evidence('ok'),
  };
}

function hasTwice(bills: readonly Bill[]): boolean {
  return new Set(bills.map((bill) => bill.number)).size < bills.length;
}

const kinds: Readonly<Record<string, { kind: 'no-such-account' | 'proof-refused' | 'refused'; reason: Reason }>> = {
  account_not_found: { kind: 'no-such-account', reason: 'account_not_found' },
  account_format: { kind: 'no-such-account', reason: 'account_format' },
  proof_refused: { kind: 'proof-refused', reason: 'proof_refused' },
  account_inactive: { kind: 'refused', reason: 'account_inactive' },
  payments_forbidden: { kind: 'refused', reason: 'payments_forbidden' },
  other_refusal: { kind: 'refused', reason: 'other_refusal' },
};

/** A question refused. It has to name the account, so that a proxy's 404 is never "no such account". */
export function queryRefusal(body: { account: string; code: string }, input: AccountInput): QueryOutcome<never> {
  if (body.account !== input.account) return unavailable('account_mismatch');
  const known = Object.hasOwn(kinds, body.code) ? kinds[body.code] : undefined;
  if (!known) return { kind: 'unavailable', evidence: evidence('unknown_code', body.code) };
  return { kind: known.kind, evidence: evidence(known.reason, body.code) };
}

/** The lines of one page, or undefined when one is in another currency or of no amount. */
export function statementLines(page: StatementPageBody, currency: Currency): readonly StatementLine[] | undefined {
  const lines = page.lines.flatMap((line): StatementLine[] => {
    const amount = parseAmount(line.amount, currency);
    if (line.currency !== currency || !amount.ok) return [];
    const { reference, transaction, account, cancelled } = line;
    return [{ reference, providerTransaction: transaction, account, amount: amount.value, cancelled }];
  });
  return lines.length === page.lines.length ? lines : undefined;
}

function unavailable(reason: Reason): QueryOutcome<never> {
  return { kind: 'unavailable', evidence: evidence(reason) };
}
