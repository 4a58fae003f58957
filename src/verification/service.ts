import type { Clock } from '../kernel/clock.ts';
import { present } from '../kernel/assert.ts';
import { inOneSnapshot } from '../platform/database/one-snapshot.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { checkNames, mostFindingsPerCheck, type Finding, type Verification, type VerificationMode } from './model.ts';
import { planRun, type Run } from './plan.ts';
import * as store from './store.ts';

export interface VerifierDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** `full` where nothing is said. */
  readonly mode?: VerificationMode;
  /** Connections that check side by side, in one snapshot; one where the books are seen from inside a transaction. */
  readonly connections?: number;
  /** A clean run leaves a point behind, at which an incremental run may begin. */
  readonly keepsPoint?: boolean;
  /** Told what is being proved and how far the run is, for people who wait. */
  readonly onProgress?: (progress: VerificationProgress) => void;
}

export interface VerificationProgress {
  readonly phase: string;
  /** Share of the run that is done, 0 to 100. */
  readonly percent: number;
}

/** A statement runs on one processor, and a small machine has two. */
const defaultConnections = 2;

/** Replays the books, as they stand at one instant, and says everything that is not as it must be. */
export async function verifyBooks(deps: VerifierDeps): Promise<Verification> {
  const startedAt = performance.now();
  const mode = deps.mode ?? 'full';
  const now = deps.clock.now();
  let planning: Promise<Run> | undefined;
  const found: Finding[] = [];
  let begun = 0;
  const work = async (sql: Sql) => {
    await store.prepareSession(sql);
    planning ??= planRun(sql, { mode, now });
    const { tasks } = await planning;
    for (let task = tasks[begun]; task; task = tasks[begun]) {
      deps.onProgress?.({ phase: task.phase, percent: (100 * begun) / tasks.length });
      begun += 1;
      await store.readByIndex(sql, task.isOfPage);
      found.push(...(await task.run(sql)));
    }
  };
  await inOneSnapshot(deps.db, Array<typeof work>(deps.connections ?? defaultConnections).fill(work));
  const run = await present(planning, 'the plan of a run');
  const { points, payments, transfers, findings: concluded } = run.conclude();
  const findings = firstOfEach([...found, ...concluded]);
  if (deps.keepsPoint === true && findings.length === 0) await keepPoints(deps.db, points, now);
  return {
    mode,
    since: points.map(({ lane }) => ({ lane, batch: Number(run.from.find((p) => p.lane === lane)?.batch ?? 0n) })),
    checks: checkNames.filter((name) => name !== 'point_stands' || run.from.length > 0),
    payments,
    transfers,
    findings,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** In the order of the checks; more than some of one kind say nothing new. */
function firstOfEach(findings: readonly Finding[]): Finding[] {
  return checkNames.flatMap((name) => findings.filter(({ check }) => check === name).slice(0, mostFindingsPerCheck));
}

async function keepPoints(db: Database, points: readonly store.Point[], verifiedAt: Date): Promise<void> {
  await db.transaction(async (sql) => {
    for (const point of points) await store.insertPoint(sql, point, verifiedAt);
  });
}
