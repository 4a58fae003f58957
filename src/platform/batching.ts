import { setTimeout as sleep } from 'node:timers/promises';

export interface Batcher<Item, Answer> {
  /** Does the item with whatever else waits, and returns its own answer. */
  add(item: Item): Promise<Answer>;
}

export interface BatcherOptions<Item, Answer> {
  /** Does all items and returns one answer for each, in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Most items of one run. */
  readonly mostItems: number;
  /** A run that fails is done again in halves, so that one bad item rejects nobody else; `run` must bear repetition. */
  readonly splits?: boolean;
  /**
   * After a run, as much time as it took, but no more than a moment, belongs to others: where the work of a run hardly hangs on its items, a busy machine then
   * makes fewer and larger ones. A lone item on an idle machine starts at once all the same.
   */
  readonly rests?: boolean;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** A run that hung until it failed makes nobody wait as long again. */
const longestRestMs = 50;

/**
 * Natural micro-batches: what comes while a run is under way goes into the next one. No linger, so that a
 * lone item starts at once, and the busier it is the more items share a run. One run at a time.
 */
export function createBatcher<Item, Answer>(options: BatcherOptions<Item, Answer>): Batcher<Item, Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let isRunning = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.mostItems);
      waiting = waiting.slice(options.mostItems);
      const begunMs = performance.now();
      await settle(options, batch);
      if (options.rests === true) await sleep(Math.min(performance.now() - begunMs, longestRestMs));
    }
    isRunning = false;
  }

  return {
    add(item) {
      return new Promise<Answer>((answer, fail) => {
        waiting.push({ item, answer, fail });
        if (isRunning) return;
        isRunning = true;
        // Whatever is added in the same breath shares the first run.
        queueMicrotask(() => void work());
      });
    },
  };
}

/** Answers every item of a batch, one way or the other. Never throws. */
async function settle<Item, Answer>(
  options: BatcherOptions<Item, Answer>,
  batch: readonly Waiting<Item, Answer>[],
): Promise<void> {
  try {
    const answers = await options.run(batch.map(({ item }) => item));
    if (answers.length !== batch.length) throw new Error(`${batch.length} items, ${answers.length} answers`);
    batch.forEach(({ answer }, index) => answer(answers[index] as Answer));
  } catch (error) {
    if (options.splits !== true || batch.length === 1) {
      for (const { fail } of batch) fail(error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await settle(options, batch.slice(0, middle));
    await settle(options, batch.slice(middle));
  }
}
