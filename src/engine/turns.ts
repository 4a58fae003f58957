import type { CutOff } from '../calendar/model.ts';
import { noFaults, type FaultPort } from '../kernel/fault-port.ts';
import { CommitUnknown, type Database, type Sql } from '../platform/database/sql.ts';
import { isConnectionLost } from '../platform/database/connection-lost.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import type { Stamp } from '../payments/effects.ts';
import { holdLane, rollToDay } from './day.ts';
import { LaneUnavailable, SeatLost } from './lane.ts';
import type { LaneRow } from './numbering.ts';

export interface TurnDeps {
  readonly db: Database;
  readonly lane: number;
  readonly cutOff: CutOff;
  /** The instant a transaction is stamped with: the database's own clock, or a simulated one in the demo and in tests. */
  readonly stampTime: (sql: Sql) => Promise<Date>;
  /** The epoch in which the caller holds the lane; left out where whoever locks the row may write. */
  readonly epoch?: bigint;
  /** An earlier try of the same command may have happened already. */
  readonly isRepeat?: boolean;
  readonly faults?: FaultPort;
}

/** What a transaction holds once it is its turn. */
export interface Turn {
  readonly sql: Sql;
  readonly lane: LaneRow;
  readonly stamp: Stamp;
  readonly cutDays: readonly string[];
  /** The COMMIT answer of an earlier try was lost: what this turn finds done may be its own doing. */
  readonly isRepeat: boolean;
}

/** Payments share the books; the cut takes them alone. */
export type Hold = 'shared' | 'alone';

/** Times a command is tried again after its COMMIT answer was lost; every command is safe to repeat by its key or state. */
const mostTries = 5;

/** Runs `work` in a transaction of its own once it is its turn at the lane, on the settlement day of its instant. */
export async function takeTurn<T>(deps: TurnDeps, hold: Hold, work: (turn: Turn) => Promise<T>): Promise<T> {
  const { faults = noFaults } = deps;
  let isRepeat = deps.isRepeat ?? false;
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await deps.db.transaction((sql) => runTurn(deps, { sql, hold, isRepeat }, work));
      await faults.reach('lane.after_commit');
      return done;
    } catch (error) {
      // A duplicate key means that another turn was first: the next try finds its outcome.
      const isLost = error instanceof CommitUnknown;
      const isWorthMore = tries < mostTries && (isLost || hasSqlState(error, sqlState.uniqueViolation));
      if (!isWorthMore) throw meaningOf(error, isRepeat);
      isRepeat ||= isLost;
    }
  }
}

/** What the last failure says about the command as a whole. */
function meaningOf(error: unknown, isRepeat: boolean): unknown {
  if (error instanceof SeatLost) return new SeatLost({ isInDoubt: isRepeat });
  if (!isRepeat) return unavailable(error);
  return new CommitUnknown('the outcome of an earlier try is not known', { cause: error });
}

async function runTurn<T>(
  deps: TurnDeps,
  { sql, hold, isRepeat }: { readonly sql: Sql; readonly hold: Hold; readonly isRepeat: boolean },
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  await lockBooks(sql, hold);
  const held = await holdLane(sql, deps.lane);
  if (deps.epoch !== undefined && held.epoch !== deps.epoch) throw new SeatLost({ isInDoubt: isRepeat });
  const at = await deps.stampTime(sql);
  const { lane, cutDays } = await rollToDay(sql, held, { at, cutOff: deps.cutOff });
  const stamp = { day: lane.settlementDay, at, lane: lane.id, nextReceipt: lane.lastReceipt + 1 };
  const done = await work({ sql, lane, stamp, cutDays, isRepeat });
  await deps.faults?.reach('lane.before_commit');
  return done;
}

/** An advisory lock queues in order, so that a stream of payments cannot starve the cut as row locks would. */
async function lockBooks(sql: Sql, hold: Hold): Promise<void> {
  if (hold === 'alone') await sql.rows('SELECT pg_advisory_xact_lock(7041, 2)');
  else await sql.rows('SELECT pg_advisory_xact_lock_shared(7041, 2)', [], { prepared: 'share_books' });
}

/** Errors of the connection or of load become "nothing was accepted, try again"; all others stay what they are. */
export function unavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LaneUnavailable) return error;
  const retryable: readonly string[] = [
    sqlState.lockNotAvailable,
    sqlState.queryCanceled,
    sqlState.adminShutdown,
    sqlState.cannotConnectNow,
    sqlState.tooManyConnections,
    sqlState.diskFull,
    '57P02',
    '08006',
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOENT',
    'EPIPE',
  ];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isConnection = retryable.includes(code) || isConnectionLost(error);
  return isConnection ? new LaneUnavailable('nothing was accepted', { cause: error }) : error;
}
