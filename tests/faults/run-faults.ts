import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleHubProcess } from './bundle.ts';
import { openYard } from './hub-processes.ts';
import { dieAtEachPoint } from './each-point.ts';
import { planOf, type Means, type Plan } from './plan.ts';
import type { Shutdown } from '../../src/main/shutdown.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';
import { openSite } from './site.ts';

export interface FaultTotals {
  readonly schedules: number;
  readonly violations: number;
  readonly lost: number;
  readonly doubled: number;
}

export interface FaultRun {
  readonly schedules: number;
  /** Seed of the first schedule; the others follow. */
  readonly seed: number;
  readonly atOnce: number;
  readonly databaseUrl: string | undefined;
  readonly tell: (text: string) => void;
  /** Closes what the run opens, also when it is interrupted. */
  readonly shutdown: Shutdown;
}

/** A place where one schedule after the other is lived through. */
export interface Stand {
  readonly means: Means;
  readonly logFile: string;
  live(seed: number): Promise<ScheduleResult>;
  /** One long schedule in which processes die at every named point. */
  liveThroughPoints(): Promise<ScheduleResult>;
}

/** Two workers without chance: what strikes is decided elsewhere. */
const quietPlan: Plan = { seed: 0, withRedis: false, workers: 2, tellers: 6, strikes: [], openMs: 0 };

export async function openStand(options: {
  readonly file: string;
  readonly logFile: string;
  readonly databaseUrl: string | undefined;
  readonly shutdown: Shutdown;
}): Promise<Stand> {
  const { file, logFile, shutdown } = options;
  const site = await openSite(options.databaseUrl);
  shutdown.add(() => site.close());
  const yard = openYard({ file, spares: 1, logFile });
  shutdown.add(() => yard.close());
  const means = { redis: site.redis !== null, ownDatabase: site.server.kill !== null };
  return {
    ...{ means, logFile },
    live: (seed) => runSchedule({ site, yard }, planOf(seed, means)),
    liveThroughPoints: () => runSchedule({ site, yard }, quietPlan, dieAtEachPoint),
  };
}

/** The hub's process as one file, and a folder for logs that stays where something was wrong. */
export async function prepareRun(shutdown: Shutdown, isRight: () => boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'vahid-faults-run-'));
  const file = await bundleHubProcess();
  shutdown.add(async () => {
    await rm(dirname(file), { recursive: true, force: true });
    if (isRight()) await rm(folder, { recursive: true, force: true });
  });
  return { folder, file };
}

/** Lives through as many schedules as are wanted, several at a time, each of them on a stand that no other one uses. */
export async function runFaults(run: FaultRun): Promise<FaultTotals> {
  const totals = { schedules: 0, violations: 0, lost: 0, doubled: 0 };
  const isRight = () => totals.violations + totals.lost + totals.doubled === 0;
  const { folder, file } = await prepareRun(run.shutdown, isRight);
  let next = run.seed;
  const liveOn = async (number: number): Promise<void> => {
    const logFile = join(folder, `processes-${number}.log`);
    const stand = await openStand({ file, logFile, databaseUrl: run.databaseUrl, shutdown: run.shutdown });
    if (number === 0) run.tell(describeMeans(stand.means));
    while (next < run.seed + run.schedules) {
      const seed = next;
      next += 1;
      const result = await stand.live(seed).catch((error: unknown) => failedSchedule(planOf(seed, stand.means), error));
      totals.schedules += 1;
      for (const kind of ['violations', 'lost', 'doubled'] as const) totals[kind] += result[kind].length;
      run.tell(describe(result, `${totals.schedules}/${run.schedules}`, logFile));
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.atOnce, run.schedules) }, (_, number) => liveOn(number)));
  return totals;
}

/** A schedule that could not be carried through proves nothing, and counts as one that was not right. */
function failedSchedule(plan: Plan, error: unknown): ScheduleResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const nothing = { lost: [], doubled: [], reached: [], notes: [], answers: new Map<number, number>() };
  return { ...nothing, plan, payments: 0, durationMs: 0, violations: [`did not end: ${text}`] };
}

function describeMeans({ redis, ownDatabase }: Means): string {
  const jobs = redis ? 'jobs on Redis in half of the schedules' : 'no redis-server here: jobs on PostgreSQL only';
  const database = ownDatabase ? 'a PostgreSQL of its own' : 'the PostgreSQL of DATABASE_URL, which is not killed';
  return `${database}; ${jobs}`;
}

function describe(result: ScheduleResult, progress: string, logFile: string): string {
  const { plan, payments, durationMs, reached } = result;
  const strikes = plan.strikes.map(({ atMs, fault }) => `${fault}@${atMs}`).join(' ');
  const died = reached.length > 0 ? ` at ${reached.join(', ')}` : '';
  const head = `${progress} seed ${plan.seed}: ${payments} payments, ${(durationMs / 1000).toFixed(1)} s, ${strikes}${died}`;
  const wrong = (['lost', 'doubled', 'violations'] as const).flatMap((kind) =>
    result[kind].map((text) => `  ${kind.toUpperCase()} ${text}`),
  );
  if (wrong.length === 0) return head;
  const again = `  again: npm run faults -- --seed ${plan.seed} --schedules 1   (log of the processes: ${logFile})`;
  const notes = result.notes.map((text) => `  ${text.split('\n', 1)[0]}`);
  return [head, ...wrong, ...notes, again].join('\n');
}
