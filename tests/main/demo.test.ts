import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { administer } from '../../src/platform/database/administration.ts';
import { watchProcess } from '../support/process-output.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-demo-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs the demo with both streams in one pipe, as they come, and returns every line it said. */
async function demo(out: string, ...flags: readonly string[]): Promise<string[]> {
  const args = ['vahid.mjs', 'demo', '--json', '--citizens', '12', '--out', join(folder, out), ...flags];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, DATABASE_URL: inject('testServer').url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watched = watchProcess(child);
  expect(await watched.ended, watched.text()).toBe(0);
  expect(watched.text().endsWith('\n')).toBe(true);
  return watched.text().slice(0, -1).split('\n');
}

async function filesOf(out: string): Promise<Map<string, string>> {
  const names = (await readdir(join(folder, out))).toSorted();
  const files = names.map(async (name) => [name, await readFile(join(folder, out, name), 'base64')] as const);
  return new Map(await Promise.all(files));
}

it('does the main job from registration to reports, and says so in one last line', { timeout: 120_000 }, async () => {
  const lines = await demo('first', '--seed', '7');
  const summary = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  expect(Object.keys(summary)).toEqual([
    'citizens',
    'accountsLinked',
    'providers',
    'debtQueries',
    'paymentsAccepted',
    'paymentsConfirmed',
    'unknown',
    'settlementReports',
    'ledgerSum',
    'verifyFindings',
    'simulatorDifferences',
    'durationMs',
  ]);
  expect(summary).toMatchObject({
    citizens: 12,
    providers: 10,
    unknown: 0,
    ledgerSum: { AZN: '0.00', EUR: '0.00', RUB: '0.00' },
    verifyFindings: 0,
    simulatorDifferences: 0,
  });
  const { accountsLinked, debtQueries, paymentsAccepted, paymentsConfirmed, settlementReports } = summary;
  expect(debtQueries).toBeGreaterThanOrEqual(accountsLinked as number);
  expect(paymentsConfirmed).toBeGreaterThan(20);
  expect(paymentsAccepted).toBeGreaterThan(paymentsConfirmed as number);
  const names = [...(await filesOf('first')).keys()];
  const readings = names.filter((name) => name.endsWith('-readings.csv'));
  expect(readings).toEqual(['2026-11-20-azerigas-readings.csv']);
  const reports = names.filter((name) => !readings.includes(name));
  expect(reports.length).toBe(2 * (settlementReports as number));
  for (const name of reports) expect(name).toMatch(/^2026-11-20-[a-z]+-(AZN|EUR|RUB)\.(csv|pdf)$/);
});

it(
  'writes the same reports for the same seed, byte for byte, and others for another',
  { timeout: 240_000 },
  async () => {
    await demo('second', '--seed', '7');
    await demo('other', '--seed', '8');
    const first = await filesOf('first');
    expect(await filesOf('second')).toEqual(first);
    expect(await filesOf('other')).not.toEqual(first);
  },
);

it('leaves no database behind', async () => {
  const server = await administer(inject('testServer').url);
  const left = await server.list('vahid_demo_');
  await server.close();
  expect(left).toEqual([]);
});
