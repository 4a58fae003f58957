import { cpus, totalmem, type CpuInfo } from 'node:os';
import { describeFigures, type Figures, type Group } from './figures.ts';
import { runEngineGroup } from './groups/engine.ts';
import { runDebtsGroup } from './groups/debts.ts';
import { runConfirmGroup } from './groups/confirm.ts';
import { BrokenBooksError, type RunGroup } from './groups/group.ts';
import { runGrowthGroup } from './groups/growth.ts';
import { runHttpGroup } from './groups/http.ts';
import type { BenchHost } from './host.ts';
import { BenchRefusedError } from './pgbench.ts';
import { describePlan, type Plan } from './plan.ts';

const runners: Readonly<Record<Group, RunGroup>> = {
  engine: runEngineGroup,
  http: runHttpGroup,
  confirm: runConfirmGroup,
  growth: runGrowthGroup,
  debts: runDebtsGroup,
};

export interface BenchResult {
  readonly figures: Figures;
  /** Groups that could not be measured, or whose books were wrong, with the reason. */
  readonly failed: readonly { readonly group: Group; readonly reason: string }[];
}

export interface BenchRun {
  readonly groups: readonly Group[];
  readonly plan: Plan;
  /** A host for each group; `end` closes what the group left open. */
  readonly openHost: () => Promise<{ readonly host: BenchHost; end(): Promise<void> }>;
  readonly say: (text: string) => void;
}

/** Runs the groups one after the other. One that fails is named and keeps no other from being measured. */
export async function runBench({ groups, plan, openHost, say }: BenchRun): Promise<BenchResult> {
  say(describeMachine(cpus(), totalmem()));
  say(describePlan(plan));
  let figures: Figures = {};
  const failed: BenchResult['failed'][number][] = [];
  for (const group of groups) {
    say(`\n== ${group}`);
    const { host, end } = await openHost();
    try {
      figures = { ...figures, ...(await runners[group]({ host, plan })) };
    } catch (error) {
      const reason = reasonOf(error);
      failed.push({ group, reason });
      say(`FAILED ${group}: ${reason}`);
    } finally {
      await end().catch((error: unknown) => say(`not everything of ${group} was closed: ${reasonOf(error)}`));
    }
  }
  say(`\n${describeFigures(figures, groups)}`);
  return { figures, failed };
}

function reasonOf(error: unknown): string {
  if (error instanceof BenchRefusedError || error instanceof BrokenBooksError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function describeMachine(processors: readonly CpuInfo[], memoryBytes: number): string {
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const gibibytes = (memoryBytes / 2 ** 30).toFixed(1);
  return `machine: ${processors.length} × ${model}, ${gibibytes} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
