import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '../kernel/assert.ts';
import { makeLatencies, type Latencies } from './statistics.ts';

/** What a loop saw while it measured. */
export interface Measured {
  readonly count: number;
  /** Calls that were turned away for want of room; they are in no rate and no time. */
  readonly turnedAway: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface ClosedLoop {
  /** Calls under way at once; the next begins when one ends. */
  readonly inFlight: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly call: Call;
}

/** One call; `n` counts from nought. False: it was turned away. Undefined instead of a call: there is none left. */
export type Call = (n: number) => Promise<boolean> | undefined;

/** The highest rate: everybody calls again at once. What begins or ends outside of the window is not counted. */
export async function runClosedLoop(loop: ClosedLoop): Promise<Measured> {
  const startMs = performance.now();
  const fromMs = startMs + loop.warmUpSeconds * 1000;
  const untilMs = fromMs + loop.seconds * 1000;
  const latencies = makeLatencies();
  let next = 0;
  let turnedAway = 0;
  let lastMs = fromMs;
  const client = async () => {
    for (;;) {
      const begunMs = performance.now();
      if (begunMs >= untilMs) return;
      const call = loop.call(next);
      if (call === undefined) return;
      next += 1;
      const wasTaken = await call;
      const endedMs = performance.now();
      if (endedMs < fromMs || endedMs > untilMs) continue;
      if (!wasTaken) {
        turnedAway += 1;
        continue;
      }
      latencies.add(endedMs - begunMs);
      lastMs = endedMs;
    }
  };
  await Promise.all(Array.from({ length: loop.inFlight }, client));
  // Where the calls ran out the window ends with the last of them.
  const endMs = performance.now() < untilMs ? lastMs : untilMs;
  return measured(latencies, (endMs - fromMs) / 1000, turnedAway);
}

export interface OpenLoop {
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Past this many under way the load is not carried any more: the loop waits, and what waits is counted as late. */
  readonly mostInFlight: number;
  readonly call: Call;
}

const tickMs = 1;

/**
 * A given rate, whatever the answers do. Times run from the instant at which a call was to begin, so a stand-still is seen
 * by every call that it delayed and not only by those under way.
 */
export async function runOpenLoop(loop: OpenLoop): Promise<Measured> {
  const startMs = performance.now();
  const latencies = makeLatencies();
  const total = Math.floor((loop.warmUpSeconds + loop.seconds) * loop.perSecond);
  const warmUp = Math.floor(loop.warmUpSeconds * loop.perSecond);
  const underWay = new Set<Promise<unknown>>();
  let turnedAway = 0;
  let lastMs = startMs;
  for (let n = 0; n < total;) {
    // The first is due at once, so that whichever is due is begun at its instant and not one interval late.
    const due = Math.min(total, 1 + Math.floor(((performance.now() - startMs) / 1000) * loop.perSecond));
    while (n < due && underWay.size < loop.mostInFlight) {
      const intendedMs = startMs + (n / loop.perSecond) * 1000;
      const call = loop.call(n);
      assert(call !== undefined, 'an open loop has as many calls as it was promised');
      const counts = n >= warmUp;
      const ended: Promise<unknown> = call.then((wasTaken) => {
        lastMs = performance.now();
        if (!wasTaken) turnedAway += 1;
        else if (counts) latencies.add(lastMs - intendedMs);
        underWay.delete(ended);
      });
      underWay.add(ended);
      n += 1;
    }
    // A process that wakes for nothing wakes the processor that it shares with what it measures.
    const dueInMs = startMs + (n / loop.perSecond) * 1000 - performance.now();
    await (underWay.size < loop.mostInFlight ? sleep(Math.max(tickMs, Math.floor(dueInMs))) : Promise.race(underWay));
  }
  await Promise.all(underWay);
  return measured(latencies, Math.max(loop.seconds, (lastMs - startMs) / 1000 - loop.warmUpSeconds), turnedAway);
}

function measured(latencies: Latencies, seconds: number, turnedAway: number): Measured {
  return {
    count: latencies.count,
    turnedAway,
    seconds,
    perSecond: seconds > 0 ? latencies.count / seconds : 0,
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
  };
}
