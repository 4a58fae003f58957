import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Minor } from '../kernel/money.ts';
import type { AccountRef } from '../ledger/chart.ts';
import type { Database } from '../platform/database/sql.ts';
import type { Hold, MakeHold, MakeHoldOutcome, PostHold, PostHoldOutcome, VoidHold, VoidHoldOutcome } from './model.ts';
import * as store from './store.ts';

export interface HoldWish {
  /** Whoever asks again with the same key gets the same hold. */
  readonly key: string;
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly amount: Minor;
  /** How long the money is kept, at most `longestHoldMs`. */
  readonly validMs: number;
}

export interface HoldService {
  hold(wish: HoldWish): Promise<MakeHoldOutcome>;
  /** Moves what is held, or less of it; the rest is free again. */
  post(command: PostHold): Promise<PostHoldOutcome>;
  void(id: string): Promise<VoidHoldOutcome>;
  find(id: string): Promise<Hold | undefined>;
  findByKey(key: string): Promise<Hold | undefined>;
  /** Gives back what nobody asked for in time, at most 1,000 holds. Returns how many. */
  expireDue(): Promise<number>;
}

export interface HoldDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The lane, which alone changes balances. */
  readonly lane: {
    hold(command: MakeHold): Promise<MakeHoldOutcome>;
    postHold(command: PostHold): Promise<PostHoldOutcome>;
    voidHold(command: VoidHold): Promise<VoidHoldOutcome>;
  };
}

/** Card schemes keep an authorisation for thirty days at most. */
const longestHoldMs = 30 * 86_400_000;
const mostExpiredAtOnce = 1_000;

/** Keeps money for a movement to come: made, then posted or given back, once. Every call may be repeated. */
export function createHoldService(deps: HoldDeps): HoldService {
  const { db, clock, ids, lane } = deps;
  return {
    hold: ({ validMs, ...wish }) => {
      const expiresAt = new Date(clock.now().getTime() + Math.min(validMs, longestHoldMs));
      return lane.hold({ ...wish, id: ids.uuid(), expiresAt });
    },
    post: lane.postHold,
    void: (id) => lane.voidHold({ id, because: 'voided' }),
    find: (id) => store.findHold(db.sql, id),
    findByKey: (key) => store.findHoldByKey(db.sql, key),
    expireDue: () => expireDue(deps),
  };
}

/** One that fails keeps none of the others; the first failure is told at the end. */
async function expireDue({ db, clock, lane }: HoldDeps): Promise<number> {
  let expired = 0;
  const failures: unknown[] = [];
  for (const id of await store.listExpired(db.sql, clock.now(), mostExpiredAtOnce)) {
    try {
      const outcome = await lane.voidHold({ id, because: 'expired' });
      if (outcome.kind === 'expired') expired += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return expired;
}
