import type { Command } from 'commander';
import { errorEntry, type Refusal } from '../../kernel/errors/catalogue.ts';
import type { Result } from '../../kernel/result.ts';
import type { NetworkService } from '../../networks/api.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { openHub } from '../roles/start-hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';

/** `vahid network`: terminals of an agent that speak OSMP. */
export function defineNetwork(command: Command): void {
  command
    .command('allow')
    .description('let the terminals of an agent in, by address, by a secret, or by both; an earlier secret ends')
    .argument('<agent>', 'code of the agent')
    .requiredOption('--terminal <code>', 'the device that takes the money of calls that name none')
    .option('--address <range...>', 'where it calls from, such as 203.0.113.0/24', [])
    .option('--secret', 'make a secret, and show it once')
    .action((agent: string, said: { terminal: string; address: string[]; secret?: true }) =>
      withNetworks(async (networks) => {
        const settings = { addresses: said.address, withSecret: said.secret === true, terminal: said.terminal };
        const secret = expected(await networks.configure(agent, settings));
        console.log(secret === null ? 'allowed, by address' : `user ${agent}  secret ${secret}`);
      }),
    );
  command
    .command('service')
    .description('say which provider a number of the network means')
    .argument('<agent>', 'code of the agent')
    .argument('<code>', 'the network’s own number of the provider')
    .argument('<provider>', 'code of the provider')
    .action((agent: string, code: string, provider: string) =>
      withNetworks(async (networks) => {
        expected(await networks.nameService(agent, code, provider));
        console.log(`${agent}: ${code} is ${provider}`);
      }),
    );
}

/** As a worker: beside a running hub, whose database it shares, without touching what is that hub's. */
async function withNetworks(work: (networks: NetworkService) => Promise<void>): Promise<void> {
  const config = await loadConfig();
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, () => 130);
  try {
    const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
    const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
    await work(live.hub.networks);
  } finally {
    await shutdown.run();
    stopListening();
  }
}

function expected<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  const where = (result.error.fields ?? []).map(({ field, detail }) => `; ${field}: ${detail}`).join('');
  throw new StartRefused(`${result.error.code}: ${errorEntry(result.error.code).title.en}${where}`);
}
