import { DateTime } from 'luxon';
import { assert } from '../kernel/assert.ts';

/** When a settlement day ends: minutes after local midnight of that day; 1440 is the midnight that follows. */
export interface CutOff {
  readonly timeZone: string;
  readonly minutes: number;
}

/** The settlement day `YYYY-MM-DD` an instant belongs to. At the cut-off itself the next day has begun. */
export function settlementDayOf(instant: Date, cutOff: CutOff): string {
  assert(cutOff.minutes > 0 && cutOff.minutes <= 1440, 'a cut-off lies within its day');
  const local = DateTime.fromJSDate(instant, { zone: cutOff.timeZone });
  const day = local.startOf('day');
  const isAfter = local >= endOf(day, cutOff.minutes);
  return isoDate(isAfter ? day.plus({ days: 1 }) : day);
}

/** The instant at which a settlement day ends. */
export function cutOffOf(day: string, cutOff: CutOff): Date {
  return endOf(DateTime.fromISO(day, { zone: cutOff.timeZone }), cutOff.minutes).toJSDate();
}

export function nextDay(day: string): string {
  return isoDate(DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }));
}

/** Days that are not as the week says: `off` for holidays, `working` for Saturdays and Sundays worked instead. */
export type SpecialDays = ReadonlyMap<string, 'off' | 'working'>;

export function isBankingDay(day: string, special: SpecialDays): boolean {
  const kind = special.get(day);
  if (kind) return kind === 'working';
  return DateTime.fromISO(day, { zone: 'utc' }).weekday <= 5;
}

/** The first banking day after a settlement day: when it is paid out. */
export function valueDateOf(day: string, special: SpecialDays): string {
  let candidate = nextDay(day);
  for (let tried = 0; !isBankingDay(candidate, special); tried += 1) {
    assert(tried < 60, 'a banking day comes within two months');
    candidate = nextDay(candidate);
  }
  return candidate;
}

function endOf(day: DateTime, minutes: number): DateTime {
  const midnightAfter = day.plus({ days: 1 }).startOf('day');
  return minutes === 1440 ? midnightAfter : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
}

function isoDate(day: DateTime): string {
  return day.toFormat('yyyy-MM-dd');
}
