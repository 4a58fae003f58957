import { cutOffOf } from '../../calendar/model.ts';
import type { Clock } from '../../kernel/clock.ts';
import { present } from '../../kernel/assert.ts';
import type { AccountRef } from '../../ledger/chart.ts';
import type { Stamp } from '../../payments/effects.ts';
import { sqlStateOf } from '../../platform/database/sqlstate.ts';
import { learnAccounts, type AccountIds } from '../accounts.ts';
import { SeatLost } from '../lane.ts';
import { numberBatch } from '../numbering.ts';
import { takeTurn, type TurnDeps } from '../turns.ts';
import { decideBatch, type DecidedBatch } from './decide-batch.ts';
import type { Item } from './item.ts';
import { keptOf, type KeptTakings, laneAfter, learnFor, openMemory, type Memory } from './memory.ts';
import type { Recent } from './recent.ts';
import type { Seat } from './seat.ts';
import type { WriterSettings } from './settings.ts';
import { writeOf } from './write-batch.ts';

export interface BatchWriterDeps {
  readonly seat: Seat;
  readonly clock: Clock;
  readonly turns: TurnDeps;
  readonly settings: WriterSettings;
  readonly recent: Recent;
  /** A batch is committed, and its commands are answered. */
  readonly onWritten: () => void;
  /** Nothing of these was written, for the reason of this SQLSTATE; they are to be read and decided anew. */
  readonly onReturned: (items: readonly Item[], state: string) => void;
  /** The lane is lost. Whether these were written, nobody knows. */
  readonly onLost: (inDoubt: readonly Item[]) => void;
}

export interface BatchWriter {
  /** Decides a batch and sends it off as soon as there is room; returns what could not be part of it. */
  write(items: readonly Item[]): Promise<Pick<DecidedBatch, 'rest' | 'again'>>;
  /** Waits until nothing is on its way. */
  settled(): Promise<void>;
  /** Gives a number to a command that runs alone. Nothing may be on its way. */
  beginAlone(): number;
  /** Forgets what a command that ran alone may have changed. */
  endAlone(batch: number): void;
  lastCommitted(): number;
  /** The settlement day of the lane as far as it is known. */
  day(): string;
  msSinceWritten(): number;
}

/** Where the writing of batches stands. */
interface Desk {
  readonly deps: BatchWriterDeps;
  /** Batches on their way; none of these ever rejects. */
  readonly underWay: Set<Promise<void>>;
  /** Null where something may have moved that this process did not see. */
  memory: Memory | null;
  /** Of the memory before; null where a batch of it was not written. */
  kept: KeptTakings | null;
  accountIds: AccountIds;
  begun: number;
  committed: number;
  writtenMs: number;
  day: string;
  /** When the day that the memory is of ends. */
  dayEndsAt: Date;
  groups: number;
}

/** A day before the first: what is read for it is read again. */
const noDay = '1970-01-01';

/**
 * Writes batches one after the other on the lane's session. The next one is decided on what the one before will have left:
 * its statement proves that by the lane's numbers, so when one fails, those behind it fail too and are decided anew.
 */
export function createBatchWriter(deps: BatchWriterDeps): BatchWriter {
  const desk: Desk = {
    ...{ deps, underWay: new Set(), memory: null, kept: null, accountIds: new Map() },
    ...{ begun: 0, committed: 0, writtenMs: performance.now(), day: noDay, dayEndsAt: new Date(0), groups: 0 },
  };
  return {
    write: (items) => write(desk, items),
    settled: () => settled(desk),
    beginAlone() {
      desk.begun += 1;
      return desk.begun;
    },
    endAlone(batch) {
      desk.committed = Math.max(desk.committed, batch);
      desk.kept = desk.memory ? keptOf(desk.memory) : desk.kept;
      desk.memory = null;
      desk.writtenMs = performance.now();
    },
    lastCommitted: () => desk.committed,
    day: () => desk.day,
    msSinceWritten: () => performance.now() - desk.writtenMs,
  };
}

async function settled({ underWay }: Desk): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

/** Memory on the day of the present instant; days that are over are cut first. */
async function remember(desk: Desk): Promise<Memory> {
  const { deps } = desk;
  if (desk.memory === null) {
    await settled(desk);
    desk.memory = await open(desk);
  }
  if (deps.clock.now() < desk.dayEndsAt) return desk.memory;
  await settled(desk);
  await takeTurn({ ...deps.turns, epoch: deps.seat.epoch }, 'alone', async () => undefined);
  desk.memory = await open(desk);
  return desk.memory;
}

async function open(desk: Desk): Promise<Memory> {
  const { deps } = desk;
  const { seat } = deps;
  const { accountIds, kept } = desk;
  // From here on the memory changes it.
  desk.kept = null;
  const opened = await openMemory(seat.writing.sql, seat.lane, { accountIds, kept });
  if (opened.lane.epoch !== seat.epoch) throw new SeatLost({ isInDoubt: false });
  desk.day = opened.lane.settlementDay;
  desk.dayEndsAt = cutOffOf(desk.day, deps.turns.cutOff);
  return opened;
}

async function write(desk: Desk, items: readonly Item[]): Promise<Pick<DecidedBatch, 'rest' | 'again'>> {
  const { deps, underWay } = desk;
  while (underWay.size >= deps.settings.batchesAtOnce) await Promise.race(underWay);
  const memory = await remember(desk);
  const staleMs = performance.now() - deps.settings.staleReadMs;
  const firstStale = items.findIndex((item) => item.readAtMs < staleMs);
  const fresh = firstStale === -1 ? items : items.slice(0, firstStale);
  const stale = items.slice(fresh.length);
  await learnFor(deps.seat.writing.sql, memory, fresh);
  // While this waited, the batch before may have failed: what it would have left is not there.
  if (desk.memory !== memory) return { rest: [...items], again: [] };
  desk.begun += 1;
  const batch = desk.begun;
  const { lane } = memory;
  const stamp = {
    ...{ day: lane.settlementDay, at: deps.clock.now() },
    ...{ lane: lane.id, nextReceipt: lane.lastReceipt + 1 },
  };
  const decided = decideBatch(fresh, { known: memory, recent: deps.recent, stamp, batch });
  const { written } = await send(desk, memory, { decided, stamp });
  track(desk, written, { decided, batch });
  if (decided.rest.length > 0) return { rest: [...decided.rest, ...stale], again: [] };
  return { rest: [], again: [...decided.again, ...stale] };
}

/** Resolves as soon as the statement is on its way; `written` settles with the statement. */
async function send(
  desk: Desk,
  memory: Memory,
  { decided, stamp }: { readonly decided: DecidedBatch; readonly stamp: Stamp },
): Promise<{ readonly written: Promise<unknown> }> {
  const { effects } = decided;
  const isNothing = [effects.keys, effects.transfers, effects.attemptEnds].every((part) => part.length === 0);
  if (isNothing) {
    // Replays, and refusals that leave no trace: true as soon as what they rest on is committed.
    return { written: Promise.all(desk.underWay) };
  }
  const { writing } = desk.deps.seat;
  await desk.deps.turns.faults?.reach('lane.before_write');
  const accounts: AccountRef[] = effects.transfers.flatMap((draft) => draft.postings.map((line) => line.account));
  desk.accountIds = await learnAccounts(writing.sql, desk.accountIds, accounts);
  const { accountIds } = desk;
  const { lane } = memory;
  const numbered = effects.transfers.length > 0 ? numberBatch(lane, stamp, { effects, accountIds }) : null;
  const before = (accountId: bigint) => present(decided.before.get(accountId), 'a strict balance of the batch');
  const { statement, params } = writeOf({ lane, stamp, effects, numbered, before });
  if (numbered) memory.lane = laneAfter(lane, numbered);
  return { written: writing.prepared(statement, params) };
}

/** Answers the commands once their batch is committed, and not before. */
function track(
  desk: Desk,
  written: Promise<unknown>,
  { decided, batch }: { readonly decided: DecidedBatch; readonly batch: number },
): void {
  const { faults } = desk.deps.turns;
  const durable = faults ? written.then(() => faults.reach('lane.after_commit')) : written;
  const done = durable.then(
    () => {
      desk.committed = Math.max(desk.committed, batch);
      desk.writtenMs = performance.now();
      for (const { item, outcome } of decided.answers) item.resolve(outcome);
      desk.underWay.delete(done);
      desk.deps.onWritten();
    },
    (error: unknown) => {
      desk.memory = null;
      desk.kept = null;
      desk.underWay.delete(done);
      const items = decided.answers.map(({ item }) => item);
      fail(desk, items, error);
    },
  );
  desk.underWay.add(done);
}

/** The server undid the statement: the batch is halved until the one command that it cannot take runs alone. */
function fail(desk: Desk, items: readonly Item[], error: unknown): void {
  const { deps } = desk;
  const state = sqlStateOf(error);
  if (state === undefined || !deps.seat.writing.isOpen() || state.startsWith('57P') || state.startsWith('08')) {
    deps.onLost(items);
    return;
  }
  // VH001: the numbers moved, so the whole batch is decided anew.
  if (items.length === 1) for (const item of items) item.isAlone = true;
  else if (state !== 'VH001') {
    desk.groups += 2;
    const half = Math.ceil(items.length / 2);
    for (const [index, item] of items.entries()) item.group = index < half ? desk.groups - 1 : desk.groups;
  }
  deps.onReturned(items, state);
}
