import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAdapter } from '../../src/main/connect/new-adapter.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

let copy: string;
let written: readonly string[];

/** A copy of what an adapter needs of the checkout, with one more protocol in it. */
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'vahid-new-adapter-'));
  const parts = [
    'adapters',
    'src',
    'docs/examples',
    'tests/adapters',
    'tsconfig.json',
    'package.json',
    '.oxlintrc.json',
  ];
  for (const part of [...parts, 'package-lock.json', 'vahid.mjs']) {
    await cp(join(checkout, part), join(copy, part), { recursive: true });
  }
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  written = await makeAdapter(copy, 'steam-heat2');
}, 60_000);
afterAll(() => rm(copy, { recursive: true }));

const node = (...args: readonly string[]) =>
  run(process.execPath, [...args], { cwd: copy, maxBuffer: 16 * 1024 * 1024 });

describe('an adapter that was just made', () => {
  test('has every file of an adapter, and nothing in it is called a template', async () => {
    expect(written).toEqual(
      expect.arrayContaining([
        ...['adapter', 'metadata', 'wire', 'requests', 'map', 'simulator', 'simulator-defects'].map(
          (name) => `adapters/steam-heat2/${name}.ts`,
        ),
        ...['adapters/steam-heat2/README.md', 'adapters/conformance/steam-heat2.ts', 'adapters/index.ts'],
        ...['tests/adapters/steam-heat2.test.ts', 'docs/examples/providers/steam-heat2.json'],
      ]),
    );
    for (const path of written.filter((one) => one.includes('steam-heat2'))) {
      expect(await readFile(join(copy, path), 'utf8')).not.toMatch(/template/i);
    }
  });

  test('passes the type-check', async () => {
    const files = ['adapters/index.ts', 'adapters/conformance/subjects.ts', 'tests/adapters/steam-heat2.test.ts'];
    const project = { extends: './tsconfig.json', include: [], files };
    await writeFile(join(copy, 'tsconfig.new.json'), JSON.stringify(project));
    const checked = node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json');
    await expect(checked).resolves.toMatchObject({ stdout: '' });
  }, 180_000);

  test('passes the lint', async () => {
    const linted = node('node_modules/oxlint/bin/oxlint', 'adapters', 'tests/adapters/steam-heat2.test.ts');
    await expect(linted).resolves.toMatchObject({ stderr: '' });
  }, 60_000);

  test('passes the conformance suite, every defect caught', async () => {
    const { stdout } = await node('vahid.mjs', 'conformance', 'steam-heat2', '--json');
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
    expect(summary).toMatchObject({ adapters: 1, failed: 0, defectsNotCaught: 0 });
    expect(summary['defects']).toBeGreaterThan(100);
  }, 180_000);

  test('is not made twice, nor under a name that is none', async () => {
    await expect(makeAdapter(copy, 'steam-heat2')).rejects.toThrow('is there already');
    for (const name of ['Steam', 'kit', '../x', 'a--b', '', 'template']) {
      await expect(makeAdapter(copy, name)).rejects.toThrow('no name of a protocol');
    }
  });
});
