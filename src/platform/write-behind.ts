import { AsyncLocalStorage } from 'node:async_hooks';

/** Writes that nobody waits for: many of them go in one statement, a moment later. */
export interface WriteBehind<Item> {
  add(item: Item): void;
  /** Writes now what waits, for whoever is about to read it. Never throws. */
  flush(): Promise<void>;
}

export interface WriteBehindOptions<Item> {
  readonly write: (items: readonly Item[]) => Promise<unknown>;
  /** How long an item waits for others: what a process that is killed takes with it. */
  readonly afterMs: number;
}

/** Items that wait while nothing can be written; of more the oldest are given up. */
const mostWaiting = 10_000;

/** One statement at a time. What could not be written is tried again when the next item comes. */
export function createWriteBehind<Item>({ write, afterMs }: WriteBehindOptions<Item>): WriteBehind<Item> {
  let waiting: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const inNobodysName = AsyncLocalStorage.snapshot();

  async function writeAll(): Promise<void> {
    const items = waiting;
    if (items.length === 0) return;
    waiting = [];
    try {
      await write(items);
    } catch {
      waiting = [...items, ...waiting].slice(-mostWaiting);
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    last = inNobodysName(() => last.then(writeAll));
    return last;
  }

  return {
    add(item) {
      waiting.push(item);
      timer ??= inNobodysName(() => setTimeout(() => void flush(), afterMs).unref());
    },
    flush,
  };
}
