import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { administer, type ServerAdministration } from '../../src/platform/database/administration.ts';
import { hubRole, openDatabase } from '../../src/platform/database/database.ts';
import type { Database, ServerDatabase } from '../../src/platform/database/sql.ts';

export interface TestDatabase {
  /** As the hub: it may do what `vahid_hub` may. */
  readonly db: ServerDatabase;
  /** As the owner of the tables, for what the hub may not do. */
  readonly owner: Database;
  /** Address of the database, as the owner. */
  readonly url: string;
  /** Closes both pools and drops the database. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly poolMax?: number;
  /** True for a database without any table, for tests of the migrator. */
  readonly empty?: boolean;
  /** A database that is copied as it stands, as a backup would be restored; whoever is connected to it is cut off for it. */
  readonly copyOf?: Pick<TestDatabase, 'url'>;
}

/** Longer than the hub would wait: a busy machine is no reason to fail. */
const timeouts = { acquireMs: 15_000, lockMs: 25_000 };
const cloneAttempts = 20;

/** A database of the test file's own, cloned from the migrated template of the run. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url: serverUrl, prefix, template } = inject('testServer');
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  const server = await administer(serverUrl);
  const url = options.copyOf
    ? await copy(server, name, options.copyOf.url)
    : await clone(server, name, options.empty === true ? 'template0' : template);
  await server.close();
  const common = { url, applicationName: name, timeouts };
  const db = openDatabase({ ...common, poolMax: options.poolMax ?? 10, role: hubRole });
  const owner = openDatabase({ ...common, poolMax: 2 });
  return {
    db,
    owner,
    url,
    async close() {
      await Promise.all([db.close(), owner.close()]);
      const administration = await administer(serverUrl);
      await administration.drop(name);
      await administration.close();
    },
  };
}

/** Ends every session of the source, so that it can be copied: its pools connect anew by themselves. */
async function copy(server: ServerAdministration, name: string, sourceUrl: string): Promise<string> {
  const source = decodeURIComponent(new URL(sourceUrl).pathname.slice(1));
  await server.cutOff(source);
  return clone(server, name, source);
}

/** PostgreSQL copies a database only while nobody uses it, and another file may be cloning at this moment. */
async function clone(server: ServerAdministration, name: string, template: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.create(name, template);
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === '55006';
      if (!inUse || attempt === cloneAttempts) throw error;
      await sleep(50 * attempt);
    }
  }
}
