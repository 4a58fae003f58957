import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BenchRefusedError, findPgbench, parseTps } from '../../src/bench/pgbench.ts';

describe('pgbench', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vahid-pgbench-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function install(place: string, version: string): Promise<void> {
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'pgbench'), `#!/bin/sh\necho pgbench ${version}\n`, { mode: 0o755 });
  }

  it('is the one on the path, or the newest that Debian has', async () => {
    const debian = join(folder, 'debian');
    await install(join(debian, '9', 'bin'), '9');
    await install(join(debian, '15', 'bin'), '15');
    expect((await findPgbench('', debian)).version).toBe('pgbench 15');
    const path = join(folder, 'path');
    await install(path, 'of the path');
    expect((await findPgbench(path, debian)).version).toBe('pgbench of the path');
  });

  it('that is nowhere is said in a sentence', async () => {
    await expect(findPgbench(folder, join(folder, 'debian'))).rejects.toThrow(BenchRefusedError);
  });
});

describe('the report of pgbench', () => {
  it('gives the rate without the time that connecting took', () => {
    const report = [
      'transaction type: <builtin: TPC-B (sort of)>',
      'latency average = 14.626 ms',
      'initial connection time = 35.060 ms',
      'tps = 1093.918837 (without initial connection time)',
    ].join('\n');
    expect(parseTps(report)).toBe(1093.918837);
  });

  it('without a rate is no measurement', () => {
    expect(() => parseTps('pgbench: error: connection failed')).toThrow('the rate in what pgbench said');
  });
});
