import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { startHub, type StartOptions } from '../../src/main/roles/start-hub.ts';
import { createShutdown, type Shutdown } from '../../src/main/shutdown.ts';
import { loadConfig } from '../../src/platform/config/config.ts';
import { administer, type ServerAdministration } from '../../src/platform/database/administration.ts';

const usual: StartOptions = {
  role: 'all',
  sampleWorld: true,
  fresh: false,
  seed: 4,
  citizens: 10,
  progress: () => undefined,
};

let server: ServerAdministration;
let database: string;
let databaseUrl: string;
let dataDir: string;
let shutdown: Shutdown;

beforeAll(async () => {
  server = await administer(inject('testServer').url);
});

afterAll(() => server.close());

beforeEach(async () => {
  database = `${inject('testServer').prefix}start_${randomBytes(6).toString('hex')}`;
  databaseUrl = await server.create(database);
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-rules-'));
  shutdown = createShutdown();
});

afterEach(async () => {
  await shutdown.run();
  await server.drop(database);
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<StartOptions>, settings: Readonly<Record<string, string>> = {}) {
  const config = await loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0', ...settings });
  return startHub({ ...config, logLevel: 'silent' }, { ...usual, ...options }, shutdown);
}

async function stop(): Promise<void> {
  await shutdown.run();
  shutdown = createShutdown();
}

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://vahid.example',
  ENCRYPTION_KEYS: key('e1'),
  INDEX_KEYS: key('i1'),
  SESSION_KEYS: key('s1'),
  AGENT_TOKEN_KEYS: key('a1'),
};

it('starts in production without a sample world', async () => {
  expect(await start({ sampleWorld: false }, production)).toBeUndefined();
});

it('refuses to be a production hub with the secrets of the sample world', async () => {
  await start({});
  await stop();
  await expect(start({ sampleWorld: false }, production)).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringContaining('sample secret') as string,
  });
});

it('never begins anew in production', async () => {
  await expect(start({ sampleWorld: false, fresh: true }, production)).rejects.toMatchObject({ name: 'StartRefused' });
});

it('begins anew on a database of its own, and refuses to on one that somebody else filled', async () => {
  const first = await start({});
  await stop();
  const second = await start({ fresh: true });
  expect(second?.credentials.citizen.uniqueCode).not.toBe(first?.credentials.citizen.uniqueCode);
  await stop();
  await rm(join(dataDir, 'sample-world.json'));
  await expect(start({ fresh: true })).rejects.toMatchObject({ name: 'StartRefused' });
});

it('asks for a migration before it works beside others', async () => {
  await expect(start({ role: 'worker', sampleWorld: false })).rejects.toMatchObject({ name: 'SchemaMismatch' });
});

it('works as an api and a worker that know nothing of each other but the database', async () => {
  await start({ sampleWorld: false });
  await stop();
  expect(await start({ role: 'api', sampleWorld: false })).toBeUndefined();
  expect(await start({ role: 'worker', sampleWorld: false })).toBeUndefined();
});
