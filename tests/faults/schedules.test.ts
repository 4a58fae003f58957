import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultPoints, type FaultPoint } from '../../src/kernel/fault-port.ts';
import { createShutdown } from '../../src/main/shutdown.ts';
import { documentedRows } from './documented.ts';
import { openStand, prepareRun, type Stand } from './run-faults.ts';

/** Where the shorter set begins; `npm run faults` begins at 1 and goes on much longer. */
const firstSeed = 9_001;
const schedules = 4;
const longMs = 600_000;

describe('a hub of several processes', () => {
  const shutdown = createShutdown();
  let stand: Stand;

  beforeAll(async () => {
    const { file, folder } = await prepareRun(shutdown, () => true);
    const logFile = join(folder, 'processes.log');
    stand = await openStand({ file, logFile, databaseUrl: undefined, shutdown });
  }, longMs);
  afterAll(() => shutdown.run(), longMs);

  it.each(Array.from({ length: schedules }, (_, index) => firstSeed + index))(
    'loses nothing and pays nothing twice in the schedule of seed %i',
    async (seed) => {
      const { lost, doubled, violations } = await stand.live(seed);
      expect({ lost, doubled, violations }).toEqual({ lost: [], doubled: [], violations: [] });
    },
    longMs,
  );

  it(
    'stands a process that dies at each named point',
    async () => {
      const { lost, doubled, violations, reached } = await stand.liveThroughPoints();
      expect({ lost, doubled, violations }).toEqual({ lost: [], doubled: [], violations: [] });
      const all = Object.keys(faultPoints) as FaultPoint[];
      expect(all.filter((point) => !reached.includes(point))).toEqual([]);
    },
    longMs,
  );
});

describe('docs/faults.md', () => {
  it('has a row for each point, fault and planted defect', async () => {
    const page = await readFile('docs/faults.md', 'utf8');
    expect(documentedRows().filter((row) => !page.includes(row))).toEqual([]);
  });
});
