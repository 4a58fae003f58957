import { administer, withDatabase } from '../../platform/database/administration.ts';
import type { Config } from '../../platform/config/config.ts';
import { openDatabase } from '../../platform/database/database.ts';
import { removeEmbedded } from '../../platform/database/embedded.ts';
import { StartRefused } from './start-refused.ts';
import { readNotes, removeWorld } from './world-notes.ts';

/** Forgets everything of an earlier start: database, people, the providers' books. Throws `StartRefused`. */
export async function beginAnew(config: Config): Promise<void> {
  if (config.mode === 'production') throw new StartRefused('--fresh is not for production: it removes every row');
  if (config.databaseUrl === undefined) await removeEmbedded(config.dataDir);
  else await recreate(config.databaseUrl, config.dataDir);
  await removeWorld(config.dataDir);
}

/** Only a database that is empty or that this data folder has settled: any other one is somebody's data. */
async function recreate(databaseUrl: string, dataDir: string): Promise<void> {
  const notes = await readNotes(dataDir);
  if (!(await isOurs(databaseUrl, notes?.settled?.cabinetAgentId))) {
    throw new StartRefused('--fresh: DATABASE_URL names a database that no sample world of this data folder is in');
  }
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const server = await administer(withDatabase(databaseUrl, maintenanceDatabase));
  try {
    await server.drop(name);
    await server.create(name);
  } finally {
    await server.close();
  }
}

/** Every server has it, and nobody can drop the database they are connected to. */
const maintenanceDatabase = 'postgres';

async function isOurs(databaseUrl: string, cabinetAgentId: string | undefined): Promise<boolean> {
  const database = openDatabase({ url: databaseUrl, poolMax: 1, applicationName: 'vahid start' });
  try {
    const tables = await database.sql.first<{ agents: string | null; any: boolean }>(
      `SELECT to_regclass('public.agent')::text AS agents,
              EXISTS (SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')) AS any`,
    );
    if (tables?.any === false) return true;
    if (!tables?.agents || cabinetAgentId === undefined) return false;
    const found = await database.sql.first('SELECT 1 FROM agent WHERE id = $1', [cabinetAgentId]);
    return found !== undefined;
  } finally {
    await database.close();
  }
}
