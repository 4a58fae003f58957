import type { ClockReadings } from './database-clock.ts';
import type { Sql } from './sql.ts';

/** Adds what a process has read of the clocks to its row of the hour, which the database names. */
export async function addClockReadings(sql: Sql, process: string, read: ClockReadings): Promise<void> {
  await sql.run(
    `INSERT INTO clock_reading AS c (hour, process, readings, least_skew_ms, most_skew_ms, most_step_ms)
     VALUES (date_trunc('hour', clock_timestamp()), $1, $2, $3, $4, $5)
     ON CONFLICT (hour, process) DO UPDATE
       SET readings = c.readings + excluded.readings, least_skew_ms = least(c.least_skew_ms, excluded.least_skew_ms),
           most_skew_ms = greatest(c.most_skew_ms, excluded.most_skew_ms), most_step_ms = greatest(c.most_step_ms, excluded.most_step_ms)`,
    [process, read.readings, read.leastSkewMs, read.mostSkewMs, read.mostStepMs],
  );
}
