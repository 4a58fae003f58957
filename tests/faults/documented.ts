import { faultPoints } from '../../src/kernel/fault-port.ts';
import { faults } from './faults.ts';
import { mutants } from './mutants/list.ts';

/** The tables of docs/faults.md, row by row. */
export function documentedRows(): readonly string[] {
  return [
    ...Object.entries(faultPoints).map(([name, sentence]) => `| \`${name}\` | ${sentence} |`),
    ...Object.entries(faults).map(([name, { sentence }]) => `| \`${name}\` | ${sentence} |`),
    ...mutants.map(({ name, sentence }) => `| \`${name}\` | ${sentence} |`),
  ];
}
