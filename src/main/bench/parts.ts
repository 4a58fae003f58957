import type { FaultRule } from '../../../adapters/kit/fault-script.ts';
import { startNativeRestSimulator } from '../../../adapters/native-rest/simulator.ts';
import { takeRegistry, type TakeTask } from '../../bench/debt-registry.ts';
import type { PartInput, PartName } from '../../bench/host.ts';
import type { DebtTask } from '../../bench/debt-load.ts';
import { type Load, type LoadSource, type LoadTask, openLoad } from '../../bench/load.ts';
import { accountNumber, marketKey, providerCodes } from '../../bench/market.ts';
import { takeProfile } from '../../bench/profile.ts';
import { defaultLimits } from '../../http/settings.ts';
import { zero } from '../../kernel/money.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { freePort } from '../../platform/database/embedded/postmaster.ts';
import { startApi } from '../roles/api.ts';
import { type LiveHub, openLiveHub } from '../roles/live-hub.ts';
import { openJobs } from '../roles/start-hub.ts';
import { startWorker } from '../roles/worker.ts';
import { createShutdown, type Shutdown } from '../shutdown.ts';
import { emptyRoute } from './empty-route.ts';
import type { PartWork } from './part-process.ts';

/** What runs in processes of their own while the hub is measured: the roles of `vahid start`, and the world around them. */
export const partStarters: Readonly<Record<PartName, (input: PartInput) => Promise<PartWork>>> = {
  api: startApiPart,
  worker: startWorkerPart,
  simulators: startSimulatorsPart,
  load: startLoadPart,
  registry: startRegistryPart,
};

/** No agent of the benchmark is turned away for asking too much; the counting itself goes on. */
const limits = {
  ...defaultLimits,
  perAgentPerMinute: 1_000_000_000,
  perNetworkPerMinute: 1_000_000_000,
  lookupsPerTellerPerMinute: 1_000_000_000,
  refusedTokensPerNetworkPerMinute: 1_000,
};

async function startApiPart(input: PartInput): Promise<PartWork> {
  const shutdown = createShutdown();
  const port = await freePort();
  const { live, databaseUrl } = await openRole(input, { name: 'api', port }, shutdown);
  const jobs = await openJobs(live, databaseUrl);
  shutdown.add(() => jobs.close());
  const api = await startApi(live, { limits, plugins: (settings) => [emptyRoute(live, settings)] });
  shutdown.add(() => api.stop());
  shutdown.add(await takeProfile(text(input['profileDir']), `api-${process.pid}`));
  return { ready: { port }, tasks: {}, stop: () => shutdown.run() };
}

async function startWorkerPart(input: PartInput): Promise<PartWork> {
  const shutdown = createShutdown();
  const { live, databaseUrl } = await openRole(input, { name: 'worker', port: 0 }, shutdown);
  const jobs = await openJobs(live, databaseUrl);
  shutdown.add(() => jobs.close());
  const worker = await startWorker(live, jobs);
  shutdown.add(() => worker.stop());
  shutdown.add(await takeProfile(text(input['profileDir']), `worker-${process.pid}`));
  return { ready: {}, tasks: {}, stop: () => shutdown.run() };
}

async function openRole(
  input: PartInput,
  role: { readonly name: string; readonly port: number },
  shutdown: Shutdown,
): Promise<{ live: LiveHub; databaseUrl: string }> {
  const databaseUrl = text(input['databaseUrl']) ?? '';
  const environment = { ...process.env, PORT: String(role.port), DATABASE_URL: databaseUrl };
  const config = await loadConfig(environment);
  const live = await openLiveHub(config, { databaseUrl, name: role.name, sampleWorld: true });
  shutdown.add(() => live.close());
  return { live, databaseUrl };
}

async function startSimulatorsPart(input: PartInput): Promise<PartWork> {
  const simulator = await startNativeRestSimulator();
  const count = Number(input['accounts']);
  const accounts = Array.from({ length: count }, (_, index) => ({
    ...{ number: accountNumber(index), holderName: 'N. N.', address: null, proofCode: null },
    ...{ bills: [], credit: zero, line: null, active: true },
  }));
  const endpoints = providerCodes.map((code) => {
    const options = { currency: 'AZN', accounts, authorization: `Bearer ${marketKey(code)}` } as const;
    return simulator.registerProvider(code, options).endpoint;
  });
  return {
    ready: { endpoints },
    tasks: {
      behave: async (wish) => {
        const { codes, rules } = wish as { codes: readonly string[]; rules: readonly FaultRule[] };
        for (const code of codes) simulator.faults(code).set(rules);
      },
      // The whole of a provider's books, as sums: what the benchmark compares with the hub's own.
      books: async () =>
        providerCodes.map((code) => {
          const payments = simulator.books(code).payments();
          const total = payments.reduce((sum, payment) => sum + payment.amount * BigInt(payment.credits), 0n);
          return { code, payments: payments.length, total: total.toString() };
        }),
    },
    stop: () => simulator.close(),
  };
}

async function startLoadPart(): Promise<PartWork> {
  let load: Load | undefined;
  return {
    ready: {},
    tasks: {
      open: async (source) => {
        load?.stop();
        load = await openLoad(source as LoadSource);
      },
      run: async (task) => load?.run(task as LoadTask),
      debts: async (task) => load?.debts(task as DebtTask),
    },
    stop: async () => load?.stop(),
  };
}

async function startRegistryPart(input: PartInput): Promise<PartWork> {
  const shutdown = createShutdown();
  const { live } = await openRole(input, { name: 'registry', port: 0 }, shutdown);
  const { providerRegistries } = live.hub;
  return {
    ready: {},
    tasks: { take: (task) => takeRegistry(providerRegistries, task as TakeTask) },
    stop: () => shutdown.run(),
  };
}

function text(value: PartInput[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
