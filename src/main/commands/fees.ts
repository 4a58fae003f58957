import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { periodsOf } from '../../fees/history.ts';
import type { FeeRule } from '../../fees/model.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { withHub } from '../with-hub.ts';

/** `vahid fees`: what is charged to whom. A change is a version of its own that begins in future; none is ever edited. */
export function defineFees(command: Command): void {
  command
    .command('list')
    .description('every rule, its versions, and when each is in force')
    .option('--json', 'one JSON array, with amounts and rates as `add` reads them')
    .action(({ json }: { json?: true }) => withHub((hub) => printRules(hub, json === true)));
  command
    .command('add <file>')
    .description('add a rule, or the next version of one, from a file with one JSON object (`-` for standard input)')
    .action((file: string) =>
      withHub(async (hub) => {
        const added = expected('not added', await hub.fees.add(await readJson(file)));
        console.log(`rule ${added.id}, version ${added.version}, from ${added.validFrom} on`);
      }),
    );
  command
    .command('end <rule>')
    .description('end a rule')
    .requiredOption('--on <date>', 'first day without it, YYYY-MM-DD')
    .action((rule: string, { on }: { on: string }) =>
      withHub(async (hub) => {
        const ended = expected('not ended', await hub.fees.end(rule, on));
        console.log(`rule ${ended.id} ends: the first day without it is ${ended.validTo}`);
      }),
    );
}

async function readJson(file: string): Promise<unknown> {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) throw new StartRefused(`${file} cannot be read`);
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new StartRefused(`${file === '-' ? 'standard input' : file} is not JSON`);
  }
}

function expected(what: string, outcome: Result<FeeRule, Refusal>): FeeRule {
  if (outcome.ok) return outcome.value;
  const lines = (outcome.error.fields ?? []).map(({ field, rule, detail }) => `  ${field || '/'}  ${rule}: ${detail}`);
  throw new StartRefused([what, ...lines].join('\n'));
}

async function printRules(hub: Hub, asJson: boolean): Promise<void> {
  const rules = await hub.fees.list();
  const codes = await codesOf(hub, rules);
  if (asJson) {
    console.log(JSON.stringify(rules.map((rule) => jsonOf(rule, { rules, codes }))));
    return;
  }
  for (const id of new Set(rules.map((rule) => rule.id))) {
    const versions = rules.filter((rule) => rule.id === id);
    console.log(`${id}  ${scopeOf(versions, codes)}`);
    for (const version of versions) console.log(`  ${lineOf(version, versions)}`);
  }
}

type Codes = ReadonlyMap<string, string>;

async function codesOf(hub: Hub, rules: readonly FeeRule[]): Promise<Codes> {
  const providers = await hub.providers.findCodes(rules.flatMap(({ providerId }) => providerId ?? []));
  const agents = await hub.agents.list();
  return new Map([...providers, ...agents.map(({ id, code }) => [id, code] as const)]);
}

function scopeOf(versions: readonly FeeRule[], codes: Codes): string {
  return versions
    .slice(-1)
    .map(({ bearer, providerId, agentId, channel, currency }) => {
      const provider = providerId === null ? 'every provider' : (codes.get(providerId) ?? providerId);
      const agent = agentId === null ? 'every agent' : (codes.get(agentId) ?? agentId);
      return `${bearer}, ${provider}, ${agent}, ${channel ?? 'every channel'}, ${currency}`;
    })
    .join('');
}

function lineOf(rule: FeeRule, versions: readonly FeeRule[]): string {
  const period = periodsOf(versions).find(({ version }) => version === rule.version);
  const when = period ? `${period.from} to ${period.to ?? 'further notice'}` : 'never in force';
  const amount = (value: bigint) => formatAmount(value, rule.currency);
  const slabs = rule.slabs.map(({ upTo, flat, ratePpm }) => {
    const fee = [flat > 0n ? amount(flat) : '', ratePpm > 0 ? `${percentOf(ratePpm)} %` : '']
      .filter(Boolean)
      .join(' + ');
    return `${upTo === null ? 'all else' : `up to ${amount(upTo)}`} ${fee || 'nothing'}`;
  });
  const most = rule.maxFee === null ? '' : `, at most ${amount(rule.maxFee)}`;
  return `version ${rule.version}, ${when}: ${slabs.join('; ')}; at least ${amount(rule.minFee)}${most}; VAT ${percentOf(rule.vatRatePpm)} %`;
}

/** What `add` reads, with what only the hub knows: the version, and when it is in force. */
function jsonOf(rule: FeeRule, known: { readonly rules: readonly FeeRule[]; readonly codes: Codes }) {
  const amount = (value: bigint) => formatAmount(value, rule.currency);
  const codeOf = (id: string | null) => (id === null ? null : (known.codes.get(id) ?? id));
  const versions = known.rules.filter((other) => other.id === rule.id);
  const period = periodsOf(versions).find(({ version }) => version === rule.version);
  return {
    ...{ rule: rule.id, version: rule.version, bearer: rule.bearer, channel: rule.channel, currency: rule.currency },
    ...{ provider: codeOf(rule.providerId), agent: codeOf(rule.agentId) },
    slabs: rule.slabs.map(({ upTo, flat, ratePpm }) => ({
      ...{ upTo: upTo === null ? null : amount(upTo), flat: amount(flat), percent: percentOf(ratePpm) },
    })),
    ...{ minFee: amount(rule.minFee), maxFee: rule.maxFee === null ? null : amount(rule.maxFee) },
    ...{ vatPercent: percentOf(rule.vatRatePpm), validFrom: rule.validFrom, validTo: rule.validTo },
    inForce: period ? { from: period.from, to: period.to } : null,
  };
}

/** 14,000 parts per million are "1.4" per cent. */
function percentOf(ppm: number): string {
  return String(ppm / 10_000);
}
