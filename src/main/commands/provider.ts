import { type Command, Option } from 'commander';
import { entryOf } from '../../providers/entry.ts';
import { type ProviderState, providerStates, type Service, services } from '../../providers/model.ts';
import { type Proposal, type ProposalState, proposalStates } from '../../providers/proposal-model.ts';
import { decideProposal, proposeFile } from '../connect/provider-file.ts';
import type { Hub } from '../hub.ts';
import { namedProvider } from './named-provider.ts';
import { idOf } from './read-id.ts';
import { readJson } from './read-json.ts';
import { wholeNumber } from './whole-number.ts';
import { expected, print, withHub } from './with-hub.ts';

interface ListFlags {
  readonly service?: Service;
  readonly state?: ProviderState;
  readonly after?: string;
  readonly limit: number;
  readonly json?: true;
}

interface Said {
  /** The operator's login. */
  readonly as: string;
  readonly json?: true;
}

/** `vahid provider`: who is owed, as data. One operator proposes, another approves; only the approval changes anything. */
export function defineProvider(command: Command): void {
  command
    .command('list')
    .description('providers by code, page by page')
    .addOption(new Option('--service <service>', 'only these').choices(services))
    .addOption(new Option('--state <state>', 'only these').choices(providerStates))
    .option('--after <code>', 'go on behind this one')
    .option('--limit <number>', 'most providers, at most 500', wholeNumber(1), 100)
    .option('--json', 'one JSON array')
    .action((flags: ListFlags) => withHub(({ hub }) => listProviders(hub, flags)));
  command
    .command('show <code>')
    .description('one provider as `propose` reads it, with the names of its credentials')
    .action((code: string) => withHub(({ hub }) => showProvider(hub, code)));
  command
    .command('propose <file>')
    .description(
      'propose a provider, or a change of one, from a file with {"reason", "provider"} (`-`: standard input)',
    )
    .requiredOption('--as <login>', 'who you are')
    .option('--endpoint <address>', 'another address than the file’s')
    .option('--json', 'one line of JSON')
    .action((file: string, said: Said & { readonly endpoint?: string }) =>
      withHub(async ({ hub }) => {
        const { as: login, endpoint } = said;
        const input = await readJson(file);
        const how = { login, ...(endpoint === undefined ? {} : { endpoint }) };
        await showProposals(hub, [expected(await proposeFile(hub, input, how))], said.json);
      }),
    );
  defineDecisions(command);
  command
    .command('proposals')
    .description('what was proposed, the newest first: the history of providers')
    .addOption(new Option('--state <state>', 'only these').choices(proposalStates))
    .option('--provider <code>', 'of this provider')
    .option('--json', 'one JSON array')
    .action(({ provider, state, json }: { provider?: string; state?: ProposalState; json?: true }) =>
      withHub(async ({ hub }) => {
        const filter = { ...(provider ? { code: provider } : {}), ...(state ? { state } : {}) };
        await showProposals(hub, await hub.proposals.list(filter), json);
      }),
    );
}

function defineDecisions(command: Command): void {
  const decisions = {
    approve: 'carry out what another operator proposed',
    reject: 'let a proposal be; it stays as history',
  };
  for (const [name, summary] of Object.entries(decisions)) {
    command
      .command(name)
      .description(summary)
      .argument('<proposal>', 'id of the proposal', idOf('vahid provider proposals'))
      .requiredOption('--as <login>', 'who you are')
      .option('--json', 'one line of JSON')
      .action((id: string, { as: login, json }: Said) =>
        withHub(async ({ hub }) => {
          const decision = name === 'approve' ? 'approve' : 'reject';
          await showProposals(hub, [expected(await decideProposal(hub, id, { login, decision }))], json);
        }),
      );
  }
}

async function listProviders(hub: Hub, { json, ...filter }: ListFlags): Promise<void> {
  const page = await hub.providers.page(filter);
  const rows = page.map((provider) => ({ ...entryOf(provider), version: provider.version }));
  const lines = page.map(({ code, service, state, protocol, version, name }) =>
    [code.padEnd(24), service.padEnd(7), state.padEnd(12), protocol.padEnd(14), `v${version}`.padEnd(5), name.en].join(
      ' ',
    ),
  );
  print(rows, lines.length > 0 ? lines : ['no providers'], json === true);
}

async function showProvider(hub: Hub, code: string): Promise<void> {
  const provider = await namedProvider(hub, code);
  const secretNames = await hub.proposals.listSecretNames(provider.id);
  console.log(JSON.stringify({ version: provider.version, secretNames, provider: entryOf(provider) }, null, 2));
}

async function showProposals(hub: Hub, proposals: readonly Proposal[], json: true | undefined): Promise<void> {
  const people = proposals.flatMap(({ proposedBy, decidedBy }) => [proposedBy, ...(decidedBy ? [decidedBy] : [])]);
  const logins = await hub.operators.findLogins(people);
  const rows = proposals.map(({ proposedBy, decidedBy, ...proposal }) => ({
    ...proposal,
    proposedBy: logins.get(proposedBy) ?? proposedBy,
    decidedBy: decidedBy === null ? null : (logins.get(decidedBy) ?? decidedBy),
  }));
  const lines = rows.flatMap((row) => [
    `${row.id}  ${row.code}  ${row.state}  ${row.baseVersion === 0 ? 'new' : `of version ${row.baseVersion}`}`,
    `  proposed by ${row.proposedBy}: ${row.reason}`,
    ...(row.baseVersion === 0 ? [] : [`  changes ${row.changes.join(', ')}`]),
    ...(row.decidedBy === null ? [] : [`  ${row.state} by ${row.decidedBy}`]),
  ]);
  print(rows, lines.length > 0 ? lines : ['no proposals'], json === true);
}
