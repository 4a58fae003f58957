import type { HoldService } from '../holds/service.ts';
import type { Clock } from '../kernel/clock.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PaymentService } from '../payments/api.ts';
import type { Database } from '../platform/database/sql.ts';
import type { PreparationService, PreparationView } from './api.ts';
import { basketOf, confirm } from './confirm.ts';
import { end, endIfExpired } from './end.ts';
import type { Preparation } from './model.ts';
import { prepare } from './prepare.ts';
import * as store from './store.ts';

export interface PreparationDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly payments: Pick<PaymentService, 'rehearse' | 'accept' | 'getByKey' | 'abandon'>;
  readonly holds: Pick<HoldService, 'hold' | 'void' | 'findByKey'>;
}

const mostExpiredAtOnce = 1_000;

/** Payments in two steps: a basket is checked and its money held, and later it is confirmed or taken back, exactly one of the two. */
export function createPreparationService(deps: PreparationDeps): PreparationService {
  return {
    async prepare(teller, request) {
      const prepared = await prepare(deps, teller, request);
      if (!prepared.ok) return prepared;
      const { preparation, replayed } = prepared.value;
      return ok({ ...(await viewOf(deps, preparation)), replayed });
    },
    async find(agentId, id) {
      const known = await store.selectById(deps.db.sql, agentId, id);
      return known ? ok(await viewOf(deps, await endIfExpired(deps, known))) : err(refusal('not_found'));
    },
    confirm: (teller, id) => confirm(deps, teller, id),
    withdraw: (agentId, id) => withdraw(deps, agentId, id),
    expireDue: () => expireDue(deps),
  };
}

async function viewOf(deps: PreparationDeps, preparation: Preparation): Promise<PreparationView> {
  return { preparation, basket: await basketOf(deps, preparation) };
}

async function withdraw(deps: PreparationDeps, agentId: string, id: string): Promise<Result<PreparationView, Refusal>> {
  const known = await store.selectById(deps.db.sql, agentId, id);
  if (!known) return err(refusal('not_found'));
  const ended = await end(deps, await endIfExpired(deps, known), 'withdrawn');
  if (ended.state === 'confirmed') return err({ ...refusal('invalid_state'), details: { state: ended.state } });
  return ok(await viewOf(deps, ended));
}

/** One that fails keeps none of the others; the first failure is told at the end. */
async function expireDue(deps: PreparationDeps): Promise<number> {
  let expired = 0;
  const failures: unknown[] = [];
  for (const due of await store.selectDue(deps.db.sql, deps.clock.now(), mostExpiredAtOnce)) {
    try {
      if ((await end(deps, due, 'expired')).state === 'expired') expired += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return expired;
}
