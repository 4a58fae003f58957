import type { Command } from 'commander';
import { type DeviceCredential, isUsable } from '../../agents/model.ts';
import type { Hub } from '../hub.ts';
import { hubPeople, namedAgent } from './tellers.ts';
import { expected, print, withHub } from './with-hub.ts';

const mostListed = 10_000;

/** `vahid devices`: the credentials by which devices of agents call themselves. */
export function defineDevices(command: Command): void {
  command
    .command('list <agent>')
    .description('devices with what they call by, and when that was used last')
    .option('--json', 'one line of JSON, nothing else')
    .action((agent: string, { json }: { json?: true }) => withHub(({ hub }) => list(hub, agent, json === true)));
  command
    .command('credentials <agent> <device>')
    .description('credentials of a device; never their secrets')
    .option('--json', 'one line of JSON, nothing else')
    .action((agentCode: string, device: string, { json }: { json?: true }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedAgent(hub, agentCode);
        const known = expected(await hub.agents.listCredentials(hubPeople, id, device));
        const now = hub.clock.now();
        const lines = known.map((credential) => describe(credential, now));
        print(
          known,
          lines.length > 0 ? lines : ['no credential: the device is named by its agent’s token'],
          json === true,
        );
      }),
    );
  command
    .command('issue <agent> <device>')
    .description('a client id and a secret for a device; the secret is printed once')
    .option('--replaces <client-id>', 'a credential of the device that ends in 24 hours')
    .action((agentCode: string, deviceCode: string, { replaces }: { readonly replaces?: string }) =>
      withHub(async ({ hub }) => {
        const { id } = await namedAgent(hub, agentCode);
        const wish = { deviceCode, ...(replaces === undefined ? {} : { replaces }) };
        const { credential, secret } = expected(await hub.agents.issueCredential(hubPeople, id, wish));
        console.log(`client id ${credential.clientId}\nsecret ${secret}\nIt is shown once.`);
      }),
    );
  command
    .command('revoke <agent> <device> <client-id>')
    .description('end a credential at once, with the tokens that it brought')
    .action((agentCode: string, deviceCode: string, clientId: string) =>
      withHub(async ({ hub }) => {
        const { id } = await namedAgent(hub, agentCode);
        expected(await hub.agents.revokeCredential(hubPeople, id, { deviceCode, clientId }));
        console.log(`${clientId} is revoked`);
      }),
    );
  for (const [name, isRequired] of [
    ['require', true],
    ['waive', false],
  ] as const) {
    command
      .command(`${name} <agent>`)
      .description(
        isRequired
          ? 'refuse whoever names a device by the token of the agent'
          : 'let the agent name its devices by its own token again',
      )
      .action((agentCode: string) =>
        withHub(async ({ hub }) => {
          const { id } = await namedAgent(hub, agentCode);
          const agent = expected(await hub.agents.requireDeviceCredentials(hubPeople, id, isRequired));
          console.log(`${agent.code}: devices ${agent.deviceCredentialsRequired ? 'must' : 'may'} use their own`);
        }),
      );
  }
}

async function list(hub: Pick<Hub, 'agents'>, agentCode: string, json: boolean): Promise<void> {
  const { id: agentId } = await namedAgent(hub, agentCode);
  const devices = await hub.agents.listDevices({ agentId, outletId: null, after: '', limit: mostListed });
  const lines = devices.map(({ code, outlet, state, outletState, usable, lastUsedAt }) => {
    const now = outletState === 'suspended' ? 'outlet suspended' : state;
    const used = lastUsedAt ? `used last ${lastUsedAt.toISOString()}` : 'never used';
    return `${outlet.padEnd(20)}${code.padEnd(20)}${now.padEnd(18)}${usable} credentials, ${used}`;
  });
  print(devices, lines, json);
}

function describe(credential: DeviceCredential, now: Date): string {
  const { clientId, expiresAt, revokedAt, lastUsedAt } = credential;
  const running = expiresAt ? `until ${expiresAt.toISOString()}` : 'in use';
  const end = revokedAt ? 'revoked' : isUsable(credential, now) ? running : 'expired';
  const used = lastUsedAt ? `used last ${lastUsedAt.toISOString()}` : 'never used';
  return `${clientId.padEnd(26)}${end.padEnd(34)}${used}`;
}
