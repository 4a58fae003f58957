import { settlementDayOf, type CutOff } from '../calendar/model.ts';
import type { Database } from '../platform/database/sql.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import * as store from './month-store.ts';

/** Months beside the present one whose partitions are made ahead of time. */
const monthsAhead = 2;
/** So many days before a month begins, its partitions must be there. */
const alarmDays = 3;
/** How long making a month may wait for a lock: whoever comes meanwhile waits behind it. */
const lockTimeoutMs = 1_000;

export interface MissingMonth {
  /** First day of the month. */
  readonly month: string;
  readonly tables: readonly string[];
}

export interface PreparedMonths {
  /** First days of the months that were made now. */
  readonly made: readonly string[];
  /** Months that could not be made: something holds their tables. The next round tries again. */
  readonly missing: readonly MissingMonth[];
  /** Those of them that begin within three days: somebody must look. */
  readonly alarming: readonly MissingMonth[];
}

/**
 * Makes the partitions of this month and the next two where they are missing. It looks before it takes any lock, and gives up
 * a month soon: until the month begins there is time, and the lane makes it itself as the last resort.
 */
export async function prepareMonths(db: Database, at: Date, cutOff: CutOff): Promise<PreparedMonths> {
  const day = settlementDayOf(at, cutOff);
  const months = Array.from({ length: monthsAhead + 1 }, (_, ahead) => firstDayOf(day, ahead));
  const made: string[] = [];
  for (const { month } of await store.listMissing(db.sql, months)) {
    try {
      await db.transaction((sql) => store.makeMonth(sql, month, lockTimeoutMs));
      made.push(month);
    } catch (error) {
      if (!hasSqlState(error, sqlState.lockNotAvailable)) throw error;
    }
  }
  const missing = await store.listMissing(db.sql, months);
  return { made, missing, alarming: missing.filter(({ month }) => daysBetween(day, month) <= alarmDays) };
}

/** First day of the month that comes `ahead` months after the one of `day`. */
function firstDayOf(day: string, ahead: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + ahead;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

function daysBetween(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / 86_400_000;
}
