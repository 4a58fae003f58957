import { present } from '../kernel/assert.ts';
import type { Minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import { endIfExpired } from './cancel.ts';
import { holdFor } from './hold.ts';
import type { Door, Transaction, WalletDebt, WalletRefusal, WalletWish } from './model.ts';
import { quote } from './quote.ts';
import type { WalletDeps } from './service.ts';
import * as store from './store.ts';

/** What an account owes, and whether an amount may be paid. Moves no money. */
export async function check(
  deps: WalletDeps,
  door: Door,
  asked: { readonly account: string; readonly amount?: Minor },
): Promise<Result<WalletDebt, WalletRefusal>> {
  const found = await quote(deps, door, asked);
  if (!found.ok) return found;
  const { currency, balance, balanceTold } = found.value.quote;
  return ok({ currency, balance: balanceTold ? balance : null, holderName: found.value.holderName });
}

/** The account is asked for and the money is held before the transaction is there: what was created can be performed. */
export async function create(
  deps: WalletDeps,
  door: Door,
  wish: WalletWish,
): Promise<Result<Transaction, WalletRefusal>> {
  const { sql } = deps.db;
  const input = parseAccountInput(door.provider, { account: wish.account, fields: {} }, 'ask');
  if (!input.ok) return err('account');
  const asked = { ...wish, account: input.value.account };
  const known = await store.selectTransaction(sql, door.id, wish.txnId);
  if (!known) {
    const found = await quote(deps, door, asked);
    if (!found.ok) return found;
    const isHeld = await holdFor(deps, door, { doorId: door.id, txnId: wish.txnId, attempt: 1, amount: wish.amount });
    if (!isHeld) return err('balance');
    await store.insertTransaction(sql, door.id, { wish: asked, at: deps.clock.now() });
  }
  const bound = present(await store.selectTransaction(sql, door.id, wish.txnId), 'a transaction just bound');
  if (bound.account !== asked.account || bound.amount !== asked.amount) return err('conflict');
  return ok(await endIfExpired(deps, door, bound));
}
