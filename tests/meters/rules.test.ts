import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areBlocks, type Block, blockPosition, type BlockTariff } from '../../src/meters/blocks.ts';
import { readingProblem } from '../../src/meters/reading-rule.ts';

const tariffs = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { maxLength: 5 }),
    fc.array(fc.bigInt(0n, 50_000n), { minLength: 6, maxLength: 6 }),
  )
  .map(([ends, prices]): BlockTariff => {
    const sorted: (number | null)[] = ends.toSorted((a, b) => a - b);
    const blocks = [...sorted, null].map((upTo, index): Block => ({ upTo, priceMilli: prices[index] ?? 0n }));
    return { providerId: 'p', validFrom: '2026-01-01', period: 'month', blocks };
  });

/** 8.4 qəpik to 200 kWh, 10 to 300, 15 beyond. */
const power: BlockTariff = {
  ...{ providerId: 'p', validFrom: '2026-01-01', period: 'month' },
  blocks: [
    { upTo: 200, priceMilli: 8_400n },
    { upTo: 300, priceMilli: 10_000n },
    { upTo: null, priceMilli: 15_000n },
  ],
};

describe('the position in a tariff of blocks', () => {
  test('says how much is used of this block and what the next one costs', () => {
    expect(blockPosition(power, 199)).toEqual({
      ...{ period: 'month', block: 1, usedInBlock: 199, leftInBlock: 1, priceMilli: 8_400n, nextPriceMilli: 10_000n },
    });
    expect(blockPosition(power, 200)).toMatchObject({ block: 2, usedInBlock: 0, leftInBlock: 100 });
    expect(blockPosition(power, 1_000)).toMatchObject({
      block: 3,
      usedInBlock: 700,
      leftInBlock: null,
      nextPriceMilli: null,
    });
  });

  test('is where the next unit is charged, for every tariff and use', () => {
    fc.assert(
      fc.property(tariffs, fc.integer({ min: 0, max: 10_000 }), (tariff, used) => {
        expect(areBlocks(tariff.blocks)).toBe(true);
        const position = blockPosition(tariff, used);
        const before = tariff.blocks[position.block - 2]?.upTo ?? 0;
        expect(before + position.usedInBlock).toBe(used);
        expect(position.usedInBlock).toBeGreaterThanOrEqual(0);
        if (position.leftInBlock === null) expect(position.block).toBe(tariff.blocks.length);
        else {
          expect(position.leftInBlock).toBeGreaterThan(0);
          const later = blockPosition(tariff, used + position.leftInBlock);
          expect(later.block).toBe(position.block + 1);
          expect(later.priceMilli).toBe(position.nextPriceMilli);
        }
      }),
    );
  });

  test.each<[string, readonly Block[]]>([
    [
      'that end before they begin',
      [
        { upTo: 10, priceMilli: 1n },
        { upTo: 10, priceMilli: 1n },
        { upTo: null, priceMilli: 1n },
      ],
    ],
    ['without an end of the last', [{ upTo: 10, priceMilli: 1n }]],
    [
      'with two last ones',
      [
        { upTo: null, priceMilli: 1n },
        { upTo: null, priceMilli: 1n },
      ],
    ],
    ['below nought', [{ upTo: null, priceMilli: -1n }]],
  ])('blocks %s are none', (_what, blocks) => {
    expect(areBlocks(blocks)).toBe(false);
  });
});

describe('a reading', () => {
  const last = { value: 1_200, readOn: '2026-10-31' };
  const rule = { mostPerDay: 10, today: '2026-11-20', isConfirmed: false };
  const readOn = '2026-11-10';

  test.each([
    [1_200, readOn, null],
    [1_300, readOn, null],
    [1_301, readOn, 'implausible'],
    [1_199, readOn, 'too-low'],
    [1_210, '2026-10-31', null],
    [1_211, '2026-10-31', 'implausible'],
    [1_250, '2026-10-30', 'date'],
    [1_250, '2026-11-21', 'date'],
    [1_250, '2026-02-30', 'date'],
    [1.5, readOn, 'value'],
    [-1, readOn, 'value'],
    [1_000_000_000, readOn, 'value'],
  ])('of %d on %s: %s', (value, on, problem) => {
    expect(readingProblem(last, { value, readOn: on }, rule)).toBe(problem);
  });

  test('that somebody looked at again is taken, unless it is below the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
        const problem = readingProblem(last, { value, readOn }, { ...rule, isConfirmed: true });
        expect(problem).toBe(value < last.value ? 'too-low' : null);
      }),
    );
  });

  test('is taken as it is where there was none before, or nobody knows what is possible', () => {
    expect(readingProblem(null, { value: 5, readOn: '2020-01-01' }, rule)).toBeNull();
    expect(readingProblem(last, { value: 900_000, readOn }, { ...rule, mostPerDay: null })).toBeNull();
  });
});
