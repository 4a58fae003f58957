import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administer } from '../platform/database/administration.ts';
import { removeEmbedded, startEmbedded } from '../platform/database/embedded.ts';
import { migrateDatabase } from '../platform/database/migrator.ts';

/** A migrated database of one command's own. */
export interface ScratchDatabase {
  /** Its address, as the owner. */
  readonly url: string;
  /** Drops it, and with it the server where it was started for it. */
  drop(): Promise<void>;
}

/** A database beside the one that `databaseUrl` names, or without it on an embedded server in a folder of its own. */
export async function makeScratchDatabase(
  name: string,
  databaseUrl: string | undefined,
  log: (message: string) => void,
): Promise<ScratchDatabase> {
  const made = databaseUrl === undefined ? await startThrowaway(name, log) : await createBeside(name, databaseUrl);
  try {
    await migrateDatabase(made.url);
    return made;
  } catch (error) {
    await made.drop();
    throw error;
  }
}

async function createBeside(name: string, databaseUrl: string): Promise<ScratchDatabase> {
  const server = await administer(databaseUrl);
  const database = `vahid_${name}_${randomBytes(6).toString('hex')}`;
  const url = await server.create(database);
  return {
    url,
    drop: async () => {
      await server.drop(database);
      await server.close();
    },
  };
}

/** Nothing in it outlives the command, so nothing is forced to the disk. */
async function startThrowaway(name: string, log: (message: string) => void): Promise<ScratchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), `vahid-${name}-`));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const remove = async () => {
    await removeEmbedded(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const server = await startEmbedded({ dataDir, log, settings });
    return {
      url: server.url,
      drop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
