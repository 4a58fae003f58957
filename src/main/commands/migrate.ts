import type { Command } from 'commander';
import { loadConfig } from '../../platform/config/config.ts';
import { startEmbedded } from '../../platform/database/embedded.ts';
import { migrateDatabase } from '../../platform/database/migrator.ts';
import { migrateJobs } from '../../platform/jobs/postgres-backend.ts';

/** `vahid migrate`: as the owner of the tables, on DATABASE_URL or the embedded server. */
export function defineMigrate(command: Command): void {
  command.action(async () => {
    const config = await loadConfig();
    if (config.databaseUrl !== undefined) return migrateAll(config.databaseUrl, config.redisUrl);
    const server = await startEmbedded({ dataDir: config.dataDir, log: (message) => console.log(message) });
    try {
      await migrateAll(server.url, config.redisUrl);
    } finally {
      await server.stop();
    }
  });
}

/** The hub's own tables, and those of the queue where PostgreSQL keeps it. */
async function migrateAll(url: string, redisUrl: string | undefined): Promise<void> {
  const { applied, version } = await migrateDatabase(url);
  const what = applied.length === 0 ? 'nothing to do' : `applied ${applied.join(', ')}`;
  console.log(`${what}; the database is at version ${version}`);
  if (redisUrl === undefined) await migrateJobs(url);
}
