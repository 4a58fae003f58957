import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { adapters } from '../../../adapters/index.ts';
import type { LiveFinding } from '../../../adapters/conformance/live-check.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { createHttpClient } from '../../platform/http-client/http-client.ts';
import { describePackage, loadAdapterPackages } from '../adapter-packages.ts';
import { checkConnection, type ProbeWish } from '../connect/check-connection.ts';
import { makeAdapter } from '../connect/new-adapter.ts';
import { namedProvider } from './named-provider.ts';
import { expected, print, withHub } from './with-hub.ts';

interface CheckFlags {
  readonly account?: string;
  readonly field: Readonly<Record<string, string>>;
  readonly unknown?: string;
  readonly json?: true;
}

/** `vahid adapter`: the protocols there are, whether a provider's end of the wire is as the hub expects, and a new protocol. */
export function defineAdapter(command: Command): void {
  command
    .command('list')
    .description('every protocol, with what it can do and the settings it reads')
    .option('--json', 'one JSON array with all that is known')
    .action(async ({ json }: { json?: true }) => {
      const { adapterPackages } = await loadConfig();
      const further = await loadAdapterPackages(adapterPackages);
      const metadata = [...adapters, ...further].map((adapter) => adapter.metadata);
      print(metadata, metadata.flatMap(describe), json === true);
    });
  command
    .command('check <provider>')
    .description('ask the real end of the wire of a provider (code) or of an open proposal (id); no payment is made')
    .option('--account <number>', 'a test account; the example of the form otherwise')
    .option('--field <name=value>', 'a further field of the test account; may be repeated', readField, {})
    .option('--unknown <number>', 'a well-formed account that nobody has; guessed otherwise')
    .option('--json', 'one JSON array of {check, verdict, detail}')
    .action(check);
  command
    .command('fingerprint <package>')
    .description('print an installed package as ADAPTER_PACKAGES lists it, once somebody has read it')
    .action(async (name: string) => console.log(await describePackage(name)));
  command
    .command('new <name>')
    .description('make the folder of a new protocol, whole and registered, to be edited')
    .action(async (name: string) => {
      const paths = await makeAdapter(fileURLToPath(new URL('../../../', import.meta.url)), name);
      console.log(paths.map((path) => `wrote ${path}`).join('\n'));
      console.log(`Next: \`npm run format\`, \`npm run check\`, \`npm run conformance -- ${name}\`; then edit.`);
    });
}

function describe({ protocol, title, ...metadata }: (typeof adapters)[number]['metadata']): readonly string[] {
  const required = metadata.settings.filter(({ required: isRequired }) => isRequired).map(({ name }) => name);
  return [
    `${protocol.padEnd(16)}${title}`,
    `${''.padEnd(16)}can ${metadata.capabilities.join(', ')}; needs ${required.join(', ') || 'no setting'}`,
  ];
}

function readField(pair: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z][A-Za-z0-9]{0,31})=(.{1,100})$/.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('name=value.');
  return { ...before, [name]: value };
}

async function check(provider: string, flags: CheckFlags): Promise<void> {
  await withHub(async ({ hub, config }) => {
    const isProposal = /^[0-9a-f-]{36}$/.test(provider);
    if (!isProposal) await namedProvider(hub, provider);
    const data = expected(await (isProposal ? hub.proposals.readDraft(provider) : hub.proposals.readLive(provider)));
    const http = createHttpClient({ privateNetworks: config.providerPrivateNetworks });
    const wish: ProbeWish = {
      fields: flags.field,
      ...(flags.account === undefined ? {} : { account: flags.account }),
      ...(flags.unknown === undefined ? {} : { unknown: flags.unknown }),
    };
    try {
      const findings = await checkConnection(
        data,
        { http, clock: hub.clock, ids: hub.ids, findAdapter: hub.findAdapter },
        wish,
      );
      print(findings, [`${data.code} (${data.protocol})`, ...findings.map(lineOf)], flags.json === true);
      if (findings.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
    } finally {
      await http.close();
    }
  });
}

function lineOf({ check: name, verdict, detail }: LiveFinding): string {
  return `  ${name.padEnd(30)}${verdict.padEnd(9)}${detail}`;
}
