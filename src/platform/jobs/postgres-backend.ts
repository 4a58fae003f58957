import { setTimeout as sleep } from 'node:timers/promises';
import { assertSchemaCompatibility, createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { hubRole } from '../database/database.ts';
import { hasSqlState, sqlState } from '../database/sqlstate.ts';
import { type JobsBackend, keptEvents, maxStalledCount } from './backend.ts';

/** BullMQ's own name for the schema of its tables; a pool that is handed to it always uses this one. */
const schema = 'bullmq';
/** Each worker holds one connection to listen on; the rest are shared. */
const poolMax = 30;
const connectMs = 5_000;
const statementMs = 10_000;
const endMs = 2_000;
const endPollMs = 10;
/** Any number that nobody else locks. */
const grantLock = 760_442;

/**
 * Nothing of record stands in the queue: what a crash of the server takes of it, the sweepers find in the hub's own tables. So
 * no entry waits for the disk, and none keeps payments waiting for it.
 */
const sessionOptions = `-c search_path=${schema} -c role=${hubRole} -c synchronous_commit=off -c jit=off`;

const { Queue, Worker } = withBackend(createPostgresBackend);

/**
 * Makes or renews BullMQ's tables, as the owner of the database, and lets the hub's role use them. Several processes
 * may do it at once: BullMQ takes a lock, and privileges have one of their own, since PostgreSQL refuses the second of two grants
 * that meet ("tuple concurrently updated"). The role may make new objects in this one schema, because BullMQ makes a
 * sequence for each queue when it is first used; the tables stay the owner's.
 */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'vahid migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, schema);
    // One query is one transaction: the lock ends with it.
    await client.query(`
      select pg_advisory_xact_lock(${grantLock});
      grant usage, create on schema ${schema} to ${hubRole};
      grant select, insert, update, delete on all tables in schema ${schema} to ${hubRole};
      grant usage on all sequences in schema ${schema} to ${hubRole};
    `);
  } finally {
    await client.end();
  }
}

/** Jobs in the hub's own PostgreSQL, in one pool for all queues and workers, in the hub's role. */
export async function openPostgresBackend(databaseUrl: string): Promise<JobsBackend> {
  const { pool, ended } = openPool(databaseUrl);
  try {
    await assertSchemaCompatibility(pool, schema);
  } catch (error) {
    await ended();
    throw error;
  }
  // BullMQ describes the part of the driver that it uses a little differently from the driver's own types.
  const connection = pool as unknown as PgPool;
  return {
    openQueue: (name) => new Queue(name, { connection, streams: { events: { maxLen: keptEvents } } }),
    openWorker: (name, process, { concurrency, timings: { lockDuration, stalledInterval } }) =>
      new Worker(name, process, { connection, concurrency, maxStalledCount, lockDuration, stalledInterval }),
    close: ended,
  };
}

/** True when the tables are not there yet, or those of an older version, or the hub's role may not use them. */
export async function needsJobsMigration(databaseUrl: string): Promise<boolean> {
  const { pool, ended } = openPool(databaseUrl);
  try {
    const version = await assertSchemaCompatibility(pool, schema);
    return version < 1;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  } finally {
    await ended();
  }
}

function isMissing(error: unknown): boolean {
  const named = error instanceof Error && error.name === 'SchemaMigrationRequiredError';
  return named || hasSqlState(error, sqlState.insufficientPrivilege);
}

/** `ended` closes the pool and waits until its connections are gone, which the pool's own end does not. */
function openPool(databaseUrl: string): { readonly pool: pg.Pool; readonly ended: () => Promise<void> } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'vahid jobs',
    options: sessionOptions,
    max: poolMax,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
  });
  // A lost idle connection is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  const open = new Set<pg.PoolClient>();
  pool.on('connect', (client) => open.add(client));
  pool.on('remove', (client) => open.delete(client));
  const ended = async () => {
    await pool.end();
    const giveUpAt = performance.now() + endMs;
    while (open.size > 0 && performance.now() < giveUpAt) await sleep(endPollMs);
  };
  return { pool, ended };
}
