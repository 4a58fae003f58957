import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMaintenanceService } from '../../src/availability/maintenance.ts';
import { createDebtService } from '../../src/debts/service.ts';
import { readParties } from '../../src/main/settlement-parties.ts';
import type { Database, Sql } from '../../src/platform/database/sql.ts';
import { createRecent } from '../../src/platform/recent.ts';
import { createProviderCalls } from '../../src/providers/calls.ts';
import { createProviderService } from '../../src/providers/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered, debtAnswer, fakeAdapter, noHttp } from './fake-adapter.ts';
import { providerData, providerFixture } from './provider-fixture.ts';

const many = 25_000;
const account = '012345678901234';

interface Counted {
  statements: number;
  rows: number;
}

/** A database that counts what it is asked and what it gives. */
function counting(inner: Database, counted: Counted): Database {
  const count = (sql: Sql): Sql => ({
    rows: async (...asked) => {
      const rows = await sql.rows(...asked);
      counted.statements += 1;
      counted.rows += rows.length;
      return rows as never;
    },
    first: async (...asked) => {
      const row = await sql.first(...asked);
      counted.statements += 1;
      counted.rows += row === undefined ? 0 : 1;
      return row as never;
    },
    run: (...asked) => {
      counted.statements += 1;
      return sql.run(...asked);
    },
    copy: (...asked) => {
      counted.statements += 1;
      return sql.copy(...asked);
    },
  });
  return {
    ...inner,
    sql: count(inner.sql),
    transaction: (work, options) => inner.transaction((sql) => work(count(sql)), options),
  };
}

/** A hub's services over one provider, and copies of it that differ in id and code. */
async function withProviders(copies: number) {
  const database: TestDatabase = await testDatabase();
  const adapter = fakeAdapter({ 'first-one': { debt: async () => answered(debtAnswer(account)) } });
  const { clock, ids, cipher, providers } = providerFixture(database.db, adapter);
  const first = valueOf(await providers.add(providerData('first-one')));
  await database.owner.sql.run(
    `INSERT INTO provider (id, code, service, currency, protocol, endpoint, query_timeout_ms, pay_timeout_ms, max_concurrency,
       state, language, exactness, fields, settlement_mode, created_at)
     SELECT gen_random_uuid(), 'copy-' || lpad(n::text, 6, '0'), service, currency, protocol, endpoint, query_timeout_ms,
       pay_timeout_ms, max_concurrency, state, language, exactness, fields, settlement_mode, created_at
       FROM provider, generate_series(1, $1::integer) n`,
    [copies],
  );
  await database.owner.sql.run(
    `INSERT INTO provider_name (provider_id, valid_from, name_az, name_ru, name_en)
     SELECT id, '2013-01-01', code, code, code FROM provider WHERE code LIKE 'copy-%'`,
  );
  await database.owner.sql.run('ANALYZE provider');
  const counted: Counted = { statements: 0, rows: 0 };
  const db = counting(database.db, counted);
  const services = createProviderService({
    ...{ database: db, clock, ids, cipher, http: noHttp },
    findAdapter: () => adapter,
  });
  const debts = createDebtService({
    ...{ database: db, clock, ids, providers: services, calls: createProviderCalls() },
    maintenance: createMaintenanceService({ database: db, clock, ids, providers: services }),
  });
  return { database, adapter, first, counted, db, services, debts };
}

let few: Awaited<ReturnType<typeof withProviders>>;
let lots: Awaited<ReturnType<typeof withProviders>>;

beforeAll(async () => {
  few = await withProviders(9);
  lots = await withProviders(many - 1);
}, 120_000);
afterAll(async () => {
  await few.database.close();
  await lots.database.close();
});

type Hub = typeof few;

async function costOf(hub: Hub, work: (hub: Hub) => Promise<unknown>): Promise<Counted> {
  hub.counted.statements = 0;
  hub.counted.rows = 0;
  await work(hub);
  return { ...hub.counted };
}

describe(`with ${many} providers as with ten`, () => {
  test('services that start ask the database nothing', () => {
    for (const hub of [few, lots]) expect(hub.counted).toEqual({ statements: 0, rows: 0 });
  });

  test.each<[string, (hub: Hub) => Promise<unknown>]>([
    ['a provider by its code', ({ services }) => services.findByCode('first-one')],
    ['a provider by its id', ({ services, first }) => services.get(first.id)],
    ['a first connection', ({ services, first }) => services.connect(first.id)],
    ['a code that answers show', ({ services, first }) => services.findCodes([first.id])],
    ['a page of five', ({ services }) => services.page({ limit: 5 })],
    ['a page from the middle', ({ services }) => services.page({ limit: 5, after: 'copy-000003' })],
    [
      'the debt of an account',
      async ({ debts, first }) => {
        const input = { account, fields: {} };
        const target = { key: 'a', providerId: first.id, input, unmasked: false };
        const [line] = await debts.queryDebts({ kind: 'citizen', citizenId: first.id }, [target]);
        expect(line?.kind).toBe('quoted');
      },
    ],
  ])('%s costs the same statements and rows', async (_what, work) => {
    const cost = await costOf(few, work);
    expect(cost.statements).toBeGreaterThan(0);
    expect(await costOf(lots, work)).toEqual(cost);
  });

  test('pages and look-ups go by an index, and read no more than they show', async () => {
    const plans = [
      `SELECT * FROM provider WHERE code = 'copy-012345'`,
      `SELECT * FROM provider p WHERE p.code > 'copy-012345' ORDER BY p.code LIMIT 5`,
      `SELECT * FROM provider ORDER BY service, code LIMIT 1000`,
    ];
    for (const statement of plans) {
      const rows = await lots.database.owner.sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index Scan');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  test('pages together are all of them, each once', async () => {
    const seen = new Set<string>();
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: readonly { code: string }[] = await lots.services.page({ after, limit: 500 });
      for (const { code } of page) seen.add(code);
      after = page.length === 500 ? page.at(-1)?.code : undefined;
    }
    expect(seen.size).toBe(many);
  });

  test('a close knows the last of them too', async () => {
    const agents = { list: async () => [] };
    const { providers } = await readParties({ providers: lots.services, agents });
    expect(providers.size).toBe(many);
  });

  test('no more connections stay open than the hub remembers', async () => {
    const before = lots.adapter.connections.length;
    const page = [
      ...(await lots.services.page({ limit: 500 })),
      ...(await lots.services.page({ limit: 500, after: 'copy-000500' })),
    ];
    const further = await lots.services.page({ limit: 5, after: 'copy-001100' });
    const [oldest] = page;
    if (!oldest) throw new Error('a page of providers');
    for (const provider of page) await lots.services.connectTo(provider);
    await lots.services.connectTo(oldest);
    expect(lots.adapter.connections.length - before).toBe(page.length);
    for (const provider of further) await lots.services.connectTo(provider);
    // The oldest but one was used longest ago, and is the first to be forgotten.
    const [, second] = page;
    if (second) await lots.services.connectTo(second);
    await lots.services.connectTo(oldest);
    expect(lots.adapter.connections.length - before).toBe(page.length + further.length + 1);
  });
});

test('what was used longest ago is forgotten first', () => {
  const recent = createRecent<string, number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a')).toBe(1);
  recent.set('c', 3);
  expect([recent.get('a'), recent.get('b'), recent.get('c'), recent.size]).toEqual([1, undefined, 3, 2]);
});
