import { present } from '../kernel/assert.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { Transaction } from './model.ts';
import type { WalletDeps } from './service.ts';
import * as store from './store.ts';

/** Writes down which payment a transaction has become. */
export async function performed(
  { db }: Pick<WalletDeps, 'db'>,
  { doorId, txnId }: Transaction,
  basket: AcceptedBasket,
): Promise<Transaction> {
  const payment = present(basket.payments[0], 'the payment of a transaction');
  const acceptedAt = new Date(payment.acceptedAt);
  await store.updatePerformed(db.sql, { doorId, txnId }, { ...payment, acceptedAt });
  return present(await store.selectTransaction(db.sql, doorId, txnId), 'a transaction that is there');
}
