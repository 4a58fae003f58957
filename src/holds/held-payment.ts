import type { Result } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { PaymentService } from '../payments/api.ts';
import type { HoldService, HoldWish } from './service.ts';

/**
 * A payment in two steps: its money is held, and later it is accepted under the same key, out of the hold (`outOfHold`), so that
 * nobody else can take the money in between.
 */
export interface HeldPaymentDeps {
  readonly payments: Pick<PaymentService, 'abandon'>;
  readonly holds: Pick<HoldService, 'hold' | 'void' | 'findByKey'>;
}

/** `ended`: the key held money before, and does no more. */
export type Keeping = 'kept' | 'ended' | 'conflict' | 'insufficient';

/** Keeps money of a strict account, once for its key. */
export async function keepMoney({ holds }: Pick<HeldPaymentDeps, 'holds'>, wish: HoldWish): Promise<Keeping> {
  const outcome = await holds.hold(wish);
  if (outcome.kind === 'held') return 'kept';
  if (outcome.kind === 'already') return outcome.hold.end === null ? 'kept' : 'ended';
  if (outcome.kind === 'too_late') return 'ended';
  return outcome.kind;
}

/** Gives back what is held under a key; nothing where it was given back before. */
export async function letGo({ holds }: Pick<HeldPaymentDeps, 'holds'>, key: string): Promise<void> {
  const hold = await holds.findByKey(key);
  if (hold && hold.end === null) await holds.void(hold.id);
}

/** Closes a key for ever: the basket that it has become, or null, and then nothing can come of it any more. */
export async function closeKey(
  { payments }: Pick<HeldPaymentDeps, 'payments'>,
  of: { readonly agentId: string; readonly key: string },
): Promise<AcceptedBasket | null> {
  const closed = await payments.abandon(of.agentId, of.key);
  return closed.ok && 'answer' in closed.value && closed.value.answer.status === 'accepted'
    ? closed.value.answer
    : null;
}

/**
 * Accepts under a key. A refusal closes the key: another call may be on its way with it, and what that one brought about counts;
 * that one is `replayed`.
 */
export async function takeOrClose<E>(
  deps: Pick<HeldPaymentDeps, 'payments'>,
  of: { readonly agentId: string; readonly key: string },
  accept: () => Promise<Result<Taken, E>>,
): Promise<Result<Taken, E>> {
  const taken = await accept();
  if (taken.ok) return taken;
  const basket = await closeKey(deps, of);
  return basket ? { ok: true, value: { basket, replayed: true } } : taken;
}

export interface Taken {
  readonly basket: AcceptedBasket;
  readonly replayed: boolean;
}
