import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AgentKeys } from '../../signatures/api.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { expected, print, withHub } from './with-hub.ts';

const by = { kind: 'system', id: null } as const;

interface NewKeySaid {
  /** A PEM file with an ed25519 public key; without it the key is a shared secret. */
  readonly public?: string;
  readonly replaces?: string;
  /** Code of a device that signs with it; left out: the agent itself. */
  readonly device?: string;
}

/** `vahid signing-keys`: the keys with which agents sign their requests. */
export function defineSigningKeys(command: Command): void {
  command
    .command('list <agent>')
    .description('keys of an agent, and whether it must sign')
    .option('--device <code>', 'keys of a device of the agent')
    .option('--json', 'one line of JSON, nothing else')
    .action((agent: string, { device, json }: { device?: string; json?: true }) =>
      withHub(async ({ hub }) => show(expected(await hub.signatures.list(agent, device)), json === true)),
    );
  command
    .command('add <agent>')
    .description('a new key: the public one of a PEM file, or a shared secret that is printed once')
    .option('--public <file>', 'PEM file with an ed25519 public key')
    .option('--replaces <key>', 'a key that ends in 24 hours')
    .option('--device <code>', 'for what a device of the agent sends with its own token')
    .action((agent: string, said: NewKeySaid) => addKey(agent, said));
  command
    .command('revoke <agent> <key>')
    .description('end a key at once')
    .action((agent: string, keyId: string) =>
      withHub(async ({ hub }) => {
        const key = expected(await hub.signatures.revoke(by, agent, keyId));
        console.log(`${key.id} is revoked`);
      }),
    );
  for (const [name, isRequired] of [
    ['require', true],
    ['waive', false],
  ] as const) {
    command
      .command(`${name} <agent>`)
      .description(isRequired ? 'refuse what the agent does not sign' : 'take requests without a signature again')
      .action((agent: string) =>
        withHub(async ({ hub }) => show(expected(await hub.signatures.require(by, agent, isRequired)), false)),
      );
  }
}

async function addKey(agentCode: string, said: NewKeySaid): Promise<void> {
  const publicKey = said.public === undefined ? undefined : await readPublicKey(said.public);
  const more = {
    ...(said.replaces === undefined ? {} : { replaces: said.replaces }),
    ...(said.device === undefined ? {} : { deviceCode: said.device }),
  };
  const key =
    publicKey === undefined
      ? { agentCode, algorithm: 'hmac-sha256' as const, ...more }
      : { agentCode, algorithm: 'ed25519' as const, publicKey, ...more };
  await withHub(async ({ hub }) => {
    const added = expected(await hub.signatures.add(by, key));
    console.log(`key ${added.key.id} (${added.key.algorithm})`);
    if (added.secret !== null) console.log(`secret ${added.secret}\nIt is shown once.`);
  });
}

async function readPublicKey(file: string): Promise<string> {
  try {
    return createPublicKey(await readFile(file))
      .export({ format: 'der', type: 'spki' })
      .toString('base64');
  } catch {
    throw new StartRefused(`${file} is no PEM file with a public key`);
  }
}

function show({ required, keys }: AgentKeys, isJson: boolean): void {
  const lines = keys.map((key) => {
    const end = key.revokedAt ? 'revoked' : key.expiresAt ? `until ${key.expiresAt.toISOString()}` : 'in use';
    return `${key.id.padEnd(44)}${key.algorithm.padEnd(14)}${end}`;
  });
  print([{ required, keys }], [required ? 'must sign' : 'may sign', ...lines], isJson);
}
