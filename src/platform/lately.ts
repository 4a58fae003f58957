import { AsyncLocalStorage } from 'node:async_hooks';
import { coalesce, type LookUps } from './database/coalesce.ts';

/** Values by key as they were read less than a second ago. */
export interface Lately<Key, Value> {
  /** The value of a key; undefined where there was none a moment ago: that nothing is there is never remembered. */
  get(key: Key): Promise<Value | undefined>;
  /** The value as it is now. Of one that was read before only whether it has changed is read. */
  ask(key: Key): Promise<Value | undefined>;
  /** Nothing that was read before now, or is being read, is used again: whoever changes something here says so. */
  forget(): void;
}

/** How values are read: all that are asked for, or of those that were read before only what has changed. */
export type LatelyOptions<Key, Value> = LookUps<Key, Value> | ChangedLookUps<Key, Value>;

/**
 * For values that are asked for again and again: what did not change lives on, where values that are made anew each time are what the
 * collector of young objects copies while everybody waits.
 */
export interface ChangedLookUps<Key, Value> extends Pick<LookUps<Key, Value>, 'nameOf'> {
  /** Of values that were read before, those that have changed, and of others all; by their names, null for one that is not there. */
  readonly loadChanged: (known: readonly Known<Key, Value>[]) => Promise<ReadonlyMap<string, Value | null>>;
}

/** A key, with what was read for it before where something was. */
export interface Known<Key, Value> {
  readonly key: Key;
  readonly value: Value | undefined;
}

interface Kept<Key, Value> {
  readonly key: Key;
  value: Value;
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
  const { nameOf } = options;
  const loadChanged = 'loadChanged' in options ? options.loadChanged : reloading(options);
  const kept = new Map<string, Kept<Key, Value>>();
  let epoch = 0;
  let timer: NodeJS.Timeout | undefined;
  const inNobodysName = AsyncLocalStorage.snapshot();

  /** Reads what is there now, and keeps it unless somebody said meanwhile that nothing be used again. */
  async function read(keys: readonly Key[]): Promise<ReadonlyMap<string, Value>> {
    const begun = { epoch, atMs: performance.now() };
    const known = keys.map((key) => ({ key, value: kept.get(nameOf(key))?.value }));
    const changed = await loadChanged(known);
    const found = new Map<string, Value>();
    for (const { key, value: before } of known) {
      const name = nameOf(key);
      const change = changed.get(name);
      const value = change === undefined ? before : (change ?? undefined);
      if (value !== undefined) found.set(name, value);
      if (begun.epoch === epoch) keep(kept, name, { key, value, readAtMs: begun.atMs });
    }
    return found;
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
      if (inUse.length > 0) await read(inUse.map(({ key }) => key));
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
    ask,
    forget() {
      epoch += 1;
      kept.clear();
    },
  };
}

/** Takes every value for a changed one. */
function reloading<Key, Value>({ nameOf, load }: LookUps<Key, Value>): ChangedLookUps<Key, Value>['loadChanged'] {
  return async (known) => {
    const found = await load(known.map(({ key }) => key));
    return new Map(known.map(({ key }) => [nameOf(key), found.get(nameOf(key)) ?? null] as const));
  };
}

/** What an earlier query found takes the place of nothing that a later one has found already. */
function keep<Key, Value>(
  kept: Map<string, Kept<Key, Value>>,
  name: string,
  { key, value, readAtMs }: { readonly key: Key; readonly value: Value | undefined; readonly readAtMs: number },
): void {
  const known = kept.get(name);
  if (known && known.readAtMs > readAtMs) return;
  if (value === undefined) {
    kept.delete(name);
    return;
  }
  if (known) {
    known.value = value;
    known.readAtMs = readAtMs;
    return;
  }
  kept.set(name, { key, value, readAtMs, usedAtMs: Number.NEGATIVE_INFINITY, isFrequent: false });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
