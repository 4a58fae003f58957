import { closeKey, letGo } from '../holds/held-payment.ts';
import { present } from '../kernel/assert.ts';
import { attemptKey } from './hold.ts';
import { isExpired, type Preparation } from './model.ts';
import type { PreparationDeps } from './service.ts';
import * as store from './store.ts';

type EndDeps = Pick<PreparationDeps, 'db' | 'clock' | 'payments' | 'holds'>;

/** The preparation as it stands: one that is too old ends here, unless it has become a payment. */
export async function endIfExpired(deps: EndDeps, preparation: Preparation): Promise<Preparation> {
  return isExpired(preparation, deps.clock.now()) ? end(deps, preparation, 'expired') : preparation;
}

/** The key of the attempt is closed first: either nothing can come of it any more, or there is a payment. */
export async function end(
  deps: EndDeps,
  preparation: Preparation,
  state: 'withdrawn' | 'expired',
): Promise<Preparation> {
  let current = preparation;
  while (current.state === 'prepared') {
    const key = attemptKey(current);
    const basket = await closeKey(deps, { agentId: current.collector.agentId, key });
    if (basket) return confirmed(deps, current);
    await store.updateEnded(deps.db.sql, current, { state, at: deps.clock.now() });
    // Afterwards: whoever holds for the same attempt looks at the preparation once it holds.
    await letGo(deps, key);
    current = await now(deps, current);
  }
  return current;
}

/** Writes down that it has become a payment. */
export async function confirmed(deps: EndDeps, preparation: Preparation): Promise<Preparation> {
  await store.updateEnded(deps.db.sql, preparation, { state: 'confirmed', at: deps.clock.now() });
  return now(deps, preparation);
}

/** The preparation as it stands now. */
export async function now({ db }: Pick<EndDeps, 'db'>, { id, collector }: Preparation): Promise<Preparation> {
  return present(await store.selectById(db.sql, collector.agentId, id), 'a preparation that is there');
}
