import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBatcher } from '../../src/platform/batching.ts';

describe('a batcher', () => {
  /** Doubles numbers once it is let go, and remembers its runs. */
  function doubling(options: { mostItems: number; splits?: boolean; fails?: (items: readonly number[]) => boolean }) {
    const runs: (readonly number[])[] = [];
    const gates: (() => void)[] = [];
    const batcher = createBatcher<number, number>({
      ...options,
      run: async (items) => {
        runs.push(items);
        await new Promise<void>((resolve) => gates.push(resolve));
        if (options.fails?.(items) === true) throw new Error(`failed ${items.join()}`);
        return items.map((item) => item * 2);
      },
    });
    const letGo = async () => {
      for (let idle = 0; idle < 3;) {
        const gate = gates.shift();
        gate?.();
        idle = gate ? 0 : idle + 1;
        await turn();
      }
    };
    return { batcher, runs, gates, letGo };
  }

  it('starts a lone item at once, and takes what comes meanwhile together', async () => {
    const { batcher, runs, gates, letGo } = doubling({ mostItems: 10 });
    const first = batcher.add(1);
    await turn();
    expect(runs).toEqual([[1]]);
    const others = [batcher.add(2), batcher.add(3), batcher.add(4)];
    await turn();
    expect(gates).toHaveLength(1);
    await letGo();
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8]);
    expect(runs).toEqual([[1], [2, 3, 4]]);
  });

  it('that rests leaves others as much time as a run took, and makes fewer and larger ones', async () => {
    const runs: { readonly items: number; readonly fromMs: number; readonly toMs: number }[] = [];
    const batcher = createBatcher<number, number>({
      mostItems: 10,
      rests: true,
      run: async (items) => {
        const fromMs = performance.now();
        await sleep(30);
        runs.push({ items: items.length, fromMs, toMs: performance.now() });
        return items;
      },
    });
    await batcher.add(1);
    await Promise.all([2, 3, 4].map((item) => batcher.add(item)));
    const [first, second] = runs;
    expect(runs.map(({ items }) => items)).toEqual([1, 3]);
    const took = (first?.toMs ?? 0) - (first?.fromMs ?? 0);
    // A timer may be early by the fraction of a millisecond that it does not know.
    expect((second?.fromMs ?? 0) - (first?.toMs ?? 0)).toBeGreaterThan(took - 2);
  });

  it('takes no more than it may, in the order they came', async () => {
    const { batcher, runs, letGo } = doubling({ mostItems: 2 });
    const all = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
    await letGo();
    expect(await all).toEqual([2, 4, 6, 8, 10]);
    expect(runs).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('rejects every item of a run that fails, and goes on', async () => {
    const { batcher, letGo } = doubling({ mostItems: 10, fails: (items) => items.includes(1) });
    const outcomes = Promise.allSettled([batcher.add(1), batcher.add(2)]);
    await letGo();
    expect((await outcomes).map((one) => one.status)).toEqual(['rejected', 'rejected']);
    const next = batcher.add(3);
    await letGo();
    expect(await next).toBe(6);
  });

  it('finds the one bad item by halves where a run bears repetition', async () => {
    const { batcher, letGo } = doubling({ mostItems: 10, splits: true, fails: (items) => items.includes(3) });
    const outcomes = Promise.allSettled([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
    await letGo();
    expect((await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      2,
      4,
      'Error: failed 3',
      8,
      10,
    ]);
  });

  it('answers nobody from a run that returns too little', async () => {
    const batcher = createBatcher<number, number>({ run: async () => [], mostItems: 10 });
    await expect(batcher.add(1)).rejects.toThrow('1 items, 0 answers');
  });
});
