import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LiveFinding } from '../../adapters/conformance/live-check.ts';
import { adapters } from '../../adapters/index.ts';
import { runCommandLine } from '../../src/main/cli.ts';
import { readExamples, type RunningExample, startExamples } from '../../src/main/connect/examples.ts';
import { createShutdown } from '../../src/main/shutdown.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let dataDir: string;
let running: readonly RunningExample[];
const shutdown = createShutdown();
const protocols = adapters.map(({ metadata }) => metadata.protocol);

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-check-'));
  running = await startExamples(await readExamples(), shutdown, 'free');
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('DATA_DIR', dataDir);
  vi.stubEnv('NODE_ENV', 'test');
  vi.stubEnv('LOG_LEVEL', 'silent');
  vi.stubEnv('PROVIDER_PRIVATE_NETWORKS', '127.0.0.0/8');
  await vahid('operators', 'add', 'anna');
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await shutdown.run();
  await database.close();
  await rm(dataDir, { recursive: true });
});

async function vahid(...args: readonly string[]): Promise<{ readonly out: string; readonly failed: boolean }> {
  const lines: string[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((line: unknown) => lines.push(String(line)));
  process.exitCode = undefined;
  try {
    await runCommandLine(['node', 'vahid', ...args]);
    return { out: lines.join('\n'), failed: (process.exitCode ?? 0) !== 0 };
  } finally {
    spy.mockRestore();
  }
}

describe.each(protocols)('`vahid adapter check` of a proposed provider of %s', (protocol) => {
  const example = () => running.find((one) => one.protocol === protocol);
  const check = async () => {
    const endpoint = example()?.endpoint;
    const file = `docs/examples/providers/${protocol}.json`;
    const where = endpoint === undefined ? [] : ['--endpoint', endpoint];
    const proposed = await vahid('provider', 'propose', file, '--as', 'anna', ...where, '--json');
    const [{ id } = { id: '' }] = JSON.parse(proposed.out) as { id: string }[];
    const { out, failed } = await vahid('adapter', 'check', id, '--json');
    return { failed, findings: JSON.parse(out) as LiveFinding[] };
  };

  test('finds nothing wrong at its simulator, and books nothing there', async () => {
    const { failed, findings } = await check();
    expect([failed, findings.filter(({ verdict }) => verdict === 'failed')]).toEqual([false, []]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'settings', verdict: 'ok' }));
    expect(findings.map(({ check: name }) => name)).toContain('connection');
    const { simulator, code } = example() ?? {};
    expect(simulator?.books(code ?? '').payments() ?? []).toEqual([]);
  });

  test('fails where its end of the wire says what cannot be read', async () => {
    const { simulator, code = '' } = example() ?? {};
    if (!simulator) return expect(protocol).toBe('registry-files');
    simulator.faults(code).set([{ fault: 'truncate' }]);
    const { failed, findings } = await check();
    simulator.faults(code).set([]);
    // A protocol that only pays is asked nothing but whether it is there.
    const isAsked = findings.some(({ check: name, verdict }) => name === 'debt of the test account' && verdict !== '-');
    expect([isAsked, failed]).toEqual([protocol !== 'click-shop', protocol !== 'click-shop']);
  });
});
