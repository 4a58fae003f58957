import type { CutOff } from '../calendar/model.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { AccountRef } from './chart.ts';
import type { AgentPosition, EntryPlace } from './model.ts';
import { prepareMonths, type PreparedMonths } from './months.ts';
import { balanceOf, takeDueSnapshots } from './snapshots.ts';
import * as store from './store.ts';

export interface LedgerService {
  /** Where an agent stands, one position per currency. */
  listPositions(agentId: string): Promise<readonly AgentPosition[]>;
  /** What an account holds, as of the last commit: quick, however large the books are. */
  balanceOf(account: AccountRef): Promise<Minor>;
  /** The settlement day that is open now; undefined before the books were opened. */
  findOpenDay(): Promise<string | undefined>;
  /** Sum of all postings by currency: nought, or the books are broken. */
  sumPostings(): Promise<readonly { readonly currency: Currency; readonly total: Minor }[]>;
  /** Writes down the balances of deferred accounts where that is due. Returns how many snapshots were taken. */
  takeSnapshots(): Promise<number>;
  /** Makes the partitions of this month and the next two where they are missing. */
  prepareMonths(): Promise<PreparedMonths>;
}

/** The settlement day that is open, in the caller's transaction; undefined before the books were opened. */
export function openDayOf(sql: Sql): Promise<string | undefined> {
  return store.readOpenDay(sql);
}

/** Where entries stand, by their keys, in the caller's transaction. What is not posted has no place. */
export async function placesOf(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, EntryPlace>> {
  const rows = await store.selectEntries(sql, keys);
  return new Map(rows.map(({ key, ...place }) => [key, place]));
}

export interface LedgerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly cutOff: CutOff;
  /** Told of a month that begins soon and has no partitions. */
  readonly onAlarm?: (alarm: { readonly month: string; readonly tables: readonly string[] }) => void;
}

/** Reads of the books, and what keeps them quick. Money is moved through the lane alone. */
export function createLedgerService({ db, clock, cutOff, onAlarm }: LedgerDeps): LedgerService {
  return {
    listPositions: (agentId) => store.listAgentPositions(db.sql, agentId),
    balanceOf: (account) => balanceOf(db.sql, account),
    findOpenDay: () => store.readOpenDay(db.sql),
    sumPostings: () => store.sumPostings(db.sql),
    takeSnapshots: () => takeDueSnapshots(db, clock.now()),
    async prepareMonths() {
      const prepared = await prepareMonths(db, clock.now(), cutOff);
      for (const alarm of prepared.alarming) onAlarm?.(alarm);
      return prepared;
    },
  };
}
