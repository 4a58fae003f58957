import { type Command, Option } from 'commander';
import { loadConfig, type Config } from '../../platform/config/config.ts';
import { describeDoors } from '../roles/doors.ts';
import { roles, startHub, type Role } from '../roles/start-hub.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { wholeNumber } from './whole-number.ts';

interface StartFlags {
  readonly role: Role;
  readonly fresh?: true;
  readonly sampleWorld: boolean;
  readonly seed: number;
  readonly citizens: number;
}

/** `vahid start`: the hub, with a living sample world unless it is told otherwise, until Ctrl-C. */
export function defineStart(command: Command): void {
  command
    .addOption(new Option('--role <role>', 'what this process does').choices(roles).default('all'))
    .option('--fresh', 'begin anew: forget the database and the sample world')
    .option('--no-sample-world', 'no sample people and no simulated providers, as in production')
    .option('--seed <number>', 'the sample world to draw, when there is none yet', wholeNumber(0), 1)
    .option('--citizens <number>', 'its people, when there are none yet', wholeNumber(10), 300)
    .action(start);
}

async function start(flags: StartFlags): Promise<void> {
  const startedMs = performance.now();
  const config = quietInDevelopment(await loadConfig());
  const sampleWorld = flags.sampleWorld && flags.role === 'all' && config.mode !== 'production';
  const shutdown = createShutdown();
  closeWhenInterrupted(shutdown, () => 0);
  const progress = (text: string) => console.log(`  ${text}`);
  try {
    console.log('Starting Vahid.');
    const options = { ...flags, fresh: flags.fresh === true, sampleWorld, progress };
    const world = await startHub(config, options, shutdown);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(flags.role === 'worker' ? `The worker works (${seconds} s).` : describeDoors(config, world, seconds));
  } catch (error) {
    await shutdown.run().catch(() => undefined);
    throw error;
  }
}

/** Whoever looks at a terminal wants the doors, not a line for every request; LOG_LEVEL brings them back. */
function quietInDevelopment(config: Config): Config {
  const isSilent = config.mode === 'development' && (process.env['LOG_LEVEL'] ?? '') === '';
  return isSilent ? { ...config, logLevel: 'warn' } : config;
}
