import { present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { ConnectedProvider, ProviderService } from '../providers/api.ts';
import type { ReconciliationService } from './api.ts';
import { comparedForMs, isDue, type ReconRun, restAfterCutMs } from './model.ts';
import { compareDay, type DayDeps } from './one-day.ts';
import * as store from './store.ts';
import type { Stated } from './their-side.ts';

export interface ReconciliationDeps extends DayDeps {
  readonly providers: Pick<ProviderService, 'list' | 'getByCode' | 'connectTo'>;
  /** Real time for which one look may go on. */
  readonly lookForMs?: number;
}

/** Shorter than the pause between two looks, so that they do not pile up. */
const defaultLookForMs = 8 * 60_000;

export function createReconciliationService(deps: ReconciliationDeps): ReconciliationService {
  const { sql } = deps.db;
  // Whoever comes while a look runs joins it.
  let looking: Promise<readonly ReconRun[]> | undefined;
  const look = async () => {
    try {
      return await compareDue(deps);
    } finally {
      looking = undefined;
    }
  };
  return {
    compareDue: () => (looking ??= look()),
    compare: (providerCode, day) => compareNow(deps, providerCode, day),
    list: (wanted) => store.selectRuns(sql, wanted),
    async get(runId) {
      const run = await store.selectRun(sql, runId);
      return run ? ok({ run, breaks: await store.selectBreaks(sql, runId) }) : err(refusal('not_found'));
    },
  };
}

async function compareDue(deps: ReconciliationDeps): Promise<readonly ReconRun[]> {
  const { db, clock, lookForMs = defaultLookForMs } = deps;
  const begunMs = performance.now();
  const isTimeUp = () => performance.now() - begunMs > lookForMs;
  const now = clock.now();
  const span = { from: new Date(now.getTime() - comparedForMs), to: new Date(now.getTime() - restAfterCutMs) };
  const windows = await store.selectClosed(db.sql, span);
  if (windows.length === 0) return [];
  const all = await listStated(deps);
  const runs: ReconRun[] = [];
  for (const window of windows) {
    const newest = await newestRuns(deps, window.day);
    const cutAt = present(window.cutAt, 'the cut of a closed day');
    const stated = all.filter(({ provider }) => isDue(newest.get(provider.id), cutAt, now));
    if (stated.length === 0) continue;
    const settled = await store.countSettled(db.sql, window.day);
    runs.push(...(await compareDay(deps, { window, newest, settled }, { stated, isTimeUp })));
    if (isTimeUp()) break;
  }
  return runs;
}

async function compareNow(
  deps: ReconciliationDeps,
  providerCode: string,
  day: string,
): Promise<Result<ReconRun, Refusal>> {
  const found = await deps.providers.getByCode(providerCode);
  if (!found.ok) return found;
  const window = await store.selectWindow(deps.db.sql, day);
  if (!window) return err(refusal('not_found'));
  const stated = statedOf(await deps.providers.connectTo(found.value));
  if (!stated) return err(refusal('statement_not_offered'));
  const newest = await newestRuns(deps, day);
  const inHand = { window, newest, settled: undefined };
  const [run] = await compareDay(deps, inHand, { stated: [stated], isTimeUp: () => false });
  return ok(present(run, 'the run of a day'));
}

async function newestRuns({ db }: ReconciliationDeps, day: string): Promise<ReadonlyMap<string, ReconRun>> {
  return new Map((await store.selectNewest(db.sql, day)).map((run) => [run.providerId, run]));
}

/** Every provider that gives statements, whatever its state: what it booked yesterday was booked. */
async function listStated({ providers }: ReconciliationDeps): Promise<Stated[]> {
  const all: Stated[] = [];
  for (const provider of await providers.list()) {
    // One that cannot be connected is told of by its deliveries, and by the check of a close that misses its days.
    const connected = await providers.connectTo(provider).catch(() => undefined);
    const stated = connected && statedOf(connected);
    if (stated) all.push(stated);
  }
  return all;
}

function statedOf({ provider, port, traits }: ConnectedProvider): Stated | undefined {
  if (port.statement === undefined || !traits.capabilities.includes('statement')) return undefined;
  return { provider, statement: async (from, to) => present(await port.statement?.(from, to), 'a statement') };
}
