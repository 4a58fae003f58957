import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** A house in miniature in which every import is allowed. */
const allowed: Readonly<Record<string, string>> = {
  'src/kernel/money.ts': "import 'node:crypto'; export const money = 1;",
  'src/platform/clock.ts': "import '../kernel/money.ts'; export const clock = 1;",
  'src/platform/database/pool.ts': "import 'pg'; export const pool = 1;",
  'src/ledger/store.ts': "import '../platform/database/pool.ts'; export const store = 1;",
  'src/ledger/service.ts': "import './store.ts'; export const service = 1;",
  'src/payments/service.ts': "import '../ledger/service.ts'; import '../platform/clock.ts'; export const pay = 1;",
  'src/http/server.ts': "import 'fastify'; import '../payments/service.ts'; export const server = 1;",
  'src/jobs/queues.ts': "import '../payments/service.ts'; export const queues = 1;",
  'src/web/pages.ts': "import '../http/server.ts'; import '../payments/service.ts'; export const pages = 1;",
  'src/world/seed.ts': "import '../payments/service.ts'; export const seed = 1;",
  'src/bench/load.ts': "import '../payments/service.ts'; export const load = 1;",
  'src/main/container.ts': "import '../../adapters/index.ts'; import '../web/pages.ts'; export const container = 1;",
  'adapters/index.ts': "import './osmp/adapter.ts'; import './native/adapter.ts';",
  'adapters/kit/exchange.ts': "import '../../src/kernel/money.ts'; export const exchange = 1;",
  'adapters/osmp/adapter.ts': "import '../kit/exchange.ts'; import '../../src/kernel/money.ts'; export const osmp = 1;",
  'adapters/native/adapter.ts': 'export const native = 1;',
  'tests/pay.test.ts': "import 'vitest'; import '../src/ledger/store.ts'; import '../adapters/osmp/adapter.ts';",
};

/** One forbidden import per line: the rule that must catch it, where it stands, and what it imports. */
const planted: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['kernel-knows-nobody', 'src/kernel/bad-platform.ts', '../platform/clock.ts'],
  ['kernel-does-no-io', 'src/kernel/bad-files.ts', 'node:fs'],
  ['platform-knows-only-the-kernel', 'src/platform/bad-noun.ts', '../payments/service.ts'],
  ['nouns-know-no-doors', 'src/payments/bad-http.ts', '../http/server.ts'],
  ['nouns-know-no-doors', 'src/payments/bad-jobs.ts', '../jobs/queues.ts'],
  ['nouns-use-no-door-libraries', 'src/payments/bad-fastify.ts', 'fastify'],
  ['nouns-use-no-door-libraries', 'src/payments/bad-bullmq.ts', 'bullmq'],
  ['nouns-use-no-door-libraries', 'src/payments/bad-undici.ts', 'undici'],
  ['nouns-touch-no-network', 'src/payments/bad-network.ts', 'node:http'],
  ['doors-stand-apart', 'src/http/bad-jobs.ts', '../jobs/queues.ts'],
  ['doors-stand-apart', 'src/bench/bad-world.ts', '../world/seed.ts'],
  ['web-uses-only-http', 'src/web/bad-jobs.ts', '../jobs/queues.ts'],
  ['nobody-imports-main', 'src/http/bad-main.ts', '../main/container.ts'],
  ['only-main-imports-adapters', 'src/providers/bad-adapter.ts', '../../adapters/osmp/adapter.ts'],
  ['adapters-know-only-the-kernel', 'adapters/osmp/bad-platform.ts', '../../src/platform/clock.ts'],
  ['adapters-stand-apart', 'adapters/osmp/bad-neighbour.ts', '../native/adapter.ts'],
  ['stores-belong-to-their-noun', 'src/payments/bad-store.ts', '../ledger/store.ts'],
  ['only-the-database-knows-the-driver', 'src/payments/bad-driver.ts', 'pg'],
  ['no-circles', 'src/fees/bad-circle-end.ts', './bad-circle.ts'],
  ['no-development-tools-in-the-hub', 'src/fees/bad-tool.ts', 'vitest'],
  ['everything-is-declared', 'src/fees/bad-nowhere.ts', './nowhere.ts'],
  ['no-undeclared-packages', 'src/fees/bad-package.ts', 'left-pad'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let house: string;

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'vahid-imports-'));
  await copyFile(join(root, '.dependency-cruiser.cjs'), join(house, '.dependency-cruiser.cjs'));
  await copyFile(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
  const dependencies = { fastify: '1.0.0', bullmq: '1.0.0', undici: '1.0.0', pg: '1.0.0' };
  await write('package.json', JSON.stringify({ type: 'module', dependencies, devDependencies: { vitest: '1.0.0' } }));
  for (const name of [...Object.keys(dependencies), 'vitest', 'left-pad']) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, 'module.exports = 1;');
  }
  for (const [file, text] of Object.entries(allowed)) await write(file, text);
});

afterAll(() => rm(house, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, file)), { recursive: true });
  await writeFile(join(house, file), text);
}

async function cruise(): Promise<readonly Violation[]> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--output-type', 'json', 'src', 'adapters', 'tests'];
  const { stdout } = await run(process.execPath, args, { cwd: house, maxBuffer: 50_000_000 });
  const report = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(report.summary.totalCruised).toBeGreaterThan(Object.keys(allowed).length);
  return report.summary.violations;
}

describe('the import rules', () => {
  it('let every import of the house pass', async () => {
    expect(await cruise()).toEqual([]);
  });

  it('catch every forbidden import that is planted, and nothing beside it', async () => {
    for (const [, file, imported] of planted) await write(file, `import '${imported}'; export const planted = 1;`);
    await write('src/fees/bad-circle.ts', "import './bad-circle-end.ts'; export const planted = 2;");
    await write(
      'src/payments/bad-type.ts',
      "import type { store } from '../ledger/store.ts'; export type S = typeof store;",
    );
    const violations = await cruise();
    const found = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    const expected = planted.map(([rule, file]) => `${rule}: ${file}`);
    expect([...found]).toEqual(expect.arrayContaining(expected));
    expect([...found]).toContain('stores-belong-to-their-noun: src/payments/bad-type.ts');
    expect(violations.filter(({ from }) => from in allowed)).toEqual([]);
  });

  it('are each shown to catch something', () => {
    const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    const shown = new Set(planted.map(([rule]) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});
