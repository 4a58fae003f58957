import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';
import { CommitUnknown, type ServerDatabase } from '../../platform/database/sql.ts';
import { LaneUnavailable, SeatLost, type Lane } from '../lane.ts';
import type { TurnDeps } from '../turns.ts';
import { laneOver, type LaneCommand, type LaneOutcome } from './lane-command.ts';
import { createPeerSender, type PeerCall, type PeerSender } from './peers.ts';
import { openCandidate, type Candidate, type Seat } from './seat.ts';
import { defaultWriterSettings, type WriterSettings } from './settings.ts';
import { answerOf, decodeCommands, encode, type SentAnswer } from './wire.ts';
import { createWriter, type Writer } from './writer.ts';

export interface WriterLaneDeps {
  readonly db: ServerDatabase;
  readonly clock: Clock;
  readonly turns: TurnDeps;
  /** Where other processes reach this one; they hand their commands over there while it holds the lane. */
  readonly address: string;
  readonly callPeer: PeerCall;
  readonly settings?: Partial<WriterSettings & TakeoverSettings>;
  /** Told when the lane is taken or lost, and of batches that the database gave back, for the log. */
  readonly onEvent?: (event: {
    readonly name: 'taken' | 'lost' | 'troubled' | 'returned';
    readonly detail: string;
  }) => void;
}

export interface TakeoverSettings {
  /** How often whoever does not hold the lane looks whether it is free. */
  readonly lookEveryMs: number;
  /** A holder that gave no sign of life for so long is put out. */
  readonly silentMs: number;
  /** How long a command looks for somebody who carries it out. */
  readonly patienceMs: number;
}

const defaultTakeoverSettings: TakeoverSettings = { lookEveryMs: 500, silentMs: 2_500, patienceMs: 10_000 };

/** A process's way to the lane, whoever holds it. */
export interface WriterLane extends Lane {
  /** Carries out what another process hands over; for the internal door. */
  answerPeer(body: string): Promise<string>;
  /** True while this process holds the lane. */
  isHolder(): boolean;
  /** Carries out what waits and gives the lane up, so that another process takes it at once. */
  close(): Promise<void>;
}

/** Where commands go now. */
type Place =
  | { readonly kind: 'here'; readonly writer: Writer }
  | { readonly kind: 'there'; readonly sender: PeerSender; readonly address: string; readonly epoch: bigint }
  | { readonly kind: 'nowhere' };

/**
 * The writer lane: one process at a time holds it and writes many commands together; all others hand theirs to it. When the
 * holder dies or stands still, the first that notices takes its place, and commands without an answer are handed over again:
 * each is safe to repeat by its key or state.
 */
export function createWriterLane(deps: WriterLaneDeps): WriterLane {
  const stop = makeSignal();
  const way: Way = {
    deps,
    settings: { ...defaultWriterSettings, ...defaultTakeoverSettings, ...deps.settings },
    tell: deps.onEvent ?? (() => undefined),
    ...{ place: { kind: 'nowhere' }, changed: makeSignal(), isClosed: false, stop },
  };
  const seeking = seek(way);
  return {
    ...laneOver((command) => submit(way, command)),
    answerPeer: (body) => answerPeer(way, body),
    isHolder: () => way.place.kind === 'here',
    async close() {
      way.isClosed = true;
      stop.fire();
      if (way.place.kind === 'here') await way.place.writer.close();
      await seeking;
    },
  };
}

/** A process's way to the lane: where it leads now, and who waits for it to lead elsewhere. */
interface Way {
  readonly deps: WriterLaneDeps;
  readonly settings: WriterSettings & TakeoverSettings;
  readonly tell: NonNullable<WriterLaneDeps['onEvent']>;
  readonly stop: Signal;
  place: Place;
  changed: Signal;
  isClosed: boolean;
}

function settle(way: Way, next: Place): void {
  if (way.place.kind === 'there') way.place.sender.close();
  way.place = next;
  way.changed.fire();
  way.changed = makeSignal();
}

/** Looks for the lane for as long as the process lives: takes it, follows who holds it, takes it again. */
async function seek(way: Way): Promise<void> {
  while (!way.isClosed) {
    try {
      const seat = await waitForSeat(way);
      if (seat !== null) await sit(way, seat);
    } catch (error) {
      way.tell({ name: 'troubled', detail: error instanceof Error ? error.message : String(error) });
      settle(way, { kind: 'nowhere' });
      await pause(way);
    }
  }
}

function pause({ settings, stop }: Way): Promise<void> {
  return Promise.race([sleep(settings.lookEveryMs), stop.fired]);
}

async function waitForSeat(way: Way): Promise<Seat | null> {
  const candidate = await openCandidate(way.deps.db, way.deps.turns.lane);
  try {
    while (!way.isClosed) {
      const seat = await look(way, candidate);
      // Also of one who is leaving: whoever sits gives up both sessions.
      if (seat !== null) return seat;
      await pause(way);
    }
  } catch (error) {
    await candidate.close();
    throw error;
  }
  await candidate.close();
  return null;
}

/** One look: takes the lane when it is free, finds its holder when it is not, puts out one that stands still. */
async function look(way: Way, candidate: Candidate): Promise<Seat | null> {
  const { deps, settings } = way;
  const seat = await candidate.trySeat(deps.address);
  if (seat !== null) return seat;
  const { address, epoch, silentMs } = await candidate.readHolder();
  if (silentMs > settings.silentMs) {
    settle(way, { kind: 'nowhere' });
    await candidate.endHolder();
    return candidate.trySeat(deps.address);
  }
  const { place } = way;
  const isKnown = place.kind === 'there' && place.address === address && place.epoch === epoch;
  if (!isKnown && address !== null) {
    settle(way, { kind: 'there', address, epoch, sender: createPeerSender(address, deps.callPeer) });
  }
  return null;
}

/** Holds the lane until it is lost or given up. */
async function sit(way: Way, seat: Seat): Promise<void> {
  const { clock, turns } = way.deps;
  await turns.faults?.reach('lane.taken');
  const writer = createWriter({
    ...{ seat, clock, turns, settings: way.settings },
    onReturned: ({ state, commands }) => way.tell({ name: 'returned', detail: `${state}, ${commands} commands` }),
  });
  settle(way, { kind: 'here', writer });
  way.tell({ name: 'taken', detail: `epoch ${seat.epoch}` });
  if (way.isClosed) await writer.close();
  await writer.over;
  way.tell({ name: 'lost', detail: `epoch ${seat.epoch}` });
  settle(way, { kind: 'nowhere' });
}

/** Hands a command to whoever holds the lane, and to the next holder when that one is lost, until patience ends. */
async function submit(way: Way, command: LaneCommand): Promise<LaneOutcome> {
  const { settings } = way;
  const deadlineMs = performance.now() + settings.patienceMs;
  let isInDoubt = false;
  for (;;) {
    const { fired } = way.changed;
    const tried = await attempt(way.place, command, isInDoubt);
    if (tried.kind === 'done') return tried.outcome;
    isInDoubt ||= tried.isInDoubt;
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0 || way.isClosed) {
      throw isInDoubt
        ? new CommitUnknown('the lane was lost while the command was on its way')
        : new LaneUnavailable('nobody holds the lane');
    }
    await Promise.race([fired, sleep(Math.min(leftMs, settings.lookEveryMs / 2))]);
  }
}

type Tried =
  { readonly kind: 'done'; readonly outcome: LaneOutcome } | { readonly kind: 'lost'; readonly isInDoubt: boolean };

async function attempt(place: Place, command: LaneCommand, isRepeat: boolean): Promise<Tried> {
  if (place.kind === 'nowhere') return { kind: 'lost', isInDoubt: isRepeat };
  try {
    const outcome =
      place.kind === 'here' ? await place.writer.submit(command, isRepeat) : await place.sender.send(command, isRepeat);
    return { kind: 'done', outcome };
  } catch (error) {
    if (error instanceof SeatLost) return { kind: 'lost', isInDoubt: error.isInDoubt };
    throw error;
  }
}

/** Carries out what another process handed over; one that no longer holds the lane says so, and hands nothing on. */
async function answerPeer({ place }: Way, body: string): Promise<string> {
  const answers = decodeCommands(body).map(async ({ command, isRepeat }): Promise<SentAnswer> => {
    if (place.kind !== 'here') return { lost: { isInDoubt: isRepeat } };
    return place.writer.submit(command, isRepeat).then((outcome) => ({ outcome: outcome ?? null }), answerOf);
  });
  return encode(await Promise.all(answers));
}

interface Signal {
  readonly fired: Promise<void>;
  readonly fire: () => void;
}

function makeSignal(): Signal {
  let fire = () => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fired, fire: () => fire() };
}
