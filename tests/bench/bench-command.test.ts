import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server of its own, four processes and the verifier: minutes only on a machine that does much else. */
const patienceMs = 540_000;

function bench(...flags: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { DATABASE_URL: _, REDIS_URL: __, ...environment } = process.env;
  return run(process.execPath, ['vahid.mjs', 'bench', '--tiny', '--json', ...flags], {
    ...{ cwd: root, env: environment, timeout: patienceMs },
  });
}

it(
  'confirms what it offers, finds nothing in the books, and ends with one flat line',
  async () => {
    const { stdout, stderr } = await bench('--only', 'confirm');
    const figures: Record<string, unknown> = JSON.parse(stdout);
    expect(stdout.trimEnd()).not.toContain('\n');
    for (const value of Object.values(figures)) expect(['number', 'string']).toContain(typeof value);
    expect(figures).toMatchObject({ plan: 'tiny', failed: '' });
    expect(figures['confirmRate']).toBeGreaterThan(0);
    expect(figures['confirmP99Ms']).toBeGreaterThan(0);
    expect(figures).not.toHaveProperty('engineOverPgbench');
    expect(stderr).toContain('fsync on, synchronous_commit on');
    expect(stderr).toContain('the books of the simulated providers equal ours');
    expect(stderr).toContain('the verifier finds nothing');
  },
  patienceMs,
);

it(
  'names the groups it has when it is asked for another',
  async () => {
    await expect(bench('--only', 'speed')).rejects.toMatchObject({
      stderr: expect.stringContaining('engine, http, confirm, growth, debts'),
    });
  },
  patienceMs,
);
