import type { DeliveryTarget } from '../delivery/deliverer.ts';
import type { Lane } from '../engine/lane.ts';
import type { ProviderPort } from '../kernel/adapter.ts';
import type { FaultPoint, FaultPort } from '../kernel/fault-port.ts';

/** A provider whose conversations pass the points around the wire: the attempt is committed before the first. */
export function withWirePoints(target: DeliveryTarget, faults: FaultPort): DeliveryTarget {
  const around = pointsAround(faults, 'delivery.before_send', 'delivery.after_answer');
  const { port } = target;
  const told: ProviderPort = {
    ...port,
    pay: (request) => around(() => port.pay(request)),
    status: (request) => around(() => port.status(request)),
  };
  const ask = port.cancel?.bind(port);
  return { ...target, port: ask ? { ...told, cancel: (request) => around(() => ask(request)) } : told };
}

/** Booking what a provider answered, with the points before and after it. */
export function withBookingPoints(resolve: Lane['resolve'], faults: FaultPort): Lane['resolve'] {
  const around = pointsAround(faults, 'delivery.before_booking', 'delivery.after_booking');
  return (command) => around(() => resolve(command));
}

function pointsAround(faults: FaultPort, before: FaultPoint, after: FaultPoint) {
  return async <T>(step: () => Promise<T>): Promise<T> => {
    await faults.reach(before);
    const outcome = await step();
    await faults.reach(after);
    return outcome;
  };
}
