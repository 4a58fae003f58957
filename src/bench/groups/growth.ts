import type { CutOff } from '../../calendar/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Database } from '../../platform/database/sql.ts';
import type { BenchServer } from '../database-server.ts';
import type { Figures } from '../figures.ts';
import { fillBooks } from '../fill/fill-books.ts';
import { settleParties } from '../fill/parties.ts';
import { median, ratio } from '../statistics.ts';
import { settleBooks } from '../store.ts';
import { type GroupDeps, openOwner, openServer, verifyAfter } from './group.ts';
import { type HttpSide, openHttpSide } from './http.ts';

/** As the hub's settings have it unless somebody changes them. */
const cutOff: CutOff = { timeZone: 'Asia/Baku', minutes: 1440 };
const lane = 1;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Stored payments are spread over so many days before today. */
const storedDays = 30;
const accounts = 1_000_003;
/** Few and many stored take turns in slices, so that the noise of the machine is the same for both. */
const slices = 6;
const tellEvery = 500_000;

/** What becomes of the costs when the books grow: of a payment, of a close, of the verifier. */
export async function runGrowthGroup(deps: GroupDeps): Promise<Figures> {
  const server = await openServer(deps);
  return { ...(await measureDays(deps, server)), ...(await measureCost(deps, server)) };
}

async function measureCost(deps: GroupDeps, server: BenchServer): Promise<Figures> {
  const { plan, host } = deps;
  const few = await openStored(deps, server, { name: 'few', payments: plan.fewStored });
  const many = await openStored(deps, server, { name: 'many', payments: plan.manyStored });
  const rates = { few: [] as number[], many: [] as number[], fewOrdered: [] as number[], manyOrdered: [] as number[] };
  const drive = async (side: HttpSide, keys: 'random' | 'ordered', label: string) => {
    const seconds = plan.growthSeconds / slices;
    const run = await side.drive({ kind: 'single', keys, label, warmUpSeconds: plan.warmUpSeconds, seconds });
    return run.perSecond;
  };
  for (let slice = 0; slice < slices; slice += 1) {
    rates.few.push(await drive(few, 'random', `${plan.fewStored} stored, random keys`));
    rates.many.push(await drive(many, 'random', `${plan.manyStored} stored, random keys`));
  }
  for (let slice = 0; slice < slices / 3; slice += 1) {
    rates.fewOrdered.push(await drive(few, 'ordered', `${plan.fewStored} stored, keys in the order of time`));
    rates.manyOrdered.push(await drive(many, 'ordered', `${plan.manyStored} stored, keys in the order of time`));
  }
  host.say('cost is time at the highest rate: the reciprocal of payments in a second');
  return {
    costGrowth: ratio(mean(rates.few), mean(rates.many)),
    costGrowthOrderedKeys: ratio(mean(rates.fewOrdered), mean(rates.manyOrdered)),
    growthPerSecondFew: mean(rates.few),
    growthPerSecondMany: mean(rates.many),
    growthStoredMany: plan.manyStored,
  };
}

/** An API over books that hold so many payments of the last month. */
async function openStored(
  deps: GroupDeps,
  server: BenchServer,
  stored: { readonly name: string; readonly payments: number },
): Promise<HttpSide> {
  const databaseUrl = await server.createHubDatabase(stored.name);
  const owner = openOwner(deps, databaseUrl);
  const until = new Date(Date.now() - hourMs);
  await fill(deps, owner, { ...stored, from: new Date(until.getTime() - storedDays * dayMs), until });
  return openHttpSide(deps, { databaseUrl, accounts, endpoints: undefined });
}

async function fill(
  { host }: GroupDeps,
  owner: Database,
  wanted: { readonly name: string; readonly payments: number; readonly from: Date; readonly until: Date },
): Promise<void> {
  const startedMs = performance.now();
  const seed = `bench ${wanted.name}`;
  await settleParties(owner, { lane, at: wanted.from, cutOff, seed });
  let told = 0;
  await fillBooks(owner, {
    ...{ ...wanted, lane, cutOff, seed, confirmedShare: 1 },
    onProgress: (done) => {
      if (done - told < tellEvery) return;
      told = done;
      host.say(`  ${done} of ${wanted.payments} payments filled in`);
    },
  });
  await settleBooks(owner.sql);
  const seconds = (performance.now() - startedMs) / 1000;
  host.say(`${wanted.payments} payments filled in, ${Math.round(ratio(wanted.payments, seconds))}/s`);
}

/** Yesterday, small and large, closed and verified. */
async function measureDays(deps: GroupDeps, server: BenchServer): Promise<Figures> {
  const { plan } = deps;
  const small: Closed[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    small.push(await closeDay(deps, server, { name: `small_day_${round}`, payments: plan.smallDay }));
  }
  const large = await closeDay(deps, server, { name: 'large_day', payments: plan.largeDay });
  const smallCost = median(small.map((closed) => closed.closeSeconds)) / plan.smallDay;
  return {
    closeGrowth: ratio(large.closeSeconds / plan.largeDay, smallCost),
    closeSecondsLargeDay: large.closeSeconds,
    closeCutMs: large.cutMs,
    closeLargeDay: plan.largeDay,
    verifySecondsPerMillion: (large.verifySeconds / plan.largeDay) * 1_000_000,
    verifyPayments: plan.largeDay,
  };
}

interface Closed {
  readonly cutMs: number;
  readonly closeSeconds: number;
  readonly verifySeconds: number;
}

async function closeDay(
  deps: GroupDeps,
  server: BenchServer,
  day: { readonly name: string; readonly payments: number },
): Promise<Closed> {
  const { host } = deps;
  const databaseUrl = await server.createHubDatabase(day.name);
  const owner = openOwner(deps, databaseUrl);
  // Noon of yesterday until the evening, in any zone the hub may be in.
  const noon = new Date(new Date(Date.now() - dayMs).setUTCHours(6, 0, 0, 0));
  await fill(deps, owner, { ...day, from: noon, until: new Date(noon.getTime() + 8 * hourMs) });
  const hub = await host.openHub(databaseUrl);
  const cutStartMs = performance.now();
  const { cutDays } = await hub.settlement.cut();
  const cutMs = performance.now() - cutStartMs;
  const closeStartMs = performance.now();
  const outcome = await hub.settlement.close(present(cutDays[0], 'the day that was filled'));
  const closeSeconds = (performance.now() - closeStartMs) / 1000;
  if (!outcome.ok) throw new Error(`the day was not closed: ${outcome.error.code}`);
  host.say(`a day of ${day.payments}: cut in ${cutMs.toFixed(0)} ms, closed in ${closeSeconds.toFixed(2)} s`);
  return { cutMs, closeSeconds, verifySeconds: await verifyAfter(deps, owner) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
