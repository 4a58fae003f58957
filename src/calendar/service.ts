import type { Sql } from '../platform/database/sql.ts';
import type { SpecialDays } from './model.ts';
import * as store from './store.ts';

/** Special days from a day `YYYY-MM-DD` on. */
export function specialDaysFrom(sql: Sql, day: string): Promise<SpecialDays> {
  return store.listSpecialDays(sql, day);
}

/** Adds days that are off or worked; a day that is known stays as it is. */
export function addHolidays(sql: Sql, holidays: readonly store.Holiday[]): Promise<void> {
  return store.insertHolidays(sql, holidays);
}
