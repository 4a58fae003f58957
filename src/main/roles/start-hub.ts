import { createServer } from 'node:net';
import type { DeliverySettings } from '../../delivery/model.ts';
import { nudgeDelivery } from '../../jobs/worker.ts';
import type { Config } from '../../platform/config/config.ts';
import { startEmbedded } from '../../platform/database/embedded.ts';
import { migrateDatabase } from '../../platform/database/migrator.ts';
import { createJobs, type Jobs } from '../../platform/jobs/jobs.ts';
import { sampleAgents } from '../../world/seed/sample-agents.ts';
import type { Shutdown } from '../shutdown.ts';
import { refusedToListen, startApi } from './api.ts';
import { holdDataFolder } from './data-folder.ts';
import { beginAnew } from './fresh-start.ts';
import { openLiveHub, type LiveHub } from './live-hub.ts';
import { openSampleWorld, sampleSecretOf, type LiveWorld } from './sample-world.ts';
import { StartRefused } from './start-refused.ts';
import { startWorker } from './worker.ts';

/** `all` is one process for everything; `api` serves people and agents, `worker` does what nobody waits for. */
export type Role = 'all' | 'api' | 'worker';

export const roles: readonly Role[] = ['all', 'api', 'worker'];

export interface StartOptions {
  readonly role: Role;
  readonly sampleWorld: boolean;
  readonly fresh: boolean;
  readonly seed: number;
  readonly citizens: number;
  /** One line for people who wait. */
  readonly progress: (text: string) => void;
  /** Intervals of delivery, where a drill shortens them. */
  readonly delivery?: DeliverySettings;
}

/**
 * Starts what the role needs, from the database to the doors; whatever was opened is in `shutdown`, also when it fails
 * half way. Throws `StartRefused`, `SchemaMismatch` and `ConfigurationProblems`.
 */
export async function startHub(
  config: Config,
  options: StartOptions,
  shutdown: Shutdown,
): Promise<LiveWorld | undefined> {
  const { role } = options;
  if (role !== 'worker') await probePort(config);
  const { live, world, databaseUrl } = await openHub(config, options, shutdown);
  const jobs = await openJobs(live, databaseUrl);
  shutdown.add(() => jobs.close());
  if (role !== 'api') {
    const worker = await startWorker(live, jobs);
    shutdown.add(() => worker.stop());
  }
  if (role !== 'worker') {
    const api = await startApi(live);
    shutdown.add(() => api.stop());
  }
  return world;
}

/** Everything behind the doors: data folder, database, hub and, where it is wanted, the sample world. */
export async function openHub(
  config: Config,
  options: StartOptions,
  shutdown: Shutdown,
): Promise<{ live: LiveHub; world: LiveWorld | undefined; databaseUrl: string }> {
  const { role, sampleWorld } = options;
  if (role === 'all') {
    const held = await holdDataFolder(config.dataDir);
    shutdown.add(() => held.release());
  }
  if (options.fresh) await beginAnew(config);
  const databaseUrl = await openDatabaseServer(config, options, shutdown);
  const { delivery } = options;
  const live = await openLiveHub(config, { databaseUrl, name: role, sampleWorld, ...(delivery ? { delivery } : {}) });
  shutdown.add(() => live.close());
  if (config.mode === 'production') await refuseSampleSecrets(live);
  const world = sampleWorld ? await openSampleWorld(live, options) : undefined;
  if (world) shutdown.add(() => world.close());
  return { live, world, databaseUrl };
}

/** Says at once that the port is taken, before anything is started for nothing. */
async function probePort({ host, port }: Config): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(refusedToListen(error, { host, port })));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Only `all` migrates: beside others, a release migrates first and by itself. */
async function openDatabaseServer(config: Config, options: StartOptions, shutdown: Shutdown): Promise<string> {
  const { role, progress } = options;
  let url = config.databaseUrl;
  if (url === undefined) {
    const server = await startEmbedded({ dataDir: config.dataDir, log: progress });
    shutdown.add(() => server.stop());
    url = server.url;
  }
  if (role === 'all') {
    const { applied } = await migrateDatabase(url);
    if (applied.length > 0) progress(`migrated the database: ${applied.length} steps`);
  }
  return url;
}

/**
 * Hubs that share a Redis keep apart by what only their own database has. From now on every payment that this process accepts, by
 * whatever door, is announced, so that its provider hears of it at once.
 */
export async function openJobs(live: LiveHub, databaseUrl: string): Promise<Jobs> {
  const { id } = await live.hub.agents.getCabinet();
  const jobs = await createJobs({
    redisUrl: live.config.redisUrl,
    databaseUrl,
    prefix: `vahid-${id}`,
    onProblem: (queue, problem) => live.logger.warn({ event: 'jobs.problem', queue, problem }, 'queue problem'),
  });
  live.announceTo((providerIds) => providerIds.forEach((providerId) => nudgeDelivery(jobs, providerId)));
  return jobs;
}

/** The sample world's secrets are in the source. A hub that took real money with them would be open to everybody. */
async function refuseSampleSecrets(live: LiveHub): Promise<void> {
  for (const { code, clientId } of sampleAgents) {
    if (clientId === null || !(await live.hub.agents.findByCode(code))) continue;
    const verified = await live.hub.agents.verifyClient(clientId, sampleSecretOf(code));
    if (verified.ok || verified.error.code === 'agent_suspended') {
      throw new StartRefused(
        `the agent ${code} still has its sample secret: this is a sample world, not a production hub`,
      );
    }
  }
}
