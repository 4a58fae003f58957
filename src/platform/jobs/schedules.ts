import type { JobQueue } from './backend.ts';
import { keptJobs } from './nudger.ts';

/** When something is due: at a fixed interval, or by a cron pattern of the clock in a time zone. */
export type Rhythm = { readonly everyMs: number } | { readonly cron: string; readonly timeZone: string };

export interface Schedule {
  readonly queue: string;
  readonly key: string;
  readonly rhythm: Rhythm;
}

/**
 * Makes a schedule that is missing or has another rhythm. One that is right is left alone: BullMQ starts the interval
 * anew with every change, and one that is renewed more often than it is due would never come.
 */
export async function ensureSchedule(queue: JobQueue, schedule: Schedule): Promise<void> {
  const { key, rhythm } = schedule;
  const wanted = 'cron' in rhythm ? { pattern: rhythm.cron, tz: rhythm.timeZone } : { every: rhythm.everyMs };
  const found = await queue.getJobScheduler(key);
  const same =
    found && 'pattern' in wanted
      ? found.pattern === wanted.pattern && found.tz === wanted.tz
      : found?.every === wanted.every;
  if (found && same) return;
  await queue.upsertJobScheduler(key, wanted, { name: key, data: {}, opts: keptJobs });
}
