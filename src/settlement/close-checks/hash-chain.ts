import type { Database } from '../../platform/database/sql.ts';
import { verifyBatches } from '../../verification/chain.ts';
import type { Evidence, FoundRow } from './model.ts';
import { listBatches } from './store.ts';

/** 2: the hash of every batch of the day follows from its rows and from the batch before it. */
export async function checkHashChain(db: Database, day: string): Promise<Evidence> {
  const ranges = await listBatches(db.sql, day);
  const found: FoundRow[] = [];
  for (const range of ranges) found.push(...(await verifyBatches(db, range)));
  const batches = ranges.reduce((sum, { from, through }) => sum + through - from + 1n, 0n);
  return { seen: `${batches} batches`, found };
}
