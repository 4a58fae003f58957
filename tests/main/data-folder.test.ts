import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdDataFolder } from '../../src/main/roles/data-folder.ts';
import { readNotes, removeWorld, writeNotes } from '../../src/main/roles/world-notes.ts';
import { createShutdown } from '../../src/main/shutdown.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-folder-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('is held by one hub at a time, and free again when it lets go', async () => {
  const held = await holdDataFolder(folder);
  await expect(holdDataFolder(folder)).rejects.toMatchObject({ name: 'StartRefused' });
  const other = await holdDataFolder(join(folder, 'other'));
  await held.release();
  const again = await holdDataFolder(folder);
  await again.release();
  await other.release();
});

it('remembers its sample world until it is removed', async () => {
  expect(await readNotes(folder)).toBeUndefined();
  const notes = { seed: 5, citizens: 12, drawnOn: '2026-11-20' };
  await writeNotes(folder, notes);
  expect(await readNotes(folder)).toEqual(notes);
  await removeWorld(folder);
  expect(await readNotes(folder)).toBeUndefined();
});

it('closes everything in reverse order, once, whatever fails on the way', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown();
  shutdown.add(async () => closed.push('first'));
  shutdown.add(() => Promise.reject(new Error('stuck')));
  shutdown.add(async () => closed.push('last'));
  await expect(shutdown.run()).rejects.toThrow('stuck');
  await expect(shutdown.run()).rejects.toThrow('stuck');
  expect(closed).toEqual(['last', 'first']);
});
