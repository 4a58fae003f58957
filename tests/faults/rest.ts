import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../src/platform/database/sql.ts';
import type { Ground } from './ground.ts';

/** What still has to happen. */
interface Unrest {
  readonly deliveries: bigint;
  readonly events: bigint;
  readonly days: bigint;
}

const lookEveryMs = 150;
/** Longer than a clock of the schedule is fast: what was put off by that clock is due only then. */
const patienceMs = 240_000;

/** Waits until nothing is left to do, and says what is left where that takes too long. */
export async function comeToRest(ground: Ground, sql: Sql): Promise<string[]> {
  const giveUpAt = performance.now() + patienceMs;
  for (let look = 0; ; look += 1) {
    const unrest = await readUnrest(sql);
    const left = Object.entries(unrest).filter(([, count]) => count > 0n);
    if (left.length === 0) return [];
    if (performance.now() > giveUpAt) return left.map(([what, count]) => `no rest: ${count} ${what} are left`);
    if (unrest.days > 0n && look % 10 === 0) for (const name of ground.names('worker')) ground.closeDays(name);
    await sleep(lookEveryMs);
  }
}

async function readUnrest(sql: Sql): Promise<Unrest> {
  const [row] = await sql.rows<Unrest>(
    `SELECT (SELECT count(*) FROM delivery WHERE next_action_at IS NOT NULL OR lease_until IS NOT NULL
                OR state IN ('accepted', 'sending', 'unknown') OR reversal_requested AND state = 'rejected') AS deliveries,
            (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS events,
            (SELECT count(*) FROM settlement_window WHERE state = 'cut') AS days`,
  );
  return row ?? { deliveries: 1n, events: 0n, days: 0n };
}
