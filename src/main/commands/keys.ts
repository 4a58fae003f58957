import type { Command } from 'commander';
import { allSealed, countLeft, resealAll, type SealedLeft } from '../reseal.ts';
import { print, withHub } from './with-hub.ts';

/** `vahid keys`: what old keys of the hub still hold, and moving it to the current ones. */
export function defineKeys(command: Command): void {
  command
    .command('status')
    .description('rows that are still sealed with keys of before; ends with 1 where there are some')
    .option('--json', 'one line of JSON, nothing else')
    .action(({ json }: { json?: true }) =>
      withHub(async ({ hub }) => show(await countLeft(allSealed(hub)), json === true)),
    );
  command
    .command('reseal')
    .description(
      'move everything that is sealed to the current keys, beside a running hub; ends with 1 where rows are left',
    )
    .option('--json', 'one line of JSON, nothing else')
    .action(({ json }: { json?: true }) =>
      withHub(async ({ hub }) => {
        const sums = new Map<string, number>();
        const left = await resealAll(allSealed(hub), (name, rows) => {
          const sum = (sums.get(name) ?? 0) + rows;
          sums.set(name, sum);
          if (json !== true) console.log(`${name.padEnd(32)}${sum} moved`);
        });
        show(left, json === true);
      }),
    );
}

function show(counted: readonly SealedLeft[], isJson: boolean): void {
  const left = counted.filter((one) => one.left > 0);
  const lines = left.map((one) => `${one.name.padEnd(32)}${one.left} under keys of before`);
  const done = 'nothing is left under keys of before: they may leave ENCRYPTION_KEYS';
  print(counted, lines.length > 0 ? lines : [done], isJson);
  if (left.length > 0) process.exitCode = 1;
}
