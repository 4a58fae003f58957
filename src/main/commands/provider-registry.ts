import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { errorEntry, type Refusal } from '../../kernel/errors/catalogue.ts';
import { type Currency, formatAmount } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import { loadConfig } from '../../platform/config/config.ts';
import type { LoadProgress } from '../../provider-registries/api.ts';
import type { DebtRegistry } from '../../provider-registries/model.ts';
import type { Hub } from '../hub.ts';
import { openHub } from '../roles/start-hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { namedOperator } from './named-operator.ts';
import { wholeNumber } from './whole-number.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Said {
  /** The operator's login. */
  readonly as: string;
}

/** `vahid provider-registry`: hands in what a provider sent, and hands out what it is to get. */
export function defineProviderRegistry(command: Command): void {
  fileStep(command, 'load', 'take a debt registry, whole or not at all').action(
    (code: string, path: string, said: Said) =>
      withHub(async (hub) => load(hub, { code, path, by: await operator(hub, said) })),
  );
  fileStep(command, 'acknowledge', 'take the provider’s answer to a file of payments').action(
    (code: string, path: string, said: Said) =>
      withHub(async (hub) => {
        const file = await handedIn(code, path, await operator(hub, said));
        const taken = expected(await hub.providerRegistries.receiveAcknowledgement(file, createReadStream(path)));
        const { fileNumber, confirmed, rejected, repeated, open } = taken;
        console.log(
          `file ${fileNumber}: ${confirmed} confirmed, ${rejected} rejected, ${repeated} known, ${open} open`,
        );
      }),
  );
  command
    .command('key <provider>')
    .description('make the key that a provider uploads with, and show it once; an earlier one ends')
    .action((code: string) =>
      withHub(async (hub) => {
        console.log(`user ${code}  key ${expected(await hub.providerRegistries.renewKey(code))}`);
      }),
    );
  command
    .command('list <provider>')
    .description('debt registries, newest first')
    .action((code: string) =>
      withHub(async (hub) => {
        const { currency } = expected(await hub.providers.getByCode(code));
        const registries = expected(await hub.providerRegistries.list(code));
        for (const registry of registries) console.log(describe(registry, currency));
        if (registries.length === 0) console.log('no debt registries');
      }),
    );
  for (const [name, summary] of [
    ['approve', 'let a held registry count, as another person'],
    ['discard', 'drop a held registry, as another person'],
  ] as const) {
    command
      .command(`${name} <registry>`)
      .description(summary)
      .requiredOption('--as <login>', 'who you are')
      .action((id: string, said: Said) =>
        withHub(async (hub) => {
          if (!uuid.test(id)) throw new StartRefused('the id that `vahid provider-registry list` shows');
          const { state } = expected(await hub.providerRegistries[name](id, await operator(hub, said)));
          console.log(`registry ${id} is ${state}`);
        }),
      );
  }
  command
    .command('payments')
    .description('write a file of payments once more, byte for byte')
    .argument('<provider>', 'code of the provider')
    .argument('<number>', 'number of the file', wholeNumber(1))
    .requiredOption('--to <file>', 'where to')
    .action((code: string, number: number, { to }: { to: string }) =>
      withHub(async (hub) => {
        const file = expected(await hub.providerRegistries.getPaymentFile(code, number));
        await writeFile(to, file.content, { mode: 0o600 });
        console.log(`${file.name}, ${file.content.length} bytes, is in ${to}`);
      }),
    );
}

function fileStep(command: Command, name: string, summary: string): Command {
  return command
    .command(`${name} <provider> <file>`)
    .description(summary)
    .requiredOption('--as <login>', 'who you are');
}

async function operator(hub: Hub, { as }: Said): Promise<string> {
  return (await namedOperator(hub, as)).login;
}

async function handedIn(providerCode: string, path: string, by: string) {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new StartRefused(`${path} cannot be read`);
  return { providerCode, name: basename(path), by, sizeBytes: found.size };
}

async function load(
  hub: Hub,
  what: { readonly code: string; readonly path: string; readonly by: string },
): Promise<void> {
  const file = await handedIn(what.code, what.path, what.by);
  const { currency } = expected(await hub.providers.getByCode(what.code));
  const outcome = await hub.providerRegistries.receiveDebts(
    { ...file, onProgress: tellProgress },
    createReadStream(what.path),
  );
  const { registry, replayed } = expected(outcome);
  if (replayed) console.log('this file was handed in before');
  console.log(describe(registry, currency));
  for (const { line, column, rule, value } of registry.problems) {
    console.log(`  line ${line}  ${column}  ${rule}  ${value}`.trimEnd());
  }
  if (registry.state === 'refused') process.exitCode = 1;
}

/** Lines between two words about progress: a terminal is no log. */
const tellEvery = 100_000;
let told = 0;

function tellProgress({ lines, linesPerSecond, percent }: LoadProgress): void {
  if (lines - told < tellEvery) return;
  told = lines;
  console.error(`${lines} lines, ${linesPerSecond}/s${percent === null ? '' : `, ${percent} %`}`);
}

function describe(registry: DebtRegistry, currency: Currency): string {
  const { id, state, name, lineCount, sum, problemCount, change } = registry;
  const head = `${id}  ${name}  ${state}  ${lineCount} lines  ${formatAmount(sum, currency)} ${currency}`;
  if (state === 'refused') return `${id}  ${name}  refused  ${problemCount} problems`;
  if (state !== 'held' || !change) return head;
  return `${head}  of ${change.accounts} accounts ${change.gone} gone, ${change.changed} changed`;
}

function expected<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  const { code, fields = [] } = result.error;
  const where = fields.map(({ field, rule, detail }) => `\n  ${field}  ${rule}  ${detail}`).join('');
  throw new StartRefused(`${code}: ${errorEntry(code).title.en}${where}`);
}

/** As a worker: beside a running hub, whose database it shares, without touching what is that hub's. */
async function withHub(work: (hub: Hub) => Promise<void>): Promise<void> {
  const config = await loadConfig();
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, () => 130);
  try {
    const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
    const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
    await work(live.hub);
  } finally {
    await shutdown.run();
    stopListening();
  }
}
