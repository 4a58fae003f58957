import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLiveHub, type LiveHub } from '../../src/main/roles/live-hub.ts';
import { worldHub } from '../../src/main/world-hub.ts';
import { loadConfig } from '../../src/platform/config/config.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { administer, withDatabase } from '../../src/platform/database/administration.ts';
import { migrateDatabase } from '../../src/platform/database/migrator.ts';
import { createJobs } from '../../src/platform/jobs/jobs.ts';
import { listTellers, seedParties } from '../../src/world/seed-parties.ts';
import { seedProviders } from '../../src/world/seed/seed-providers.ts';
import { openProviderSide, providerSeeds, type ProviderSide } from './provider-side.ts';
import { openRedis, type RedisServer } from './redis.ts';
import { openServer, type Server } from './server.ts';

/** Where schedules run, one after the other: a server, a Redis, and a database from which each schedule gets its copy. */
export interface Site {
  readonly server: Server;
  readonly redis: RedisServer | null;
  /** Folder of the keys that all processes of the hub share. */
  readonly dataDir: string;
  readonly tellers: readonly SiteTeller[];
  /** A fresh copy of the settled database, with its providers at these addresses. Returns its name. */
  makeDatabase(name: string, providers: ProviderSide): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Somebody who takes money: what an agent's software needs to know. */
export interface SiteTeller {
  readonly agentId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tellerCode: string;
}

const template = 'vahid_faults_template';
const payingAgents = ['goyezen-bank', 'azerpoct', 'xari-bulbul-bank'];
/** An agent that comes to the end of its cap in every schedule. */
const poorAgent = { code: 'xari-bulbul-bank', floor: -15_000n };

export async function openSite(databaseUrl: string | undefined): Promise<Site> {
  const server = await openServer(databaseUrl);
  const redis = await openRedis();
  const dataDir = await mkdtemp(join(tmpdir(), 'vahid-faults-keys-'));
  const names = { template: databaseUrl === undefined ? template : `${template}_${process.pid}_${Date.now()}` };
  const administered = async <T>(work: (server: Awaited<ReturnType<typeof administer>>) => Promise<T>): Promise<T> => {
    const administration = await administer(withDatabase(server.url(), 'postgres'));
    try {
      return await work(administration);
    } finally {
      await administration.close();
    }
  };
  const url = await administered((one) => one.create(names.template));
  const tellers = await settle(url, dataDir);
  return {
    ...{ server, redis, dataDir, tellers },
    async makeDatabase(name, providers) {
      await administered((one) => one.create(name, names.template));
      await withHub({ url: withDatabase(server.url(), name), dataDir }, async ({ hub }) => {
        await seedProviders({ providers: hub.providers, ...providers }, providerSeeds);
      });
    },
    dropDatabase: (name) => administered((one) => one.drop(name)),
    async close() {
      await administered((one) => one.drop(names.template)).catch(() => undefined);
      await redis?.close();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Everything that a schedule finds: tables, parties, fees, caps and prefunds. */
async function settle(url: string, dataDir: string): Promise<SiteTeller[]> {
  await migrateDatabase(url);
  const jobs = await createJobs({ redisUrl: undefined, databaseUrl: url });
  await jobs.close();
  const providers = await openProviderSide();
  try {
    return await withHub({ url, dataDir }, async (live) => {
      const hub = worldHub(live.hub, live.mailer);
      const secretOf = (code: string) => `faults-secret-of-${code}`;
      const seed = { simulators: providers, providers: providerSeeds, secretOf, progress: () => undefined };
      const parties = await seedParties(hub, seed);
      const tellers = await listTellers(hub, parties);
      const poor = parties.agents.get(poorAgent.code)?.id ?? '';
      await hub.lane.setFloor({ agentId: poor, currency: 'AZN', floor: poorAgent.floor });
      return payingAgents.map((code) => {
        const agent = parties.agents.get(code);
        const teller = tellers.find((one) => one.agentId === agent?.id);
        if (!agent || !teller) throw new Error(`the agent ${code} has a teller`);
        const { id: agentId, clientId } = agent;
        return { agentId, clientId: clientId ?? '', clientSecret: secretOf(code), tellerCode: teller.code };
      });
    });
  } finally {
    await providers.close();
  }
}

/** A hub in the harness' own process, for settling and judging. */
export async function withHub<T>(
  { url, dataDir }: { readonly url: string; readonly dataDir: string },
  work: (live: LiveHub) => Promise<T>,
): Promise<T> {
  const config = await loadConfig({ NODE_ENV: 'test', DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const passwords = createPasswordHasher({ cost: { memoryKib: 64, passes: 1, lanes: 1 } });
  const live = await openLiveHub(config, {
    ...{ databaseUrl: url, name: 'harness', sampleWorld: true },
    drill: {
      adjust: (options) => ({ ...options, crypto: { ...options.crypto, passwords } }),
      laneClock: (clock) => clock,
    },
  });
  try {
    return await work(live);
  } finally {
    await live.close();
  }
}
