import { assert } from '../kernel/assert.ts';
import type { LineState } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { PlanPeriod } from './model.ts';

/** When a replacement begins and how lines of the provider move towards it. */
export interface ReplacementSchedule {
  readonly changesOn: BusinessDate;
  /** How often a prepaid package renews. */
  readonly period: PlanPeriod;
  /** Days of the month on which the provider issues invoices. */
  readonly invoiceDays: readonly number[];
}

/**
 * The day on which a line gets its new plan; null when the line does not say when it renews or is invoiced.
 *
 * A prepaid line changes at its next renewal: the first one on or after the day of the change. A postpaid line changes
 * with the invoice that ends the cycle in which that day falls: cycles are half-open, from one invoice to the next, so a
 * change on an invoice day itself waits for the next invoice.
 */
export function effectiveDate(
  schedule: ReplacementSchedule,
  line: Pick<LineState, 'kind' | 'renewsOn'>,
): BusinessDate | null {
  const { renewsOn } = line;
  if (renewsOn === null) return null;
  if (line.kind === 'prepaid') return firstFrom(renewsOn, schedule.period, (day) => day >= schedule.changesOn);
  if (!schedule.invoiceDays.includes(dayOfMonth(renewsOn))) return null;
  return firstFrom(renewsOn, 'month', (day) => day > schedule.changesOn);
}

/** More steps than ten years of weeks are a mistake in the data. */
const mostSteps = 530;

/** The first renewal that fits, counted from the next known one: a line never changes before it renews. */
function firstFrom(start: BusinessDate, period: PlanPeriod, fits: (day: BusinessDate) => boolean): BusinessDate {
  for (let steps = 0; steps <= mostSteps; steps += 1) {
    const day = period === 'week' ? plusDays(start, 7 * steps) : plusMonths(start, steps);
    if (fits(day)) return day;
  }
  throw new RangeError('no renewal within ten years');
}

function plusDays(day: BusinessDate, days: number): BusinessDate {
  const instant = instantOf(day);
  instant.setUTCDate(instant.getUTCDate() + days);
  return dateOf(instant);
}

/** The same day of a later month, or its last day where the month is shorter; counted from the first, so that 31 returns. */
function plusMonths(day: BusinessDate, months: number): BusinessDate {
  const from = instantOf(day);
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const target = Math.min(from.getUTCDate(), lastDay);
  return dateOf(new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, target)));
}

function dayOfMonth(day: BusinessDate): number {
  return instantOf(day).getUTCDate();
}

function instantOf(day: BusinessDate): Date {
  const instant = new Date(`${day}T00:00:00Z`);
  assert(!Number.isNaN(instant.getTime()), 'a business date is written YYYY-MM-DD');
  return instant;
}

function dateOf(instant: Date): BusinessDate {
  return instant.toISOString().slice(0, 10);
}
