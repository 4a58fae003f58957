import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { copyPlain, emptyRegistries, makeCopyTarget } from './debt-registry-store.ts';
import type { Figures } from './figures.ts';
import { type GroupDeps, openOwner, openServer } from './groups/group.ts';
import type { BenchHub } from './host.ts';
import { registryProvider } from './registry-provider.ts';
import { median, ratio } from './statistics.ts';

const header = 'account;bill;period;due;amount;name;address\n';
const pieceLines = 1_000;
const sampleMs = 20;
const megabyte = 1024 ** 2;

/**
 * A debt registry through the whole import (read, checked, written, compared, switched to) beside a plain COPY of the same
 * file into a table like that of the registry, with its primary key. Both read the same file from disk.
 */
export async function measureDebtRegistry(deps: GroupDeps): Promise<Figures> {
  const { host, plan } = deps;
  const server = await openServer(deps);
  const databaseUrl = await server.createHubDatabase('debt_registry');
  const owner = openOwner(deps, databaseUrl);
  const hub = await host.openHub(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'vahid-bench-registry-'));
  host.closeLater(() => rm(folder, { recursive: true, force: true }));
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
  await writeRegistry(first, { lines: plan.registryLines, more: 0 });
  await writeRegistry(second, { lines: plan.registryLines, more: 7 });
  const added = await hub.providers.add(registryProvider);
  if (!added.ok) throw new Error(`the provider was not added: ${added.error.code}`);

  const memory = watchMemory();
  const copied: number[] = [];
  const taken: number[] = [];
  const followed: number[] = [];
  await makeCopyTarget(owner.sql);
  for (let round = 0; round < plan.rounds; round += 1) {
    await emptyRegistries(owner.sql);
    taken.push(await secondsOf(() => take(hub, first, `debts-20261101-${round}.csv`)));
    followed.push(await secondsOf(() => take(hub, second, `debts-20261102-${round}.csv`)));
    const peak = memory.peakMb();
    copied.push(await secondsOf(() => copyPlain(owner.sql, createReadStream(first))));
    memory.hold(peak);
    const line = `${plan.registryLines} lines: taken in ${showOf(taken)} s, the next one in ${showOf(followed)} s`;
    host.say(`${line}, plain COPY in ${showOf(copied)} s, ${Math.round(peak)} MB`);
  }
  const peakMb = memory.end();
  const seconds = median(taken);
  return {
    debtRegistryOverCopy: ratio(median(copied), seconds),
    debtRegistryPeakMb: peakMb,
    debtRegistryLinesPerSecond: ratio(plan.registryLines, seconds),
    // The second registry is also compared with the first, account by account.
    debtRegistryNextOverCopy: ratio(median(copied), median(followed)),
  };
}

async function take(hub: BenchHub, path: string, name: string): Promise<void> {
  const { size } = await stat(path);
  const file = { providerCode: registryProvider.code, name, by: 'bench', sizeBytes: size };
  const outcome = await hub.providerRegistries.receiveDebts(file, createReadStream(path));
  const state = outcome.ok ? outcome.value.registry.state : outcome.error.code;
  if (state !== 'active') throw new Error(`the registry was not taken: ${state}`);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

/** Accounts in ascending order, as billers print them: the order that plain COPY likes best. */
async function writeRegistry(path: string, wanted: { readonly lines: number; readonly more: number }): Promise<void> {
  function* pieces() {
    yield header;
    for (let start = 0; start < wanted.lines; start += pieceLines) {
      const count = Math.min(pieceLines, wanted.lines - start);
      yield Array.from({ length: count }, (_, index) => lineOf(start + index, wanted.more)).join('');
    }
  }
  await pipeline(pieces, createWriteStream(path));
}

function lineOf(n: number, more: number): string {
  const account = String(100_000_000_000 + n * 7);
  const amount = 100 + ((n * 7919) % 20_000) + more;
  return `${account};B${n};2026-10;2026-11-25;${amount};Məmmədov Əli ${n % 977};Nizami küç. ${n % 211}, m. ${n % 89}\n`;
}

/** Samples what this process takes of the machine's memory. */
function watchMemory(): { peakMb(): number; hold(peakMb: number): void; end(): number } {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss() / megabyte);
  };
  const timer = setInterval(sample, sampleMs);
  return {
    peakMb: () => (sample(), peak),
    hold: (peakMb) => {
      peak = peakMb;
    },
    end: () => (clearInterval(timer), peak),
  };
}

function showOf(seconds: readonly number[]): string {
  return (seconds.at(-1) ?? 0).toFixed(2);
}
