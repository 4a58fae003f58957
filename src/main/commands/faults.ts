import type { Command } from 'commander';
import { runScript } from './run-script.ts';
import { wholeNumber } from './whole-number.ts';

interface FaultFlags {
  readonly schedules: number;
  readonly seed: number;
  readonly atOnce: number;
  readonly json?: boolean;
}

/** `vahid faults`: schedules of faults against several processes; exit code 1 when anything was lost, doubled or untrue. */
export function defineFaults(command: Command): void {
  command
    .option('--schedules <number>', 'how many', wholeNumber(1), 200)
    .option('--seed <number>', 'seed of the first one; the others follow', wholeNumber(0), 1)
    .option('--at-once <number>', 'schedules side by side', wholeNumber(1), 2)
    .option('--json', 'end with the totals as one line of JSON')
    .action(async ({ schedules, seed, atOnce, json }: FaultFlags) => {
      const numbers = { schedules, seed, 'at-once': atOnce };
      const flags = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
      process.exitCode = await runScript('tests/faults/main.ts', [...flags, ...(json ? ['--json'] : [])]);
    });
}
