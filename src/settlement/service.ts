import { assert, present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { noFaults, type FaultPort } from '../kernel/fault-port.ts';
import { err, ok } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { PostMovement } from '../payments/commands.ts';
import type { MovementOutcome } from '../payments/movement.ts';
import { CloseStopped, type ReportSummary, type SettlementService } from './api.ts';
import { runCloseChecks } from './close-checks/checks.ts';
import { findStoppedAt, insertChecks, listChecks } from './close-checks/log-store.ts';
import type { CloseCheckResult } from './close-checks/model.ts';
import { storeClose } from './close-store.ts';
import { partsOf } from './file-store.ts';
import { movementsOf } from './movements.ts';
import { clearClosing, type Closing } from './piece-store.ts';
import { findPrepared, prepareClose, type PreparingDeps } from './preparing.ts';
import { hasReport, markInFlight, pageReports } from './report-store.ts';
import * as store from './store.ts';

export interface SettlementDeps extends PreparingDeps {
  readonly clock: Clock;
  readonly cut: () => Promise<{ readonly cutDays: readonly string[]; readonly openDay: string }>;
  readonly move: (command: PostMovement) => Promise<MovementOutcome>;
  readonly faults?: FaultPort;
}

/** What checks have stopped is not tried again by itself before this has passed: preparing a large day is work. */
const restAfterStopMs = 15 * 60_000;

/** Times a closer finds that another one has thrown away what it had prepared, and begins anew. */
const mostRounds = 10;

/** Ends days, works out who owes whom, and writes the reports. Everything follows from closed rows of the books. */
export function createSettlementService(deps: SettlementDeps): SettlementService {
  const { db } = deps;
  return {
    cut: deps.cut,
    close: (day) => close(deps, day),
    closeDue: () => closeDue(deps),
    listWindows: () => store.listWindows(db.sql),
    async listReports(day) {
      const reports: ReportSummary[] = [];
      for await (const page of pageReports(db.sql, day)) reports.push(...page);
      return reports;
    },
    listChecks: (day) => listChecks(db.sql, day),
    async getReportFile(report, format) {
      const isThere = await hasReport(db.sql, report);
      return isThere ? ok(partsOf(db.sql, { ...report, format })) : err(refusal('not_found'));
    },
  };
}

async function closeDue(deps: SettlementDeps): Promise<string[]> {
  const { db, clock } = deps;
  const { openDay } = await deps.cut();
  const closed: string[] = [];
  for (const day of await store.listCutDays(db.sql)) {
    const stoppedAt = await findStoppedAt(db.sql, day);
    if (stoppedAt && clock.now().getTime() - stoppedAt.getTime() < restAfterStopMs) break;
    const outcome = await close(deps, day);
    if (outcome.ok && !outcome.value.alreadyClosed) closed.push(day);
    if (!outcome.ok && outcome.error.code === 'close_checks_failed') {
      throw new CloseStopped(`${day} is not closed: ${outcome.error.details?.['checks']} failed`);
    }
  }
  // A close that died between its commit and its movements is made good, also when no further day is due.
  const last = await store.findClosedBefore(db.sql, openDay);
  if (last !== undefined) await postMovements(deps, last);
  return closed;
}

async function close(deps: SettlementDeps, day: string): ReturnType<SettlementService['close']> {
  const { db, faults = noFaults } = deps;
  const refused = await refusalOfClose(db.sql, day);
  if (refused !== null && refused !== 'closed') return err(refused);
  for (let rounds = 0; rounds < mostRounds; rounds += 1) {
    const earlier = await store.findClosedBefore(db.sql, day);
    if (earlier !== undefined) await postMovements(deps, earlier);
    await prepareClose(deps, day);
    const prepared = await findPrepared(db.sql, day);
    const results = prepared ? await runCloseChecks(db, day) : [];
    await faults.reach('close.before_reports');
    const outcome = await db.transaction((sql) => finish(deps, sql, { day, prepared, results }));
    if (outcome === 'again') continue;
    if (!outcome.ok) return outcome;
    await faults.reach('close.after_reports');
    await postMovements(deps, day);
    return outcome;
  }
  throw new CloseStopped(`${day} is not closed: what is prepared for it is thrown away each time`);
}

/** Why a day cannot be closed now; `closed` when it already is. */
async function refusalOfClose(sql: Sql, day: string): Promise<Refusal | 'closed' | null> {
  const window = await store.findWindow(sql, day);
  if (!window) return refusal('not_found');
  if (window.state === 'closed') return 'closed';
  if (window.state === 'open') return refusal('period_open');
  return (await store.hasOpenDayBefore(sql, day)) ? refusal('previous_day_open') : null;
}

interface Finish {
  readonly day: string;
  /** What the checks have looked at; another preparation may have taken its place meanwhile. */
  readonly prepared: Closing | undefined;
  readonly results: readonly CloseCheckResult[];
}

/**
 * The short transaction that a close is: either the day has positions, orders, reports and checks, or it is not closed. What
 * failed its checks is thrown away, since whoever mends the books changes what was prepared.
 */
async function finish(deps: SettlementDeps, sql: Sql, { day, prepared, results }: Finish) {
  await store.lockClose(sql);
  const window = present(await store.findWindow(sql, day), 'the window of a day');
  if (window.state === 'closed') return ok({ window, alreadyClosed: true });
  const found = await findPrepared(sql, day);
  if (!found || found.id !== prepared?.id) return 'again';
  const at = deps.clock.now();
  const failed = results.filter((result) => result.isBlocking && result.outcome === 'failed');
  if (failed.length > 0) {
    await insertChecks(sql, day, { results: failed, at });
    await clearClosing(sql);
    return err(refusal('close_checks_failed', { checks: failed.map((result) => result.check).join(', ') }));
  }
  const { valueDate } = found;
  await storeClose(sql, day, at);
  await insertChecks(sql, day, { results, at });
  await store.markClosed(sql, day, { at, valueDate });
  await clearClosing(sql);
  return ok({ window: { ...window, state: 'closed' as const, closedAt: at, valueDate }, alreadyClosed: false });
}

/** Posts what the day's reports say, on the day that is open now. Each movement has a key, so again changes nothing. */
async function postMovements(deps: SettlementDeps, day: string): Promise<void> {
  const { db, faults = noFaults } = deps;
  for await (const page of pageReports(db.sql, day)) {
    const movements = page.flatMap(movementsOf);
    const posted = await store.findPostedKeys(
      db.sql,
      movements.map((movement) => movement.key),
    );
    for (const movement of movements) {
      if (posted.has(movement.key)) continue;
      await faults.reach('close.before_movement');
      const { kind } = await deps.move(movement);
      assert(kind === 'posted' || kind === 'already', 'what a report makes move is moved');
      await faults.reach('close.after_movement');
    }
  }
  await markInFlight(db.sql, day);
}
