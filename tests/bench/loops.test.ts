import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runClosedLoop, runOpenLoop } from '../../src/bench/loops.ts';

describe('a closed loop', () => {
  it('keeps so many calls under way and ends when there are none left', async () => {
    let underWay = 0;
    let most = 0;
    const seen: number[] = [];
    const measured = await runClosedLoop({
      inFlight: 4,
      warmUpSeconds: 0,
      seconds: 30,
      call: (n) => {
        if (n >= 40) return undefined;
        seen.push(n);
        underWay += 1;
        most = Math.max(most, underWay);
        return sleep(1).then(() => {
          underWay -= 1;
          return n % 10 !== 0;
        });
      },
    });
    expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(most).toBe(4);
    expect(measured).toMatchObject({ count: 36, turnedAway: 4 });
    expect(measured.perSecond).toBeCloseTo(measured.count / measured.seconds);
  });

  it('counts nothing that ended while it was warming up', async () => {
    const calls: number[] = [];
    const measured = await runClosedLoop({
      inFlight: 1,
      warmUpSeconds: 30,
      seconds: 30,
      call: (n) => (n < 3 ? Promise.resolve(calls.push(n) > 0) : undefined),
    });
    expect(calls).toHaveLength(3);
    expect(measured.count).toBe(0);
  });

  it('fails with the call that fails', async () => {
    const call = () => Promise.reject(new Error('refused'));
    await expect(runClosedLoop({ inFlight: 2, warmUpSeconds: 0, seconds: 5, call })).rejects.toThrow('refused');
  });
});

describe('an open loop', () => {
  it('begins its first call at once, and not when the second is due', async () => {
    const intervalMs = 2_000;
    const startedMs = performance.now();
    const begunMs: number[] = [];
    const call = () => Promise.resolve(begunMs.push(performance.now() - startedMs) > 0);
    const seconds = intervalMs / 1000;
    await runOpenLoop({ perSecond: 1 / seconds, warmUpSeconds: 0, seconds, mostInFlight: 10, call });
    expect(begunMs).toHaveLength(1);
    expect(begunMs[0]).toBeLessThan(intervalMs);
  });

  it('counts a stand-still for every call that it delayed', async () => {
    const stoppedMs = 200;
    const stop = sleep(stoppedMs);
    const measured = await runOpenLoop({
      perSecond: 100,
      warmUpSeconds: 0,
      seconds: 0.2,
      mostInFlight: 1,
      // The first call keeps the only connection until the stop is over; the others would take no time at all.
      call: () => stop.then(() => true),
    });
    expect(measured.count).toBe(20);
    // Had only the calls under way been looked at, half of them would have taken nothing.
    expect(measured.p50Ms).toBeGreaterThanOrEqual(stoppedMs / 4);
  });

  it('counts neither what was turned away nor the calls of the warm-up', async () => {
    const measured = await runOpenLoop({
      perSecond: 200,
      warmUpSeconds: 0.05,
      seconds: 0.1,
      mostInFlight: 10,
      call: async (n) => n % 2 === 0,
    });
    expect(measured).toMatchObject({ count: 10, turnedAway: 15 });
  });
});
