/**
 * A whole hub of one line: the same as `vahid start` with a small sample world, but for the intervals of delivery, which
 * are short so that nobody waits two minutes for the lease of a worker that was killed. DATA_DIR and PORT say where; one
 * line of JSON on standard output says that its doors are open.
 */
import { loadConfig } from '../../src/platform/config/config.ts';
import { startHub } from '../../src/main/roles/start-hub.ts';
import { closeWhenInterrupted, createShutdown } from '../../src/main/shutdown.ts';

const shutdown = createShutdown();
closeWhenInterrupted(shutdown, () => 0);
const config = { ...(await loadConfig()), logLevel: 'silent' };
const options = { role: 'all', sampleWorld: true, fresh: false, seed: 3, citizens: 12 } as const;
const delivery = { leaseMs: 4_000, inquiryMs: [500, 1_000], resendMs: [200, 500], unknownAlarmMs: 86_400_000 };
const world = await startHub(config, { ...options, delivery, progress: () => undefined }, shutdown);
process.stdout.write(`${JSON.stringify(world?.credentials)}\n`);
