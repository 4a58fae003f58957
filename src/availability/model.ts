import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { isBusinessDate } from '../kernel/business-date.ts';
import { IANAZone } from 'luxon';
import type { HealthFigures } from './health.ts';
import { type MaintenancePlan, type MaintenanceWindow, rhythms } from './windows.ts';

/** A plan as it is kept. */
export interface MaintenanceSchedule extends MaintenancePlan {
  readonly id: string;
  readonly providerId: string;
  readonly plannedBy: string;
  readonly plannedAt: Date;
  readonly cancelledAt: Date | null;
}

/** What a payer is told of a provider's planned work. */
export interface MaintenanceOutlook {
  /** The window that is under way: the provider is neither asked nor paid until it ends. */
  readonly now: MaintenanceWindow | null;
  /** The next one, where it begins within the time that is announced. */
  readonly next: MaintenanceWindow | null;
}

export const noMaintenance: MaintenanceOutlook = { now: null, next: null };

/** Planned work is announced so long before it begins, days. */
export const announcedDays = 7;

/** How a provider did over three lengths of time; queries alone, since payments wait for nobody at a counter. */
export interface ProviderHealth {
  readonly providerId: string;
  readonly lastHour: HealthFigures;
  readonly lastDay: HealthFigures;
  readonly lastWeek: HealthFigures;
  /** The same week for payments. */
  readonly paymentsLastWeek: HealthFigures;
}

const longestMinutes = 10_080;

/** Everything that is wrong with a plan, all at once. */
export function planProblems(plan: MaintenancePlan): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const report = (field: string, rule: string, detail: string) => problems.push({ field, rule, detail });
  if (!rhythms.includes(plan.rhythm)) report('/rhythm', 'unknown', `one of ${rhythms.join(', ')}`);
  if (!isBusinessDate(plan.firstOn)) report('/firstOn', 'date', 'a date YYYY-MM-DD');
  const { lastOn } = plan;
  if (lastOn !== null && (!isBusinessDate(lastOn) || lastOn < plan.firstOn)) {
    report('/lastOn', 'date', 'a date YYYY-MM-DD, not before the first');
  }
  if (plan.rhythm === 'once' && lastOn !== plan.firstOn) report('/lastOn', 'date', 'what happens once has one day');
  checkDays(plan.weekdays, { field: '/weekdays', wanted: plan.rhythm === 'weekly', most: 7, report });
  checkDays(plan.monthDays, { field: '/monthDays', wanted: plan.rhythm === 'monthly', most: 28, report });
  if (!isWithin(plan.startMinute, 0, 1_439)) report('/startMinute', 'range', '0 to 1439, minutes after midnight');
  if (!isWithin(plan.lastsMinutes, 1, longestMinutes)) report('/lastsMinutes', 'range', `1 to ${longestMinutes}`);
  if (!IANAZone.isValidZone(plan.timeZone)) report('/timeZone', 'unknown', 'a time zone of the IANA list');
  return problems;
}

function checkDays(
  days: readonly number[],
  how: {
    readonly field: string;
    readonly wanted: boolean;
    readonly most: number;
    readonly report: (field: string, rule: string, detail: string) => void;
  },
): void {
  const isRight = how.wanted
    ? days.length > 0 && days.every((day) => isWithin(day, 1, how.most)) && new Set(days).size === days.length
    : days.length === 0;
  if (!isRight) how.report(how.field, 'days', `different days of 1 to ${how.most} with this rhythm, and only with it`);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
