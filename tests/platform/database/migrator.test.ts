import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, readMigrations } from '../../../src/platform/database/migrations.ts';
import { assertSchemaVersion, migrateDatabase, SchemaMismatch } from '../../../src/platform/database/migrator.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await testDatabase({ empty: true });
  folder = await mkdtemp(join(tmpdir(), 'vahid-migrations-'));
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function write(files: Record<string, string>): Promise<Migration[]> {
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return readMigrations(folder);
}

const two = {
  '0001_first.sql': 'create table first (n int); insert into first values (1);',
  '0002_second.sql': 'alter table first add m int; create function one() returns int language sql as $$ select 1 $$;',
};

describe('the migrator', () => {
  it('applies every file in order, once', async () => {
    const migrations = await write(two);
    expect(await migrateDatabase(database.url, migrations)).toEqual({ applied: [1, 2], version: 2 });
    expect(await migrateDatabase(database.url, migrations)).toEqual({ applied: [], version: 2 });
    expect(await database.owner.sql.rows('select * from first')).toEqual([{ n: 1, m: null }]);
  });

  it('lets a second runner wait and find nothing left to do', async () => {
    const migrations = await write({ '0001_slow.sql': 'create table slow (); select pg_sleep(0.5)' });
    const reports = await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url, migrations)));
    expect(reports.flatMap((report) => report.applied)).toEqual([1]);
  });

  it('undoes the whole file that fails, keeps those before it, and goes on when it is mended', async () => {
    const broken = await write({ ...two, '0003_third.sql': 'create table third (); select 1 / 0;' });
    await expect(migrateDatabase(database.url, broken)).rejects.toThrow('migration 3 (third) failed: division by zero');
    expect(await database.owner.sql.first("select to_regclass('third') as third")).toEqual({ third: null });
    const mended = await write({ '0003_third.sql': 'create table third ();' });
    expect(await migrateDatabase(database.url, mended)).toEqual({ applied: [3], version: 3 });
  });

  it('leaves nothing to unlock when it is killed in the middle', async () => {
    const migrations = await write({ '0001_long.sql': 'create table long (); select pg_sleep(30)' });
    const killed = migrateDatabase(database.url, migrations).catch((error: unknown) => error);
    const end = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'create table long%'";
    await expect.poll(() => database.owner.sql.run(end)).toBe(1);
    expect(await killed).toBeInstanceOf(Error);
    const quick = await write({ '0001_long.sql': 'create table long ()' });
    expect(await migrateDatabase(database.url, quick)).toEqual({ applied: [1], version: 1 });
  });

  it('refuses when an applied file was changed', async () => {
    await migrateDatabase(database.url, await write(two));
    const changed = await write({ '0001_first.sql': 'create table first (n bigint);' });
    await expect(migrateDatabase(database.url, changed)).rejects.toThrow(SchemaMismatch);
    await expect(assertSchemaVersion(database.db, changed)).rejects.toThrow('migration 1 (first)');
  });

  it('refuses a database that is newer than the code', async () => {
    const migrations = await write(two);
    await migrateDatabase(database.url, migrations);
    await expect(migrateDatabase(database.url, migrations.slice(0, 1))).rejects.toThrow('newer than the code');
  });
});

describe('at start-up', () => {
  it('the hub goes on only when the database is at the version of the code', async () => {
    const migrations = await write(two);
    await expect(assertSchemaVersion(database.db, migrations)).rejects.toThrow('is at version 0, the code needs 2');
    await migrateDatabase(database.url, migrations.slice(0, 1));
    await expect(assertSchemaVersion(database.db, migrations)).rejects.toThrow('is at version 1, the code needs 2');
    await migrateDatabase(database.url, migrations);
    await expect(assertSchemaVersion(database.db, migrations)).resolves.toBeUndefined();
    await expect(assertSchemaVersion(database.db, migrations.slice(0, 1))).rejects.toThrow('newer than the code');
  });
});

describe('the files', () => {
  it('are refused when a number is missing, taken twice or written otherwise', async () => {
    await expect(write({ '0001_a.sql': '', '0003_c.sql': '' })).rejects.toThrow('expected 2, found 3');
    await expect(write({ '0002_b.sql': '', '0002_bb.sql': '' })).rejects.toThrow('expected 3, found 2');
    await expect(write({ '4_d.sql': '' })).rejects.toThrow('NNNN_words');
  });

  it('have the same digest with the line ends of another system', async () => {
    const [unix] = await write({ '0001_a.sql': 'select 1;\nselect 2;\n' });
    const [windows] = await write({ '0001_a.sql': 'select 1;\r\nselect 2;\r\n' });
    expect(windows).toEqual(unix);
  });

  it('of this checkout bring an empty database to the newest version', async () => {
    const migrations = await readMigrations();
    const report = await migrateDatabase(database.url);
    expect(report.version).toBe(migrations.length);
    await expect(assertSchemaVersion(database.db)).resolves.toBeUndefined();
  });
});
