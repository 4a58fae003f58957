import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../platform/config/config.ts';
import { hubRole, openDatabase } from '../platform/database/database.ts';
import { startEmbedded, type EmbeddedServer } from '../platform/database/embedded.ts';
import { assertSchemaVersion } from '../platform/database/migrator.ts';
import type { Database } from '../platform/database/sql.ts';
import { StartRefused } from './roles/start-refused.ts';

/**
 * Opens the hub's database for one command, at the version of this code: DATABASE_URL, or the embedded server, which is
 * shared with a hub that runs on it and started for the command where none does.
 */
export async function withDatabase<T>(config: Config, name: string, work: (db: Database) => Promise<T>): Promise<T> {
  const server = config.databaseUrl === undefined ? await startExisting(config.dataDir) : undefined;
  try {
    const url = server?.url ?? config.databaseUrl ?? '';
    const db = openDatabase({
      url,
      poolMax: 4,
      applicationName: `vahid-${name}`,
      role: hubRole,
      timeouts: { statementMs: longStatementMs },
    });
    try {
      await assertSchemaVersion(db);
      return await work(db);
    } finally {
      await db.close();
    }
  } finally {
    await server?.stop();
  }
}

/** The embedded server of a hub that is there: a command about a hub makes none. Throws `StartRefused`. */
async function startExisting(dataDir: string): Promise<EmbeddedServer> {
  const isThere = await access(join(dataDir, 'postgres')).then(
    () => true,
    () => false,
  );
  if (!isThere)
    throw new StartRefused(`there is no hub in ${dataDir}: run \`npm start\`, or set DATA_DIR or DATABASE_URL`);
  return startEmbedded({ dataDir, log: () => undefined });
}

/** Replaying the books of a large hub takes minutes. */
const longStatementMs = 3_600_000;
