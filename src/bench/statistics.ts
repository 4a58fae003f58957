import { assert, present } from '../kernel/assert.ts';

/** The middle one; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  assert(values.length > 0, 'a median of something');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = present(sorted[Math.floor(sorted.length / 2)], 'the middle');
  const lower = present(sorted[Math.ceil(sorted.length / 2) - 1], 'the middle');
  return (lower + upper) / 2;
}

/** The smallest value that `share` of all values do not exceed (nearest rank); 0 of nothing. */
export function percentile(values: Float64Array | readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return present(sorted[rank - 1], 'a value of this rank');
}

/** `part ÷ whole`; a measurement without a denominator is none. */
export function ratio(part: number, whole: number): number {
  assert(whole > 0, 'a ratio has something to be compared with');
  return part / whole;
}

/** Waiting times as they were seen, without buckets: a run has some millions at most. */
export interface Latencies {
  add(ms: number): void;
  readonly count: number;
  /** Milliseconds. */
  percentile(share: number): number;
}

export function makeLatencies(): Latencies {
  let values = new Float64Array(1 << 16);
  let count = 0;
  return {
    add(ms) {
      if (count === values.length) {
        const larger = new Float64Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[count] = ms;
      count += 1;
    },
    get count() {
      return count;
    },
    percentile: (share) => percentile(values.subarray(0, count), share),
  };
}
