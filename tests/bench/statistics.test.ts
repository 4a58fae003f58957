import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLatencies, median, percentile, ratio } from '../../src/bench/statistics.ts';

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow('a median of something');
  });
});

describe('percentile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.99)).toBe(0);
  });

  it('is the same from latencies that were added one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const latencies = makeLatencies();
        for (const value of values) latencies.add(value);
        expect(latencies.count).toBe(values.length);
        for (const share of [0.5, 0.99, 1]) expect(latencies.percentile(share)).toBe(percentile(values, share));
      }),
    );
  });

  it('keeps more latencies than there was room for at first', () => {
    const latencies = makeLatencies();
    for (let value = 1; value <= 200_000; value += 1) latencies.add(value);
    expect(latencies.percentile(0.99)).toBe(198_000);
  });
});

describe('ratio', () => {
  it('refuses to divide by what was not measured', () => {
    expect(ratio(6, 3)).toBe(2);
    expect(() => ratio(6, 0)).toThrow('something to be compared with');
  });
});
