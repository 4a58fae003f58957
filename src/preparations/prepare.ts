import { letGo } from '../holds/held-payment.ts';
import { present } from '../kernel/assert.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { BasketRequest } from '../payments/api.ts';
import { hashRequest } from '../payments/request-hash.ts';
import { endIfExpired } from './end.ts';
import { attemptKey, holdFor } from './hold.ts';
import { expiryOf, type Preparation, type PreparingTeller } from './model.ts';
import type { PreparationDeps } from './service.ts';
import * as store from './store.ts';

interface Prepared {
  readonly preparation: Preparation;
  readonly replayed: boolean;
}

/** The money is held before the preparation is there: what was prepared can be confirmed. */
export async function prepare(
  deps: PreparationDeps,
  teller: PreparingTeller,
  asked: BasketRequest,
): Promise<Result<Prepared, Refusal>> {
  const { sql } = deps.db;
  const { agentId } = teller;
  const { key, ...request } = asked;
  const requestHash = hashRequest(teller, asked);
  const known = await store.selectByKey(sql, agentId, key);
  if (known) return again(deps, known, requestHash);
  const rehearsed = await deps.payments.rehearse(teller, asked);
  if (!rehearsed.ok) return (await raced(deps, { agentId, key, requestHash })) ?? rehearsed;
  const { lines, total, until } = rehearsed.value;
  const madeAt = deps.clock.now();
  const made: Preparation = {
    ...{ id: deps.ids.uuid(), collector: teller, key, requestHash, request, lines, currency: request.currency, total },
    ...{ state: 'prepared', madeAt, expiresAt: expiryOf(madeAt, until), endedAt: null, attempt: 1 },
  };
  const keeping = await holdFor(deps, made);
  if (keeping !== 'kept') return (await raced(deps, { agentId, key, requestHash })) ?? err(refusal(codeOf[keeping]));
  await store.insertPreparation(sql, made);
  const bound = present(await store.selectByKey(sql, agentId, key), 'a preparation just bound');
  if (bound.id === made.id) return ok({ preparation: bound, replayed: false });
  // Another call bound the key and may have ended since, before this one held.
  if (bound.state !== 'prepared' || bound.attempt !== 1) await letGo(deps, attemptKey(made));
  return again(deps, bound, requestHash);
}

const codeOf = {
  insufficient: 'insufficient_position',
  conflict: 'idempotency_key_reused',
  ended: 'preparation_expired',
} as const;

async function again(
  deps: PreparationDeps,
  known: Preparation,
  requestHash: string,
): Promise<Result<Prepared, Refusal>> {
  if (known.requestHash !== requestHash) return err(refusal('idempotency_key_reused'));
  return ok({ preparation: await endIfExpired(deps, known), replayed: true });
}

/** What another call with the same key has made meanwhile; its hold or payment may be why this one is refused. */
async function raced(
  deps: PreparationDeps,
  of: { readonly agentId: string; readonly key: string; readonly requestHash: string },
): Promise<Result<Prepared, Refusal> | null> {
  const known = await store.selectByKey(deps.db.sql, of.agentId, of.key);
  return known ? again(deps, known, of.requestHash) : null;
}
