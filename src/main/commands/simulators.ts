import { type Command } from 'commander';
import { readExamples, startExamples } from '../connect/examples.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';

/** `vahid simulators`: the providers of docs/examples/providers, each at the address its file names, until Ctrl-C. */
export function defineSimulators(command: Command): void {
  command.argument('[protocol...]', 'only these').action(async (protocols: readonly string[]) => {
    const examples = await readExamples();
    const strange = protocols.find((protocol) => !examples.some((example) => example.protocol === protocol));
    if (strange !== undefined) throw new StartRefused(`no adapter speaks ${strange}`);
    const chosen = examples.filter(({ protocol }) => protocols.length === 0 || protocols.includes(protocol));
    const shutdown = createShutdown();
    try {
      const running = await startExamples(chosen, shutdown, 'fixed');
      for (const { protocol, endpoint } of running) console.log(`${protocol.padEnd(16)}${endpoint}`);
      closeWhenInterrupted(shutdown, () => 0);
    } catch (error) {
      await shutdown.run();
      throw error;
    }
  });
}
