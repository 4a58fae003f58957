import { present } from '../kernel/assert.ts';
import type { DebtSource, DebtTask } from './debt-load.ts';
import type { Figures } from './figures.ts';
import { type GroupDeps, openOwner, openServer } from './groups/group.ts';
import type { Part } from './host.ts';
import type { Measured } from './loops.ts';
import { providerCodes, settleMarket } from './market.ts';
import { median, ratio } from './statistics.ts';
import { startWitness } from './witness.ts';

/** A prime number of accounts at each provider, more than a run asks about. */
const accounts = 100_003;
const perSecond = 100;
/** How long each simulated provider takes to answer. */
const providerMs = 20;
/** How long a process that has just begun is busy compiling its code. */
const compileSeconds = { full: 15, quick: 15, tiny: 2 } as const;
/** Citizens whose ten accounts are asked about, each once. */
const citizens = { full: 200, quick: 60, tiny: 5 } as const;

/** Debts as a teller asks for them, through the whole API, beside the same questions put to the providers directly. */
export async function measureDebtQueries(deps: GroupDeps): Promise<Figures> {
  const { host, plan } = deps;
  const side = await openSide(deps);
  const { say } = host;
  await side.behave(providerCodes, [{ fault: 'slow', operations: ['debt'], ms: providerMs }]);
  const time = { warmUpSeconds: plan.warmUpSeconds, seconds: plan.httpSeconds };
  await side.queries({ at: 'hub', perSecond, warmUpSeconds: 0, seconds: compileSeconds[plan.name] });
  const over: { readonly p50: number[]; readonly p99: number[] } = { p50: [], p99: [] };
  for (let round = 0; round < plan.rounds; round += 1) {
    const provider = await side.queries({ at: 'provider', perSecond, ...time });
    const hub = await side.queries({ at: 'hub', perSecond, ...time });
    say(`${perSecond} queries/s: ${describe(hub)}; the provider itself ${describe(provider)}; ${hub.boundBy}`);
    over.p50.push(hub.p50Ms - provider.p50Ms);
    over.p99.push(hub.p99Ms - provider.p99Ms);
  }
  const fanout = await measureFanout(deps, side);
  const growth = await measureHanging(deps, side);
  return {
    debtOverheadP50Ms: median(over.p50),
    debtOverheadP99Ms: median(over.p99),
    debtFanoutMs: fanout,
    hangingProviderGrowth: growth,
  };
}

type Queries = Omit<DebtTask & { kind: 'queries' }, 'kind' | 'first'>;

/** What was measured, and what the machine did meanwhile. */
interface Watched extends Measured {
  readonly boundBy: string;
}

interface Side {
  queries(wish: Queries): Promise<Watched>;
  run(task: DebtTask): Promise<unknown>;
  /** Accounts that nobody has asked about yet. */
  take(count: number): number;
  behave(codes: readonly string[], rules: readonly object[]): Promise<void>;
}

async function openSide(deps: GroupDeps): Promise<Side> {
  const { host } = deps;
  const server = await openServer(deps);
  const databaseUrl = await server.createHubDatabase('debts');
  const simulators = await host.startPart('simulators', { accounts });
  const { endpoints } = simulators.ready as { endpoints: readonly string[] };
  const hub = await host.openHub(databaseUrl);
  const endpointOf = (code: string) => present(endpoints[providerCodes.indexOf(code)], 'the address of a simulator');
  const market = await settleMarket(hub, accounts, endpointOf);
  await hub.close();
  const api = await host.startPart('api', { databaseUrl });
  const { port } = api.ready as { port: number };
  const load = await host.startPart('load', {});
  const source: DebtSource = { port, market, endpoints };
  await load.ask('open', source);
  return makeSide(load, simulators, () => startWitness(openOwner(deps, databaseUrl), [api, simulators, load]));
}

function makeSide(load: Part, simulators: Part, watch: () => ReturnType<typeof startWitness>): Side {
  let next = 0;
  const take = (count: number) => {
    const first = next;
    next += count;
    return first;
  };
  const run = (task: DebtTask) => load.ask('debts', task);
  return {
    take,
    run,
    async queries(wish) {
      const first = take(Math.ceil(wish.perSecond * (wish.warmUpSeconds + wish.seconds)));
      const witness = watch();
      const measured = (await run({ kind: 'queries', first, ...wish })) as Measured;
      return { ...measured, boundBy: await witness.stop() };
    },
    async behave(codes, rules) {
      await simulators.ask('behave', { codes, rules });
    },
  };
}

/** What ten providers at once cost beyond the slowest of them. */
async function measureFanout({ host, plan }: GroupDeps, side: Side): Promise<number> {
  const count = citizens[plan.name];
  const first = side.take(count);
  const codes = (await side.run({ kind: 'register', count, first })) as readonly string[];
  const slowest = (await side.run({ kind: 'fanout', at: 'provider', first, codes })) as Measured;
  const hub = (await side.run({ kind: 'fanout', at: 'hub', first, codes })) as Measured;
  host.say(`ten accounts at ten providers: ${describe(hub)}; the slowest provider ${describe(slowest)}`);
  return hub.p50Ms - slowest.p50Ms;
}

/** The others' 99th percentile while one of ten hangs, beside that while none does; they take turns. */
async function measureHanging({ host, plan }: GroupDeps, side: Side): Promise<number> {
  const [hanging = ''] = providerCodes;
  const time = { warmUpSeconds: plan.warmUpSeconds, seconds: plan.httpSeconds };
  const growths: number[] = [];
  // A quotient of two such times is unsteady: its median takes more turns than theirs.
  for (let turn = 1; turn < 2 * plan.rounds; turn += 1) {
    const without = await side.queries({ at: 'hub', perSecond, ...time, uncounted: hanging });
    await side.behave([hanging], [{ fault: 'hang', operations: ['debt'] }]);
    const during = await side.queries({ at: 'hub', perSecond, ...time, uncounted: hanging });
    await side.behave([hanging], [{ fault: 'slow', operations: ['debt'], ms: providerMs }]);
    host.say(`nine providers while one hangs: ${describe(during)}; while none does ${describe(without)}`);
    growths.push(ratio(during.p99Ms, without.p99Ms));
  }
  return median(growths);
}

function describe({ count, p50Ms, p99Ms }: Measured): string {
  return `${count} answers, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
}
