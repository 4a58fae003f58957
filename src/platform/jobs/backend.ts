import type { JobsOptions, RepeatOptions } from 'bullmq';

/** What travels with a job: ids and names. Never amounts, names of people or secrets; the database has those. */
export type JobData = Readonly<Record<string, string>>;

/** What is used of a BullMQ queue, the same whatever keeps the jobs. */
export interface JobQueue {
  add(name: string, data: JobData, options: JobsOptions): Promise<unknown>;
  getJobScheduler(id: string): Promise<{ every?: number; pattern?: string; tz?: string } | undefined>;
  upsertJobScheduler(
    id: string,
    repeat: RepeatOptions,
    template: { name: string; data: JobData; opts: JobsOptions },
  ): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What is used of a BullMQ worker. */
export interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: unknown, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** One job as a worker gets it. */
export interface TakenJob {
  readonly name: string;
  readonly data: JobData;
}

export interface WorkerSettings {
  readonly concurrency: number;
  readonly timings: Omit<JobTimings, 'scheduleCheck'>;
}

/** Milliseconds. A worker that is silent for `lockDuration` has died, and its job goes to another at the next look. */
export interface JobTimings {
  readonly lockDuration: number;
  /** Between two looks for jobs of dead workers. */
  readonly stalledInterval: number;
  /** Schedules that a flushed Redis has forgotten come back within this time. */
  readonly scheduleCheck: number;
}

/** Where the jobs are kept: Redis or PostgreSQL. Everything else is the same. */
export interface JobsBackend {
  openQueue(name: string): JobQueue;
  openWorker(name: string, process: (job: TakenJob) => Promise<void>, settings: WorkerSettings): JobWorker;
  close(): Promise<void>;
}

/** As soon after a worker's death as the lane is taken over. Whoever only stood still and works on finds its leases gone. */
export const defaultTimings: JobTimings = { lockDuration: 5_000, stalledInterval: 2_000, scheduleCheck: 10_000 };

/** A job whose worker dies again and again is given up as a job; what it was to do stays due in the database. */
export const maxStalledCount = 3;

/** Of the stream of events nobody reads but a person with a debugger. */
export const keptEvents = 100;
