import type { CutOff } from '../../calendar/model.ts';
import { holdLane, openBooks } from '../../engine/day.ts';
import { writeFloor } from '../../engine/floor.ts';
import { addRules } from '../../fees/service.ts';
import type { FeeBearer, FeeRule } from '../../fees/model.ts';
import { simulatedClock } from '../../kernel/clock.ts';
import { idsFrom } from '../../kernel/ids.ts';
import { minor } from '../../kernel/money.ts';
import { seededBytes } from '../../kernel/random.ts';
import { genesisHash } from '../../ledger/hash.ts';
import type { Database } from '../../platform/database/sql.ts';
import { insertParties } from './store.ts';

const agentCount = 8;
const providerCount = 20;
/** A floor that is checked at every payment and refuses none. */
const floor = -1_000_000_000_000n;

/** Opens the books of an empty database with agents, providers and fees of every kind, for `fillBooks`. */
export async function settleParties(
  db: Database,
  first: { readonly lane: number; readonly at: Date; readonly cutOff: CutOff; readonly seed: string },
): Promise<void> {
  const { at } = first;
  const ids = idsFrom(simulatedClock(at), seededBytes(`${first.seed}:parties`));
  const several = (count: number) => Array.from({ length: count }, () => ids.uuid());
  const agents = several(agentCount);
  await db.transaction(async (sql) => {
    await insertParties(sql, { agents, providers: several(providerCount), at });
    await openBooks(sql, { lane: first.lane, at, cutOff: first.cutOff, genesis: genesisHash });
    const lane = await holdLane(sql, first.lane);
    for (const agentId of agents) await writeFloor(sql, lane, { agentId, currency: 'AZN', floor, at });
    await addRules(sql, [
      rule(ids.uuid(), 'payer', { ratePpm: 5_000, vatRatePpm: 180_000 }),
      rule(ids.uuid(), 'provider', { ratePpm: 10_000, vatRatePpm: 180_000 }),
      rule(ids.uuid(), 'commission', { ratePpm: 3_000, vatRatePpm: 0 }),
    ]);
  });
}

/** A fee of every bearer in two slabs, so that what it costs depends on the amount. */
function rule(
  id: string,
  bearer: FeeBearer,
  rates: { readonly ratePpm: number; readonly vatRatePpm: number },
): FeeRule {
  return {
    id,
    version: 1,
    bearer,
    providerId: null,
    agentId: null,
    channel: null,
    currency: 'AZN',
    slabs: [
      { upTo: minor(5_000n), flat: minor(0n), ratePpm: rates.ratePpm * 2 },
      { upTo: null, flat: minor(20n), ratePpm: rates.ratePpm },
    ],
    minFee: minor(1n),
    maxFee: minor(500n),
    vatRatePpm: rates.vatRatePpm,
    validFrom: '2000-01-01',
    validTo: null,
  };
}
