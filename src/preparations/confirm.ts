import { letGo, takeOrClose } from '../holds/held-payment.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok } from '../kernel/result.ts';
import type { AcceptedBasket } from '../payments/answers.ts';
import type { AcceptResult } from '../payments/api.ts';
import { confirmed, endIfExpired, now } from './end.ts';
import { attemptKey, holdFor } from './hold.ts';
import type { Preparation, PreparingTeller } from './model.ts';
import type { PreparationDeps } from './service.ts';
import * as store from './store.ts';

/**
 * Pays what was prepared once, however often and however many at once ask for it. The payment takes what is held; where it is
 * refused the money is held again for the next attempt.
 */
export async function confirm(deps: PreparationDeps, teller: PreparingTeller, id: string): Promise<AcceptResult> {
  const known = await store.selectById(deps.db.sql, teller.agentId, id);
  if (!known) return err(refusal('not_found'));
  if (known.collector.tellerId !== teller.tellerId) return err(refusal('forbidden'));
  const current = await endIfExpired(deps, known);
  if (current.state !== 'prepared') return answerOf(deps, current);
  const key = attemptKey(current);
  const taken = await takeOrClose(deps, { agentId: teller.agentId, key }, () =>
    deps.payments.accept(current.collector, { ...current.request, key, outOfHold: true }),
  );
  if (taken.ok) {
    await confirmed(deps, current);
    return taken;
  }
  if (taken.error.code !== 'key_abandoned') return holdAgain(deps, current, taken.error);
  // Another call has closed this attempt: a withdrawal, or a confirmation that was refused.
  await store.nextAttempt(deps.db.sql, current);
  return confirm(deps, teller, id);
}

async function holdAgain(deps: PreparationDeps, refused: Preparation, why: Refusal): Promise<AcceptResult> {
  await letGo(deps, attemptKey(refused));
  await store.nextAttempt(deps.db.sql, refused);
  const next = await now(deps, refused);
  if (next.state !== 'prepared') return answerOf(deps, next);
  await holdFor(deps, next);
  const after = await now(deps, refused);
  // It ended while its money was being held, or another attempt has begun.
  if (after.state !== 'prepared' || after.attempt !== next.attempt) await letGo(deps, attemptKey(next));
  return err(why);
}

/** What confirming says of one that has ended. */
async function answerOf(deps: Pick<PreparationDeps, 'payments'>, ended: Preparation): Promise<AcceptResult> {
  const basket = await basketOf(deps, ended);
  if (basket) return ok({ basket, replayed: true });
  if (ended.state === 'expired') return err(refusal('preparation_expired'));
  return err({ ...refusal('invalid_state'), details: { state: ended.state } });
}

/** The basket that a preparation has become; null for one that was not confirmed. */
export async function basketOf(
  { payments }: Pick<PreparationDeps, 'payments'>,
  preparation: Preparation,
): Promise<AcceptedBasket | null> {
  if (preparation.state !== 'confirmed') return null;
  const stored = await payments.getByKey(preparation.collector.agentId, attemptKey(preparation));
  return stored.ok && stored.value.status === 'accepted' ? stored.value : null;
}
