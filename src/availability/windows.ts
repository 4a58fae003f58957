import { DateTime } from 'luxon';
import type { BusinessDate } from '../kernel/business-date.ts';

/** How often planned work comes round. */
export type Rhythm = 'once' | 'daily' | 'weekly' | 'monthly';

export const rhythms: readonly Rhythm[] = ['once', 'daily', 'weekly', 'monthly'];

/** Planned work of a provider, by the clock of its time zone. */
export interface MaintenancePlan {
  readonly rhythm: Rhythm;
  /** ISO weekdays, 1 is Monday; only with `weekly`. */
  readonly weekdays: readonly number[];
  /** Days of the month; only with `monthly`. */
  readonly monthDays: readonly number[];
  readonly firstOn: BusinessDate;
  /** The last day on which it begins; null: until it is cancelled. */
  readonly lastOn: BusinessDate | null;
  /** Minutes after midnight. */
  readonly startMinute: number;
  readonly lastsMinutes: number;
  readonly timeZone: string;
}

/** A window of planned work, half-open. */
export interface MaintenanceWindow {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * The windows of a plan that are under way at some instant of a half-open range, oldest first. A start that the clocks
 * skip begins when they go on; how long a window lasts is elapsed time, whatever the clocks do meanwhile.
 */
export function windowsBetween(plan: MaintenancePlan, from: Date, until: Date): MaintenanceWindow[] {
  const windows: MaintenanceWindow[] = [];
  // A window that began before the range may still be under way in it; a day more, since the zone has days of its own.
  const earliest = from.getTime() - plan.lastsMinutes * minuteMs - dayMs;
  const firstDay = laterOf(plan.firstOn, dayIn(plan.timeZone, earliest));
  const lastDay = earlierOf(plan.lastOn, dayIn(plan.timeZone, until.getTime() + dayMs));
  for (let day = firstDay; day <= lastDay; day = dayAfter(day)) {
    if (!fallsOn(plan, day)) continue;
    const window = windowOn(plan, day);
    if (window.startsAt < until && window.endsAt > from) windows.push(window);
  }
  return windows;
}

/** The window that is under way at an instant, or null; of several the one that ends last. */
export function windowAt<W extends MaintenanceWindow>(windows: readonly W[], instant: Date): W | null {
  const open = windows.filter((window) => window.startsAt <= instant && instant < window.endsAt);
  return open.toSorted((a, b) => b.endsAt.getTime() - a.endsAt.getTime())[0] ?? null;
}

/** The first window that begins after an instant, or null. */
export function windowAfter<W extends MaintenanceWindow>(windows: readonly W[], instant: Date): W | null {
  const coming = windows.filter((window) => window.startsAt > instant);
  return coming.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())[0] ?? null;
}

function fallsOn({ rhythm, weekdays, monthDays, firstOn }: MaintenancePlan, day: BusinessDate): boolean {
  const date = DateTime.fromISO(day, { zone: 'utc' });
  switch (rhythm) {
    case 'once':
      return day === firstOn;
    case 'daily':
      return true;
    case 'weekly':
      return weekdays.includes(date.weekday);
    case 'monthly':
      return monthDays.includes(date.day);
  }
}

function windowOn({ startMinute, lastsMinutes, timeZone }: MaintenancePlan, day: BusinessDate): MaintenanceWindow {
  const [hour, minute] = [Math.floor(startMinute / 60), startMinute % 60];
  const startsAt = DateTime.fromISO(day, { zone: timeZone }).set({ hour, minute }).toMillis();
  return { startsAt: new Date(startsAt), endsAt: new Date(startsAt + lastsMinutes * minuteMs) };
}

function dayIn(timeZone: string, ms: number): BusinessDate {
  return DateTime.fromMillis(ms, { zone: timeZone }).toISODate() ?? '';
}

function dayAfter(day: BusinessDate): BusinessDate {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() + dayMs).toISOString().slice(0, 10);
}

function laterOf(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a > b ? a : b;
}

function earlierOf(a: BusinessDate | null, b: BusinessDate): BusinessDate {
  return a !== null && a < b ? a : b;
}
