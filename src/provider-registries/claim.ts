import * as store from './claim-store.ts';
import type { ReceiveDeps } from './receive-debts.ts';

/** A worker that says nothing for so long has lost its claim. */
const claimMs = 10 * 60_000;

export interface Claimed {
  /** Says that the work goes on. Throws when another worker has taken over meanwhile. */
  readonly stillMine: () => Promise<void>;
}

/**
 * Does work at a provider that one worker at a time may do; undefined where another one is at it. Were two of them to load the
 * same file, the second would count as a repeat of the first: the claim saves the work, and nothing depends on it.
 */
export async function withClaim<T>(
  { db, clock, ids }: ReceiveDeps,
  providerId: string,
  work: (claimed: Claimed) => Promise<T>,
): Promise<T | undefined> {
  const claim = ids.uuid();
  const range = () => {
    const now = clock.now();
    return { providerId, claim, now, until: new Date(now.getTime() + claimMs) };
  };
  if (!(await store.takeClaim(db.sql, range()))) return undefined;
  try {
    return await work({
      stillMine: async () => {
        if (!(await store.extendClaim(db.sql, range()))) throw new Error('another worker has taken over');
      },
    });
  } finally {
    await store.dropClaim(db.sql, { providerId, claim });
  }
}
