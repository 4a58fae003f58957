import { chmod, cp, mkdtemp, readFile, readlink, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Binaries,
  copyBinaries,
  exists,
  findBinaries,
  linkLibraries,
  runnableByAnybody,
} from '../../../src/platform/database/embedded/binaries.ts';
import { runAs } from '../../../src/platform/database/embedded/server-user.ts';

let folder: string;
let copy: Binaries;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-binaries-'));
  copy = await copyBinaries(await findBinaries(), folder);
});

afterEach(() => rm(folder, { recursive: true }));

async function removeLinks(): Promise<string[]> {
  const links = JSON.parse(await readFile(join(copy.root, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  const targets = links.map((link) => join(dirname(copy.root), link.target));
  for (const target of targets) await unlink(target);
  return targets;
}

describe('the binaries', () => {
  it('get the library links that an install without scripts has not made', async () => {
    const targets = await removeLinks();
    expect(targets.length).toBeGreaterThan(0);
    const program = join(copy.root, 'bin', 'initdb');
    await expect(runAs({ kind: 'self' }, join(copy.root, 'bin', 'postgres'), ['--version'])).rejects.toThrow('lib');
    expect(await linkLibraries(copy.root)).toBe(true);
    for (const target of targets) expect(await exists(join(dirname(target), await readlink(target)))).toBe(true);
    expect(await runAs({ kind: 'self' }, program, ['--version'])).toContain('PostgreSQL');
  });

  it('are copied once per version, links and rights included', async () => {
    const marker = join(copy.root, 'marker');
    await cp(join(copy.root, 'pg-symlinks.json'), marker);
    expect(await copyBinaries(await findBinaries(), folder)).toEqual(copy);
    expect(await exists(marker)).toBe(true);
  });

  it('cannot be run by another user when a private folder lies above them', async () => {
    await chmod(folder, 0o700);
    expect(await runnableByAnybody(copy)).toBe(false);
    await chmod(folder, 0o755);
    expect(await runnableByAnybody(copy)).toBe(true);
  });
});
