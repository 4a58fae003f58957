import type { Clock } from '../kernel/clock.ts';
import { noFaults, type FaultPort } from '../kernel/fault-port.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import {
  lockDue,
  lockUnheard,
  openCapCase,
  postpone,
  removePublished,
  removeUnheard,
  type OutboxEvent,
} from './store.ts';

export interface RelayDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /**
   * Told of every event besides what the relay itself does. They bear repetition and only hand on: a network call does not
   * belong into the relay's transaction.
   */
  readonly subscribers: readonly ((event: OutboxEvent) => Promise<void>)[];
  /**
   * Takes events many at a time, inside the transaction that removes them: whoever keeps what it wants in the same database.
   * The same event twice is one to it.
   */
  readonly taker?: EventTaker;
  readonly faults?: FaultPort;
}

export interface EventTaker {
  /** False while nobody wants any event: they are then removed unread. */
  isWanted(): Promise<boolean>;
  handOn(sql: Sql, events: readonly OutboxEvent[]): Promise<void>;
}

export interface Relay {
  /** Publishes what is due until nothing is left; returns how many events were told, or had nobody to be told to. */
  publishDue(): Promise<number>;
}

const eventsPerRound = 200;
/** Events that nobody listens to, removed by one statement. */
const unheardPerRound = 5_000;
/** Events that the taker is handed at once. */
const takenPerRound = 1_000;
const mostRounds = 1000;
/** Pause before an event is told again that a subscriber refused, doubled each time up to an hour. */
const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;

/**
 * Tells what happened, at least once and only after its commit: an event is removed in the transaction that locked it,
 * after its subscribers took it.
 */
export function createRelay(deps: RelayDeps): Relay {
  return {
    async publishDue() {
      let published = deps.subscribers.length === 0 ? await handOnUnheard(deps) : 0;
      for (let round = 0; round < mostRounds; round += 1) {
        const told = await publishRound(deps);
        if (told === 0) break;
        published += told;
      }
      return published;
    },
  };
}

/** Events on which the relay itself does nothing: to the taker, or away. */
async function handOnUnheard(deps: RelayDeps): Promise<number> {
  const { taker } = deps;
  if (!taker || !(await taker.isWanted())) return dropUnheard(deps);
  let taken = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const count = await deps.db.transaction(async (sql) => {
      const events = await lockUnheard(sql, deps.clock.now(), takenPerRound);
      await taker.handOn(sql, events);
      await removePublished(
        sql,
        events.map((event) => event.id),
      );
      return events.length;
    });
    taken += count;
    if (count < takenPerRound) break;
  }
  return taken;
}

async function dropUnheard(deps: RelayDeps): Promise<number> {
  let dropped = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const removed = await removeUnheard(deps.db.sql, deps.clock.now(), unheardPerRound);
    dropped += removed;
    if (removed < unheardPerRound) break;
  }
  return dropped;
}

async function publishRound(deps: RelayDeps): Promise<number> {
  const { faults = noFaults } = deps;
  return deps.db.transaction(async (sql) => {
    const now = deps.clock.now();
    const events = await lockDue(sql, now, eventsPerRound);
    const published: bigint[] = [];
    if (events.length > 0) await faults.reach('relay.before_publish');
    for (const event of events) {
      if (await tell(deps, sql, event)) published.push(event.id);
      else await postpone(sql, event.id, new Date(now.getTime() + pauseMs(event.attempts)));
    }
    if (events.length > 0) await faults.reach('relay.after_publish');
    if (published.length > 0) await removePublished(sql, published);
    return events.length;
  });
}

async function tell(deps: RelayDeps, sql: Sql, event: OutboxEvent): Promise<boolean> {
  if (event.topic === 'agent.cap') {
    await openCapCase(sql, { id: deps.ids.uuid(), agentId: event.subjectId, at: deps.clock.now() });
  }
  const told = await Promise.allSettled(deps.subscribers.map((subscriber) => subscriber(event)));
  return told.every((outcome) => outcome.status === 'fulfilled');
}

function pauseMs(attempts: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(attempts, 20), longestPauseMs);
}
