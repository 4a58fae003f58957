import type { Command } from 'commander';
import { allSealed, countLeft, resealAll, type ResealedColumn, type SealedLeft } from '../reseal.ts';
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
      'move everything that is sealed to the current keys, beside a running hub, and name the rows that do not open; ends with 1 where rows are left',
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

function show(counted: readonly (SealedLeft | ResealedColumn)[], isJson: boolean): void {
  const left = counted.filter((one) => one.left > 0);
  print(counted, left.length > 0 ? left.flatMap(linesOf) : [done], isJson);
  if (left.length > 0) process.exitCode = 1;
}

const done = 'nothing is left under keys of before: they may leave ENCRYPTION_KEYS';

/** Of values that do not open only where they stand is said. */
function linesOf(column: SealedLeft | ResealedColumn): string[] {
  const { name, left } = column;
  const lines = [`${name.padEnd(32)}${left} under keys of before`];
  if (!('broken' in column) || column.broken === 0) return lines;
  const { broken, brokenIds } = column;
  const more = broken > brokenIds.length ? [`  and ${broken - brokenIds.length} more`] : [];
  return [
    ...lines,
    `${name.padEnd(32)}${broken} do not open: changed, in the wrong row, or sealed with a key that ENCRYPTION_KEYS lacks`,
    ...brokenIds.map((id) => `  ${id}`),
    ...more,
  ];
}
