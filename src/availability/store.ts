import type { Sql } from '../platform/database/sql.ts';
import type { CallCounts, CallPurpose } from './health.ts';
import type { MaintenanceSchedule } from './model.ts';
import type { MaintenanceWindow, Rhythm } from './windows.ts';

interface ScheduleRow {
  id: string;
  provider_id: string;
  rhythm: Rhythm;
  weekdays: number[];
  month_days: number[];
  first_on: string;
  last_on: string | null;
  start_minute: number;
  lasts_minutes: number;
  time_zone: string;
  planned_by: string;
  planned_at: Date;
  written_until: Date;
  cancelled_at: Date | null;
}

const scheduleColumns = `id, provider_id, rhythm, weekdays, month_days, first_on, last_on, start_minute, lasts_minutes,
  time_zone, planned_by, planned_at, written_until, cancelled_at`;

export async function insertSchedule(sql: Sql, schedule: MaintenanceSchedule, writtenUntil: Date): Promise<void> {
  await sql.run(
    `INSERT INTO maintenance_schedule (${scheduleColumns})
     VALUES ($1, $2, $3, $4::smallint[], $5::smallint[], $6, $7, $8, $9, $10, $11, $12, $13, NULL)`,
    [
      schedule.id,
      schedule.providerId,
      schedule.rhythm,
      schedule.weekdays,
      schedule.monthDays,
      schedule.firstOn,
      schedule.lastOn,
      schedule.startMinute,
      schedule.lastsMinutes,
      schedule.timeZone,
      schedule.plannedBy,
      schedule.plannedAt,
      writtenUntil,
    ],
  );
}

/** Windows that are there stay as they are. */
export async function insertWindows(
  sql: Sql,
  schedule: Pick<MaintenanceSchedule, 'id' | 'providerId'>,
  windows: readonly MaintenanceWindow[],
): Promise<void> {
  await sql.run(
    `INSERT INTO maintenance_window (provider_id, schedule_id, starts_at, ends_at)
     SELECT $1, $2, * FROM unnest($3::timestamptz[], $4::timestamptz[]) ON CONFLICT DO NOTHING`,
    [
      schedule.providerId,
      schedule.id,
      windows.map((window) => window.startsAt),
      windows.map((window) => window.endsAt),
    ],
  );
}

/** Schedules of a provider, the newest first; at most 1,000. */
export async function selectSchedules(sql: Sql, providerId: string): Promise<MaintenanceSchedule[]> {
  const rows = await sql.rows<ScheduleRow>(
    `SELECT ${scheduleColumns} FROM maintenance_schedule WHERE provider_id = $1 ORDER BY planned_at DESC, id LIMIT 1000`,
    [providerId],
  );
  return rows.map(scheduleOf);
}

/** Schedules whose windows are written down for less than was asked, and until when they are. */
export async function selectUnwritten(
  sql: Sql,
  until: Date,
): Promise<{ readonly schedule: MaintenanceSchedule; readonly writtenUntil: Date }[]> {
  const rows = await sql.rows<ScheduleRow>(
    `SELECT ${scheduleColumns} FROM maintenance_schedule
      WHERE cancelled_at IS NULL AND rhythm <> 'once' AND written_until < $1 ORDER BY written_until LIMIT 1000`,
    [until],
  );
  return rows.map((row) => ({ schedule: scheduleOf(row), writtenUntil: row.written_until }));
}

export async function updateWrittenUntil(sql: Sql, id: string, writtenUntil: Date): Promise<void> {
  await sql.run('UPDATE maintenance_schedule SET written_until = $2 WHERE id = $1', [id, writtenUntil]);
}

/** Ends a schedule and takes back what of it has not ended; false when there is none, or it was ended before. */
export async function cancelSchedule(sql: Sql, id: string, at: Date): Promise<boolean> {
  const cancelled = await sql.run(
    'UPDATE maintenance_schedule SET cancelled_at = $2 WHERE id = $1 AND cancelled_at IS NULL',
    [id, at],
  );
  if (cancelled === 1)
    await sql.run('DELETE FROM maintenance_window WHERE schedule_id = $1 AND ends_at > $2', [id, at]);
  return cancelled === 1;
}

/** Windows of some providers that have not ended and begin before an instant, by provider; at most 10,000. */
export async function selectWindows(
  sql: Sql,
  providerIds: readonly string[],
  range: { readonly from: Date; readonly until: Date },
): Promise<Map<string, MaintenanceWindow[]>> {
  const rows = await sql.rows<{ provider_id: string; starts_at: Date; ends_at: Date }>(
    `SELECT provider_id, starts_at, ends_at FROM maintenance_window
      WHERE provider_id = ANY($1::uuid[]) AND ends_at > $2 AND starts_at < $3 ORDER BY starts_at LIMIT 10000`,
    [providerIds, range.from, range.until],
  );
  const windows = new Map<string, MaintenanceWindow[]>();
  for (const { provider_id: id, starts_at: startsAt, ends_at: endsAt } of rows) {
    windows.set(id, [...(windows.get(id) ?? []), { startsAt, endsAt }]);
  }
  return windows;
}

/** Deletes windows that ended before an instant. */
export function deleteWindowsBefore(sql: Sql, instant: Date): Promise<number> {
  return sql.run(
    `DELETE FROM maintenance_window WHERE (schedule_id, starts_at) IN (
       SELECT schedule_id, starts_at FROM maintenance_window WHERE ends_at < $1 LIMIT 10000)`,
    [instant],
  );
}

/** Calls of one provider and purpose in one window. */
export interface CountedCalls {
  readonly providerId: string;
  readonly purpose: CallPurpose;
  readonly windowFrom: Date;
  readonly counts: CallCounts;
}

/** Adds counts to what is there. Rows come in one order, so that two processes never wait for each other in a circle. */
export async function addCalls(sql: Sql, calls: readonly CountedCalls[]): Promise<void> {
  const sorted = calls.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await sql.run(
    `INSERT INTO provider_health AS h (provider_id, purpose, window_from, answered, failed, held_back, latency)
     SELECT c.provider_id, c.purpose, c.window_from, c.answered, c.failed, c.held_back, c.latency::bigint[]
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
            AS c (provider_id, purpose, window_from, answered, failed, held_back, latency)
     ON CONFLICT (provider_id, purpose, window_from) DO UPDATE
       SET answered = h.answered + excluded.answered, failed = h.failed + excluded.failed,
           held_back = h.held_back + excluded.held_back,
           latency = (SELECT array_agg(a + b ORDER BY place)
                        FROM unnest(h.latency, excluded.latency) WITH ORDINALITY AS both_of (a, b, place))`,
    [
      sorted.map((one) => one.providerId),
      sorted.map((one) => one.purpose),
      sorted.map((one) => one.windowFrom),
      sorted.map((one) => one.counts.answered),
      sorted.map((one) => one.counts.failed),
      sorted.map((one) => one.counts.heldBack),
      sorted.map((one) => `{${one.counts.latency.join(',')}}`),
    ],
  );
}

function keyOf({ providerId, purpose, windowFrom }: CountedCalls): string {
  return `${providerId} ${purpose} ${windowFrom.toISOString()}`;
}

interface SummedRow {
  provider_id: string;
  purpose: CallPurpose;
  answered: string;
  failed: string;
  held_back: string;
  latency: (string | number | bigint)[];
}

/** Calls since an instant, summed by provider and purpose; at most 60,000 rows, for all providers where none are named. */
export async function selectCalls(
  sql: Sql,
  since: Date,
  providerIds: readonly string[] | null,
): Promise<Omit<CountedCalls, 'windowFrom'>[]> {
  const rows = await sql.rows<SummedRow>(
    `SELECT provider_id, purpose, sum(answered)::text AS answered, sum(failed)::text AS failed, sum(held_back)::text AS held_back,
            (SELECT array_agg(of_place.calls ORDER BY of_place.place)
               FROM (SELECT u.place, sum(u.calls)::text AS calls
                       FROM provider_health d, unnest(d.latency) WITH ORDINALITY AS u (calls, place)
                      WHERE d.provider_id = h.provider_id AND d.purpose = h.purpose AND d.window_from >= $1
                      GROUP BY u.place) AS of_place) AS latency
       FROM provider_health h
      WHERE window_from >= $1 AND ($2::uuid[] IS NULL OR provider_id = ANY($2))
      GROUP BY provider_id, purpose LIMIT 60000`,
    [since, providerIds],
  );
  return rows.map((row) => ({
    providerId: row.provider_id,
    purpose: row.purpose,
    counts: {
      answered: Number(row.answered),
      failed: Number(row.failed),
      heldBack: Number(row.held_back),
      latency: row.latency.map(Number),
    },
  }));
}

/** Deletes windows of calls that began before an instant, at most 10,000. */
export function deleteCallsBefore(sql: Sql, instant: Date): Promise<number> {
  return sql.run(
    `DELETE FROM provider_health WHERE (provider_id, purpose, window_from) IN (
       SELECT provider_id, purpose, window_from FROM provider_health WHERE window_from < $1 LIMIT 10000)`,
    [instant],
  );
}

function scheduleOf(row: ScheduleRow): MaintenanceSchedule {
  return {
    id: row.id,
    providerId: row.provider_id,
    rhythm: row.rhythm,
    weekdays: row.weekdays,
    monthDays: row.month_days,
    firstOn: row.first_on,
    lastOn: row.last_on,
    startMinute: row.start_minute,
    lastsMinutes: row.lasts_minutes,
    timeZone: row.time_zone,
    plannedBy: row.planned_by,
    plannedAt: row.planned_at,
    cancelledAt: row.cancelled_at,
  };
}
