import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleAccounts } from '../../adapters/conformance/sample-accounts.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { runCommandLine } from '../../src/main/cli.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let dataDir: string;
let simulator: Simulator;
let endpoint: string;
const example = fileURLToPath(new URL('../../docs/examples/providers/native-rest.json', import.meta.url));

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-provider-'));
  const rest = subjects.find(({ adapter }) => adapter.metadata.protocol === 'native-rest');
  if (!rest?.authorization) throw new Error('the hub’s own protocol has a key');
  simulator = await rest.startSimulator();
  const options = { currency: 'AZN', accounts: sampleAccounts, authorization: rest.authorization } as const;
  endpoint = simulator.registerProvider('example-native-rest', options).endpoint;
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('DATA_DIR', dataDir);
  vi.stubEnv('NODE_ENV', 'test');
  vi.stubEnv('LOG_LEVEL', 'silent');
  vi.stubEnv('PROVIDER_PRIVATE_NETWORKS', '127.0.0.0/8');
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
  await database.close();
  await rm(dataDir, { recursive: true });
});

/** What one command printed, and whether it ended well. */
async function vahid(...args: readonly string[]): Promise<{ readonly out: string; readonly failed: boolean }> {
  const lines: string[] = [];
  const note = (line: unknown) => lines.push(line instanceof Error ? line.message : String(line));
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(note),
    vi.spyOn(console, 'error').mockImplementation(note),
  ];
  process.exitCode = undefined;
  try {
    await runCommandLine(['node', 'vahid', ...args]);
    return { out: lines.join('\n'), failed: (process.exitCode ?? 0) !== 0 };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const first = <T>(out: string): T => (JSON.parse(out) as T[])[0] as T;

describe('a provider from the command line', () => {
  test('is proposed by one operator, checked as a draft, approved by another, listed and shown', async () => {
    for (const login of ['anna', 'bahar']) {
      expect((await vahid('operators', 'add', login)).out).toMatch(new RegExp(`^operator ${login}, secret \\S{43}$`));
    }
    const proposed = await vahid('provider', 'propose', example, '--as', 'anna', '--endpoint', endpoint, '--json');
    const { id } = first<{ id: string }>(proposed.out);
    const checked = await vahid('adapter', 'check', id, '--json');
    expect(checked.failed).toBe(false);
    expect(JSON.parse(checked.out)).toContainEqual({ check: 'credentials', verdict: 'ok', detail: 'taken' });
    const own = await vahid('provider', 'approve', id, '--as', 'anna');
    expect([own.failed, own.out]).toEqual([true, 'vahid: same_actor: Who proposed cannot approve']);
    const approved = await vahid('provider', 'approve', id, '--as', 'bahar');
    expect([approved.failed, approved.out]).toEqual([false, expect.stringContaining('approved by bahar')]);
    expect((await vahid('provider', 'list')).out).toMatch(/^example-native-rest\s+power\s+active\s+native-rest\s+v1/);
    const shown = await vahid('provider', 'show', 'example-native-rest');
    expect(JSON.parse(shown.out)).toMatchObject({ version: 1, secretNames: ['key'] });
    expect(shown.out).not.toContain('conformance-key');
    const table = await vahid('adapter', 'check', 'example-native-rest', '--unknown', '12345');
    expect([table.failed, table.out]).toEqual([true, expect.stringMatching(/unknown account +failed +answered/)]);
  });

  test('is refused with every wrong field, from a file that is none, and by nobody', async () => {
    const file = join(dataDir, 'wrong.json');
    const wrong = { code: 'x-1', service: 'steam', protocol: 'gopher', endpoint: 'ftp://x', more: 1 };
    await writeFile(file, JSON.stringify({ reason: 'r', provider: wrong }));
    const refused = await vahid('provider', 'propose', file, '--as', 'anna');
    expect(refused.failed).toBe(true);
    expect(refused.out.split('\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}\/provider\/service {2}type: one of gas/),
        expect.stringMatching(/^ {2}\/provider\/protocol {2}unknown: /),
        expect.stringMatching(/^ {2}\/provider\/endpoint {2}address: /),
        expect.stringMatching(/^ {2}\/provider\/names {2}required: /),
        expect.stringMatching(/^ {2}\/provider\/more {2}unknown_field: /),
      ]),
    );
    await writeFile(file, 'no json');
    expect((await vahid('provider', 'propose', file, '--as', 'anna')).out).toContain('is not JSON');
    const byNobody = await vahid('provider', 'propose', example, '--as', 'nobody');
    expect(byNobody.out).toMatch(/not_found: .*\n {2}--as {2}known: no operator has this login/);
    for (const command of [
      ['maintenance', 'plan', 'example-native-rest', '--on', '2099-01-01', '--at', '01:00', '--minutes', '60'],
      ['provider-registry', 'load', 'example-native-rest', file],
      ['provider-registry', 'approve', '0190a000-0000-7000-8000-000000000000'],
      ['collected', 'assign', '0190a000-0000-7000-8000-000000000000', '--provider', 'x', '--account', '1'],
    ]) {
      const refusedToo = await vahid(...command, '--as', 'nobody');
      expect([command[0], refusedToo.failed, refusedToo.out]).toEqual([
        ...[command[0], true],
        expect.stringMatching(/not_found: .*\n {2}--as {2}known: no operator has this login/),
      ]);
    }
    for (const command of [
      ['provider', 'show', 'nope'],
      ['adapter', 'check', 'nope'],
    ]) {
      expect((await vahid(...command)).out).toContain('no provider is called nope');
    }
  });

  test.each([
    ['maintenance', 'cancel'],
    ['collected', 'assign', '--provider', 'x', '--account', '1', '--as', 'anna'],
    ['cases', 'take', '--as', 'anna'],
    ['provider', 'approve', '--as', 'anna'],
  ])('%s %s refuses what is no id before it asks the database', async (group, step, ...options) => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(await vahid(group, step, 'nonsense', ...options)).toEqual({ out: '', failed: true });
      expect(written.mock.calls.join('')).toContain(`the id that \`vahid ${group} `);
    } finally {
      written.mockRestore();
    }
  });

  test.each([
    [['operators', 'suspend', 'nobody'], '/login'],
    [['network', 'allow', 'nope', '--terminal', 'T1'], '/agent'],
    [['network', 'service', 'nope', '5', 'azerigas'], '/agent'],
    [['wallet', 'allow', 'nope', 'azerigas', '--protocol', 'payme', '--terminal', 'T1'], '/agent'],
    [['provider-registry', 'key', 'nope'], 'not_found'],
  ])('%j names what it does not know', async (command, field) => {
    const refused = await vahid(...command);
    expect(refused).toEqual({ out: expect.stringContaining(field) as string, failed: true });
  });

  test('a file of payments is asked for by a number, and the refusal says so', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const refused = await vahid('provider-registry', 'payments', 'azerigas', 'abc', '--to', join(dataDir, 'file'));
      expect(refused.failed).toBe(true);
      expect(written.mock.calls.join('')).toContain('a whole number from 1 on');
    } finally {
      written.mockRestore();
    }
  });

  test('protocols are listed with what they can do', async () => {
    const listed = JSON.parse((await vahid('adapter', 'list', '--json')).out) as { protocol: string }[];
    expect(listed.map(({ protocol }) => protocol)).toContain('erip-xml');
    expect((await vahid('adapter', 'list')).out).toMatch(
      /click-shop +Click SHOP.*\n +can top-up; needs secret, serviceId/,
    );
  });
});
