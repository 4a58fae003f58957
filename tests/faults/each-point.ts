import { setTimeout as sleep } from 'node:timers/promises';
import { faultPoints, type FaultPoint } from '../../src/kernel/fault-port.ts';
import { rolesAt } from './faults.ts';
import type { Ground } from './ground.ts';

/** How long a point is waited for, and how often it is helped along meanwhile. */
const patienceMs = 120_000;
const helpEveryMs = 2_500;
const lookEveryMs = 50;

/** Has a process die at each point, one point after the other, while payments flow. */
export async function dieAtEachPoint(ground: Ground): Promise<void> {
  for (const point of Object.keys(faultPoints) as FaultPoint[]) await dieAt(ground, point);
}

async function dieAt(ground: Ground, point: FaultPoint): Promise<void> {
  const deaths = () => ground.reached.filter((reached) => reached === point).length;
  const before = deaths();
  const armed = new Set<number>();
  const startedAt = performance.now();
  let helped = 0;
  while (deaths() === before && performance.now() - startedAt < patienceMs) {
    // Whoever was started meanwhile has its order too.
    for (const name of rolesAt(point).flatMap(ground.names)) {
      const pid = ground.pid(name);
      if (pid === undefined || armed.has(pid)) continue;
      armed.add(pid);
      ground.arm(name, { point, nth: 1, act: 'kill' });
    }
    if (performance.now() - startedAt >= helped * helpEveryMs) {
      help(ground, point, helped);
      helped += 1;
    }
    await sleep(lookEveryMs);
  }
}

/** What makes a point come by that payments alone do not pass. */
function help(ground: Ground, point: FaultPoint, times: number): void {
  const names = [...ground.names('api'), ...ground.names('worker')];
  if (point === 'lane.taken') ground.signal(names[times % names.length] ?? '', 'SIGKILL');
  if (!point.startsWith('close.') && point !== 'lane.before_commit') return;
  if (times === 0) ground.turnDay();
  for (const name of ground.names('worker')) ground.closeDays(name);
}
