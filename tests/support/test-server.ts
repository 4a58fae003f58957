import { randomInt } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { administer, type ServerAdministration } from '../../src/platform/database/administration.ts';
import { type EmbeddedServer, removeEmbedded, startEmbedded } from '../../src/platform/database/embedded.ts';
import { isAlive } from '../../src/platform/database/embedded/postmaster.ts';
import { migrateDatabase } from '../../src/platform/database/migrator.ts';
import { surroundings } from './environment.ts';

/** What the setup of a run hands to every test file. */
export interface TestServer {
  /** Address of the server's maintenance database, as the owner. */
  readonly url: string;
  /** Every database of this run begins with it. */
  readonly prefix: string;
  /** The migrated database that each test file clones. */
  readonly template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** First half of the advisory lock that a run holds while it lives; the second half is the run's number. */
const runLock = 760_441;
const dataRoot = '.vahid';

/** Vitest calls this once per run: one server, one migrated template. The answer is the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const embedded = surroundings.databaseUrl === undefined ? await startThrowaway() : undefined;
  const url = embedded?.server.url ?? surroundings.databaseUrl ?? '';
  const server = await administer(url);
  const run = await beginRun(url);
  const prefix = `vahid_test_${run.number}_`;
  const template = `${prefix}template`;
  await migrateDatabase(await server.create(template));
  project.provide('testServer', { url, prefix, template });
  return async () => {
    for (const name of await server.list(prefix)) await server.drop(name);
    await dropAbandoned(server, run.client);
    await run.client.end();
    await server.close();
    await embedded?.remove();
  };
}

/** Data of the run's own, without fsync: they are thrown away. */
async function startThrowaway(): Promise<{ server: EmbeddedServer; remove: () => Promise<void> }> {
  await removeDeadRuns();
  const dataDir = join(dataRoot, `tests-${process.pid}`);
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startEmbedded({ dataDir, log: (message) => console.log(`[database] ${message}`), settings });
  const remove = async () => {
    await server.stop();
    await removeEmbedded(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { server, remove };
}

/** A run that was killed leaves its server behind. */
async function removeDeadRuns(): Promise<void> {
  const names = await readdir(dataRoot).catch(() => []);
  for (const name of names) {
    const pid = /^tests-([0-9]+)$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dataDir = join(dataRoot, name);
    await removeEmbedded(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The lock ends with the process that holds it, whatever ends the process. */
async function beginRun(url: string): Promise<{ number: number; client: pg.Client }> {
  const client = new pg.Client({ connectionString: url, application_name: 'vahid tests', keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  const number = randomInt(1, 2 ** 31);
  await client.query('select pg_advisory_lock($1, $2)', [runLock, number]);
  return { number, client };
}

/** Databases of runs that nobody holds the lock of any more. */
async function dropAbandoned(server: ServerAdministration, client: pg.Client): Promise<void> {
  for (const name of await server.list('vahid_test_')) {
    const number = Number(/^vahid_test_([0-9]+)_/.exec(name)?.[1]);
    if (!Number.isSafeInteger(number)) continue;
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1, $2) as free', [
      runLock,
      number,
    ]);
    if (rows[0]?.free === true) await server.drop(name);
  }
}
