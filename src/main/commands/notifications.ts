import type { Command } from 'commander';
import type { NotificationKeyEntry, Quarantined } from '../../provider-notifications/model.ts';
import { namedOperator } from './named-operator.ts';
import { idOf } from './read-id.ts';
import { expected, print, withHub } from './with-hub.ts';

const by = { kind: 'system', id: null } as const;
const mostListed = 100;

interface Said {
  readonly json?: true;
}

/** `vahid notifications`: what providers tell of their own accord; their keys, and what a person has to look at. */
export function defineNotifications(command: Command): void {
  command
    .command('list')
    .description('what was told and does not fit, the newest hundred that nobody has looked at')
    .option('--provider <code>', 'of one provider')
    .option('--json', 'one line of JSON, nothing else')
    .action((said: Said & { readonly provider?: string }) =>
      withHub(async ({ hub }) => {
        const ofOne = said.provider === undefined ? {} : { providerCode: said.provider };
        const filter = { state: 'open' as const, limit: mostListed, ...ofOne };
        const found = expected(await hub.providerNotifications.listQuarantined(filter));
        const codes = await hub.providers.findCodes(found.map(({ providerId }) => providerId));
        print(
          found,
          found.map((one) => lineOf(one, codes.get(one.providerId) ?? '')),
          said.json === true,
        );
      }),
    );
  command
    .command('resolve <id>')
    .description('say what came of it; moves nothing')
    .requiredOption('--as <login>', 'who you are')
    .requiredOption('--note <text>', 'what was found, and done')
    .action((id: string, said: { readonly as: string; readonly note: string }) =>
      withHub(async ({ hub }) => {
        const read = idOf('vahid notifications list')(id);
        const operator = await namedOperator(hub, said.as);
        const keeper = { kind: 'operator', id: operator.id } as const;
        const { subject } = expected(await hub.providerNotifications.resolve(keeper, read, said.note));
        console.log(`${subject} is resolved`);
      }),
    );
  defineKeys(command);
}

function defineKeys(command: Command): void {
  command
    .command('keys <provider>')
    .description('keys with which a provider signs')
    .option('--json', 'one line of JSON, nothing else')
    .action((provider: string, { json }: Said) =>
      withHub(async ({ hub }) => {
        const keys = expected(await hub.providerNotifications.listKeys(provider));
        print(keys, keys.map(keyLine), json === true);
      }),
    );
  command
    .command('add-key <provider>')
    .description('a new key, whose secret is printed once')
    .option('--replaces <key>', 'a key that ends in 24 hours')
    .action((provider: string, { replaces }: { readonly replaces?: string }) =>
      withHub(async ({ hub }) => {
        const key = { providerCode: provider, ...(replaces === undefined ? {} : { replaces }) };
        const added = expected(await hub.providerNotifications.addKey(by, key));
        console.log(`key ${added.key.id}\nsecret ${added.secret}\nIt is shown once.`);
      }),
    );
  command
    .command('revoke-key <provider> <key>')
    .description('end a key at once')
    .action((provider: string, keyId: string) =>
      withHub(async ({ hub }) => {
        const key = expected(await hub.providerNotifications.revokeKey(by, provider, keyId));
        console.log(`${key.id} is revoked`);
      }),
    );
}

function keyLine({ id, expiresAt, revokedAt }: NotificationKeyEntry): string {
  const end = revokedAt ? 'revoked' : expiresAt ? `until ${expiresAt.toISOString()}` : 'in use';
  return `${id.padEnd(44)}${end}`;
}

function lineOf({ id, reason, subject, claim, paymentState, times }: Quarantined, provider: string): string {
  const here = paymentState === null ? '' : `, here ${paymentState}`;
  return `${id}  ${provider.padEnd(16)}${reason.padEnd(17)}${subject}: ${claim}${here}, ${times} times`;
}
