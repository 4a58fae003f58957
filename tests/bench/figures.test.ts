import { describe, expect, it } from 'vitest';
import { describeFigures, jsonLine, missed, promises } from '../../src/bench/figures.ts';

describe('figures', () => {
  it('has every key of the promises once', () => {
    expect(new Set(promises.map(({ key }) => key)).size).toBe(promises.length);
    expect(promises.map(({ key }) => key)).toEqual([
      'engineOverPgbench',
      'engineOverReference',
      'referenceOverPgbench',
      'httpOverEmptyRoute',
      'httpOverPgbench',
      'bulkOverPgbench',
      'httpP99Ms',
      'confirmRate',
      'confirmP99Ms',
      'costGrowth',
      'closeGrowth',
      'verifySecondsPerMillion',
      'debtRegistryOverCopy',
      'debtRegistryPeakMb',
      'debtOverheadP50Ms',
      'debtOverheadP99Ms',
      'debtFanoutMs',
      'hangingProviderGrowth',
    ]);
  });

  it('keeps a bound that is met exactly and misses one that is not', () => {
    expect(missed({ engineOverPgbench: 6, httpP99Ms: 50 })).toEqual([]);
    expect(missed({ engineOverPgbench: 5.99, httpP99Ms: 50.1 }).map(({ key }) => key)).toEqual([
      'engineOverPgbench',
      'httpP99Ms',
    ]);
  });

  it('tells what was not measured from what was not reached, and shows no group that did not run', () => {
    const table = describeFigures({ engineOverPgbench: 3, extra: 12_345.6 }, ['engine']);
    expect(table).toMatch(/^engineOverPgbench +3 +≥ 6 +NOT REACHED/m);
    expect(table).toMatch(/^engineOverReference +– +≥ 20 +not measured/m);
    expect(table).toMatch(/^extra +12,346$/m);
    expect(table).not.toContain('costGrowth');
  });

  it('writes one flat line', () => {
    const line = jsonLine({ engineOverPgbench: 6.123456, enginePerSecond: 14_000.4 }, { plan: 'full', failed: '' });
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ engineOverPgbench: 6.123, enginePerSecond: 14_000, plan: 'full', failed: '' });
  });
});
