import { type Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import { walletProtocols, type WalletProtocol } from '../../wallets/model.ts';
import { expected, withHub } from './with-hub.ts';

interface Said {
  readonly protocol: WalletProtocol;
  readonly terminal: string;
  readonly merchant?: string;
  readonly keyFile?: string;
}

const paths: Readonly<Record<WalletProtocol, string>> = { payme: '', click: '', epay: '/pay' };

/** `vahid wallet`: payment apps that pay providers through the hub, which they take for a merchant of theirs. */
export function defineWallet(command: Command): void {
  command
    .command('allow')
    .description('open the door of an app to a provider, or change it; an earlier key ends')
    .argument('<agent>', 'code of the agent that the app is')
    .argument('<provider>', 'code of the provider')
    .addOption(
      new Option('--protocol <protocol>', 'what the app speaks').choices(walletProtocols).makeOptionMandatory(),
    )
    .requiredOption('--terminal <code>', 'the device of the agent that takes the money')
    .option('--merchant <number>', 'Click’s service_id, ePay.bg’s MERCHANTID')
    .option('--key-file <file>', 'the key that the app issued; left out, one is made and shown once')
    .action((agentCode: string, providerCode: string, said: Said) =>
      withHub(async ({ hub }) => {
        const { protocol, terminal, merchant, keyFile } = said;
        const key = keyFile === undefined ? undefined : (await readFile(keyFile, 'utf8')).trim();
        const door = { agentCode, providerCode, protocol, terminal };
        const { secret } = expected(
          await hub.wallets.configure({
            ...door,
            ...(merchant === undefined ? {} : { merchant }),
            ...(key === undefined ? {} : { secret: key }),
          }),
        );
        console.log(`${hub.publicUrl}/${protocol}/${agentCode}/${providerCode}${paths[protocol]}`);
        console.log(secret === null ? 'key as in the file' : `key ${secret}`);
      }),
    );
}
