import { hubRole, openDatabase } from './database.ts';
import { type Migration, readMigrations } from './migrations.ts';
import type { Database, Sql } from './sql.ts';

/** The database and the code do not belong together; the message says which is behind and what to do. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

export interface MigrationReport {
  /** Versions applied by this run, in order; empty when the database was up to date. */
  readonly applied: readonly number[];
  readonly version: number;
}

interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
}

/** Any number that no other advisory lock of the hub uses. */
const migrationLock = 7_604_417n;
/** A second migrator waits this long for the first. */
const waitForOther = '15min';
/** A migration gives up when the running hub holds a table this long, instead of queueing everybody behind itself. */
const waitForTable = '20s';

/** Migrates the database at `url` as its owner, over a connection without the time-outs of the running hub. */
export async function migrateDatabase(url: string, migrations?: readonly Migration[]): Promise<MigrationReport> {
  const timeouts = { statementMs: 0, lockMs: 0, idleInTransactionMs: 0 };
  const database = openDatabase({ url, poolMax: 1, applicationName: 'vahid migrate', timeouts });
  try {
    return await migrate(database, migrations);
  } finally {
    await database.close();
  }
}

/**
 * Brings the database to the version of the code: one transaction per file, so that a killed migrator leaves whole
 * files behind and nothing to unlock. The lock belongs to the transaction; whoever comes second waits, then looks
 * again at what is left. Throws `SchemaMismatch`.
 */
async function migrate(database: Database, migrations: readonly Migration[] | undefined): Promise<MigrationReport> {
  const wanted = migrations ?? (await readMigrations());
  const applied: number[] = [];
  for (;;) {
    const version = await database.transaction((sql) => applyNext(sql, wanted), { retries: 0 });
    if (version === undefined) return { applied, version: wanted.length };
    applied.push(version);
  }
}

/** Refuses to go on unless the database is exactly at the version of the code. Throws `SchemaMismatch`. */
export async function assertSchemaVersion(database: Database, migrations?: readonly Migration[]): Promise<void> {
  const wanted = migrations ?? (await readMigrations());
  const applied = (await hasTable(database.sql)) ? await listApplied(database.sql) : [];
  compare(applied, wanted);
  if (applied.length < wanted.length) {
    throw new SchemaMismatch(
      `the database is at version ${applied.length}, the code needs ${wanted.length}: run \`vahid migrate\``,
    );
  }
}

async function applyNext(sql: Sql, wanted: readonly Migration[]): Promise<number | undefined> {
  await sql.run(`set local statement_timeout = 0; set local lock_timeout = '${waitForOther}'`);
  await sql.run('select pg_advisory_xact_lock($1)', [migrationLock]);
  await sql.run(`set local lock_timeout = '${waitForTable}'`);
  if (!(await hasTable(sql))) await makeTable(sql);
  const applied = await listApplied(sql);
  compare(applied, wanted);
  const next = wanted[applied.length];
  if (!next) return undefined;
  await applyMigration(sql, next);
  return next.version;
}

async function applyMigration(sql: Sql, migration: Migration): Promise<void> {
  try {
    await sql.run(migration.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`migration ${migration.version} (${migration.name}) failed: ${reason}`, { cause: error });
  }
  await sql.run('insert into public.schema_migration (version, name, sha256) values ($1, $2, $3)', [
    migration.version,
    migration.name,
    migration.sha256,
  ]);
  await grantReading(sql);
}

/** What was applied must be the beginning of what is wanted, byte for byte. */
function compare(applied: readonly AppliedMigration[], wanted: readonly Migration[]): void {
  if (applied.length > wanted.length) {
    throw new SchemaMismatch(
      `the database is at version ${applied.length}, newer than the code at ${wanted.length}: deploy the newer code`,
    );
  }
  applied.forEach((done, index) => {
    const migration = wanted[index];
    if (done.version === migration?.version && done.name === migration.name && done.sha256 === migration.sha256) return;
    throw new SchemaMismatch(
      `migration ${done.version} (${done.name}) is not the file that was applied: restore it and add a new migration`,
    );
  });
}

async function hasTable(sql: Sql): Promise<boolean> {
  const found = await sql.first<{ exists: boolean }>(
    "select to_regclass('public.schema_migration') is not null as exists",
  );
  return found?.exists === true;
}

async function makeTable(sql: Sql): Promise<void> {
  await sql.run(
    `create table public.schema_migration (
       version integer primary key,
       name text not null,
       sha256 text not null,
       applied_at timestamptz not null default clock_timestamp()
     )`,
  );
}

/** The hub's role comes with the first migration; it reads the version at start-up. */
async function grantReading(sql: Sql): Promise<void> {
  const role = await sql.first('select 1 from pg_roles where rolname = $1', [hubRole]);
  if (role) await sql.run(`grant select on public.schema_migration to ${hubRole}`);
}

async function listApplied(sql: Sql): Promise<AppliedMigration[]> {
  return sql.rows<AppliedMigration>('select version, name, sha256 from public.schema_migration order by version');
}
