import type { Command } from 'commander';
import { loadConfig } from '../../platform/config/config.ts';
import { openHub } from '../roles/start-hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { wholeNumber } from './whole-number.ts';

interface SeedFlags {
  readonly seed: number;
  readonly citizens: number;
}

/** `vahid seed`: what the first `vahid start` does before it opens the doors. Again, it changes nothing. */
export function defineSeed(command: Command): void {
  command
    .option('--seed <number>', 'the sample world to draw, when there is none yet', wholeNumber(0), 1)
    .option('--citizens <number>', 'its people, when there are none yet', wholeNumber(10), 300)
    .action(async (flags: SeedFlags) => {
      const config = await loadConfig();
      if (config.mode === 'production') throw new StartRefused('production has real people: there is nothing to seed');
      const shutdown = createShutdown();
      const stopListening = closeWhenInterrupted(shutdown, () => 130);
      const progress = (text: string) => console.log(`  ${text}`);
      try {
        await openHub(config, { ...flags, role: 'all', sampleWorld: true, fresh: false, progress }, shutdown);
      } finally {
        await shutdown.run();
        stopListening();
      }
      console.log('The sample world is settled.');
    });
}
