import { setTimeout as sleep } from 'node:timers/promises';
import type { JobData, JobQueue } from './backend.ts';

export interface Nudger {
  nudge(queue: string, key: string, data: JobData): void;
  /** Resolves when no nudge is under way. */
  settled(): Promise<void>;
}

/** Longer than any healthy queue takes; a nudge that is late is not worth waiting for. */
const addTimeoutMs = 2_000;
/** Keys under way at once; past it the queue is in trouble, and more of the same would only take memory. */
const maxInFlight = 500;

/**
 * Nudges of one key come no faster than this: whoever works on a key works off all that is due, and an entry in the queue costs
 * a commit. At a thousand payments a second an entry for each took more than the payments did.
 */
const apartMs = 100;

/** Failed jobs are kept for a person to look at; the work itself stands in the database. */
export const keptJobs = { removeOnComplete: true, removeOnFail: { count: 100 } } as const;

/**
 * Puts nudges into queues, one of a key at a time: the first at once, those that come meanwhile are one more, with the last
 * data. So a burst costs two entries, and two entries of one key never race each other from this process.
 */
export function createNudger(
  queueOf: (name: string) => JobQueue,
  problem: (queue: string, text: string) => void,
): Nudger {
  /** By queue and key; `again` holds the data of the nudge that waits. */
  const inFlight = new Map<string, { again: JobData | undefined; done: Promise<void> }>();

  async function addUntilQuiet(id: string, queue: string, key: string): Promise<void> {
    for (;;) {
      const entry = inFlight.get(id);
      const data = entry?.again;
      if (!entry || !data) break;
      entry.again = undefined;
      await add(queue, key, data).catch((error: unknown) => problem(queue, `nudge ${key}: ${textOf(error)}`));
      await sleep(apartMs);
    }
    inFlight.delete(id);
  }

  async function add(queue: string, key: string, data: JobData): Promise<void> {
    const deduplication = { id: key, keepLastIfActive: true };
    await inTime(queueOf(queue).add(key, data, { ...keptJobs, deduplication }));
  }

  return {
    nudge(queue, key, data) {
      const id = `${queue}\n${key}`;
      const entry = inFlight.get(id);
      if (entry) {
        entry.again = data;
        return;
      }
      if (inFlight.size >= maxInFlight) return problem(queue, `nudge ${key} dropped: ${maxInFlight} are under way`);
      const fresh = { again: data, done: Promise.resolve() };
      inFlight.set(id, fresh);
      fresh.done = addUntilQuiet(id, queue, key);
    },
    async settled() {
      await Promise.all([...inFlight.values()].map((entry) => entry.done));
    },
  };
}

/** BullMQ waits for ever while its store is away. Whichever of the two comes second counts no more. */
export function inTime(work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${addTimeoutMs} ms`)), addTimeoutMs);
    void work.then(() => resolve(), reject).finally(() => clearTimeout(late));
  });
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
