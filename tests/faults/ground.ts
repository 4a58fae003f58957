import { setTimeout as sleep } from 'node:timers/promises';
import { withDatabase } from '../../src/platform/database/administration.ts';
import { freePort } from '../../src/platform/database/embedded/postmaster.ts';
import type { FaultPoint } from '../../src/kernel/fault-port.ts';
import type { ClockOrder, HubProcessSettings, HubReport, PointOrder } from './hub-orders.ts';
import type { HubProcess, ProcessYard } from './hub-processes.ts';
import { openLine, type Line } from './line.ts';
import { openProviderSide, type ProviderSide } from './provider-side.ts';
import type { Site } from './site.ts';

export type Role = HubProcessSettings['role'];

/** A hub of several processes with everything around it, while a schedule runs. */
export interface Ground {
  readonly site: Site;
  readonly providers: ProviderSide;
  /** Between the hub and its database. */
  readonly databaseLine: Line;
  /** Between tellers and each API process. */
  readonly doorLines: readonly Line[];
  /** Null where jobs are carried by PostgreSQL. */
  readonly redis: Site['redis'];
  /** Address of the schedule's database that no fault is on, as the owner. */
  databaseUrl(): string;
  names(role: Role): readonly string[];
  /** Undefined while nobody is open under this name. */
  pid(name: string): number | undefined;
  signal(name: string, signal: NodeJS.Signals): void;
  arm(name: string, order: PointOrder): void;
  setClock(name: string, clock: Partial<ClockOrder>): void;
  /** A day passes, for everybody at once. */
  turnDay(): void;
  shiftMs(): number;
  closeDays(name: string): void;
  killDatabase(): Promise<void>;
  /** Nothing is wrong any more from here on: everything stopped goes on, everything dead is started. */
  recover(): Promise<void>;
  /** Points that processes died or stood still at, in order. */
  readonly reached: FaultPoint[];
  readonly notes: string[];
  close(): Promise<void>;
}

export interface GroundOptions {
  readonly site: Site;
  readonly yard: ProcessYard;
  readonly database: string;
  readonly withRedis: boolean;
  readonly workers: number;
}

const dayMs = 86_400_000;
const restartAfterMs = 60;
const openWithinMs = 60_000;
const rightClock: Omit<ClockOrder, 'shiftMs'> = { skewMs: 0, isStopped: false };

interface Post {
  readonly role: Role;
  readonly port: number;
  clock: Omit<ClockOrder, 'shiftMs'>;
  process: HubProcess | undefined;
}

export async function openGround(options: GroundOptions): Promise<Ground> {
  const { site, database } = options;
  const providers = await openProviderSide();
  await site.makeDatabase(database, providers);
  const databaseLine = await openLine(site.server.port());
  const posts = new Map<string, Post>();
  for (const name of ['api-1', 'api-2']) posts.set(name, await postOf('api'));
  for (let one = 1; one <= options.workers; one += 1) posts.set(`worker-${one}`, await postOf('worker'));
  const doors = [...posts.values()].filter(({ role }) => role === 'api');
  const doorLines = await Promise.all(doors.map(({ port }) => openLine(port)));
  const redis = options.withRedis ? site.redis : null;
  const reached: FaultPoint[] = [];
  const notes: string[] = [];
  const hear = (name: string) => (report: HubReport) => {
    if (report.kind === 'reached') reached.push(report.point);
    if (report.kind === 'failed' || report.kind === 'problem') notes.push(`${name}: ${report.reason}`);
  };
  let shiftMs = 0;
  let isOver = false;

  const post = (name: string): Post => {
    const found = posts.get(name);
    if (!found) throw new RangeError(`no process is called ${name}`);
    return found;
  };
  const clockOf = (name: string): ClockOrder => ({ shiftMs, ...post(name).clock });
  const tellClock = (name: string) => post(name).process?.tell({ kind: 'clock', clock: clockOf(name) });

  function hubUrl(): string {
    const url = new URL(withDatabase(site.server.url(), database));
    url.port = String(databaseLine.port);
    return url.href;
  }

  /** Keeps a process alive until the schedule is over, as an operator's supervisor would. */
  async function keep(name: string): Promise<void> {
    while (!isOver) {
      const { role, port } = post(name);
      const settings = { role, name, port, databaseUrl: hubUrl(), redisUrl: redis?.url ?? null, dataDir: site.dataDir };
      const started = options.yard.start({ ...settings, clock: clockOf(name), points: [] }, hear(name));
      post(name).process = started;
      await started.open.catch(() => started.child.kill('SIGKILL'));
      tellClock(name);
      await started.ended;
      post(name).process = undefined;
      await sleep(restartAfterMs);
    }
  }

  const keeping = [...posts.keys()].map(keep);
  const isOpen = async (name: string): Promise<void> => {
    const giveUpAt = performance.now() + openWithinMs;
    while (performance.now() < giveUpAt) {
      const process = post(name).process;
      const opened = await process?.open.then(
        () => true,
        () => false,
      );
      if (opened === true && process === post(name).process) return;
      await sleep(20);
    }
    throw new Error(`${name} did not open within ${openWithinMs} ms: ${notes.slice(-3).join('; ')}`);
  };
  const close = async (): Promise<void> => {
    isOver = true;
    for (const { process } of posts.values()) process?.child.kill('SIGKILL');
    await Promise.all(keeping);
    await Promise.all([databaseLine, ...doorLines].map((line) => line.close()));
    await providers.close();
    await site.dropDatabase(database);
  };
  try {
    await Promise.all([...posts.keys()].map(isOpen));
  } catch (error) {
    // Processes that nobody ends would start again and again, and take the machine from the schedules that follow.
    await close();
    throw error;
  }

  return {
    ...{ site, providers, databaseLine, doorLines, redis, reached, notes },
    databaseUrl: () => withDatabase(site.server.url(), database),
    names: (role) => [...posts].filter(([, one]) => one.role === role).map(([name]) => name),
    pid: (name) => post(name).process?.child.pid,
    signal: (name, signal) => post(name).process?.child.kill(signal),
    arm: (name, order) => post(name).process?.tell({ kind: 'arm', order }),
    setClock: (name, clock) => {
      post(name).clock = { ...post(name).clock, ...clock };
      tellClock(name);
    },
    turnDay: () => {
      shiftMs += dayMs;
      for (const name of posts.keys()) tellClock(name);
    },
    shiftMs: () => shiftMs,
    closeDays: (name) => post(name).process?.tell({ kind: 'close-days' }),
    async killDatabase() {
      await site.server.kill?.();
      databaseLine.leadTo(site.server.port());
    },
    async recover() {
      databaseLine.resume();
      for (const line of doorLines) line.resume();
      for (const name of posts.keys()) {
        post(name).process?.child.kill('SIGCONT');
        post(name).clock = rightClock;
        tellClock(name);
      }
      await redis?.start();
      providers.recover();
      for (const protocol of ['osmp-xml', 'native-rest'] as const) await providers.comeBack(protocol);
      await Promise.all([...posts.keys()].map(isOpen));
    },
    close,
  };
}

async function postOf(role: Role): Promise<Post> {
  return { role, port: await freePort(), clock: rightClock, process: undefined };
}
