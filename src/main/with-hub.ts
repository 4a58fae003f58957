import { loadConfig } from '../platform/config/config.ts';
import type { Hub } from './hub.ts';
import { openHub } from './roles/start-hub.ts';
import { closeWhenInterrupted, createShutdown } from './shutdown.ts';

/** Opens the hub for one command of an operator, and closes it again. */
export async function withHub(work: (hub: Hub) => Promise<void>): Promise<void> {
  const config = await loadConfig();
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, () => 130);
  try {
    // As a worker: beside a running hub, whose database it shares, without touching what is that hub's.
    const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
    const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
    await work(live.hub);
  } finally {
    await shutdown.run();
    stopListening();
  }
}
