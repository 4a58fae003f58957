import { closeKey, letGo } from '../holds/held-payment.ts';
import { present } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isInTransit } from '../payments/states.ts';
import { attemptKey, type Door, expiredReason, isExpired, type Transaction, type WalletRefusal } from './model.ts';
import { performed } from './performed.ts';
import type { WalletDeps } from './service.ts';
import * as store from './store.ts';

/** The transaction as it stands: one that is too old ends here, unless it has become a payment. */
export async function endIfExpired(deps: WalletDeps, door: Door, transaction: Transaction): Promise<Transaction> {
  if (!isExpired(transaction, deps.clock.now())) return transaction;
  return end(deps, door, { transaction, reason: expiredReason });
}

export async function cancel(
  deps: WalletDeps,
  door: Door,
  { txnId, reason }: { readonly txnId: string; readonly reason: number },
): Promise<Result<Transaction, WalletRefusal>> {
  const known = await store.selectTransaction(deps.db.sql, door.id, txnId);
  if (!known) return err('not_found');
  const transaction = await endIfExpired(deps, door, known);
  const ended = transaction.state === 'created' ? await end(deps, door, { transaction, reason }) : transaction;
  return ended.state === 'performed' ? takeBack(deps, door, { transaction: ended, reason }) : ok(ended);
}

interface Ending {
  readonly transaction: Transaction;
  readonly reason: number;
}

/** The key of the attempt is closed first: either nothing can come of it any more, or there is a payment. */
async function end(deps: WalletDeps, door: Door, { transaction, reason }: Ending): Promise<Transaction> {
  let current = transaction;
  while (current.state === 'created') {
    const basket = await closeKey(deps, { agentId: door.agentId, key: attemptKey(current) });
    if (basket) return performed(deps, current, basket);
    await store.updateCancelled(deps.db.sql, current, { reason, at: deps.clock.now() });
    // Afterwards: whoever holds for the same attempt looks at the transaction once it holds.
    await letGo(deps, attemptKey(current));
    const after = await store.selectTransaction(deps.db.sql, current.doorId, current.txnId);
    current = present(after, 'a transaction that is there');
  }
  return current;
}

/**
 * A payment that no provider has heard of is undone at once. One that is on its way is undone when its outcome is known: until then
 * nothing is decided, and whoever asks again hears what it came to.
 */
async function takeBack(
  deps: WalletDeps,
  door: Door,
  { transaction, reason }: Ending,
): Promise<Result<Transaction, WalletRefusal>> {
  const paymentId = present(transaction.paymentId, 'the payment of a performed transaction');
  const payment = await deps.payments.getForAgent(door.agentId, paymentId);
  if (!payment.ok) return err('performed');
  const { state, reversalRequested } = payment.value;
  if (state !== 'reversed') {
    if (reversalRequested && isInTransit(state)) return err('later');
    const by = { agentId: door.agentId, requestedBy: `wallet:${door.protocol}` };
    const undone = await deps.payments.reverse(by, paymentId, `reason ${reason}`);
    if (!undone.ok && undone.error.code !== 'already_reversed') return err('performed');
    if (undone.ok && undone.value.state === 'pending') return err('later');
  }
  await store.updateTakenBack(deps.db.sql, transaction, { reason, at: deps.clock.now() });
  const after = await store.selectTransaction(deps.db.sql, transaction.doorId, transaction.txnId);
  return ok(present(after, 'a transaction that is there'));
}
