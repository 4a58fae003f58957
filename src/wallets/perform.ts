import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { letGo, type Taken, takeOrClose } from '../holds/held-payment.ts';
import { present } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import { endIfExpired } from './cancel.ts';
import { collectorOf, holdFor } from './hold.ts';
import { attemptKey, type Door, type Transaction, type WalletRefusal, walletRefusalOf } from './model.ts';
import { performed } from './performed.ts';
import { quote } from './quote.ts';
import type { WalletDeps } from './service.ts';
import * as store from './store.ts';

/**
 * Takes the payment of a transaction once, however often and however many at once ask for it. The payment takes what is held; where
 * it is refused the money is held again for the next attempt.
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
  const of = { agentId: door.agentId, key: attemptKey(transaction) };
  const accepted = await takeOrClose(deps, of, () => accept(deps, door, transaction));
  if (accepted.ok) return ok(await performed(deps, transaction, accepted.value.basket));
  await letGo(deps, of.key);
  await store.nextAttempt(deps.db.sql, transaction);
  const next = present(await store.selectTransaction(deps.db.sql, door.id, txnId), 'a transaction that is there');
  if (next.state === 'performed') return ok(next);
  if (next.state !== 'created') return err('cancelled');
  await holdFor(deps, door, next);
  const after = present(await store.selectTransaction(deps.db.sql, door.id, txnId), 'a transaction that is there');
  // It ended while its money was being held, or another attempt has begun.
  if (after.state !== 'created' || after.attempt !== next.attempt) await letGo(deps, attemptKey(next));
  return err(accepted.error);
}

async function accept(deps: WalletDeps, door: Door, transaction: Transaction): Promise<Result<Taken, WalletRefusal>> {
  const key = attemptKey(transaction);
  const before = await deps.payments.getByKey(door.agentId, key);
  if (before.ok) return before.value.status === 'accepted' ? ok(replayed(before.value)) : refused(before.value.code);
  const quoteId = await quoteOf(deps, door, transaction);
  if (!quoteId.ok) return quoteId;
  const taken = await deps.payments.accept(collectorOf(door), {
    ...{ key, currency: door.provider.currency, paymentCode: null, outOfHold: true },
    // Nobody stands there who could be asked; the app's number is what tells two payments apart.
    lines: [{ quoteId: quoteId.value, amount: transaction.amount, confirmed: ['possible_duplicate'] }],
  });
  if (taken.ok) return taken;
  if (taken.error.code !== 'idempotency_key_reused') return refused(taken.error.code);
  const first = await deps.payments.getByKey(door.agentId, key);
  return first.ok && first.value.status === 'accepted' ? ok(replayed(first.value)) : err('later');
}

const replayed = (basket: AcceptedBasket): Taken => ({ basket, replayed: true });

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
