import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultTimings,
  type JobData,
  type JobQueue,
  type JobsBackend,
  type JobTimings,
  type JobWorker,
  type TakenJob,
} from './backend.ts';
import { createNudger, inTime, textOf } from './nudger.ts';
import { migrateJobs, needsJobsMigration, openPostgresBackend } from './postgres-backend.ts';
import { openRedisBackend } from './redis-backend.ts';
import { ensureSchedule, type Rhythm, type Schedule } from './schedules.ts';

export interface JobsOptions {
  /** Redis, where there is one; otherwise the jobs are kept in PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string;
  /** Keeps several hubs apart that share a Redis. */
  readonly prefix?: string;
  /** How soon jobs of the dead, and what a flushed Redis has forgotten, are found. */
  readonly timings?: JobTimings;
  /** Told of trouble with the queue: which queue, and what. Nothing is lost by it, only later. */
  readonly onProblem?: (queue: string, problem: string) => void;
}

export interface WorkOptions {
  /** Jobs of this queue at once in this process. */
  readonly concurrency: number;
}

/**
 * Nudges and schedules. A nudge says "there is work under this key"; what the work is stands in the database, which is
 * why a nudge may be lost, may come twice, and carries no more than ids. A sweeper finds what no nudge announced.
 */
export interface Jobs {
  /**
   * Announces work. Nudges of one key that wait are one; one that comes while its key is being worked on runs
   * afterwards. Returns at once and never throws: the sweeper covers what does not get through.
   */
  nudge(queue: string, key: string, data?: JobData): void;
  /** Nudges a key again and again: every so many milliseconds, or by a cron pattern in a time zone. */
  schedule(queue: string, key: string, rhythm: Rhythm): Promise<void>;
  /** Works on the jobs of a queue until `close`. A handler that rejects is reported, and its key may be nudged again. */
  work(queue: string, handler: (job: TakenJob) => Promise<void>, options: WorkOptions): void;
  /** Waits for the handlers that run, but no longer than 20 seconds, and closes the connections. */
  close(): Promise<void>;
}

const closeTimeoutMs = 20_000;
const closePollMs = 20;
/** For a store that is there, closing takes a few milliseconds. */
const closeGraceMs = 1_000;
const defaultPrefix = 'vahid';

/** Opens the queues. Throws `ConfigurationProblems` for a Redis that may evict, and when neither store answers. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const backend = await openBackend(options);
  let closed = false;
  const problem = (queue: string, text: string) => {
    if (!closed) options.onProblem?.(queue, text);
  };
  const queues = queueShelf(backend, problem);
  const nudges = createNudger(queues.get, problem);
  const schedules: Schedule[] = [];
  const workers: JobWorker[] = [];

  let running = 0;

  async function count(handling: Promise<void>): Promise<void> {
    running += 1;
    await handling.finally(() => {
      running -= 1;
    });
  }

  /** Workers do not close while their store is away. Once no handler runs, nothing is worth waiting long for. */
  async function untilIdle(): Promise<void> {
    const giveUpAt = performance.now() + closeTimeoutMs;
    while (running > 0 && performance.now() < giveUpAt) await sleep(closePollMs);
    await sleep(closeGraceMs, undefined, { ref: false });
  }

  const timings = options.timings ?? defaultTimings;
  const watch = setInterval(() => {
    for (const schedule of schedules) {
      ensureSchedule(queues.get(schedule.queue), schedule).catch((error: unknown) => {
        problem(schedule.queue, `schedule ${schedule.key}: ${textOf(error)}`);
      });
    }
  }, timings.scheduleCheck);

  return {
    nudge(queue, key, data = {}) {
      if (!closed) nudges.nudge(queue, key, data);
    },
    async schedule(queue, key, rhythm) {
      const schedule = { queue, key, rhythm };
      await inTime(ensureSchedule(queues.get(queue), schedule));
      schedules.push(schedule);
    },
    work(queue, handler, { concurrency }) {
      const worker = backend.openWorker(queue, (job) => count(handler(job)), { concurrency, timings });
      worker.on('error', (error) => problem(queue, textOf(error)));
      worker.on('failed', (_job, error) => problem(queue, `a job failed: ${textOf(error)}`));
      workers.push(worker);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(watch);
      const settled = Promise.all([nudges.settled(), ...workers.map((worker) => worker.close())]);
      await Promise.race([settled, untilIdle()]);
      await Promise.race([queues.close(), sleep(closeGraceMs, undefined, { ref: false })]);
      await backend.close();
    },
  };
}

async function openBackend(options: JobsOptions): Promise<JobsBackend> {
  if (options.redisUrl !== undefined) return openRedisBackend(options.redisUrl, options.prefix ?? defaultPrefix);
  if (await needsJobsMigration(options.databaseUrl)) await migrateJobs(options.databaseUrl);
  return openPostgresBackend(options.databaseUrl);
}

/** Queues by name, opened when they are first used. */
function queueShelf(backend: JobsBackend, problem: (queue: string, problem: string) => void) {
  const queues = new Map<string, JobQueue>();
  return {
    get(name: string): JobQueue {
      const known = queues.get(name);
      if (known) return known;
      const queue = backend.openQueue(name);
      queue.on('error', (error) => problem(name, textOf(error)));
      queues.set(name, queue);
      return queue;
    },
    async close(): Promise<void> {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
