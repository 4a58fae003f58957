import { type BusinessDate, isBusinessDate } from '../kernel/business-date.ts';
import type { MeterState } from '../kernel/meter-contract.ts';

/** Largest value that a meter shows. */
const largestValue = 999_999_999;
const dayMs = 86_400_000;

export type ReadingProblem = 'value' | 'date' | 'too-low' | 'implausible';

/**
 * Why a reading is not taken, or null: it is no whole number, its date lies ahead or before the last one, it is below the
 * last one, or more was used a day than the provider thinks possible. Only the last may be confirmed: somebody looked twice.
 */
export function readingProblem(
  last: MeterState['lastReading'],
  reading: { readonly value: number; readonly readOn: BusinessDate },
  rule: { readonly mostPerDay: number | null; readonly today: BusinessDate; readonly isConfirmed: boolean },
): ReadingProblem | null {
  const { value, readOn } = reading;
  if (!Number.isInteger(value) || value < 0 || value > largestValue) return 'value';
  if (!isBusinessDate(readOn) || readOn > rule.today || (last !== null && readOn < last.readOn)) return 'date';
  if (last === null) return null;
  if (value < last.value) return 'too-low';
  const days = Math.max(1, (Date.parse(readOn) - Date.parse(last.readOn)) / dayMs);
  const isTooMuch = rule.mostPerDay !== null && value - last.value > days * rule.mostPerDay;
  return isTooMuch && !rule.isConfirmed ? 'implausible' : null;
}
