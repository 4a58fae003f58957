import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLately } from '../../src/platform/lately.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Values that somebody else changes, and how they are read. */
function world() {
  const values = new Map([
    ['a', 1],
    ['b', 1],
  ]);
  const reads: string[][] = [];
  let gate: Promise<void> = Promise.resolve();
  const lately = createLately<string, number>({
    nameOf: (name) => name,
    load: async (names) => {
      reads.push([...names]);
      const found = new Map(names.flatMap((name) => pairOf(name, values.get(name))));
      await gate;
      return found;
    },
  });
  const hold = (until: Promise<void>) => {
    gate = until;
  };
  return { values, reads, lately, hold };
}

function pairOf(name: string, value: number | undefined): [string, number][] {
  return value === undefined ? [] : [[name, value]];
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 3; turn += 1) await turnOfTheLoop();
}

describe('what was read less than a second ago', () => {
  test('is not read again; what is older is', async () => {
    const { lately, reads, values } = world();
    expect(await lately.get('a')).toBe(1);
    values.set('a', 2);
    await pass(999);
    expect(await lately.get('a')).toBe(1);
    expect(reads).toEqual([['a']]);
    await pass(1_000);
    expect(await lately.get('a')).toBe(2);
  });

  test('and is asked for often is read again before it is a second old, all of it together', async () => {
    const { lately, reads, values } = world();
    for (const name of ['a', 'b', 'a', 'b']) await lately.get(name);
    expect(reads).toEqual([['a'], ['b']]);
    values.set('a', 2);
    await pass(500);
    expect(reads.slice(2)).toEqual([['a', 'b']]);
    expect(await lately.get('a')).toBe(2);
    await pass(900);
    expect(await lately.get('b')).toBe(1);
    expect(reads.slice(2).every((names) => names.length === 2)).toBe(true);
  });

  test('is read for nobody once nobody asks', async () => {
    const { lately, reads } = world();
    for (const name of ['a', 'a']) await lately.get(name);
    for (let second = 0; second < 40; second += 1) await pass(1_000);
    const { length } = reads;
    expect(length).toBeGreaterThan(10);
    for (let second = 0; second < 40; second += 1) await pass(1_000);
    expect(reads).toHaveLength(length);
  });

  test('is not there, is asked each time', async () => {
    const { lately, reads, values } = world();
    expect(await lately.get('c')).toBeUndefined();
    values.set('c', 1);
    expect(await lately.get('c')).toBe(1);
    expect(reads).toHaveLength(2);
  });

  test('is forgotten at once by whoever changes it, also where it is just being read', async () => {
    const { lately, values, hold } = world();
    await lately.get('a');
    let release = (): void => undefined;
    hold(
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    const old = lately.get('b');
    await pass(0);
    values.set('a', 2).set('b', 2);
    lately.forget();
    hold(Promise.resolve());
    release();
    await old;
    expect([await lately.get('a'), await lately.get('b')]).toEqual([2, 2]);
  });

  test('and cannot be read again is the matter of whoever asks next', async () => {
    const { lately, hold } = world();
    for (const name of ['a', 'a']) await lately.get(name);
    const broken = Promise.reject(new Error('no database'));
    broken.catch(() => undefined);
    hold(broken);
    await pass(500);
    expect(await lately.get('a')).toBe(1);
    await pass(600);
    await expect(lately.get('a')).rejects.toThrow('no database');
    hold(Promise.resolve());
    expect(await lately.get('a')).toBe(1);
  });

  test('and is known to be unchanged stays the same object; what has changed or is gone is known within half a second', async () => {
    const values = new Map([
      ['a', { n: 1 }],
      ['b', { n: 1 }],
      ['c', { n: 1 }],
    ]);
    const asked: string[][] = [];
    const lately = createLately<string, { n: number }>({
      nameOf: (name) => name,
      loadChanged: async (known) => {
        asked.push(known.map(({ key }) => key).toSorted());
        const differ = known.filter(({ key, value }) => values.get(key)?.n !== value?.n);
        return new Map(differ.map(({ key }) => [key, values.get(key) ?? null]));
      },
    });
    for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) await lately.get(name);
    const before = await lately.get('a');
    values.set('b', { n: 2 }).delete('c');
    asked.length = 0;
    await pass(500);
    expect(asked).toEqual([['a', 'b', 'c']]);
    expect(await lately.get('a')).toBe(before);
    expect(await lately.get('b')).toEqual({ n: 2 });
    expect(await lately.get('c')).toBeUndefined();
    await pass(900);
    expect(await lately.get('a')).toBe(before);
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('what is asked for now', () => {
  test('is read each time, and seen as soon as it has changed', async () => {
    const { lately, reads, values } = world();
    expect(await lately.ask('a')).toBe(1);
    values.set('a', 2);
    expect(await lately.ask('a')).toBe(2);
    values.delete('a');
    expect(await lately.ask('a')).toBeUndefined();
    expect(reads).toEqual([['a'], ['a'], ['a']]);
  });

  test('and has not changed is the object that was read before', async () => {
    const value = { n: 1 };
    const read: (typeof value | undefined)[] = [];
    const lately = createLately<string, { n: number }>({
      nameOf: (name) => name,
      loadChanged: async ([known]) => {
        read.push(known?.value);
        return new Map(known?.value?.n === value.n ? [] : [['a', { ...value }]]);
      },
    });
    const first = await lately.ask('a');
    expect(await lately.ask('a')).toBe(first);
    value.n = 2;
    expect(await lately.ask('a')).toEqual({ n: 2 });
    expect(read).toEqual([undefined, { n: 1 }, { n: 1 }]);
  });

  test('is not taken back by a query that began earlier and ends later', async () => {
    const { lately, values, hold } = world();
    await lately.ask('a');
    let release = () => {};
    hold(new Promise((resolve) => (release = resolve)));
    const early = lately.ask('a');
    // It begins, and is silent for so long that others no longer wait for it.
    await pass(0);
    await pass(60);
    values.set('a', 2);
    hold(Promise.resolve());
    expect(await lately.ask('a')).toBe(2);
    release();
    expect(await early).toBe(1);
    expect(await lately.get('a')).toBe(2);
  });
});
