import type { Sql } from '../platform/database/sql.ts';
import { checkBalances, readAccounts, type AccountRow } from './balance-checks.ts';
import { caseChecks } from './case-checks.ts';
import { bankChecks } from './bank-checks.ts';
import { chainCheck } from './chain.ts';
import { acceptedDeliveries, movedDeliveries, readOpenDeliveries } from './delivery-checks.ts';
import { drawerChecks } from './drawer-checks.ts';
import { drawerLedgerChecks } from './drawer-ledger-checks.ts';
import { feeCheck } from './fees.ts';
import { holdChecks } from './hold-checks.ts';
import { ledgerChecks } from './ledger-checks.ts';
import type { CheckName, Finding, VerificationMode } from './model.ts';
import { paymentChecks, wholeTableChecks } from './payment-checks.ts';
import { addUp, readMovements, replayLane, type AccountMovement } from './replay.ts';
import { reportChecks } from './report-checks.ts';
import { settlementChecks } from './settlement-checks.ts';
import { snapshotChecks } from './snapshot-checks.ts';
import { suspenseChecks } from './suspense-checks.ts';
import type { PageCheck, Scope } from './statement-check.ts';
import * as store from './store.ts';
import { transferCheck } from './transfer-checks.ts';

/** One statement of a run; each may run on any connection of the snapshot. */
export interface Task {
  readonly phase: CheckName;
  /** Reads a page; otherwise whole tables, or what is left of them after the points. */
  readonly isOfPage: boolean;
  run(sql: Sql): Promise<readonly Finding[]>;
}

/** What a run does, and what follows once all of it is done. */
export interface Run {
  readonly from: readonly store.Point[];
  readonly tasks: readonly Task[];
  /** The checks that need all pages in their order, and the points that a clean run leaves. Call it after the last task. */
  conclude(): { findings: Finding[]; points: store.Point[]; payments: number; transfers: number };
}

const firstOfDays = '0001-01-01';
/** Clocks of closes and keys against the stamp of a batch: a minute is looked at twice rather than never. */
const overlapMs = 60_000;

/** Reads where the lanes stand and divides the run into tasks. Without a point for every lane it begins at the beginning. */
export async function planRun(sql: Sql, { mode, now }: { mode: VerificationMode; now: Date }): Promise<Run> {
  const ends = await store.readLaneEnds(sql);
  const kept = mode === 'incremental' ? await store.readPoints(sql) : [];
  const from = ends.every(({ lane }) => kept.some((point) => point.lane === lane)) ? kept : [];
  const scope = scopeOf(from, now);
  const moved = new Map<number, AccountMovement[][]>();
  const read: { accounts: AccountRow[]; payments: number } = { accounts: [], payments: 0 };
  const tasks: Task[] = [
    ...statementTasks(scope, mode),
    remember('balances_match_postings', false, async (on) => {
      read.accounts = await readAccounts(on);
    }),
    remember('one_acceptance_per_payment', false, async (on) => {
      read.payments = await store.countPayments(on, scope);
    }),
  ];
  if (from.length > 0) tasks.push(...incrementalTasks(from));
  for (const { lane } of ends) {
    const movements: AccountMovement[][] = [];
    moved.set(lane, movements);
    const first = (from.find((point) => point.lane === lane)?.batch ?? 0n) + 1n;
    for (const [index, page] of (await store.listPages(sql, { lane, from: first, through: null })).entries()) {
      const checks = [chainCheck, transferCheck, feeCheck, acceptedDeliveries];
      if (from.length > 0) checks.push(movedDeliveries);
      tasks.push(...checks.map((check) => pageTask(check, page)));
      tasks.push(
        remember('floors_held', true, async (on) => {
          movements[index] = await store.joinedByHash(on, () => readMovements(on, page));
        }),
      );
    }
  }
  return { from, tasks, conclude: () => conclude({ from, ends, moved, read }) };
}

function scopeOf(from: readonly store.Point[], now: Date): Scope {
  const lanes = [from.map((point) => point.lane), from.map((point) => point.batch)] as const;
  const numbers = [from.map((point) => point.transfer), from.map((point) => point.posting)] as const;
  const earliest = from.reduce<number | null>(
    (least, { committedAt }) => Math.min(least ?? Infinity, committedAt.getTime()),
    null,
  );
  return {
    now,
    lanes: [...lanes, ...numbers],
    since: earliest === null ? null : new Date(earliest - overlapMs),
    sinceDay: from.map((point) => point.settlementDay).toSorted()[0] ?? firstOfDays,
  };
}

function statementTasks(scope: Scope, mode: VerificationMode): Task[] {
  const checks = [...paymentChecks, ...settlementChecks, ...reportChecks, ...ledgerChecks];
  if (mode === 'full')
    checks.push(
      ...wholeTableChecks,
      ...snapshotChecks,
      ...holdChecks,
      ...caseChecks,
      ...suspenseChecks,
      ...bankChecks,
      ...drawerChecks,
      ...drawerLedgerChecks,
    );
  return checks.map(({ name, read }) => ({
    phase: name,
    isOfPage: false,
    run: async (sql) => (await read(sql, scope)).map((row) => ({ check: name, ...row })),
  }));
}

function incrementalTasks(from: readonly store.Point[]): Task[] {
  return [
    { phase: 'state_matches_ledger', isOfPage: true, run: readOpenDeliveries },
    { phase: 'point_stands', isOfPage: false, run: (sql) => store.readFallenPoints(sql, from) },
  ];
}

function pageTask(check: PageCheck, page: Parameters<PageCheck['read']>[1]): Task {
  return { phase: check.names[0], isOfPage: true, run: (sql) => store.joinedByHash(sql, () => check.read(sql, page)) };
}

/** A task that finds nothing by itself: what it reads is judged at the end. */
function remember(phase: CheckName, isOfPage: boolean, read: (sql: Sql) => Promise<void>): Task {
  return {
    phase,
    isOfPage,
    run: async (sql) => {
      await read(sql);
      return [];
    },
  };
}

interface Done {
  readonly from: readonly store.Point[];
  readonly ends: readonly Omit<store.Point, 'turnover'>[];
  readonly moved: ReadonlyMap<number, readonly (readonly AccountMovement[])[]>;
  readonly read: { readonly accounts: readonly AccountRow[]; readonly payments: number };
}

function conclude({ from, ends, moved, read }: Done): ReturnType<Run['conclude']> {
  const before = (lane: number) => from.find((point) => point.lane === lane);
  const replays = ends.map((end) => ({
    end,
    ...replayLane(before(end.lane)?.turnover ?? new Map(), moved.get(end.lane) ?? []),
  }));
  const transfers = ends.reduce((sum, { lane, transfer }) => sum + transfer - (before(lane)?.transfer ?? 0n), 0n);
  return {
    findings: [...replays.flatMap(({ findings }) => findings), ...checkBalances(read.accounts, addUp(replays))],
    points: replays.map(({ end, turnover }) => ({ ...end, turnover })),
    payments: read.payments,
    transfers: Number(transfers),
  };
}
