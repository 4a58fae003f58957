import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import type { MaintenanceService } from './api.ts';
import { announcedDays, type MaintenanceOutlook, type MaintenanceSchedule, planProblems } from './model.ts';
import * as store from './store.ts';
import { type MaintenancePlan, type MaintenanceWindow, windowAfter, windowAt, windowsBetween } from './windows.ts';

export interface MaintenanceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'find'>;
}

const dayMs = 24 * 3_600_000;
/** Windows are written down for so long, more than is announced by far, and kept for so long after they ended. */
const writtenAheadMs = 35 * dayMs;
const keptMs = 90 * dayMs;
/** What was read is believed for so long. */
const rememberedMs = 5_000;

interface Remembered {
  readonly readAt: number;
  readonly windows: readonly MaintenanceWindow[];
}

export function createMaintenanceService(deps: MaintenanceDeps): MaintenanceService {
  const { database, clock } = deps;
  const remembered = new Map<string, Remembered>();

  async function windowsOf(providerIds: readonly string[]): Promise<void> {
    const now = clock.now();
    const isOld = (known: Remembered | undefined) => !known || Math.abs(now.getTime() - known.readAt) >= rememberedMs;
    const missing = [...new Set(providerIds)].filter((id) => isOld(remembered.get(id)));
    if (missing.length === 0) return;
    const until = new Date(now.getTime() + announcedDays * dayMs);
    const found = await store.selectWindows(database.sql, missing, { from: now, until });
    for (const id of missing) remembered.set(id, { readAt: now.getTime(), windows: found.get(id) ?? [] });
  }

  return {
    async plan(providerId, plan, plannedBy) {
      const planned = await writePlan(deps, providerId, { plan, plannedBy });
      remembered.delete(providerId);
      return planned;
    },
    async cancel(scheduleId) {
      const isCancelled = await database.transaction((sql) => store.cancelSchedule(sql, scheduleId, clock.now()));
      remembered.clear();
      return isCancelled ? ok(undefined) : err(refusal('not_found'));
    },
    list: (providerId) => store.selectSchedules(database.sql, providerId),
    async outlook(providerIds) {
      await windowsOf(providerIds);
      const now = clock.now();
      const outlooks = new Map<string, MaintenanceOutlook>();
      for (const id of providerIds) {
        const windows = remembered.get(id)?.windows ?? [];
        if (windows.length > 0) outlooks.set(id, { now: windowAt(windows, now), next: windowAfter(windows, now) });
      }
      return outlooks;
    },
    keepUp: () => keepUp(deps),
  };
}

async function writePlan(
  deps: MaintenanceDeps,
  providerId: string,
  { plan, plannedBy }: { readonly plan: MaintenancePlan; readonly plannedBy: string },
): Promise<Result<MaintenanceSchedule, Refusal>> {
  const { database, clock, ids } = deps;
  const problems = planProblems(plan);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  if (!(await deps.providers.find(providerId))) return err(refusal('not_found'));
  const now = clock.now();
  if (plan.lastOn !== null && endsBefore(plan, now)) {
    return err(fieldRefusal('invalid_request', { field: '/lastOn', rule: 'past', detail: 'nothing of it lies ahead' }));
  }
  const schedule: MaintenanceSchedule = {
    ...plan,
    ...{ id: ids.uuid(), providerId, plannedBy, plannedAt: now, cancelledAt: null },
  };
  // What happens once may lie years ahead; what comes round is written down piece by piece.
  const until = plan.rhythm === 'once' ? endOf(plan) : new Date(now.getTime() + writtenAheadMs);
  await database.transaction(async (sql) => {
    await store.insertSchedule(sql, schedule, until);
    await store.insertWindows(sql, schedule, windowsBetween(plan, now, until));
  });
  return ok(schedule);
}

async function keepUp({ database, clock }: MaintenanceDeps): Promise<void> {
  const now = clock.now();
  const until = new Date(now.getTime() + writtenAheadMs);
  // A day's worth at least, so that a chore of every few minutes has nothing to do but once a day.
  const due = await store.selectUnwritten(database.sql, new Date(until.getTime() - dayMs));
  for (const { schedule, writtenUntil } of due) {
    await database.transaction(async (sql) => {
      await store.insertWindows(sql, schedule, windowsBetween(schedule, laterOf(writtenUntil, now), until));
      await store.updateWrittenUntil(sql, schedule.id, until);
    });
  }
  await store.deleteWindowsBefore(database.sql, new Date(now.getTime() - keptMs));
}

/** Within so long of its first day every rhythm has come round. */
const longestPauseMs = 62 * dayMs;

/** True where the last window of a plan has ended, or it never comes round. */
function endsBefore(plan: MaintenancePlan, now: Date): boolean {
  const begins = Math.max(now.getTime(), new Date(`${plan.firstOn}T00:00:00Z`).getTime());
  const until = Math.min(endOf(plan).getTime(), begins + longestPauseMs);
  return windowsBetween(plan, now, new Date(until)).length === 0;
}

/** An instant after the last window; the day more is the zone's. */
function endOf(plan: MaintenancePlan): Date {
  const lastDay = new Date(`${plan.lastOn ?? plan.firstOn}T00:00:00Z`).getTime();
  return new Date(lastDay + 3 * dayMs + plan.lastsMinutes * 60_000);
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}
