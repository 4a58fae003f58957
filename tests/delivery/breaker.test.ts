import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../src/delivery/breaker.ts';

const at = (ms: number) => new Date(1_800_000_000_000 + ms);

describe('a breaker', () => {
  const breaker = (lengthen = (ms: number) => ms) => createBreaker({ failures: 3, openMs: [1000, 4000] }, lengthen);
  const places = (made: ReturnType<typeof breaker>, ms: number, underWay = 0) =>
    made.places(at(ms), { most: 5, underWay });
  const opened = (made = breaker()) => {
    for (let failure = 0; failure < 3; failure += 1) made.ended(at(0), true);
    return made;
  };

  it('gives out every free place while the provider answers, and none too many', () => {
    const made = breaker();
    expect([places(made, 0), places(made, 0, 3), places(made, 0, 5), places(made, 0, 7)]).toEqual([5, 2, 0, 0]);
  });

  it('opens after so many failures in a row, and not when an answer came in between', () => {
    const made = breaker();
    for (const isFailure of [true, true, false, true, true]) made.ended(at(0), isFailure);
    expect(places(made, 0)).toBe(5);
    made.ended(at(0), true);
    expect(places(made, 999)).toBe(0);
    expect(made.isOpen(at(999))).toBe(true);
  });

  it('then lets one attempt at a time try, once nothing is under way any more', () => {
    const made = opened();
    expect([places(made, 1000, 2), places(made, 1000, 1), places(made, 1000)]).toEqual([0, 0, 1]);
  });

  it('says that the provider is back at its first answer, and opens for longer when the try fails', () => {
    const made = opened();
    expect(made.ended(at(1000), true)).toBe(false);
    expect([places(made, 4999), places(made, 5000)]).toEqual([0, 1]);
    expect(made.ended(at(5000), false)).toBe(true);
    expect(places(made, 5000)).toBe(5);
    expect(made.ended(at(5000), false)).toBe(false);
  });

  it('does not count attempts twice that began before it opened', () => {
    const made = opened();
    made.ended(at(500), true);
    expect(places(made, 1000)).toBe(1);
  });

  it('lengthens its pauses by chance where it is told to', () => {
    const made = opened(breaker((ms) => ms + 250));
    expect([places(made, 1249), places(made, 1250)]).toEqual([0, 1]);
  });
});
