import { type Command } from 'commander';
import type { CollectedLine } from '../../collected/model.ts';
import { formatAmount } from '../../kernel/money.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { openHub } from '../roles/start-hub.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import type { Hub } from '../hub.ts';
import { namedOperator } from './named-operator.ts';
import { idOf } from './read-id.ts';
import { wholeNumber } from './whole-number.ts';
import { expected } from './with-hub.ts';

const mostShown = 500;

/** `vahid collected`: money in suspense, which an operator pays to the right account. */
export function defineCollected(command: Command): void {
  command
    .command('list')
    .description('what lies in suspense, oldest first')
    .option('--limit <number>', `most lines, at most ${mostShown}`, wholeNumber(1), 50)
    .action(({ limit }: { limit: number }) =>
      withCollected(async ({ collected }) => show(await collected.listSuspense(Math.min(limit, mostShown)))),
    );
  command
    .command('assign')
    .description('pay the money of a line to the right account')
    .argument('<line>', 'id of the line', idOf('vahid collected list'))
    .requiredOption('--provider <code>', 'who is owed')
    .requiredOption('--account <account>', 'the right account')
    .requiredOption('--as <login>', 'who you are')
    .action((id: string, said: { provider: string; account: string; as: string }) =>
      withCollected(async ({ collected, operators }) => {
        const { login } = await namedOperator({ operators }, said.as);
        const to = { providerCode: said.provider, account: said.account };
        show([expected(await collected.assign(id, to, login))]);
      }),
    );
}

/** As a worker: beside a running hub, whose database it shares, without touching what is that hub's. */
async function withCollected(work: (hub: Pick<Hub, 'collected' | 'operators'>) => Promise<void>): Promise<void> {
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

function show(lines: readonly CollectedLine[]): void {
  if (lines.length === 0) console.log('nothing in suspense');
  for (const line of lines) {
    const amount = `${formatAmount(line.amount, line.currency)} ${line.currency}`;
    const why = line.reason === null ? '' : `  ${line.reason}`;
    console.log(`${line.id}  receipt ${line.number}  ${line.providerCode}  ${amount}  ${line.state}${why}`);
  }
}
