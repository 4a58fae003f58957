import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { present } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import { endIfExpired } from './cancel.ts';
import { collectorOf, holdFor, letGo } from './hold.ts';
import { attemptKey, type Door, type Transaction, type WalletRefusal, walletRefusalOf } from './model.ts';
import { performed } from './performed.ts';
import { quote } from './quote.ts';
import type { WalletDeps } from './service.ts';
import * as store from './store.ts';

/**
 * Takes the payment of a transaction once, however often and however many at once ask for it. What is held is given back first,
 * for the payment takes the same money itself; where it is refused it is held again for the next attempt.
 */
export async function perform(
  deps: WalletDeps,
  door: Door,
  txnId: string,
): Promise<Result<Transaction, WalletRefusal>> {
  const known = await store.selectTransaction(deps.db.sql, door.id, txnId);
  if (!known) return err('not_found');
  const transaction = await endIfExpired(deps, door, known);
  if (transaction.state === 'performed') return ok(transaction);
  if (transaction.state !== 'created') return err('cancelled');
  const accepted = await acceptOrClose(deps, door, transaction);
  if (accepted.ok) return ok(await performed(deps, transaction, accepted.value));
  await letGo(deps, transaction);
  await store.nextAttempt(deps.db.sql, transaction);
  const next = present(await store.selectTransaction(deps.db.sql, door.id, txnId), 'a transaction that is there');
  if (next.state === 'performed') return ok(next);
  if (next.state !== 'created') return err('cancelled');
  await holdFor(deps, door, next);
  return err(accepted.error);
}

/** A refusal closes the key of the attempt: another call may be on its way with it, and what that one brought about counts. */
async function acceptOrClose(
  deps: WalletDeps,
  door: Door,
  transaction: Transaction,
): Promise<Result<AcceptedBasket, WalletRefusal>> {
  const accepted = await accept(deps, door, transaction);
  if (accepted.ok) return accepted;
  const ended = await deps.payments.abandon(door.agentId, attemptKey(transaction));
  if (ended.ok && 'answer' in ended.value && ended.value.answer.status === 'accepted') return ok(ended.value.answer);
  return accepted;
}

async function accept(
  deps: WalletDeps,
  door: Door,
  transaction: Transaction,
): Promise<Result<AcceptedBasket, WalletRefusal>> {
  const key = attemptKey(transaction);
  const before = await deps.payments.getByKey(door.agentId, key);
  if (before.ok) return before.value.status === 'accepted' ? ok(before.value) : refused(before.value.code);
  const quoteId = await quoteOf(deps, door, transaction);
  if (!quoteId.ok) return quoteId;
  await letGo(deps, transaction);
  const taken = await deps.payments.accept(collectorOf(door), {
    ...{ key, currency: door.provider.currency, lines: [{ quoteId: quoteId.value, amount: transaction.amount }] },
    // Nobody stands there who could be asked; the app's number is what tells two payments apart.
    ...{ confirmDuplicate: true, paymentCode: null },
  });
  if (taken.ok) return ok(taken.value.basket);
  if (taken.error.code !== 'idempotency_key_reused') return refused(taken.error.code);
  const first = await deps.payments.getByKey(door.agentId, key);
  return first.ok && first.value.status === 'accepted' ? ok(first.value) : err('later');
}

function refused(code: ErrorCode): Result<never, WalletRefusal> {
  return err(walletRefusalOf(code));
}

/** Kept before the lane hears of it, so that whoever asks at the same time asks for the same. */
async function quoteOf(deps: WalletDeps, door: Door, transaction: Transaction): Promise<Result<string, WalletRefusal>> {
  if (transaction.quoteId !== null) return ok(transaction.quoteId);
  const { account, amount } = transaction;
  const found = await quote(deps, door, { account, amount });
  if (!found.ok) return found;
  await store.updateQuote(deps.db.sql, transaction, found.value.quote.id);
  const kept = await store.selectTransaction(deps.db.sql, transaction.doorId, transaction.txnId);
  return ok(kept?.quoteId ?? found.value.quote.id);
}
