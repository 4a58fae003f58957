import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disabledAfterMs, retryDelayMs } from '../../src/webhooks/model.ts';

const tries = fc.integer({ min: 1, max: 10_000 });
const halfDayMs = 12 * 3_600_000;

describe('an event that is not taken', () => {
  test('is sent again, never sooner than after ten seconds and never later than after half a day', () => {
    fc.assert(
      fc.property(tries, (attempts) => {
        expect(retryDelayMs(attempts)).toBeGreaterThanOrEqual(10_000);
        expect(retryDelayMs(attempts)).toBeLessThanOrEqual(halfDayMs);
      }),
    );
    expect([retryDelayMs(1), retryDelayMs(2), retryDelayMs(3)]).toEqual([10_000, 30_000, 120_000]);
    expect(retryDelayMs(10_000)).toBe(halfDayMs);
  });

  test('is never waited for less long after one more try', () => {
    fc.assert(
      fc.property(tries, fc.nat(100), (attempts, more) => {
        expect(retryDelayMs(attempts + more)).toBeGreaterThanOrEqual(retryDelayMs(attempts));
      }),
    );
  });

  test('is tried about a dozen times before its address is disabled: days pass, and nobody is flooded', () => {
    let waitedMs = 0;
    let sent = 1;
    for (; waitedMs < disabledAfterMs; sent += 1) waitedMs += retryDelayMs(sent);
    expect(sent).toBeGreaterThan(10);
    expect(sent).toBeLessThan(20);
  });
});
