import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWriteBehind } from '../../src/platform/write-behind.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function book() {
  const pages: number[][] = [];
  let isBroken = false;
  const behind = createWriteBehind<number>({
    afterMs: 250,
    write: async (items) => {
      if (isBroken) throw new Error('no database');
      pages.push([...items]);
    },
  });
  return {
    pages,
    behind,
    breakFor: async (work: () => Promise<void>) => {
      isBroken = true;
      await work();
      isBroken = false;
    },
  };
}

describe('what nobody waits for', () => {
  test('is written together, a moment after the first of it', async () => {
    const { behind, pages } = book();
    behind.add(1);
    await vi.advanceTimersByTimeAsync(200);
    behind.add(2);
    expect(pages).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(pages).toEqual([[1, 2]]);
    behind.add(3);
    await vi.advanceTimersByTimeAsync(250);
    expect(pages).toEqual([[1, 2], [3]]);
  });

  test('is written at once for whoever is about to read it', async () => {
    const { behind, pages } = book();
    behind.add(1);
    await behind.flush();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pages).toEqual([[1]]);
  });

  test('is kept while it cannot be written, and goes with the next', async () => {
    const { behind, pages, breakFor } = book();
    behind.add(1);
    await breakFor(() => behind.flush());
    expect(pages).toEqual([]);
    behind.add(2);
    await vi.advanceTimersByTimeAsync(250);
    expect(pages).toEqual([[1, 2]]);
  });
});
