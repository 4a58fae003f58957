import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { hasSqlState, sqlState } from '../sqlstate.ts';

const run = promisify(execFile);

/** The server process that postmaster.pid names. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** How to reach a server on this machine. */
export interface Login {
  readonly port: number;
  readonly password: string;
}

export const superuser = 'vahid';

/** A server that recovers from a crash refuses connections until it is done. */
const recoveryMs = 60_000;
const pollMs = 100;
const connectMs = 5_000;

/** Reads postmaster.pid; undefined when there is none, or the process it names is not a living PostgreSQL. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const { pid, port } = await readPidFile(cluster);
  if (!(pid > 0) || !(port > 0) || !(await isPostgres(pid))) return undefined;
  return { pid, port };
}

/**
 * A number in an old file may by now belong to any process, in a container above all, and PostgreSQL would take that
 * for a living server and refuse to start. With a dead process it copes by itself.
 */
export async function removeStrangersPidFile(cluster: string): Promise<void> {
  const { pid } = await readPidFile(cluster);
  if (pid > 0 && isAlive(pid) && !(await isPostgres(pid))) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** Line 1 is the process, line 4 the port; 0 stands for what is not there. */
async function readPidFile(cluster: string): Promise<{ pid: number; port: number }> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return { pid: Number(lines[0] ?? 0), port: Number(lines[3] ?? 0) };
}

async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const name = process.platform === 'linux' ? await nameOnLinux(pid) : await nameBySystem(pid);
  return /(^|\/)(postgres|postmaster)$/.test(name.trim());
}

/**
 * The program of a process, or nothing for a dead one that nobody has collected: in a container without an init
 * process those stay for good.
 */
async function nameOnLinux(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name = '', state] = /^[0-9]+ \((.*)\) (.)/s.exec(status) ?? [];
  return state === 'Z' || state === 'X' ? '' : name;
}

function nameBySystem(pid: number): Promise<string> {
  return run('ps', ['-p', String(pid), '-o', 'comm=']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

export function urlOf(login: Login, database: string): string {
  return `postgres://${superuser}:${login.password}@127.0.0.1:${login.port}/${database}`;
}

/** Connects to the maintenance database, and waits while the server starts or recovers. */
export async function connectTo(login: Login): Promise<pg.Client> {
  const giveUpAt = performance.now() + recoveryMs;
  for (;;) {
    const client = new pg.Client({
      connectionString: urlOf(login, 'postgres'),
      connectionTimeoutMillis: connectMs,
      application_name: 'vahid launcher',
      keepAlive: true,
    });
    // The server may go away at any time; the next statement says so.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!hasSqlState(error, sqlState.cannotConnectNow) || performance.now() > giveUpAt) throw error;
      await sleep(pollMs);
    }
  }
}
