import { observedPort } from '../availability/observed-port.ts';
import { createDeliverer, type Deliverer } from '../delivery/deliverer.ts';
import { defaultDeliverySettings } from '../delivery/model.ts';
import type { Lane } from '../engine/lane.ts';
import { noFaults } from '../kernel/fault-port.ts';
import { withBookingPoints, withWirePoints } from './fault-points.ts';
import type { Hub, HubOptions } from './hub.ts';

/** Delivery with the providers as they are now, and the points at which faults can be put. */
export function composeDelivery(
  options: HubOptions,
  lane: Lane,
  nouns: Pick<Hub, 'providers' | 'maintenance' | 'health'>,
): Deliverer {
  const { faults = noFaults } = options;
  const { providers, maintenance, health } = nouns;
  return createDeliverer({
    db: options.db,
    ...(options.claims ? { claims: options.claims } : {}),
    clock: options.clock,
    ids: options.ids,
    worker: options.worker,
    settings: options.delivery ?? defaultDeliverySettings,
    async connect(providerId) {
      const connected = await providers.connect(providerId);
      if (!connected.ok) return undefined;
      // What was accepted before planned work began waits until it is over.
      if ((await maintenance.outlook([providerId])).get(providerId)?.now) return undefined;
      const { provider, traits } = connected.value;
      const port = observedPort(connected.value.port, (call) => health.observe({ providerId, ...call }));
      await faults.reach('delivery.before_claim');
      return withWirePoints({ providerId, port, traits, maxConcurrency: provider.maxConcurrency }, faults);
    },
    resolve: withBookingPoints(lane.resolve, faults),
    reverse: lane.reverse,
    random: Math.random,
  });
}
