import type { Database } from '../../src/platform/database/sql.ts';
import { closedGate } from './gate.ts';

/** Takes one connection of the pool and keeps it until the answer is called. */
export async function holdConnection(pool: Database): Promise<() => Promise<void>> {
  const taken = closedGate();
  const released = closedGate();
  const holding = pool.transaction(() => {
    taken.open();
    return released.opened;
  });
  await Promise.race([taken.opened, holding]);
  return () => {
    released.open();
    return holding;
  };
}
