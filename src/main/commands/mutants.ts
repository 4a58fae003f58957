import type { Command } from 'commander';
import { runScript } from './run-script.ts';

/** `vahid mutants`: plants known defects into copies of the code and says whether a test finds each. */
export function defineMutants(command: Command): void {
  command
    .argument('[names...]', 'only these defects')
    .option('--json', 'end with the figures as one line of JSON')
    .action(async (names: readonly string[], { json }: { readonly json?: boolean }) => {
      process.exitCode = await runScript('tests/faults/mutants/main.ts', [...names, ...(json ? ['--json'] : [])]);
    });
}
