import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';
import { LaneUnavailable, SeatLost } from '../lane.ts';
import type { TurnDeps } from '../turns.ts';
import { createAheadReader, type AheadReader } from './attach-reads.ts';
import { createBatchWriter, type BatchWriter } from './batch-writer.ts';
import type { Item } from './item.ts';
import type { LaneCommand, LaneOutcome } from './lane-command.ts';
import { createRecent, type Recent } from './recent.ts';
import { runAlone } from './run-alone.ts';
import { giveSignOfLife, planAnew, type Seat } from './seat.ts';
import { readsAhead, sizeOfNext, type WriterSettings } from './settings.ts';

export interface WriterDeps {
  readonly seat: Seat;
  readonly clock: Clock;
  readonly turns: TurnDeps;
  readonly settings: WriterSettings;
  /** Told why a batch was not taken by the database: the SQLSTATE, and of how many commands. */
  readonly onReturned?: (event: { readonly state: string; readonly commands: number }) => void;
}

/** The writer of a lane, as long as its process holds it. */
export interface Writer {
  /** Throws `LaneUnavailable` (the queue is full), `SeatLost` (another process holds the lane), `CommitUnknown`. */
  submit(command: LaneCommand, isRepeat: boolean): Promise<LaneOutcome>;
  /** Resolves once the lane is lost, or given up. */
  readonly over: Promise<void>;
  /** Carries out what waits, then gives the lane up. */
  close(): Promise<void>;
}

/** Commands on their way: arrived, then read ahead, then ready for a batch. */
interface Line {
  readonly deps: WriterDeps;
  readonly recent: Recent;
  readonly batches: BatchWriter;
  readonly readAhead: AheadReader;
  arrivals: Item[];
  ready: Item[];
  /** Taken out of what is ready and not decided yet. */
  taken: readonly Item[];
  reading: { readonly seen: number } | null;
  isPumping: boolean;
  isGathering: boolean;
  isOver: boolean;
  isClosing: boolean;
  arrived: number;
  waiting: number;
  readonly end: () => void;
}

/** How long closing looks away between two looks at what still waits. */
const closeLookMs = 5;

/**
 * Takes whatever waits when there is room for another batch: quick when idle, efficient when busy, without a timer. Reading
 * ahead for the next batch, deciding it and writing the one before go on at once.
 */
export function createWriter(deps: WriterDeps): Writer {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const recent = createRecent();
  const batches = createBatchWriter({
    ...{ seat: deps.seat, clock: deps.clock, turns: deps.turns, settings: deps.settings, recent },
    onWritten: () => {
      recent.forgetThrough(oldestSeen(line));
      pump(line);
    },
    onReturned: (items, state) => {
      deps.onReturned?.({ state, commands: items.length });
      giveBack(line, items);
      pump(line);
    },
    onLost: (inDoubt) => lose(line, inDoubt),
  });
  const readAhead = createAheadReader(deps.seat.reading, deps.settings.staleReadMs);
  const line: Line = {
    ...{ deps, recent, batches, readAhead, end, arrivals: [], ready: [], taken: [], reading: null },
    ...{ isPumping: false, isGathering: false, isOver: false, isClosing: false, arrived: 0, waiting: 0 },
  };
  const heartbeat = setInterval(() => void beat(line), deps.settings.heartbeatMs).unref();
  // A session that is gone is found out by whoever waits for its answers.
  const planning = setInterval(() => void planAnew(deps.seat).catch(() => undefined), deps.settings.planMs).unref();
  void over.then(() => {
    clearInterval(heartbeat);
    clearInterval(planning);
  });
  return {
    submit: (command, isRepeat) => submit(line, command, isRepeat),
    over,
    async close() {
      line.isClosing = true;
      while (line.waiting > 0 && !line.isOver) await sleep(closeLookMs);
      lose(line, []);
      await over;
    },
  };
}

/** What was written up to here, whoever is still to be decided has seen. */
function oldestSeen({ taken, ready, reading, batches }: Line): number {
  const { seen = Infinity } = taken[0] ?? {};
  return Math.min(seen, ready[0]?.seen ?? Infinity, reading?.seen ?? Infinity, batches.lastCommitted());
}

async function submit(line: Line, command: LaneCommand, isRepeat: boolean): Promise<LaneOutcome> {
  if (line.isOver || line.isClosing) throw new SeatLost({ isInDoubt: isRepeat });
  if (line.waiting >= line.deps.settings.mostWaiting) throw new LaneUnavailable('the queue of the lane is full');
  line.waiting += 1;
  try {
    return await new Promise<LaneOutcome>((resolve, reject) => {
      line.arrived += 1;
      line.arrivals.push({
        number: line.arrived,
        command,
        isRepeat,
        resolve,
        reject,
        ahead: null,
        seen: 0,
        readAtMs: 0,
        isAlone: false,
        group: 0,
      });
      gather(line);
    });
  } finally {
    line.waiting -= 1;
  }
}

/** An idle holder shows that it lives; a busy one does so with every batch. */
async function beat(line: Line): Promise<void> {
  if (line.isOver || line.batches.msSinceWritten() < line.deps.settings.heartbeatMs) return;
  const isOurs = await giveSignOfLife(line.deps.seat).catch(() => false);
  if (!isOurs) lose(line, []);
}

/** Back among the arrivals, in the order in which they came. */
function giveBack(line: Line, items: readonly Item[]): void {
  if (line.isOver) {
    refuse(items);
    return;
  }
  for (const item of items) item.ahead = null;
  line.arrivals = [...items, ...line.arrivals].toSorted((a, b) => a.number - b.number);
}

/** Whoever waits may hand its command to the next holder. */
function refuse(items: readonly Item[]): void {
  for (const item of items) item.reject(new SeatLost({ isInDoubt: item.isRepeat }));
}

function lose(line: Line, inDoubt: readonly Item[]): void {
  for (const item of inDoubt) item.reject(new SeatLost({ isInDoubt: true }));
  if (line.isOver) return;
  line.isOver = true;
  refuse([...line.arrivals, ...line.ready]);
  line.arrivals = [];
  line.ready = [];
  void line.deps.seat.close().finally(line.end);
}

/** Whoever comes in the same turn of the event loop comes along: the first would be read alone, and all others wait for that. */
function gather(line: Line): void {
  if (line.isGathering || line.reading !== null) return;
  line.isGathering = true;
  setImmediate(() => {
    line.isGathering = false;
    pump(line);
  });
}

function pump(line: Line): void {
  void readNext(line);
  if (line.isPumping) return;
  line.isPumping = true;
  void writeReady(line)
    // The lane cannot be read: nobody can say what the books are at, so somebody else may try.
    .catch(() => lose(line, []))
    .finally(() => {
      line.isPumping = false;
      if (line.ready.length > 0 && !line.isOver) pump(line);
      else void readNext(line);
    });
}

async function readNext(line: Line): Promise<void> {
  if (line.reading !== null || line.arrivals.length === 0 || line.isOver) return;
  // There is enough for the next batch: whoever comes meanwhile is read together for the one after it.
  if (line.ready.length > 0 && line.isPumping) return;
  const { batches, deps } = line;
  const seen = batches.lastCommitted();
  line.reading = { seen };
  const items = line.arrivals.splice(0, sizeOfNext(line.waiting, deps.settings));
  try {
    await line.readAhead(items, { seen, at: deps.clock.now(), day: batches.day() });
  } catch {
    // One of them cannot be read, and the others are not to suffer for it.
    for (const item of items) item.isAlone = true;
    if (!deps.seat.reading.isOpen()) lose(line, []);
  } finally {
    line.reading = null;
  }
  if (line.isOver) {
    refuse(items);
    return;
  }
  // Somebody who came earlier is to be read again: these wait behind it.
  const isOvertaking = (line.arrivals[0]?.number ?? Infinity) < (items[0]?.number ?? 0);
  if (isOvertaking) giveBack(line, items);
  else line.ready.push(...items);
  pump(line);
}

async function writeReady(line: Line): Promise<void> {
  for (let head = line.ready[0]; head !== undefined && !line.isOver; head = line.ready[0]) {
    if (head.isAlone || !readsAhead(head.command)) await writeAlone(line, head);
    else await writeTogether(line);
  }
}

async function writeTogether(line: Line): Promise<void> {
  const taken = takeBatch(line.ready, sizeOfNext(line.waiting, line.deps.settings));
  line.ready = line.ready.slice(taken.length);
  line.taken = taken;
  void readNext(line);
  try {
    const { rest, again } = await line.batches.write(taken);
    putBack(line, rest);
    if (again.length > 0) await readAgain(line, again);
  } catch (error) {
    putBack(line, taken);
    throw error;
  } finally {
    line.taken = [];
  }
}

/** At the head of what is ready, unless the lane was lost meanwhile: then nobody looks there any more. */
function putBack(line: Line, items: readonly Item[]): void {
  if (line.isOver) refuse(items);
  else line.ready = [...items, ...line.ready];
}

/** Reads again what was written since, with everything behind it, once it is certain that it is written. */
async function readAgain(line: Line, items: readonly Item[]): Promise<void> {
  await line.batches.settled();
  const behind = line.ready;
  line.ready = [];
  giveBack(line, [...items, ...behind]);
}

async function writeAlone(line: Line, item: Item): Promise<void> {
  const { batches, recent, deps } = line;
  await batches.settled();
  if (line.isOver) return;
  line.ready.shift();
  const batch = batches.beginAlone();
  const end = await runAlone(item, { ...deps.turns, epoch: deps.seat.epoch }, { recent, batch });
  batches.endAlone(batch);
  if (end === 'lost') lose(line, []);
}

/** The first items that may be written together. */
function takeBatch(ready: readonly Item[], most: number): Item[] {
  const group = ready[0]?.group;
  const end = ready.findIndex(
    (item, index) => index >= most || item.isAlone || item.group !== group || !readsAhead(item.command),
  );
  return ready.slice(0, end === -1 ? ready.length : end);
}
