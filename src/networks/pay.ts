import type { DebtTarget } from '../debts/model.ts';
import { lineRefusal } from '../debts/model.ts';
import { present } from '../kernel/assert.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import { asksForDebt } from '../providers/amount-rule.ts';
import type { Provider } from '../providers/model.ts';
import { providerOf } from './check.ts';
import {
  answerOf,
  comparablePhone,
  phonePurpose,
  refusalOf,
  results,
  type Network,
  type NetworkAnswer,
  type NetworkPayment,
} from './model.ts';
import type { NetworkDeps } from './service.ts';
import * as store from './store.ts';

/**
 * Takes a payment of a terminal once for its transaction. The transaction is bound to account and sum before anything else, and
 * its quote is kept before the lane hears of it, so that whoever asks again, or at the same time, asks for the same.
 */
export async function pay(deps: NetworkDeps, network: Network, asked: NetworkPayment): Promise<NetworkAnswer> {
  const provider = await providerOf(deps, network, asked.service);
  if (!provider) return answerOf(results.forbidden, 'the service is not agreed');
  const input = parseAccountInput(provider, { account: asked.account, fields: {} }, 'ask');
  if (!input.ok) return answerOf(results.accountFormat, 'not an account of this provider');
  const { account } = input.value;
  const transaction = await bind(deps, network, { asked, provider, account });
  if (!transaction) return answerOf(results.other, 'no such terminal');
  const isSame =
    transaction.providerId === provider.id && transaction.account === account && transaction.amount === asked.amount;
  if (!isSame) return answerOf(results.other, 'the transaction stands for another payment');
  return decide(deps, transaction, provider);
}

interface Binding {
  readonly asked: NetworkPayment;
  readonly provider: Provider;
  readonly account: string;
}

async function bind(deps: NetworkDeps, network: Network, { asked, provider, account }: Binding) {
  const { sql } = deps.db;
  const known = await store.selectTransaction(sql, network.agentId, asked.txnId);
  if (known) return known;
  const place = asked.terminal === null ? network : await store.findTerminal(sql, network.agentId, asked.terminal);
  if (!place) return undefined;
  const phone = asked.phone === null ? undefined : comparablePhone(asked.phone);
  await store.insertTransaction(sql, {
    ...{ agentId: network.agentId, txnId: asked.txnId, providerId: provider.id, account, amount: asked.amount },
    ...{ tellerId: place.tellerId, txnDate: asked.txnDate, at: deps.clock.now() },
    phoneDigest: phone === undefined ? null : deps.crypto.digest.of(phonePurpose, phone),
  });
  return present(await store.selectTransaction(sql, network.agentId, asked.txnId), 'a transaction just bound');
}

async function decide(
  deps: NetworkDeps,
  transaction: store.TransactionRow,
  provider: Provider,
): Promise<NetworkAnswer> {
  if (transaction.receiptNumber !== null) return paid(transaction, provider, transaction.receiptNumber);
  if (transaction.refusedResult !== null) return answerOf(transaction.refusedResult, 'refused');
  const accepted = await acceptOrClose(deps, transaction, provider);
  if (accepted.ok) {
    const payment = present(accepted.value.payments[0], 'the payment of a transaction');
    await store.updatePaid(deps.db.sql, transaction, payment);
    return paid(transaction, provider, payment.receiptNumber);
  }
  const { result, isFinal } = refusalOf(accepted.error);
  if (isFinal) await store.updateRefused(deps.db.sql, transaction, result);
  else await store.nextAttempt(deps.db.sql, transaction);
  return answerOf(result, accepted.error);
}

/**
 * The same, and a refusal closes the key of the attempt: another call of the same transaction may be on its way with it, and
 * what it brought about counts.
 */
async function acceptOrClose(
  deps: NetworkDeps,
  transaction: store.TransactionRow,
  provider: Provider,
): Promise<Result<AcceptedBasket, ErrorCode>> {
  const accepted = await accept(deps, transaction, provider);
  if (accepted.ok) return accepted;
  const ended = await deps.payments.abandon(transaction.agentId, keyOf(transaction));
  if (!ended.ok || !('answer' in ended.value) || ended.value.answer.status !== 'accepted') return accepted;
  return ok(ended.value.answer);
}

/** Of one attempt at a transaction. */
function keyOf({ txnId, attempt }: Pick<store.TransactionRow, 'txnId' | 'attempt'>): string {
  return `osmp:${txnId}:${attempt}`;
}

/** What the key of the attempt has come to; a basket that another call brought in first is the same basket. */
async function accept(
  deps: NetworkDeps,
  transaction: store.TransactionRow,
  provider: Provider,
): Promise<Result<AcceptedBasket, ErrorCode>> {
  const { agentId, outletId, tellerId } = transaction;
  const key = keyOf(transaction);
  const before = await deps.payments.getByKey(agentId, key);
  if (before.ok) return before.value.status === 'accepted' ? ok(before.value) : err(before.value.code);
  const quoteId = await quoteOf(deps, transaction, provider);
  if (!quoteId.ok) return quoteId;
  const collector = { agentId, outletId, tellerId, channel: 'kiosk' } as const;
  // Whoever stands before a terminal cannot be asked; the transaction is what tells two payments apart.
  const confirmed = ['possible_duplicate'] as const;
  const lines = [{ quoteId: quoteId.value, amount: minor(transaction.amount), confirmed }];
  const basket = { key, currency: provider.currency, lines, paymentCode: null };
  const taken = await deps.payments.accept(collector, basket);
  if (taken.ok) return ok(taken.value.basket);
  if (taken.error.code !== 'idempotency_key_reused') return err(taken.error.code);
  const first = await deps.payments.getByKey(agentId, key);
  return first.ok && first.value.status === 'accepted' ? ok(first.value) : err('temporarily_unavailable');
}

async function quoteOf(
  deps: NetworkDeps,
  transaction: store.TransactionRow,
  provider: Provider,
): Promise<Result<string, ErrorCode>> {
  if (transaction.quoteId !== null) return ok(transaction.quoteId);
  const made = await makeQuote(deps, transaction, provider);
  if (!made.ok) return made;
  await store.updateQuote(deps.db.sql, transaction, made.value);
  const kept = await store.selectTransaction(deps.db.sql, transaction.agentId, transaction.txnId);
  return ok(kept?.quoteId ?? made.value);
}

async function makeQuote(
  deps: NetworkDeps,
  { agentId, account }: store.TransactionRow,
  provider: Provider,
): Promise<Result<string, ErrorCode>> {
  if (provider.state !== 'active') return err('provider_disabled');
  if (!asksForDebt(provider.rule)) {
    return ok(present((await deps.debts.quoteUnasked(agentId, [{ provider, account }]))[0], 'a quote'));
  }
  const input = { account, fields: {} };
  const target: DebtTarget = { key: account, providerId: provider.id, input, unmasked: false };
  const [line] = await deps.debts.queryDebts({ kind: 'agent', agentId }, [target]);
  const answer = present(line, 'the line of a question');
  return answer.kind === 'quoted' ? ok(answer.quote.id) : err(present(lineRefusal(answer), 'a reason').code);
}

function paid(transaction: store.TransactionRow, provider: Provider, receiptNumber: string): NetworkAnswer {
  return {
    result: results.ok,
    comment: 'accepted',
    transaction: receiptNumber,
    sum: { amount: minor(transaction.amount), currency: provider.currency },
    fields: {},
  };
}
