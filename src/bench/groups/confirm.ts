import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '../../kernel/assert.ts';
import { readDatabaseTime } from '../../platform/database/database-clock.ts';
import type { Database } from '../../platform/database/sql.ts';
import type { Figures } from '../figures.ts';
import type { Part } from '../host.ts';
import { providerCodes } from '../market.ts';
import { ratio } from '../statistics.ts';
import { type ConfirmedSum, countOpen, describeOpen, readConfirmations, sumConfirmed } from '../store.ts';
import { BrokenBooksError, type GroupDeps, openOwner, openServer, verifyAfter } from './group.ts';
import { type HttpSide, openHttpSide } from './http.ts';

/** A prime number of accounts at each simulated provider. */
const accounts = 20_011;
const probeSeconds = { full: 5, quick: 3, tiny: 0.5 } as const;
const smallBatch = 50;
/**
 * Deliveries that come to an end may take their time after the load has; when none has for so long, none will. Longer than a lease, and
 * than the first two pauses before a provider is asked about a payment whose answer was lost.
 */
const drainMs = 360_000;
const drainPollMs = 250;

/**
 * From acceptance to the provider's confirmation, at a rate that is held: API, worker, database, simulated providers and the
 * load are all on this machine. At the end the providers' books must equal ours.
 */
export async function runConfirmGroup(deps: GroupDeps): Promise<Figures> {
  const { host, plan } = deps;
  const server = await openServer(deps);
  const databaseUrl = await server.createHubDatabase('confirm');
  const simulators = await host.startPart('simulators', { accounts });
  const { endpoints } = simulators.ready as { endpoints: readonly string[] };
  const endpointOf = (code: string) => present(endpoints[providerCodes.indexOf(code)], 'the address of a simulator');
  const side = await openHttpSide(deps, { databaseUrl, accounts, endpoints: endpointOf });
  side.observe(await host.startPart('worker', { databaseUrl }));
  side.observe(simulators);
  const owner = openOwner(deps, databaseUrl);
  const kind = await chooseKind(deps, side);
  await drain(owner);
  const from = new Date((await readDatabaseTime(owner.sql)).getTime() + plan.warmUpSeconds * 1000);
  const offered = await side.drive({
    kind,
    label: `offered, ${kind === 'single' ? 'one by one' : `in batches of ${smallBatch}`}`,
    warmUpSeconds: plan.warmUpSeconds,
    seconds: plan.confirmSeconds,
    perSecond: plan.confirmOffered,
    batchSize: smallBatch,
  });
  const to = await readDatabaseTime(owner.sql);
  const left = await drain(owner);
  const confirmed = await readConfirmations(owner.sql, from, to);
  const perSecond = ratio(confirmed.count, (to.getTime() - from.getTime()) / 1000);
  host.say(
    `confirmed: ${Math.round(perSecond)}/s while ${Math.round(offered.perSecond)}/s were taken; p50 ${confirmed.p50Ms.toFixed(0)} ms, ` +
      `p99 ${confirmed.p99Ms.toFixed(0)} ms; ${left} were open when the load ended`,
  );
  await compareBooks(owner, simulators);
  host.say('the books of the simulated providers equal ours');
  await verifyAfter(deps, owner);
  return {
    confirmRate: perSecond,
    confirmP99Ms: confirmed.p99Ms,
    confirmP50Ms: confirmed.p50Ms,
    confirmOffered: offered.perSecond,
    confirmAcceptP99Ms: offered.p99Ms,
    confirmOpenAtEnd: left,
    confirmInBatches: kind === 'bulk' ? 1 : 0,
  };
}

/** One by one where the machine bears it beside everything else; otherwise in small batches, and the output says so. */
async function chooseKind({ host, plan }: GroupDeps, side: HttpSide): Promise<'single' | 'bulk'> {
  const seconds = probeSeconds[plan.name];
  const probe = await side.drive({ kind: 'single', label: 'probe, one by one', warmUpSeconds: seconds / 5, seconds });
  if (probe.perSecond >= plan.roomForSingles * plan.confirmOffered) return 'single';
  host.say(
    `one by one this machine takes ${Math.round(probe.perSecond)}/s beside worker, database and simulators: too near to ` +
      `${plan.confirmOffered}/s, so the load is offered through the bulk route`,
  );
  return 'bulk';
}

/** Waits until no delivery is open. Returns how many were at first; throws where they do not come to an end. */
async function drain(owner: Database): Promise<number> {
  const first = await countOpen(owner.sql);
  let fewest = first;
  let heardMs = performance.now();
  for (let open = first; open > 0; open = await countOpen(owner.sql)) {
    if (open < fewest) {
      fewest = open;
      heardMs = performance.now();
    }
    if (performance.now() - heardMs > drainMs) {
      throw new BrokenBooksError(`${open} deliveries have not come to an end: ${await describeOpen(owner.sql)}`);
    }
    await sleep(drainPollMs);
  }
  return first;
}

/** Count and sum of every provider, theirs and ours. */
async function compareBooks(owner: Database, simulators: Part): Promise<void> {
  const theirs = (await simulators.ask('books', null)) as readonly ConfirmedSum[];
  const ours = new Map((await sumConfirmed(owner.sql)).map((sum) => [sum.code, sum]));
  for (const { code, payments, total } of theirs) {
    const sum = ours.get(code);
    if (sum?.payments === payments && sum.total === total) continue;
    throw new BrokenBooksError(
      `${code} has ${payments} payments of ${total}, we have ${sum?.payments} of ${sum?.total}`,
    );
  }
}
