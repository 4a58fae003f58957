import { assert, present } from '../kernel/assert.ts';
import { seededBytes, uniformBelow } from '../kernel/random.ts';

/** Choices that are the same for the same seed. Each part of the world throws its own dice, so that a change of one leaves the others. */
export interface Dice {
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** A whole number within bounds that include both ends. */
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** True in so many of a hundred throws. */
  chance(percent: number): boolean;
  /** A text of a shape: `#` becomes a digit, everything else stays. */
  fill(shape: string): string;
}

export function createDice(seed: string): Dice {
  const bytes = seededBytes(seed);
  const below = (bound: number): number => {
    assert(Number.isInteger(bound) && bound > 0, 'dice have at least one side');
    return uniformBelow(bytes, bound);
  };
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    pick: (list) => present(list[below(list.length)], 'something to pick'),
    chance: (percent) => below(100) < percent,
    fill: (shape) => shape.replace(/#/g, () => String(below(10))),
  };
}

/** Draws until the text is new, and remembers it. */
export function drawNew(taken: Set<string>, draw: () => string): string {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const drawn = draw();
    if (taken.has(drawn)) continue;
    taken.add(drawn);
    return drawn;
  }
  throw new RangeError('the sample world has run out of numbers');
}
