import { wallTime } from '../kit/wall-time.ts';

/** How a dialect writes a date: `20261120121530`, `20.11.2026_12:15:30` or `2026-11-20T12:15:30`. */
export type DateFormat = 'compact' | 'dotted' | 'iso';

export function writtenTime(instant: Date, timeZone: string, format: DateFormat): string {
  const compact = wallTime(instant, timeZone);
  if (format === 'compact') return compact;
  const [, year, month, day, hour, minute, second] = /^(.{4})(..)(..)(..)(..)(..)$/.exec(compact) ?? [];
  const time = `${hour}:${minute}:${second}`;
  return format === 'dotted' ? `${day}.${month}.${year}_${time}` : `${year}-${month}-${day}T${time}`;
}
