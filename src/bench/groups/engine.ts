import { createHash, randomUUID } from 'node:crypto';
import { type Lane, LaneUnavailable } from '../../engine/lane.ts';
import { present } from '../../kernel/assert.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { AcceptBasket } from '../../payments/commands.ts';
import type { Figures } from '../figures.ts';
import { type Measured, runClosedLoop } from '../loops.ts';
import { counterAt, makeQuotes, type Market, quoteAt, settleMarket } from '../market.ts';
import { takeProfile } from '../profile.ts';
import { median, ratio } from '../statistics.ts';
import { startWitness } from '../witness.ts';
import { type GroupDeps, openOwner, openServer, preparePgbench, verifyAfter } from './group.ts';

/** Payments under way at once. The reference lane is driven with as many as pgbench has clients. */
const inFlights = [16, 64, 256, 1024] as const;
const referenceInFlight = 16;
/** A prime number of accounts at each provider: in one run hardly any account is paid twice. */
const accounts = 1_000_003;
/** Quotes made beforehand for each second of driving: more than a lane can pay. */
const quotesPerSecond = { engine: 30_000, reference: 3_000 } as const;
const channel = 'counter';

interface Drive {
  readonly lane: Lane;
  readonly ids: Ids;
  readonly market: Market;
  /** Numbers of the quotes to pay: `first` and the `count - 1` after it. */
  readonly first: number;
  readonly count: number;
}

/** The lane of the hub in this process, without HTTP, beside pgbench and beside the reference lane on the same server. */
export async function runEngineGroup(deps: GroupDeps): Promise<Figures> {
  const { host, plan } = deps;
  const server = await openServer(deps);
  const pgbench = await preparePgbench(deps, server);
  const engine = await openSide(deps, 'engine', await server.createHubDatabase('engine'));
  const reference = await openSide(deps, 'reference', await server.createHubDatabase('reference'));
  const pgbenchRates: number[] = [];
  const referenceRates: number[] = [];
  const runs = new Map<number, Measured[]>(inFlights.map((inFlight) => [inFlight, []]));
  for (let round = 0; round < plan.rounds; round += 1) {
    pgbenchRates.push(await pgbench());
    for (const inFlight of inFlights) {
      present(runs.get(inFlight), 'the runs of this size').push(await engine.drive(inFlight));
    }
    referenceRates.push((await reference.drive(referenceInFlight)).perSecond);
  }
  for (const side of [engine, reference]) await verifyAfter(deps, side.owner);
  host.say('every rate above is of payments with three fees, a cap, a key, a receipt, a delivery and two events');
  return figuresOf(runs, median(pgbenchRates), median(referenceRates));
}

function figuresOf(runs: ReadonlyMap<number, readonly Measured[]>, pgbench: number, reference: number): Figures {
  const rates = [...runs].map(([inFlight, measured]) => ({
    inFlight,
    perSecond: median(measured.map((run) => run.perSecond)),
    p50Ms: median(measured.map((run) => run.p50Ms)),
    p99Ms: median(measured.map((run) => run.p99Ms)),
  }));
  const best = present(rates.toSorted((a, b) => b.perSecond - a.perSecond)[0], 'a rate');
  return {
    engineOverPgbench: ratio(best.perSecond, pgbench),
    engineOverReference: ratio(best.perSecond, reference),
    referenceOverPgbench: ratio(reference, pgbench),
    enginePerSecond: best.perSecond,
    engineInFlight: best.inFlight,
    enginePgbenchTps: pgbench,
    referencePerSecond: reference,
    ...Object.fromEntries(
      rates.flatMap(({ inFlight, perSecond, p50Ms, p99Ms }) => [
        [`enginePerSecondAt${inFlight}`, perSecond],
        [`engineP50MsAt${inFlight}`, p50Ms],
        [`engineP99MsAt${inFlight}`, p99Ms],
      ]),
    ),
  };
}

/** One database with its market and one lane; each drive pays quotes that no drive before has paid. */
async function openSide(deps: GroupDeps, which: 'engine' | 'reference', databaseUrl: string) {
  const { host, plan } = deps;
  const hub = await host.openHub(databaseUrl);
  const owner = openOwner(deps, databaseUrl);
  const market = await settleMarket(hub, accounts, undefined);
  if (which === 'reference') await hub.close();
  const { lane } = which === 'engine' ? hub : await host.openReferenceLane(databaseUrl);
  let first = 0;
  return {
    owner,
    async drive(inFlight: number): Promise<Measured> {
      const count = Math.ceil(quotesPerSecond[which] * (plan.warmUpSeconds + plan.engineSeconds));
      await makeQuotes(owner.sql, market, { first, count });
      const stopProfile = await takeProfile(host.profileDir, `${which}-${inFlight}`);
      const witness = startWitness(owner, [{ name: 'this process', pid: process.pid }]);
      const measured = await driveLane({ lane, ids: hub.ids, market, first, count }, { ...plan, inFlight });
      host.say(`${which}, ${inFlight} in flight: ${describeRun(measured)}; ${await witness.stop()}`);
      await stopProfile();
      first += count;
      return measured;
    },
  };
}

function driveLane(
  { lane, ids, market, first, count }: Drive,
  how: { readonly inFlight: number; readonly warmUpSeconds: number; readonly engineSeconds: number },
): Promise<Measured> {
  return runClosedLoop({
    inFlight: how.inFlight,
    warmUpSeconds: how.warmUpSeconds,
    seconds: how.engineSeconds,
    call: (n) => (n < count ? pay(lane, commandAt(ids, market, first + n)) : undefined),
  });
}

/** False where the lane has no room: the reference lane has none for more payments than its connections. */
async function pay(lane: Lane, command: AcceptBasket): Promise<boolean> {
  const outcome = await lane.accept(command).catch((error: unknown) => {
    if (error instanceof LaneUnavailable) return undefined;
    throw error;
  });
  if (!outcome) return false;
  if (outcome.kind !== 'accepted') throw new Error(`a payment of the benchmark was refused: ${outcome.refusal.code}`);
  return true;
}

/** What the payment service would hand to the lane for the n-th quote; the client's key is random. */
function commandAt(ids: Ids, market: Market, n: number): AcceptBasket {
  const quote = quoteAt(market, n);
  const { agent, teller } = counterAt(n);
  const counter = present(market.agents[agent]?.tellers[teller], 'a teller of the market');
  return {
    agentId: quote.agentId,
    outletId: counter.outletId,
    tellerId: counter.id,
    channel,
    key: randomUUID(),
    requestHash: createHash('sha256').update(quote.id).digest('hex'),
    basketId: ids.uuid(),
    currency: 'AZN',
    lines: [
      {
        quoteId: quote.id,
        amount: quote.amount,
        paymentId: ids.uuid(),
        receiptToken: ids.bytes(16).toString('hex'),
      },
    ],
    paymentCode: null,
  };
}

export function describeRun({ count, turnedAway, perSecond, p50Ms, p99Ms }: Measured): string {
  const away = turnedAway === 0 ? '' : `, ${turnedAway} turned away`;
  return `${Math.round(perSecond)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${count} payments${away})`;
}
