import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeEmbedded, startEmbedded } from '../../src/platform/database/embedded.ts';
import { findPostmaster } from '../../src/platform/database/embedded/postmaster.ts';

const run = promisify(execFile);

/** A PostgreSQL that a run has to itself, or one of the machine's that it shares and therefore does not kill. */
export interface Server {
  /** Address of its maintenance database, as the owner. The port changes when it is killed. */
  url(): string;
  port(): number;
  /** Null where the server is not ours to kill. Resolves when it answers again. */
  readonly kill: (() => Promise<void>) | null;
  close(): Promise<void>;
}

/**
 * What the killed processes handed to the system is written by the system, so that nothing has to be forced to the disk:
 * the machine itself does not fall in these runs. The answer to COMMIT still means that the log was handed over.
 */
const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200', autovacuum: 'off' };

export async function openServer(databaseUrl: string | undefined): Promise<Server> {
  if (databaseUrl !== undefined) return sharedServer(databaseUrl);
  const dataDir = await mkdtemp(join(tmpdir(), 'vahid-faults-'));
  const start = () => startEmbedded({ dataDir, log: () => undefined, settings });
  let server = await start();
  return {
    url: () => server.url,
    port: () => Number(new URL(server.url).port),
    async kill() {
      await killAll(join(dataDir, 'postgres'));
      server = await start();
    },
    async close() {
      await server.stop();
      await removeEmbedded(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function sharedServer(databaseUrl: string): Server {
  return {
    url: () => databaseUrl,
    port: () => Number(new URL(databaseUrl).port || 5432),
    kill: null,
    close: () => Promise.resolve(),
  };
}

/** `kill -9` of the server and of every process it has started: nobody writes a last word. */
async function killAll(cluster: string): Promise<void> {
  const postmaster = await findPostmaster(await realpath(cluster));
  if (!postmaster) return;
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(postmaster.pid)]).catch(() => ({ stdout: '' }));
  const children = stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
  for (const pid of [postmaster.pid, ...children]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself a moment ago.
    }
  }
  while (await findPostmaster(await realpath(cluster))) await new Promise((resolve) => setTimeout(resolve, 10));
}
