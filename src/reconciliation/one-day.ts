import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { Compared } from './compare.ts';
import type { DaySpan, ReconBreak, ReconRun } from './model.ts';
import { type OurDay, readOurs } from './our-side.ts';
import * as store from './store.ts';
import { type Answering, knock, readTheirs, type Stated } from './their-side.ts';

export interface DayDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told of a day that differs or could not be read, when that is news. */
  readonly onNews?: (news: { readonly providerCode: string; readonly run: ReconRun }) => void;
}

/** A day that is compared, with what was said of it before. */
export interface DayInHand {
  readonly window: store.Window;
  /** The newest run of each provider. */
  readonly newest: ReadonlyMap<string, ReconRun>;
  /** Payments that became each provider's; undefined where that is not summed up yet. */
  readonly settled: ReadonlyMap<string, number> | undefined;
}

/** Payments of ours that are held in memory at once, unless one provider has more by itself. */
const paymentsAtOnce = 250_000;
/** Providers that are asked at the same time. */
const providersAtOnce = 10;

/**
 * Compares a day of some providers. Those that do not answer are told apart first, by a question of some minutes: our side is read for
 * the others only, and for several of them together, since each reading passes all transfers of the day.
 */
export async function compareDay(
  deps: DayDeps,
  day: DayInHand,
  of: { readonly stated: readonly Stated[]; readonly isTimeUp: () => boolean },
): Promise<ReconRun[]> {
  const span = spanOf(deps, day.window);
  const runs: ReconRun[] = [];
  const answering: Answering[] = [];
  await together(of, of.stated, async (stated) => {
    const knocked = await knock(stated, span);
    if (knocked.ok) answering.push(knocked.value);
    else runs.push(await keep(deps, day, { stated, theirs: knocked }));
  });
  for (const group of groupsOf(answering, day.settled)) {
    if (of.isTimeUp()) break;
    const withPayments = group.filter(({ provider }) => day.settled?.has(provider.id) ?? true);
    const ours = await readOurs(
      deps.db,
      day.window.day,
      withPayments.map(({ provider }) => provider.id),
    );
    await together(of, group, async (stated) => {
      const side = ours.get(stated.provider.id) ?? nothing;
      runs.push(await keep(deps, day, { stated, theirs: await readTheirs(deps.db, stated, { span, side }) }));
    });
  }
  return runs;
}

const nothing: OurDay = { payments: new Map(), firstAccepted: null };

function spanOf({ clock }: DayDeps, { openedAt, cutAt }: store.Window): DaySpan {
  const now = clock.now();
  return { start: openedAt, end: cutAt ?? now, now };
}

/** Some at a time, until the time is up. */
async function together<T>(
  { isTimeUp }: { readonly isTimeUp: () => boolean },
  all: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<void> {
  for (let next = 0; next < all.length && !isTimeUp(); next += providersAtOnce) {
    await Promise.all(all.slice(next, next + providersAtOnce).map(work));
  }
}

function groupsOf(answering: readonly Answering[], settled: DayInHand['settled']): Answering[][] {
  const groups: Answering[][] = [];
  let room = 0;
  for (const one of answering) {
    const payments = settled?.get(one.provider.id) ?? 0;
    const group = payments <= room ? groups.at(-1) : undefined;
    if (group) group.push(one);
    else groups.push([one]);
    room = (group ? room : paymentsAtOnce) - payments;
  }
  return groups;
}

/** Keeps what came of a day. A run that cannot be kept as it is was not read: no other provider has to wait for it. */
async function keep(
  deps: DayDeps,
  { window, newest }: DayInHand,
  { stated, theirs }: { readonly stated: Stated; readonly theirs: Result<Compared, string> },
): Promise<ReconRun> {
  const { provider } = stated;
  const of = { providerId: provider.id, day: window.day };
  const run = await write(deps, of, theirs).catch(() => write(deps, of, err('internal')));
  if (isNews(run, newest.get(provider.id))) deps.onNews?.({ providerCode: provider.code, run });
  return run;
}

async function write(
  { db, clock, ids }: DayDeps,
  of: { readonly providerId: string; readonly day: string },
  theirs: Result<Compared, string>,
): Promise<ReconRun> {
  const { run, breaks } = runOf({ id: ids.uuid(), ...of, at: clock.now() }, theirs);
  await db.transaction((sql) => store.insertRun(sql, run, breaks));
  return run;
}

function runOf(
  common: Pick<ReconRun, 'id' | 'providerId' | 'day' | 'at'>,
  theirs: Result<Compared, string>,
): { readonly run: ReconRun; readonly breaks: readonly ReconBreak[] } {
  if (!theirs.ok) {
    const none = { lines: 0, matched: 0, breakCount: 0 };
    return { run: { ...common, ...none, outcome: 'not_read', reason: theirs.error }, breaks: [] };
  }
  const { breaks, ...counts } = theirs.value;
  return { run: { ...common, ...counts, outcome: counts.breakCount > 0 ? 'differs' : 'agrees', reason: null }, breaks };
}

/** A day of which nobody has to hear agrees, or is as it was told before. */
function isNews(run: ReconRun, before: ReconRun | undefined): boolean {
  if (run.outcome === 'agrees') return false;
  return before?.outcome !== run.outcome || before.breakCount !== run.breakCount;
}
