import { formatUniqueCode, type UniqueCode } from '../../kernel/unique-code.ts';
import type { Config } from '../../platform/config/config.ts';
import type { CardAccount, LinkableAccount } from '../../world/linkable.ts';
import type { AgentCredentials, LiveWorld } from './sample-world.ts';

/** What a start says when the doors are open: where they are, who may try them, and a first request. */
export function describeDoors(config: Config, world: LiveWorld | undefined, seconds: string): string {
  const { publicUrl, dataDir } = config;
  const rows: (readonly [string, string])[] = [
    ['Cabinet', `${publicUrl}/`],
    ['Teller screen', `${publicUrl}/teller`],
    ['Agent API', `${publicUrl}/docs   (OpenAPI: ${publicUrl}/openapi.json)`],
    ...(world ? [['Mailbox', `${publicUrl}/mailbox`] as const] : []),
    ...(world?.simulators.doors.map(({ protocol, url }) => [`Providers, ${protocol}`, url] as const) ?? []),
    ['Data', dataDir],
  ];
  const lines = ['', `Vahid is open (${seconds} s).`, '', ...tableOf(rows)];
  return [...lines, ...(world ? describeSample(publicUrl, world) : []), '', 'Ctrl-C stops it.', ''].join('\n');
}

function describeSample(publicUrl: string, { credentials, linkable, cardAccount }: LiveWorld): string[] {
  const { clientId, clientSecret, tellerCode, otherAgent, citizen } = credentials;
  const code = formatUniqueCode(citizen.uniqueCode as UniqueCode);
  return [
    '',
    'The sample world (these credentials are no secrets):',
    '',
    ...tableOf([
      ['Agent', describeAgent(credentials)],
      ['Another agent', describeAgent(otherAgent)],
      ['Teller screen', describeTeller(credentials)],
      ['Supervisor', describeSupervisor(credentials)],
      ['Device', `named in requests of the agent as Vahid-Teller: ${credentials.deviceCode}`],
      ['Citizen', `unique code ${code}, ${describePassword(citizen.initialPassword)}`],
    ]),
    '',
    'To link while you register; any card AZE with 8 digits and any FIN of 7 characters (no I, no O) will do:',
    '',
    ...tableOf(linkable.map((one) => [one.providerName, describeAccount(one)] as const)),
    ...(cardAccount ? ['', ...describeCard(cardAccount)] : []),
    '',
    'A first look: a token for the bank, then what the citizen owes, as the teller sees it.',
    '',
    `  TOKEN=$(curl -s ${publicUrl}/v1/token -d grant_type=client_credentials -d client_id=${clientId} \\`,
    `    -d client_secret=${clientSecret} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${publicUrl}/v1/debts -H "Authorization: Bearer $TOKEN" -H 'Vahid-Teller: ${tellerCode}' \\`,
    `    -H 'Content-Type: application/json' -d '{"uniqueCode":"${citizen.uniqueCode}"}'`,
  ];
}

function describeAgent({ clientId, clientSecret, tellerCode }: AgentCredentials): string {
  return `client id ${clientId}, secret ${clientSecret}, teller ${tellerCode}`;
}

function describeTeller({ clientId, outletCode, tellerCode, tellerPassword }: AgentCredentials): string {
  return `agent ${clientId}, outlet ${outletCode}, teller ${tellerCode}, password ${tellerPassword}`;
}

function describeSupervisor({ supervisorCode, supervisorPassword }: AgentCredentials): string {
  return `at the same screen and outlet: ${supervisorCode}, password ${supervisorPassword}`;
}

function describePassword(initial: string | null): string {
  if (initial !== null) return `initial password ${initial}`;
  return 'initial password changed by now; npm start -- --fresh begins anew';
}

function describeCard({ providerName, account, card }: CardAccount): string[] {
  return [`A prepaid meter whose card the teller loads after a payment: ${providerName} ${account}, card ${card}`];
}

function describeAccount({ providerCode, account, proof }: LinkableAccount): string {
  const proven = proof ? `, ${proof.label.toLowerCase()} ${proof.value}` : '';
  return `${account}${proven}   (provider ${providerCode} of the API)`;
}

function tableOf(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, text]) => `  ${label.padEnd(width)}${text}`);
}
