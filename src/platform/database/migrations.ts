import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One numbered file of migrations/. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** Of the text with `\n` line ends, so that a checkout on another system has the same. */
  readonly sha256: string;
}

/** The migrations of this checkout. */
const migrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url));

const fileName = /^([0-9]{4})_([a-z0-9_]+)\.sql$/;

/** Reads the migrations in order. Throws when a number is missing or taken twice: the order would be a guess. */
export async function readMigrations(directory: string = migrationsDirectory): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(names.map((name) => readMigration(directory, name)));
  migrations.forEach(({ version, name }, index) => {
    if (version !== index + 1) {
      throw new Error(`migrations/ is not numbered without gaps: expected ${index + 1}, found ${version} (${name})`);
    }
  });
  return migrations;
}

async function readMigration(directory: string, file: string): Promise<Migration> {
  const match = fileName.exec(file);
  if (!match) throw new Error(`migrations/${file} is not named NNNN_words_in_lower_case.sql`);
  const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
  const sha256 = createHash('sha256').update(sql).digest('hex');
  return { version: Number(match[1]), name: match[2] ?? '', sql, sha256 };
}
