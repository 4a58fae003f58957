import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/platform/config/config.ts';
import { environmentSchema } from '../../src/platform/config/environment.ts';
import { readDocument } from './documents.ts';

const variables = Object.keys(environmentSchema.properties);

/** The variables that .env.example sets, with their values. */
async function readExample(): Promise<ReadonlyMap<string, string>> {
  const text = await readDocument('.env.example');
  const assignments = [...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  expect(assignments.length).toBeGreaterThan(0);
  return new Map(assignments.map(([, name = '', value = '']) => [name, value]));
}

describe('.env.example', () => {
  it('names every variable that the hub reads, each once', async () => {
    const text = await readDocument('.env.example');
    const counts = variables.map((name) => [name, [...text.matchAll(new RegExp(`^${name}=`, 'gm'))].length]);
    expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
  });

  it('names nothing that neither the hub nor docker-compose.yml reads', async () => {
    const compose = await readFile('docker-compose.yml', 'utf8');
    const names = [...(await readExample()).keys()];
    const unread = names.filter((name) => !variables.includes(name) && !compose.includes(`\${${name}`));
    expect(unread).toEqual([]);
  });

  it('holds no secret and, copied as it is, lets a developer start', async () => {
    const example = await readExample();
    expect([...example.values()].filter((value) => value !== '')).toEqual([]);
    const dataDir = await mkdtemp(join(tmpdir(), 'vahid-env-example-'));
    const config = await loadConfig({ ...Object.fromEntries(example), DATA_DIR: dataDir });
    await rm(dataDir, { recursive: true });
    expect(config.mode).toBe('development');
  });
});

describe('docs/operators.md', () => {
  it('explains every variable in its table of settings', async () => {
    const text = await readDocument('docs/operators.md');
    const missing = variables.filter((name) => !new RegExp(`^\\| \`${name}\``, 'm').test(text));
    expect(missing).toEqual([]);
  });

  it('explains no variable that the hub does not read', async () => {
    const text = await readDocument('docs/operators.md');
    const explained = [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name = '']) => name);
    expect(explained.filter((name) => !variables.includes(name))).toEqual([]);
  });
});
