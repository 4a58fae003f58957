import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { putTogether } from '../../src/main/put-together.mjs';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vahid-program-'));
  for (const folder of ['src/main', 'src/deep/er', 'adapters']) await mkdir(join(root, folder), { recursive: true });
  await write('package-lock.json', '{}');
  await write('tsconfig.json', '{}');
  await write('adapters/one.ts', 'export const one: number = 1;\n');
  await write('src/deep/er/beside.ts', 'export const here: string = import.meta.url;\n');
  await write(
    'src/main/cli.ts',
    `import { one } from '../../adapters/one.ts';
     export const told = one;
     export const later = async () => (await import('../deep/er/beside.ts')).here;\n`,
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

function write(path: string, text: string): Promise<void> {
  return writeFile(join(root, path), text);
}

interface Program {
  readonly told: number;
  readonly later: () => Promise<string>;
}

async function load(): Promise<Program> {
  return (await import(/* @vite-ignore */ (await putTogether(root)) ?? '')) as Program;
}

const states = () => readdir(join(root, '.cache', 'program'));

describe('the program', () => {
  test('is put together once for each state of its sources', async () => {
    expect((await load()).told).toBe(1);
    const first = await putTogether(root);
    expect(await putTogether(root)).toBe(first);
    expect(await states()).toHaveLength(1);
    await write('adapters/one.ts', 'export const one: number = 2;\n');
    expect(await putTogether(root)).not.toBe(first);
    expect((await load()).told).toBe(2);
  });

  test('finds what lies beside its sources, also in parts that are loaded later', async () => {
    const { later } = await load();
    expect(await later()).toBe(pathToFileURL(join(root, 'src/deep/er/beside.ts')).href);
  });

  test('is whole for each of several processes that begin at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => putTogether(root)));
    expect(new Set(all).size).toBe(1);
    expect(await states()).toHaveLength(1);
    expect((await load()).told).toBe(1);
  });

  test('of older states stays for hubs that run from it, but not for ever', async () => {
    for (let n = 1; n <= 7; n += 1) {
      await write('adapters/one.ts', `export const one: number = ${n};\n`);
      await putTogether(root);
    }
    expect(await states()).toHaveLength(5);
    expect((await load()).told).toBe(7);
  });

  test('is not put together where nothing can be written', async () => {
    await write('.cache', 'a file where a folder would be');
    expect(await putTogether(root)).toBeUndefined();
  });

  test('that is wrong is said to be, and leaves nothing behind', async () => {
    await write('adapters/one.ts', 'export const one: = 1;\n');
    await expect(putTogether(root)).rejects.toThrow(/adapters\/one\.ts/);
    expect(await states()).toEqual([]);
  });
});
