import { type ErrorCode, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { Collector } from '../payments/api.ts';
import type { PaymentView } from '../payments/model.ts';
import * as cashStore from './cash-store.ts';
import * as store from './redirect-store.ts';
import type { NetworkDeps } from './service.ts';

/** "This money is meant for another quote." */
export interface RedirectWish {
  readonly paymentId: string;
  readonly quoteId: string;
  /** The agent's key of the payment to be. */
  readonly key: string;
}

/** `pending`: the first payment waits for its provider's answer. */
export type Redirected = { readonly state: 'pending' } | { readonly state: 'paid'; readonly basket: AcceptedBasket };

/**
 * Reverses a payment and pays a quote with its amount. The notes stay where they are: at the device that took them, and of the time
 * when it took them, whoever asks and however often money is redirected. A payment pays one other, under one key: where that key is
 * refused, the money may be asked for under another. What was reversed otherwise has been handed back, and pays nothing.
 * Refuses: not_found (payment), not_reversible, already_reversed, idempotency_key_reused, key_abandoned, and what a basket is refused with.
 */
export async function redirect(
  deps: NetworkDeps,
  by: Collector & { readonly tellerId: string },
  wish: RedirectWish,
): Promise<Result<Redirected, Refusal>> {
  const found = await deps.payments.getForAgent(by.agentId, wish.paymentId);
  if (!found.ok) return found;
  const first = found.value;
  const bound = await bind(deps, first, wish.key);
  if (!bound.ok) return bound;
  const asker = { agentId: by.agentId, requestedBy: `teller:${by.tellerId}` };
  const because = reasonOf(first.id);
  const reversed = await deps.payments.reverse(asker, first.id, because);
  const why = reversed.ok ? 'already_reversed' : reversed.error.code;
  // Reversed is not enough: what was reversed for any other reason is handed back, whoever asked first for the money to move.
  if (why !== 'already_reversed' || (await store.selectReversalReason(deps.db.sql, first.id)) !== because) {
    await store.deleteRedirect(deps.db.sql, { paymentId: first.id, key: wish.key });
    return refused(why);
  }
  if (reversed.ok && reversed.value.state === 'pending') return ok({ state: 'pending' });
  // Nobody puts money in a second time, so nobody needs to be asked whether it is meant.
  const line = { quoteId: wish.quoteId, amount: first.amount, confirmed: ['possible_duplicate'] } as const;
  const wanted = { key: wish.key, currency: first.currency, lines: [line], paymentCode: null };
  const accepted = await deps.payments.accept(deviceOf(first) ?? by, wanted);
  return accepted.ok ? ok({ state: 'paid', basket: accepted.value.basket }) : accepted;
}

/** Tells the reversal of money that moves from every other, also from one that a person gave the same words. */
function reasonOf(paymentId: string): string {
  return `another service: ${paymentId}`;
}

/** Who took the notes; null where no kiosk did. */
function deviceOf({ channel, agentId, outletId, tellerId }: PaymentView) {
  return channel === 'kiosk' && tellerId !== null ? { agentId, outletId, tellerId, channel } : null;
}

type Bound = Result<null, Refusal>;

/**
 * Binds the money of a payment to the key, before anything is reversed or paid: no payment is made whose notes nobody knows, and none
 * twice. Who came at once with another key finds the money bound.
 */
async function bind(deps: NetworkDeps, first: PaymentView, key: string): Promise<Bound> {
  const { sql } = deps.db;
  const before = await findBound(deps, first);
  if (before?.key === key) return ok(null);
  const other = await deps.payments.getByKey(first.agentId, key);
  // Whatever the key stands for, it is another payment.
  if (other.ok) return refused('idempotency_key_reused');
  if (other.error.code !== 'not_found') return err(refusal(other.error.code));
  if (before) return rebind(deps, first, { before, to: key });
  if (first.state === 'reversed') return refused('already_reversed');
  const row = { agentId: first.agentId, paymentId: first.id, key, notes: await notesOf(deps, first) };
  if (await store.insertRedirect(sql, row)) return ok(null);
  const now = await store.selectKeyOf(sql, first.id);
  return now === key ? ok(null) : refused(now === undefined ? 'idempotency_key_reused' : 'already_reversed');
}

/** A key that money is bound to; `isLeft`: it was closed for the sake of one that other money has by now. */
interface BoundKey {
  readonly key: string;
  readonly isLeft: boolean;
}

/** The key that the money is bound to; null where it is to none. A move that was cut off after the old key was closed is finished first. */
async function findBound(deps: NetworkDeps, { id, agentId }: PaymentView): Promise<BoundKey | null> {
  const { sql } = deps.db;
  const before = await store.selectKeyOf(sql, id);
  if (before === undefined) return null;
  const to = await store.selectMovedTo(sql, agentId, before);
  if (to === undefined) return { key: before, isLeft: false };
  await store.moveToKey(sql, id, { from: before, to });
  const now = await store.selectKeyOf(sql, id);
  return now === undefined ? null : { key: now, isLeft: now === before };
}

/**
 * The money is bound to another key. It moves where nothing can come of that one: it was refused, or is closed now. A key that somebody
 * has abandoned is left alone: that is what is done before cash is handed back.
 */
async function rebind(
  deps: NetworkDeps,
  { id, agentId }: PaymentView,
  { before, to }: { readonly before: BoundKey; readonly to: string },
): Promise<Bound> {
  const from = before.key;
  const isFree = before.isLeft || (await leave(deps, agentId, { from, to }));
  const hasMoved = isFree && (await store.moveToKey(deps.db.sql, id, { from, to }));
  return hasMoved ? ok(null) : refused('already_reversed');
}

/** Makes sure that nothing comes of a key. Where it is closed for that, the lane keeps with it where its money goes. */
async function leave(
  deps: NetworkDeps,
  agentId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const stored = await deps.payments.getByKey(agentId, from);
  if (stored.ok) return stored.value.status === 'refused';
  if (stored.error.code !== 'not_found') return false;
  const closed = await deps.payments.abandon(agentId, from, to);
  if (!closed.ok) return false;
  // In this moment a payment was accepted or refused under it, or somebody has abandoned it.
  if ('answer' in closed.value) return closed.value.answer.status === 'refused';
  return (await store.selectMovedTo(deps.db.sql, agentId, from)) !== undefined;
}

async function notesOf(deps: NetworkDeps, first: PaymentView) {
  const device = deviceOf(first);
  if (!device) return null;
  return { tellerId: device.tellerId, at: (await cashStore.selectNotesAt(deps.db.sql, first)) ?? first.acceptedAt };
}

function refused(code: ErrorCode): Result<never, Refusal> {
  return err(refusal(code));
}
