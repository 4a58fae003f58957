import { AsyncLocalStorage } from 'node:async_hooks';
import { coalesce, type LookUps } from './database/coalesce.ts';

/** Values by key as they were read less than a second ago. */
export interface Lately<Key, Value> {
  /** The value of a key; undefined where there was none a moment ago: that nothing is there is never remembered. */
  get(key: Key): Promise<Value | undefined>;
  /** Nothing that was read before now, or is being read, is used again: whoever changes something here says so. */
  forget(): void;
}

export interface LatelyOptions<Key, Value> extends LookUps<Key, Value> {
  /**
   * Of values that are in use, those that have changed, by their names; null for one that is gone. What a refresh brings lives on
   * until the next one: many values that are made anew and again are what the collector of young objects copies while everybody
   * waits. Left out, all are loaded again.
   */
  readonly loadChanged?: (
    known: readonly { readonly key: Key; readonly value: Value }[],
  ) => Promise<ReadonlyMap<string, Value | null>>;
}

interface Kept<Key, Value> {
  readonly key: Key;
  readonly value: Value;
  /** When the query began that brought the value, or found it unchanged: what was committed before is in it. */
  readAtMs: number;
  usedAtMs: number;
  /** Asked for again and again: read again before it is too old. */
  isFrequent: boolean;
}

/** How old a value may be: as rules of the open day. */
const holdMs = 1_000;
/** What is in use is read again so often, all of it in one query. */
const refreshMs = 500;
/** Whoever was silent for so long is looked up when he comes again. */
const inUseMs = 30_000;
/** Values at once; of more, those that were used longest ago are looked up each time. */
const mostKept = 500;

/**
 * Look-ups without a wait for keys that come often. A value is never older than a second, whichever process changed it; what
 * fails to be read again is looked up by whoever asks for it next, who then hears of the failure.
 */
export function createLately<Key, Value>(options: LatelyOptions<Key, Value>): Lately<Key, Value> {
  const { nameOf, load, loadChanged = reloading(options) } = options;
  const kept = new Map<string, Kept<Key, Value>>();
  let epoch = 0;
  let timer: NodeJS.Timeout | undefined;
  const inNobodysName = AsyncLocalStorage.snapshot();

  async function read(keys: readonly Key[]): Promise<ReadonlyMap<string, Value>> {
    const begun = { epoch, atMs: performance.now() };
    const found = await load(keys);
    if (begun.epoch !== epoch) return found;
    for (const key of keys) {
      const name = nameOf(key);
      const value = found.get(name);
      if (value === undefined) kept.delete(name);
      else keep(kept, name, { key, value, readAtMs: begun.atMs });
    }
    return found;
  }

  async function readAgain(known: readonly Kept<Key, Value>[]): Promise<void> {
    const begun = { epoch, atMs: performance.now() };
    const changed = await loadChanged(known);
    if (begun.epoch === epoch) takeChanges(kept, { nameOf, known, changed, readAtMs: begun.atMs });
  }

  function use(name: string, one: Kept<Key, Value>): void {
    const now = performance.now();
    one.isFrequent = now - one.usedAtMs < inUseMs;
    one.usedAtMs = now;
    // A Map keeps the order of insertion: its first is the one that was used longest ago.
    kept.delete(name);
    kept.set(name, one);
    if (one.isFrequent) arm();
  }

  function arm(): void {
    timer ??= inNobodysName(() => setTimeout(() => void refresh(), refreshMs).unref());
  }

  async function refresh(): Promise<void> {
    const now = performance.now();
    const inUse = [...kept.values()].filter((one) => one.isFrequent && now - one.usedAtMs < inUseMs);
    try {
      if (inUse.length > 0) await readAgain(inUse);
    } catch {
      inUse.length = 0;
    }
    timer = undefined;
    if (inUse.length > 0) arm();
  }

  const ask = coalesce<Key, Value>({ nameOf, load: read });
  return {
    async get(key) {
      const name = nameOf(key);
      const known = kept.get(name);
      const isYoung = known !== undefined && performance.now() - known.readAtMs < holdMs;
      const value = isYoung ? known.value : await ask(key);
      const now = kept.get(name);
      if (now) use(name, now);
      return value;
    },
    forget() {
      epoch += 1;
      kept.clear();
    },
  };
}

type LoadChanged<Key, Value> = NonNullable<LatelyOptions<Key, Value>['loadChanged']>;

/** Takes every value for a changed one. */
function reloading<Key, Value>({ nameOf, load }: LookUps<Key, Value>): LoadChanged<Key, Value> {
  return async (known) => {
    const found = await load(known.map(({ key }) => key));
    return new Map(known.map(({ key }) => [nameOf(key), found.get(nameOf(key)) ?? null] as const));
  };
}

function takeChanges<Key, Value>(
  kept: Map<string, Kept<Key, Value>>,
  {
    nameOf,
    known,
    changed,
    readAtMs,
  }: Pick<LookUps<Key, Value>, 'nameOf'> & {
    readonly known: readonly Kept<Key, Value>[];
    readonly changed: ReadonlyMap<string, Value | null>;
    readonly readAtMs: number;
  },
): void {
  for (const one of known) {
    const name = nameOf(one.key);
    const value = changed.get(name);
    if (value === undefined) one.readAtMs = Math.max(one.readAtMs, readAtMs);
    else if (value === null) kept.delete(name);
    else keep(kept, name, { key: one.key, value, readAtMs });
  }
}

function keep<Key, Value>(
  kept: Map<string, Kept<Key, Value>>,
  name: string,
  read: Pick<Kept<Key, Value>, 'key' | 'value' | 'readAtMs'>,
): void {
  const known = kept.get(name);
  kept.set(name, { usedAtMs: Number.NEGATIVE_INFINITY, isFrequent: false, ...known, ...read });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
