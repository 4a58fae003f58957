import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administer } from '../platform/database/administration.ts';
import { openDatabase } from '../platform/database/database.ts';
import { removeEmbedded, startEmbedded } from '../platform/database/embedded.ts';
import { migrateDatabase } from '../platform/database/migrator.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import type { BenchHost } from './host.ts';
import { BenchRefusedError } from './pgbench.ts';
import type { Plan } from './plan.ts';
import { readServerSettings, useUpLog } from './store.ts';

/** One server for both sides of every ratio of a group. */
export interface BenchServer {
  readonly settings: ReadonlyMap<string, string>;
  /** A migrated database of the hub's; its address is the owner's. */
  createHubDatabase(name: string): Promise<string>;
  /** An empty one, for pgbench. */
  createEmptyDatabase(name: string): Promise<string>;
  /** Has written to the disk whatever the loads so far left to be written later: it is not to disturb a load of another kind. */
  settle(): Promise<void>;
}

/** Durable as in production, and with room for the load: what docs/performance.md prints beside the figures. */
const ownSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  min_wal_size: '8GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_connections: '200',
};

/** The server that DATABASE_URL names, as it is, or one of the bench's own; refuses one that is not durable. */
export async function openBenchServer(
  host: BenchHost,
  { logSegments }: Pick<Plan, 'logSegments'>,
): Promise<BenchServer> {
  const url = host.databaseUrl ?? (await startOwn(host, logSegments));
  const administration = await administer(url);
  host.closeLater(() => administration.close());
  const settings = await readSettings(url);
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    if (settings.get(name) === 'on') continue;
    throw new BenchRefusedError(
      `the server has ${name} = ${settings.get(name)}: a rate without durability says nothing`,
    );
  }
  const run = randomBytes(4).toString('hex');
  const create = async (name: string) => {
    const database = `vahid_bench_${run}_${name}`;
    const made = await administration.create(database);
    host.closeLater(() => administration.drop(database));
    return made;
  };
  return {
    settings,
    settle: () => writeOut(url),
    createEmptyDatabase: create,
    createHubDatabase: async (name) => {
      const made = await create(name);
      await migrateDatabase(made);
      return made;
    },
  };
}

async function startOwn(host: BenchHost, logSegments: number): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vahid-bench-'));
  host.closeLater(async () => {
    await removeEmbedded(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });
  const server = await startEmbedded({ dataDir, log: (text) => host.say(text), settings: ownSettings });
  host.closeLater(() => server.stop());
  await makeWalToReuse(server.url, logSegments);
  return server.url;
}

/**
 * A server that has run for a while writes into log files that it has used before. A fresh one makes each of them while
 * commits wait, forty milliseconds and more each time: that is its first hour, and not what any side of a ratio is to show.
 */
async function makeWalToReuse(url: string, logSegments: number): Promise<void> {
  const db = openDatabase({ url, poolMax: 1, applicationName: 'vahid-bench' });
  try {
    await useUpLog(db.sql, logSegments);
  } finally {
    await db.close();
  }
}

/** A server of somebody else's may not let us. */
async function writeOut(url: string): Promise<void> {
  const db = openDatabase({ url, poolMax: 1, applicationName: 'vahid-bench', timeouts: { statementMs: 0 } });
  try {
    await db.sql.run('CHECKPOINT');
  } catch (error) {
    if (!hasSqlState(error, sqlState.insufficientPrivilege)) throw error;
  } finally {
    await db.close();
  }
}

async function readSettings(url: string): Promise<ReadonlyMap<string, string>> {
  const db = openDatabase({ url, poolMax: 1, applicationName: 'vahid-bench' });
  try {
    return await readServerSettings(db.sql);
  } finally {
    await db.close();
  }
}

export function describeSettings(settings: ReadonlyMap<string, string>): string {
  return [...settings].map(([name, value]) => `${name} ${value}`).join(', ');
}
