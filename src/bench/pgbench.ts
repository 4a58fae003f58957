import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { present } from '../kernel/assert.ts';
import type { Plan } from './plan.ts';

const run = promisify(execFile);

/** Clients and threads of pgbench, as the promises name them. */
const clients = 16;
const threads = 2;
const initializeMs = 900_000;
/** What a run may take beyond its own seconds. */
const marginMs = 60_000;

/** pgbench of this machine, with its version. */
export interface Pgbench {
  readonly path: string;
  readonly version: string;
}

/** A part of the machine that a group needs and that is not there: said in a sentence, without a stack. */
export class BenchRefusedError extends Error {
  override readonly name = 'BenchRefusedError';
}

/** Where Debian keeps the programs of each version. */
const debianPrograms = '/usr/lib/postgresql';

/** pgbench on the path, or among the programs of Debian's PostgreSQL. Throws `BenchRefusedError` where there is none. */
export async function findPgbench(path = process.env['PATH'] ?? '', debian = debianPrograms): Promise<Pgbench> {
  const versions = await readdir(debian).catch(() => []);
  const folders = [
    ...path.split(delimiter).filter((folder) => folder !== ''),
    ...versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')),
  ];
  for (const folder of folders) {
    const program = join(folder, 'pgbench');
    if (!(await canRun(program))) continue;
    return { path: program, version: (await run(program, ['--version'])).stdout.trim() };
  }
  throw new BenchRefusedError(
    'pgbench is not on this machine, and without it there is nothing to compare with: it comes with Debian’s `postgresql` package',
  );
}

function canRun(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Fills the tables of TPC-B in the database that `url` names. */
export async function initializePgbench(pgbench: Pgbench, url: string, plan: Plan): Promise<void> {
  await run(pgbench.path, ['-i', '-q', '-s', String(plan.pgbenchScale), url], { timeout: initializeMs });
}

/** Transactions in a second of TPC-B: prepared statements, 16 clients, 2 threads, connections made beforehand. */
export async function runPgbench(pgbench: Pgbench, url: string, plan: Plan): Promise<number> {
  const how = ['-s', String(plan.pgbenchScale), '-M', 'prepared', '-c', String(clients), '-j', String(threads)];
  const { stdout } = await run(pgbench.path, [...how, '-n', '-T', String(plan.pgbenchSeconds), url], {
    timeout: plan.pgbenchSeconds * 1000 + marginMs,
  });
  return parseTps(stdout);
}

/** The rate in pgbench's report, without the time that connecting took. */
export function parseTps(report: string): number {
  const match = /^tps = ([0-9.]+) \(without initial connection time\)/m.exec(report);
  return Number(present(match?.[1], 'the rate in what pgbench said'));
}
