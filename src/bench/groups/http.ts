import type { Figures } from '../figures.ts';
import type { Part } from '../host.ts';
import type { LoadKind, LoadTask } from '../load.ts';
import type { Measured } from '../loops.ts';
import { makeQuotes, settleMarket } from '../market.ts';
import { median, ratio } from '../statistics.ts';
import { startWitness } from '../witness.ts';
import { describeRun } from './engine.ts';
import { type GroupDeps, openOwner, openServer, preparePgbench, verifyAfter } from './group.ts';

const accounts = 1_000_003;
const connections = 64;
const bulkConnections = 4;
const defaultBatch = 500;
/** Quotes are made in blocks of one batch for each agent. */
const blockSize = 8 * defaultBatch;
/** Quotes made beforehand for each second, more than the route can pay; an empty route pays none. */
const quotesPerSecond = { single: 12_000, bulk: 40_000, empty: 0 } as const;
/** An open load may have this many under way before it has to wait: far more than at half of the highest rate. */
const openConnections = 256;

/** A running API over its own market, and a load that can be sent to it. */
export interface HttpSide {
  /** A further process to look at while a load runs. */
  observe(part: Part): void;
  /** Sends a load and says what came of it and what it was bound by. */
  drive(task: Wish): Promise<Measured>;
}

export interface Wish extends Pick<LoadTask, 'kind' | 'warmUpSeconds' | 'seconds' | 'perSecond'> {
  readonly label: string;
  readonly keys?: LoadTask['keys'];
  readonly batchSize?: number;
}

/** `POST /v1/payments` with every check, in a process of its own, beside pgbench and an empty route of the same server. */
export async function runHttpGroup(deps: GroupDeps): Promise<Figures> {
  const { plan } = deps;
  const server = await openServer(deps);
  const pgbench = await preparePgbench(deps, server);
  const databaseUrl = await server.createHubDatabase('http');
  const side = await openHttpSide(deps, { databaseUrl, accounts, endpoints: undefined });
  const rates = { pgbench: [] as number[], single: [] as number[], empty: [] as number[], bulk: [] as number[] };
  const time = { warmUpSeconds: plan.warmUpSeconds, seconds: plan.httpSeconds };
  for (let round = 0; round < plan.rounds; round += 1) {
    rates.pgbench.push(await pgbench());
    for (const kind of ['empty', 'single', 'bulk'] as const) {
      const run = await side.drive({ kind, label: labels[kind], ...time });
      rates[kind].push(run.perSecond);
    }
  }
  const highest = median(rates.single);
  // What the bulk loads left in memory would be written out in one go while this one is looked at.
  await server.settle();
  const half = await side.drive({ kind: 'single', label: 'half of the highest rate', ...time, perSecond: highest / 2 });
  await verifyAfter(deps, openOwner(deps, databaseUrl));
  const tps = median(rates.pgbench);
  return {
    httpOverEmptyRoute: ratio(highest, median(rates.empty)),
    httpOverPgbench: ratio(highest, tps),
    bulkOverPgbench: ratio(median(rates.bulk), tps),
    httpP99Ms: half.p99Ms,
    httpP50Ms: half.p50Ms,
    httpPerSecond: highest,
    httpEmptyPerSecond: median(rates.empty),
    httpBulkPerSecond: median(rates.bulk),
    httpPgbenchTps: tps,
  };
}

const labels: Readonly<Record<LoadKind, string>> = {
  empty: 'empty route with the same token and schema checks',
  single: 'POST /v1/payments',
  bulk: 'bulk route, items',
};

/** Settles a market in a hub database, starts the API over it and opens the load. */
export async function openHttpSide(
  deps: GroupDeps,
  where: {
    readonly databaseUrl: string;
    readonly accounts: number;
    readonly endpoints: ((code: string) => string) | undefined;
  },
): Promise<HttpSide> {
  const { host } = deps;
  const { databaseUrl } = where;
  const hub = await host.openHub(databaseUrl);
  const market = await settleMarket(hub, where.accounts, where.endpoints);
  // The API is to hold the lane, not this process.
  await hub.close();
  const owner = openOwner(deps, databaseUrl);
  const api = await host.startPart('api', { databaseUrl });
  const { port } = api.ready as { port: number };
  const load = await host.startPart('load', {});
  await load.ask('open', { port, market });
  const observed = [api, load];
  let next = 0;
  return {
    observe: (part) => observed.push(part),
    async drive({ label, ...wish }) {
      const seconds = wish.warmUpSeconds + wish.seconds;
      const needed = wish.perSecond === undefined ? quotesPerSecond[wish.kind] * seconds : wish.perSecond * seconds;
      const count = Math.ceil(needed / blockSize) * blockSize;
      await makeQuotes(owner.sql, market, { first: next, count });
      const defaults = { keys: 'random', connections: defaultConnections(wish), batchSize: defaultBatch } as const;
      // An empty route looks at no quote: it may be asked about any.
      const task: LoadTask = {
        ...defaults,
        ...wish,
        first: next,
        count: wish.kind === 'empty' ? Number.MAX_SAFE_INTEGER : count,
      };
      const witness = startWitness(owner, observed);
      const measured = (await load.ask('run', task)) as Measured;
      host.say(`${label}: ${describeRun(measured)}; ${await witness.stop()}`);
      next += count;
      return measured;
    },
  };
}

function defaultConnections({ kind, perSecond }: Pick<LoadTask, 'kind' | 'perSecond'>): number {
  if (perSecond !== undefined) return openConnections;
  return kind === 'bulk' ? bulkConnections : connections;
}
