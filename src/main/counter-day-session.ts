import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultDeliverySettings, type DeliverySettings } from '../delivery/model.ts';
import { addRules } from '../fees/service.ts';
import { defaultLimits } from '../http/settings.ts';
import { businessDateOf } from '../kernel/business-date.ts';
import { present } from '../kernel/assert.ts';
import { minor, zero } from '../kernel/money.ts';
import { loadConfig } from '../platform/config/config.ts';
import { freePort } from '../platform/database/embedded/postmaster.ts';
import { verifyBooks } from '../verification/service.ts';
import { createHubClient } from '../world/counter-day/hub-client.ts';
import type { CounterDayHub, CounterDayOptions } from '../world/counter-day/run-counter-day.ts';
import { sampleFaults } from '../world/faults.ts';
import { makeSampleWorld } from '../world/sample-world.ts';
import { seedProviders } from '../world/seed/seed-providers.ts';
import { sampleProviders } from '../world/seed/sample-providers.ts';
import { startApi } from './roles/api.ts';
import { openLiveHub, type LiveHub } from './roles/live-hub.ts';
import { openJobs } from './roles/start-hub.ts';
import { startWorker } from './roles/worker.ts';
import { makeScratchDatabase } from './scratch-database.ts';
import type { Shutdown } from './shutdown.ts';
import { startSampleSimulators } from './simulators.ts';

export interface CounterDaySessionOptions {
  readonly seed: number;
  readonly log: (message: string) => void;
  /** Closes what the session opens. */
  readonly shutdown: Shutdown;
}

type Session = { readonly hub: CounterDayHub } & Pick<
  CounterDayOptions,
  'client' | 'providers' | 'simulators' | 'accounts'
>;

/** Outcomes that are unknown are asked about at once, so that the day ends. */
const delivery: DeliverySettings = {
  ...defaultDeliverySettings,
  inquiryMs: [300, 600, 1_200, 2_400],
  resendMs: [200, 500, 1_000, 2_000],
};
const slowMs = 50;
const citizens = 300;

/** Nobody is turned away for asking too much: forty tellers share one address here. */
const limits = {
  ...defaultLimits,
  perAgentPerMinute: 1_000_000,
  perNetworkPerMinute: 1_000_000,
  lookupsPerTellerPerMinute: 1_000_000,
};

/** A hub as `vahid start` runs it, with its worker, its doors at loopback, simulated providers and a database of its own. */
export async function openCounterDay({ seed, log, shutdown }: CounterDaySessionOptions): Promise<Session> {
  const { databaseUrl } = await loadConfig();
  const scratch = await makeScratchDatabase('counter_day', databaseUrl, log);
  shutdown.add(() => scratch.drop());
  const dataDir = await mkdtemp(join(tmpdir(), 'vahid-counter-day-'));
  shutdown.add(() => rm(dataDir, { recursive: true, force: true }));
  const port = await freePort();
  const environment = { DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: String(port), HOST: '127.0.0.1' };
  const config = await loadConfig({ ...environment, DATABASE_URL: scratch.url, DATABASE_POOL_MAX: '20' });
  const live = await openLiveHub(config, {
    databaseUrl: scratch.url,
    name: 'counter-day',
    sampleWorld: true,
    delivery,
  });
  shutdown.add(() => live.close());
  const { hub } = live;
  const today = businessDateOf(hub.clock.now());
  const world = makeSampleWorld({ seed, citizens, today, providers: sampleProviders });
  const simulators = await startSampleSimulators({ accounts: world.accounts, faults: sampleFaults(slowMs) });
  shutdown.add(() => simulators.close());
  const providers = await seedProviders({ providers: hub.providers, ...simulators }, sampleProviders);
  await addFee(live, today);
  await openDoors(live, scratch.url, shutdown);
  const inManat = sampleProviders.filter((provider) => provider.currency === 'AZN').map(({ code }) => code);
  const accounts = inManat.flatMap((provider) =>
    (world.accounts.get(provider) ?? [])
      .filter(({ active }) => active)
      .map(({ number }) => ({ provider, account: number })),
  );
  return {
    hub: { ...hub, cashInLedger: (...named) => cashInLedger(live, ...named), verify: () => verify(live) },
    client: createHubClient(`http://127.0.0.1:${port}`),
    ...{ providers, simulators, accounts },
  };
}

async function openDoors(live: LiveHub, databaseUrl: string, shutdown: Shutdown): Promise<void> {
  const jobs = await openJobs(live, databaseUrl);
  shutdown.add(() => jobs.close());
  const worker = await startWorker(live, jobs);
  shutdown.add(() => worker.stop());
  const api = await startApi(live, { limits });
  shutdown.add(() => api.stop());
}

/** Whoever pays at a counter pays 0.40 and VAT on top: drawers and positions have to know it. */
async function addFee(live: LiveHub, today: string): Promise<void> {
  await addRules(live.hub.db.sql, [
    {
      ...{ id: live.hub.ids.uuid(), version: 1, bearer: 'payer', providerId: null, agentId: null, channel: 'counter' },
      ...{ currency: 'AZN', slabs: [{ upTo: null, flat: minor(40n), ratePpm: 0 }], minFee: zero, maxFee: null },
      ...{ vatRatePpm: 180_000, validFrom: `${Number(today.slice(0, 4)) - 1}-01-01`, validTo: null },
    },
  ]);
}

async function cashInLedger({ hub }: LiveHub, agentId: string, tellerCode: string): Promise<bigint> {
  await hub.drawers.workOff();
  const teller = (await hub.agents.listTellers(agentId)).find(({ code }) => code === tellerCode);
  const ownerId = present(teller, 'a teller of the day').id;
  return -(await hub.ledger.balanceOf({ kind: 'teller_drawer', ownerId, currency: 'AZN' }));
}

async function verify({ hub }: LiveHub): Promise<readonly string[]> {
  const { findings } = await verifyBooks(hub);
  return findings.map(({ check, subject, detail }) => `${check} ${subject}: ${detail}`);
}
