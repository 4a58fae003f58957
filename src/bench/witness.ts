import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Database } from '../platform/database/sql.ts';
import { listWaits } from './store.ts';

const sampleMs = 100;
/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;
const shownWaits = 4;

/** What a load was bound by: processor time of the processes, and what the server's sessions waited for. */
export interface Witness {
  /** Ends the observation and says what it saw, in one line. */
  stop(): Promise<string>;
}

/** A process to look at, by a name for people. */
export interface Observed {
  readonly name: string;
  readonly pid: number;
}

/** Looks at the machine ten times a second while a load runs. Costs one small statement each time. */
export function startWitness(db: Database, processes: readonly Observed[]): Witness {
  const startedMs = performance.now();
  const before = Promise.all(processes.map(({ pid }) => readCpuSeconds(pid)));
  const machineBefore = readMachineSeconds();
  const waits = new Map<string, number>();
  let samples = 0;
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(async () => {
      // The load matters, not the look at it: one that fails is left out.
      const seen = await listWaits(db.sql).catch(() => undefined);
      if (!seen) return;
      samples += 1;
      for (const wait of seen) waits.set(wait, (waits.get(wait) ?? 0) + 1);
    });
  }, sampleMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      const seconds = (performance.now() - startedMs) / 1000;
      const cores = await coresOf(processes, await before, seconds);
      const machine = await machineCores(await machineBefore, seconds);
      const sessions = [...waits]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, shownWaits)
        .map(([wait, count]) => `${wait} ${(count / Math.max(1, samples)).toFixed(1)}`);
      return `processor: ${[...cores, machine].join(', ')}; sessions of the server, on average: ${sessions.join(', ') || 'idle'}`;
    },
  };
}

async function coresOf(
  processes: readonly Observed[],
  before: readonly (number | undefined)[],
  seconds: number,
): Promise<string[]> {
  const after = await Promise.all(processes.map(({ pid }) => readCpuSeconds(pid)));
  return processes.flatMap(({ name }, index) => {
    const [from, to] = [before[index], after[index]];
    return from === undefined || to === undefined ? [] : [`${name} ${((to - from) / seconds).toFixed(2)} cores`];
  });
}

/** Seconds of processor time a process has had, all its threads; undefined where the system does not say. */
async function readCpuSeconds(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Seconds of processor time the whole machine has spent, without those that waited for the disk or for nothing. */
async function readMachineSeconds(): Promise<number | undefined> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => undefined);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (text?.split('\n', 1)[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return text === undefined ? undefined : (user + nice + system + irq + softIrq) / ticksPerSecond;
}

async function machineCores(before: number | undefined, seconds: number): Promise<string> {
  const after = await readMachineSeconds();
  if (before === undefined || after === undefined) return `machine of ${availableParallelism()} cores`;
  return `the whole machine ${((after - before) / seconds).toFixed(2)} of ${availableParallelism()}`;
}
