import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { copyPlain, emptyRegistries, makeCopyTarget } from './debt-registry-store.ts';
import type { Figures } from './figures.ts';
import { type GroupDeps, openOwner, openServer } from './groups/group.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import { registryProvider } from './registry-provider.ts';
import { median, ratio } from './statistics.ts';

const header = 'account;bill;period;due;amount;name;address\n';
const pieceLines = 1_000;

/**
 * A debt registry through the whole import (read, checked, written, compared, switched to) beside a plain COPY of the same
 * file into a table like that of the registry, with its primary key. Both read the same file from disk. The import runs in
 * a process of its own, which is the hub's with nothing else to do, so that its memory can be told.
 */
export async function measureDebtRegistry(deps: GroupDeps): Promise<Figures> {
  const { host, plan } = deps;
  const server = await openServer(deps);
  const databaseUrl = await server.createHubDatabase('debt_registry');
  const owner = openOwner(deps, databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'vahid-bench-registry-'));
  host.closeLater(() => rm(folder, { recursive: true, force: true }));
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
  await writeRegistry(first, { lines: plan.registryLines, more: 0 });
  await writeRegistry(second, { lines: plan.registryLines, more: 7 });
  const hub = await host.openHub(databaseUrl);
  const added = await hub.providers.add(registryProvider);
  if (!added.ok) throw new Error(`the provider was not added: ${added.error.code}`);
  const part = await host.startPart('registry', { databaseUrl });
  const take = async (path: string, name: string) => (await part.ask('take', { path, name })) as Taken;

  const rounds = { copied: [] as number[], taken: [] as number[], followed: [] as number[] };
  let peakMb = 0;
  await makeCopyTarget(owner.sql);
  for (let round = 0; round < plan.rounds; round += 1) {
    await emptyRegistries(owner.sql);
    const one = await take(first, `debts-20261101-${round}.csv`);
    const next = await take(second, `debts-20261102-${round}.csv`);
    const copiedSeconds = await secondsOf(() => copyPlain(owner.sql, createReadStream(first)));
    rounds.taken.push(one.seconds);
    rounds.followed.push(next.seconds);
    rounds.copied.push(copiedSeconds);
    peakMb = next.peakMb;
    const took = `taken in ${one.seconds.toFixed(2)} s, the next one in ${next.seconds.toFixed(2)} s`;
    host.say(
      `${plan.registryLines} lines: ${took}, plain COPY in ${copiedSeconds.toFixed(2)} s; ${Math.round(peakMb)} MB`,
    );
  }
  const [copied, taken] = [median(rounds.copied), median(rounds.taken)];
  return {
    debtRegistryOverCopy: ratio(copied, taken),
    debtRegistryPeakMb: peakMb,
    debtRegistryLinesPerSecond: ratio(plan.registryLines, taken),
    // The second registry is also compared with the first, account by account.
    debtRegistryNextOverCopy: ratio(copied, median(rounds.followed)),
  };
}

export interface TakeTask {
  readonly path: string;
  readonly name: string;
}

interface Taken {
  readonly seconds: number;
  /** Most that the process has taken so far. */
  readonly peakMb: number;
}

/** Takes one registry from disk, in the process of the part. */
export async function takeRegistry(registries: ProviderRegistryService, { path, name }: TakeTask): Promise<Taken> {
  const { size } = await stat(path);
  const file = { providerCode: registryProvider.code, name, by: 'bench', sizeBytes: size };
  const seconds = await secondsOf(async () => {
    const outcome = await registries.receiveDebts(file, createReadStream(path));
    const state = outcome.ok ? outcome.value.registry.state : outcome.error.code;
    if (state !== 'active') throw new Error(`the registry was not taken: ${state}`);
  });
  return { seconds, peakMb: process.resourceUsage().maxRSS / 1024 };
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
