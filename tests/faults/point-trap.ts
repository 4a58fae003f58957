import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultPoint, FaultPort } from '../../src/kernel/fault-port.ts';
import type { PointOrder } from './hub-orders.ts';

export interface PointTrap extends FaultPort {
  arm(order: PointOrder): void;
}

/** A fault port that carries out orders. `die` does not come back; `tell` hears of every order before it is carried out. */
export function createPointTrap(deps: {
  readonly die: () => Promise<never>;
  readonly tell: (point: FaultPoint) => Promise<void>;
}): PointTrap {
  let armed: { readonly order: PointOrder; left: number }[] = [];
  return {
    arm(order) {
      armed.push({ order, left: order.nth });
    },
    async reach(point) {
      for (const one of armed.filter((candidate) => candidate.order.point === point)) {
        one.left -= 1;
        if (one.left > 0) continue;
        armed = armed.filter((candidate) => candidate !== one);
        await deps.tell(point);
        if (one.order.act === 'kill') await deps.die();
        else await sleep(one.order.act.stallMs);
      }
    },
  };
}
