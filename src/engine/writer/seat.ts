import { present } from '../../kernel/assert.ts';
import type { ServerDatabase } from '../../platform/database/sql.ts';
import type { Session } from '../../platform/database/session.ts';
import { planningByIndex } from '../../platform/database/statements.ts';

/** Two-part advisory locks of the lanes: this class, and the lane's number. `end_lane_holder` looks for the same. */
const laneLockClass = 7042;

/** Name of the holder's session in pg_stat_activity. */
const sessionName = 'vahid-lane';

/** What the holder of a lane holds: the lock lives and ends with `writing`. */
export interface Seat {
  readonly lane: number;
  readonly epoch: bigint;
  readonly writing: Session;
  readonly reading: Session;
  close(): Promise<void>;
}

/** Where the lane is held, as its row says. */
export interface LaneHolder {
  readonly epoch: bigint;
  /** Address of the holder's internal door; null before the first one. */
  readonly address: string | null;
  /** Age of its last sign of life, by the database's clock. */
  readonly silentMs: number;
}

/** Somebody who would take the lane: one session kept open, so that asking costs one round trip. */
export interface Candidate {
  /** The seat, when nobody holds the lane; the candidate is used up then. */
  trySeat(address: string): Promise<Seat | null>;
  readHolder(): Promise<LaneHolder>;
  /** Ends the session of a holder that gives no sign of life. */
  endHolder(): Promise<void>;
  close(): Promise<void>;
}

export async function openCandidate(db: ServerDatabase, lane: number): Promise<Candidate> {
  const session = await db.session(sessionName);
  return {
    async trySeat(address) {
      const asked = await session.sql.first<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS locked', [
        laneLockClass,
        lane,
      ]);
      if (asked?.locked !== true) return null;
      return takeSeat(db, session, { lane, address });
    },
    async readHolder() {
      const row = await session.sql.first<{ epoch: bigint; holder: string | null; silent_ms: number }>(
        `SELECT epoch, holder, coalesce(extract(epoch FROM clock_timestamp() - heartbeat_at) * 1000, 0)::float8 AS silent_ms
           FROM lane WHERE id = $1`,
        [lane],
      );
      const { epoch, holder, silent_ms: silentMs } = present(row, 'the lane');
      return { epoch, address: holder, silentMs };
    },
    async endHolder() {
      await session.sql.rows('SELECT end_lane_holder($1)', [lane]);
    },
    close: () => session.close(),
  };
}

/** With the lock in hand nobody else can be writing: the earlier holder's session is over, and its last statement decided. */
async function takeSeat(
  db: ServerDatabase,
  writing: Session,
  { lane, address }: { readonly lane: number; readonly address: string },
): Promise<Seat> {
  const reading = await db.session(`${sessionName}-read`);
  try {
    for (const session of [writing, reading]) await session.sql.rows(planningByIndex);
    const row = await writing.sql.first<{ epoch: bigint }>(
      `UPDATE lane SET epoch = epoch + 1, holder = $2, backend_pid = pg_backend_pid(), heartbeat_at = clock_timestamp()
        WHERE id = $1 RETURNING epoch`,
      [lane, address],
    );
    const close = async () => {
      await Promise.all([writing.close(), reading.close()]);
    };
    return { lane, epoch: present(row, 'the lane').epoch, writing, reading, close };
  } catch (error) {
    await reading.close();
    throw error;
  }
}

/** A sign of life; false when the seat is somebody else's by now. */
export async function giveSignOfLife({ lane, epoch, writing }: Seat): Promise<boolean> {
  const touched = await writing.sql.run(
    'UPDATE lane SET heartbeat_at = clock_timestamp() WHERE id = $1 AND epoch = $2',
    [lane, epoch],
  );
  return touched === 1;
}

/**
 * Lets both sessions plan their statements anew. A plan that was made while a table had next to no rows may read all of it for every batch;
 * made again it goes by the size that the table has by now, whether anybody has analyzed it or not.
 */
export async function planAnew({ writing, reading }: Pick<Seat, 'writing' | 'reading'>): Promise<void> {
  await Promise.all([writing, reading].map((session) => session.sql.run('DISCARD PLANS')));
}
