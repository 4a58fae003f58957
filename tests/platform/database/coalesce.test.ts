import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { coalesce } from '../../../src/platform/database/coalesce.ts';

/** A source that answers when it is told to, and remembers what it was asked. */
function source() {
  const asked: string[][] = [];
  const gates: (() => void)[] = [];
  const load = async (keys: readonly string[]) => {
    asked.push([...keys]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `${key}!`]));
  };
  const open = async (index: number) => {
    while (gates.length <= index) await sleep(1);
    gates[index]?.();
  };
  return { asked, load, open };
}

const nameOf = (key: string) => key;

test('look-ups of one moment are one query, each key once, and what is absent is undefined', async () => {
  const { asked, load, open } = source();
  const find = coalesce({ nameOf, load });
  const found = Promise.all(['a', 'b', 'a', 'nobody'].map(find));
  await open(0);
  expect(await found).toEqual(['a!', 'b!', 'a!', undefined]);
  expect(asked).toEqual([['a', 'b', 'nobody']]);
});

test('look-ups that come while a query runs go into the next one, even for the same key', async () => {
  const { asked, load, open } = source();
  const find = coalesce({ nameOf, load });
  const first = find('a');
  while (asked.length === 0) await sleep(1);
  const second = Promise.all([find('a'), find('b')]);
  await open(0);
  expect(await first).toBe('a!');
  await open(1);
  expect(await second).toEqual(['a!', 'b!']);
  expect(asked).toEqual([['a'], ['a', 'b']]);
});

test('nothing is kept: the same question later is asked again', async () => {
  let state = 'active';
  const find = coalesce({ nameOf, load: async (keys) => new Map(keys.map((key) => [key, state])) });
  expect(await find('a')).toBe('active');
  state = 'suspended';
  expect(await find('a')).toBe('suspended');
});

test('a query that fails fails those who asked by it and nobody else', async () => {
  let isBroken = true;
  const load = async (keys: readonly string[]) => {
    if (isBroken) throw new Error('away');
    return new Map(keys.map((key) => [key, key]));
  };
  const find = coalesce({ nameOf, load });
  expect(await Promise.allSettled([find('a'), find('b')])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  isBroken = false;
  expect(await find('a')).toBe('a');
});

test('a query that is silent does not hold up the next', async () => {
  const { asked, load, open } = source();
  const find = coalesce({ nameOf, load });
  const silent = find('a');
  while (asked.length === 0) await sleep(1);
  const later = find('b');
  await open(1);
  expect(await later).toBe('b!');
  const afterwards = find('c');
  await open(2);
  expect(await afterwards).toBe('c!');
  await open(0);
  expect(await silent).toBe('a!');
});

test('of more than 500 keys the oldest go first', async () => {
  const sizes: number[] = [];
  const find = coalesce({
    nameOf,
    load: async (keys) => {
      sizes.push(keys.length);
      return new Map(keys.map((key) => [key, key]));
    },
  });
  const found = await Promise.all(Array.from({ length: 1_200 }, (_, index) => find(String(index))));
  expect(found.at(-1)).toBe('1199');
  expect(sizes).toEqual([500, 500, 200]);
});

test('a query does not run in the context of whoever asked first', async () => {
  const current = new AsyncLocalStorage<string>();
  const find = coalesce({ nameOf, load: async (keys) => new Map(keys.map((key) => [key, current.getStore()])) });
  expect(await current.run('a transaction', () => find('a'))).toBeUndefined();
});
