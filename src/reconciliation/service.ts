import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ConnectedProvider, ProviderService } from '../providers/api.ts';
import type { ReconciliationService } from './api.ts';
import type { Compared } from './compare.ts';
import { comparedForMs, isDue, type ReconRun, restAfterCutMs } from './model.ts';
import { readOurs, type OurDay } from './our-side.ts';
import { readTheirs } from './their-side.ts';
import * as store from './store.ts';

export interface ReconciliationDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'list' | 'getByCode' | 'connectTo'>;
  /** Told of a day that differs or could not be read, when that is news. */
  readonly onNews?: (news: { readonly providerCode: string; readonly run: ReconRun }) => void;
}

/** A provider that gives statements. */
export interface Stated extends Pick<ConnectedProvider, 'provider'> {
  readonly statement: NonNullable<ConnectedProvider['port']['statement']>;
}

/** Payments of ours that are held in memory at once, unless one provider has more by itself. */
const paymentsAtOnce = 250_000;

export function createReconciliationService(deps: ReconciliationDeps): ReconciliationService {
  const { sql } = deps.db;
  return {
    compareDue: () => compareDue(deps),
    compare: (providerCode, day) => compareNow(deps, providerCode, day),
    list: (wanted) => store.selectRuns(sql, wanted),
    async get(runId) {
      const run = await store.selectRun(sql, runId);
      return run ? ok({ run, breaks: await store.selectBreaks(sql, runId) }) : err(refusal('not_found'));
    },
  };
}

async function compareDue(deps: ReconciliationDeps): Promise<readonly ReconRun[]> {
  const { db, clock } = deps;
  const now = clock.now();
  const span = { from: new Date(now.getTime() - comparedForMs), to: new Date(now.getTime() - restAfterCutMs) };
  const windows = await store.selectClosed(db.sql, span);
  if (windows.length === 0) return [];
  const newest = await newestRuns(
    db,
    windows.map(({ day }) => day),
  );
  const stated = await listStated(deps);
  const runs: ReconRun[] = [];
  for (const window of windows) {
    const due = stated.filter(({ provider }) => isDue(newest.get(keyOf(window.day, provider.id)), now));
    for (const group of groupsOf(due, await store.countSettled(db.sql, window.day))) {
      runs.push(...(await compareGroup(deps, { window, group, newest })));
    }
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
  if (window.state !== 'closed') return err(refusal('period_open'));
  const stated = statedOf(await deps.providers.connectTo(found.value));
  if (!stated) return err(refusal('statement_not_offered'));
  const newest = await newestRuns(deps.db, [day]);
  const [run] = await compareGroup(deps, { window, group: [stated], newest });
  return run ? ok(run) : err(refusal('not_found'));
}

async function newestRuns(db: Database, days: readonly string[]): Promise<ReadonlyMap<string, ReconRun>> {
  return new Map((await store.selectNewest(db.sql, days)).map((run) => [keyOf(run.day, run.providerId), run]));
}

const keyOf = (day: string, providerId: string) => `${day} ${providerId}`;

/** Every provider that gives statements, whatever its state: what it booked yesterday was booked. */
async function listStated({ providers }: ReconciliationDeps): Promise<Stated[]> {
  const all: Stated[] = [];
  for (const provider of await providers.list()) {
    // One that cannot be connected is told of by its deliveries.
    const connected = await providers.connectTo(provider).catch(() => undefined);
    const stated = connected && statedOf(connected);
    if (stated) all.push(stated);
  }
  return all;
}

function statedOf({ provider, port, traits }: ConnectedProvider): Stated | undefined {
  const canState = port.statement !== undefined && traits.capabilities.includes('statement');
  return canState
    ? { provider, statement: async (from, to) => present(await port.statement?.(from, to), 'a statement') }
    : undefined;
}

/** Providers whose payments of the day are read together, since each reading passes all transfers of the day. */
function groupsOf(due: readonly Stated[], settled: ReadonlyMap<string, number>): Stated[][] {
  const groups: Stated[][] = [];
  let room = 0;
  for (const stated of due) {
    const payments = settled.get(stated.provider.id) ?? 0;
    const group = payments <= room ? groups.at(-1) : undefined;
    if (group) group.push(stated);
    else groups.push([stated]);
    room = (group ? room : paymentsAtOnce) - payments;
  }
  return groups;
}

async function compareGroup(
  deps: ReconciliationDeps,
  of: {
    readonly window: store.Window;
    readonly group: readonly Stated[];
    readonly newest: ReadonlyMap<string, ReconRun>;
  },
): Promise<ReconRun[]> {
  const { window, group, newest } = of;
  const ours = await readOurs(
    deps.db,
    window.day,
    group.map(({ provider }) => provider.id),
  );
  const runs: ReconRun[] = [];
  for (const { provider, statement } of group) {
    const side: OurDay = ours.get(provider.id) ?? { payments: new Map(), firstAccepted: null };
    const theirs = await readTheirs(deps, { provider, statement }, { window, side });
    const run = await keep(deps, { providerId: provider.id, day: window.day }, theirs);
    if (isNews(run, newest.get(keyOf(run.day, run.providerId)))) {
      deps.onNews?.({ providerCode: provider.code, run });
    }
    runs.push(run);
  }
  return runs;
}

/** A day of which nobody has to hear agrees, or is as it was told before. */
function isNews(run: ReconRun, before: ReconRun | undefined): boolean {
  if (run.outcome === 'agrees') return false;
  return before?.outcome !== run.outcome || before.breakCount !== run.breakCount;
}

async function keep(
  { db, clock, ids }: ReconciliationDeps,
  of: { readonly providerId: string; readonly day: string },
  theirs: Result<Compared, string>,
): Promise<ReconRun> {
  const common = { id: ids.uuid(), ...of, at: clock.now() };
  if (!theirs.ok) {
    const unread: ReconRun = {
      ...common,
      outcome: 'not_read',
      lines: 0,
      matched: 0,
      breakCount: 0,
      reason: theirs.error,
    };
    await store.insertRun(db.sql, unread, []);
    return unread;
  }
  const { breaks, ...counts } = theirs.value;
  const run: ReconRun = { ...common, ...counts, outcome: counts.breakCount > 0 ? 'differs' : 'agrees', reason: null };
  await db.transaction((sql) => store.insertRun(sql, run, breaks));
  return run;
}
