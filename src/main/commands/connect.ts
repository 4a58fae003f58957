import { type Command } from 'commander';
import { loadConfig } from '../../platform/config/config.ts';
import { createCrypto } from '../../platform/crypto/crypto.ts';
import { openConnectHub } from '../connect/connect-hub.ts';
import { readExamples, startExamples } from '../connect/examples.ts';
import { connectFiles } from '../connect/run-connect-files.ts';
import { connectExample, type ConnectedExample } from '../connect/run-connect.ts';
import { makeScratchDatabase } from '../scratch-database.ts';
import { closeWhenInterrupted, createShutdown, type Shutdown } from '../shutdown.ts';

/**
 * `vahid connect`: what docs/connecting-a-provider.md does by hand, for a provider of every protocol against its simulator,
 * in a database that is dropped at the end.
 */
export function defineConnect(command: Command): void {
  command.option('--json', 'print one JSON object as the last line').action(async ({ json }: { json?: true }) => {
    // Progress is for people; where the last line is for a machine it goes to the other stream, before that line.
    const say = (text: string) => (json ? console.error(text) : console.log(text));
    const shutdown = createShutdown();
    const stopListening = closeWhenInterrupted(shutdown, (signal) => (signal === 'SIGINT' ? 130 : 143));
    try {
      const connected = await connectAll(say, shutdown);
      const summary = {
        providers: connected.length,
        confirmed: connected.filter(({ state }) => state === 'confirmed').length,
        simulatorDifferences: connected.reduce((sum, { differences }) => sum + differences.length, 0),
      };
      const failed = connected.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'failed'));
      const isWhole = summary.confirmed === summary.providers && summary.simulatorDifferences === 0;
      if (!isWhole || failed.length > 0) process.exitCode = 1;
      console.log(json ? JSON.stringify(summary) : `\n${JSON.stringify(summary)}`);
    } finally {
      await shutdown.run();
      stopListening();
    }
  });
}

async function connectAll(say: (text: string) => void, shutdown: Shutdown): Promise<readonly ConnectedExample[]> {
  const { databaseUrl, secrets } = await loadConfig();
  const scratch = await makeScratchDatabase('connect', databaseUrl, say);
  shutdown.add(() => scratch.drop());
  const crypto = createCrypto({ encryption: secrets.encryption, index: secrets.index });
  const world = await openConnectHub({ databaseUrl: scratch.url, crypto, start: new Date(), shutdown });
  const connected: ConnectedExample[] = [];
  for (const example of await startExamples(await readExamples(), shutdown, 'free')) {
    connected.push(await connectExample(world, example, say));
  }
  // Last: its payment is answered on the next day.
  return [...connected, await connectFiles(world, say)];
}
