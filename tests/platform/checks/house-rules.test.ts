import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLongFiles } from '../../../src/main/commands/checks/file-sizes.ts';
import { checkProgram } from '../../../src/main/commands/checks/program.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let house: string;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'vahid-rules-'));
  await copyFile(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
  await write('package.json', ['{ "type": "module" }']);
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
  await write('src/platform/database/sql.ts', [
    'export interface Sql { rows(text: string, params?: unknown[]): Promise<unknown[]> }',
    'export const columns = `id, name`;',
  ]);
});

afterEach(() => rm(house, { recursive: true }));

async function write(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(join(house, file)), { recursive: true });
  await writeFile(join(house, file), `${lines.join('\n')}\n`);
}

/** Findings as `file:line: first words`. */
function check(): string[] {
  return checkProgram(join(house, 'tsconfig.json')).map((line) =>
    line.replace(/:(\d+):\d+: ([^:]{0,30}).*/s, ':$1: $2'),
  );
}

describe('the house rules', () => {
  it('find errors of type', async () => {
    await write('src/fees/model.ts', ["export const fee: number = 'one';"]);
    expect(check()).toEqual([expect.stringContaining("src/fees/model.ts:1: Type 'string' is not")]);
  });

  it('let only errors be classes, and no enum be', async () => {
    await write('src/fees/model.ts', [
      'export class Fees {}',
      'export class FeeError extends Error {}',
      'export enum Kind { A }',
    ]);
    expect(check()).toEqual([
      expect.stringContaining('src/fees/model.ts:1: functions over classes'),
      expect.stringContaining('src/fees/model.ts:3: no enum'),
    ]);
  });

  it('keep the time and chance of the machine out of the business only', async () => {
    const lines = ['export const now = [Date.now(), new Date(), Math.random(), new Date(0)];'];
    await write('src/fees/model.ts', lines);
    await write('src/platform/timer.ts', lines);
    expect(check()).toEqual([
      expect.stringContaining('src/fees/model.ts:1: time is injected'),
      expect.stringContaining('src/fees/model.ts:1: time is injected'),
      expect.stringContaining('src/fees/model.ts:1: randomness is injected'),
    ]);
  });

  it('find SQL that is put together from values, whatever the variable is called', async () => {
    await write('src/fees/store.ts', [
      "import { columns, type Sql } from '../platform/database/sql.ts';",
      "const order = 'id';",
      'export async function all(anything: Sql, id: string, up: boolean) {',
      '  await anything.rows(`select ${columns} from fee where id = $1`, [id]);',
      "  await anything.rows(`select 1 from fee order by ${up ? order : 'name'}`);",
      "  await anything.rows('select 1 ' + 'from fee');",
      '  await anything.rows(`select 1 from fee where id = ${id}`);',
      "  await anything.rows('select 1 from fee where id = ' + id);",
      '  const built = `select ${id}`;',
      '  await anything.rows(built);',
      '}',
    ]);
    expect(check()).toEqual([7, 8, 10].map((line) => `src/fees/store.ts:${line}: SQL is never string-built`));
  });

  it('find promises that nobody waits for', async () => {
    await write('src/fees/service.ts', [
      'async function save() {}',
      'export async function fees() {',
      '  save();',
      '  await save();',
      '  void save();',
      '  save().catch(() => undefined);',
      '  save().then(() => 1);',
      '  return save();',
      '}',
    ]);
    expect(check()).toEqual([3, 7].map((line) => expect.stringContaining(`src/fees/service.ts:${line}: this promise`)));
  });

  it('find files that are too long', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `export const n${index} = ${index};`);
    await write('src/fees/short.ts', lines(300));
    await write('adapters/osmp/long.ts', lines(301));
    await write('tests/golden/long.sql', lines(301));
    await write('tests/fees/long.json', lines(301));
    expect(await findLongFiles(house)).toEqual(['adapters/osmp/long.ts: 301 lines, at most 300']);
  });
});
