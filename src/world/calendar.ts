import type { BusinessDate } from '../kernel/business-date.ts';

const dayMs = 24 * 3_600_000;

/** A date so many days later, or earlier for a number below nought. */
export function plusDays(date: BusinessDate, days: number): BusinessDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The month `YYYY-MM` so many months before the date's own. */
export function monthBefore(date: BusinessDate, months: number): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const count = year * 12 + (month - 1) - months;
  return `${String(Math.floor(count / 12))}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The next date after `date` that falls on one of these days of a month. */
export function nextDayOfMonth(date: BusinessDate, days: readonly number[]): BusinessDate {
  let candidate = plusDays(date, 1);
  while (!days.includes(Number(candidate.slice(8)))) candidate = plusDays(candidate, 1);
  return candidate;
}
