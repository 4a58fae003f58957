import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { account, debtFile, pieces, registryFixture } from './registry-fixture.ts';

let database: TestDatabase;
let hub: ReturnType<typeof registryFixture>;
beforeAll(async () => {
  database = await testDatabase();
  hub = registryFixture(database.db);
});
afterAll(() => database.close());

const ask = (port: Awaited<ReturnType<typeof hub.addProvider>>['port'], number: number) =>
  port.debt({ account: account(number), fields: {} });
const many = (count: number, amount = 1000) =>
  Array.from({ length: count }, (_, index) => ({ account: account(index + 1), amount: amount + index }));
const linesOf = async (providerId: string) => {
  const row = await database.db.sql.first<{ count: bigint }>(
    `SELECT count(*) AS count FROM debt_registry_line l JOIN debt_registry r USING (generation) WHERE r.provider_id = $1`,
    [providerId],
  );
  return Number(row?.count);
};

describe('a debt registry', () => {
  test('answers what an account owes, with its bills, its holder and its date', async () => {
    const { port } = await hub.addProvider('answers');
    expect(await ask(port, 1)).toMatchObject({ kind: 'unavailable', evidence: { reason: 'no_registry' } });
    const file = debtFile([
      { account: account(1), amount: 1050, bill: 'B-1' },
      { account: account(1), amount: 250, bill: 'B-2' },
      { account: account(2), amount: 0 },
    ]);
    const { registry } = await hub.load('answers', 'debts-20261121-1.csv', file);
    expect(registry).toMatchObject({ state: 'active', lineCount: 3, sum: 1300n, problems: [] });
    expect(await ask(port, 1)).toMatchObject({
      kind: 'answered',
      answer: {
        account: account(1),
        balance: 1300n,
        holderName: 'Əliyev "Vüqar"',
        address: 'Nizami küç. 15',
        asOf: '2026-11-21',
        bills: [
          { number: 'B-1', period: '2026-10', dueOn: '2026-11-25', amount: 1050n },
          { number: 'B-2', amount: 250n },
        ],
      },
    });
    expect(await ask(port, 2)).toMatchObject({ kind: 'answered', answer: { balance: 0n, bills: [] } });
    expect(await ask(port, 3)).toMatchObject({ kind: 'no-such-account' });
  });

  test('takes the place of the one before it, whose lines leave in pieces', async () => {
    const { port, provider } = await hub.addProvider('follows');
    await hub.load('follows', 'debts-20261121-1.csv', debtFile(many(30)));
    await hub.load('follows', 'debts-20261121-2.csv', debtFile(many(30, 1010)));
    expect(await ask(port, 1)).toMatchObject({ answer: { balance: 1010n } });
    expect(await linesOf(provider.id)).toBe(60);
    expect(await hub.registries.sweep()).toBeGreaterThanOrEqual(30);
    expect(await linesOf(provider.id)).toBe(30);
    expect(await ask(port, 1)).toMatchObject({ answer: { balance: 1010n } });
  });

  test('is refused whole for one wrong line, and the one before it goes on counting', async () => {
    const { port } = await hub.addProvider('refused');
    await hub.load('refused', 'debts-20261121-1.csv', debtFile(many(5)));
    const broken = debtFile(many(5, 7000))
      .replace(';70.02;', ';70,02;')
      .replace(';2026-11-25;70.03', ';2026-11-31;70.03');
    const { registry } = await hub.load('refused', 'debts-20261122-1.csv', broken);
    expect(registry).toMatchObject({
      state: 'refused',
      problemCount: 2,
      problems: [
        { line: 4, column: 'amount', rule: 'amount', value: '70,02' },
        { line: 5, column: 'dueOn', rule: 'date', value: '2026-11-31' },
      ],
    });
    expect(await ask(port, 1)).toMatchObject({ answer: { balance: 1000n } });
  });

  test('lists bills that stand twice, wherever in the file, each by its line', async () => {
    await hub.addProvider('twice');
    const debts = many(12_000);
    const first = { account: account(1), amount: 1 };
    const { registry } = await hub.load(
      'twice',
      'debts-20261121-1.csv',
      debtFile([...debts.slice(0, 50), first, ...debts.slice(50), first]),
    );
    expect(registry).toMatchObject({ state: 'refused', problemCount: 2 });
    expect(registry.problems.map(({ line, rule }) => [line, rule])).toEqual([
      [52, 'repeated'],
      [12_003, 'repeated'],
    ]);
  });

  test('counts the problems that it does not list', async () => {
    await hub.addProvider('hopeless');
    const { registry } = await hub.load(
      'hopeless',
      'debts-20261121-1.csv',
      debtFile(many(250)).replaceAll('2026-10', '10.2026'),
    );
    expect(registry).toMatchObject({ state: 'refused', problemCount: 250 });
    expect(registry.problems).toHaveLength(100);
  });

  test('is one registry however often it comes, and an older one comes too late', async () => {
    await hub.addProvider('again');
    const first = await hub.load('again', 'debts-20261121-2.csv', debtFile(many(3)));
    const again = await hub.load('again', 'debts-20261122-9.csv', debtFile(many(3)));
    expect(again).toEqual({ registry: first.registry, replayed: true });
    for (const name of ['debts-20261121-1.csv', 'debts-20261120-7.csv', 'debts-20261121-2.csv']) {
      const { registry } = await hub.load('again', name, debtFile(many(3, 1001)));
      expect(registry).toMatchObject({ state: 'refused', problems: [{ line: 0, rule: 'out_of_date' }] });
    }
  });

  test('two of the same at once are one', async () => {
    const { provider } = await hub.addProvider('race');
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => hub.load('race', 'debts-20261121-1.csv', debtFile(many(40)))),
    );
    expect(new Set(outcomes.map(({ registry }) => registry.id)).size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const active = await database.db.sql.rows(
      `SELECT 1 FROM debt_registry WHERE provider_id = $1 AND state = 'active'`,
      [provider.id],
    );
    expect(active).toHaveLength(1);
  });

  test('has a name of its provider’s, and a provider that exchanges files', async () => {
    await hub.addProvider('names');
    const receive = (providerCode: string, name: string) =>
      hub.registries.receiveDebts({ providerCode, name, by: 'leyla' }, pieces(debtFile(many(1))));
    for (const name of [
      'debts.csv',
      '../debts-20261121-1.csv',
      'debts-20261131-1.csv',
      'ack-20261121-1.csv',
      'debts-20261121-1.csv\n',
    ]) {
      expect(await receive('names', name)).toMatchObject({ error: { code: 'file_name_not_known' } });
    }
    expect(await receive('nobody', 'debts-20261121-1.csv')).toMatchObject({ error: { code: 'not_found' } });
  });

  test('leaves nothing that counts when its sender falls silent', async () => {
    const { port, provider } = await hub.addProvider('silent');
    async function* broken() {
      yield Buffer.from(debtFile(many(20_000)).slice(0, 900_000));
      throw new Error('the line went dead');
    }
    const file = { providerCode: 'silent', name: 'debts-20261121-1.csv', by: 'leyla' };
    await expect(hub.registries.receiveDebts(file, broken())).rejects.toThrow('the line went dead');
    expect(await ask(port, 1)).toMatchObject({ kind: 'unavailable' });
    hub.clock.advanceMs(7 * 3_600_000);
    await hub.registries.sweep();
    expect(await linesOf(provider.id)).toBe(0);
    expect(await hub.registries.list('silent')).toEqual({ ok: true, value: [] });
  });

  test('does not wait behind many that were refused: a sweep goes on until nothing is left', async () => {
    const { provider } = await hub.addProvider('crowded');
    for (let number = 1; number <= 25; number += 1) {
      const wrong = debtFile(many(3)).replace(';10.00;', ';10,00;');
      await hub.load('crowded', `debts-20261121-${number}.csv`, wrong);
    }
    await hub.load('crowded', 'debts-20261122-1.csv', debtFile(many(4)));
    await hub.load('crowded', 'debts-20261122-2.csv', debtFile(many(4, 1010)));
    await hub.registries.sweep();
    expect(await linesOf(provider.id)).toBe(4);
    expect(await hub.registries.sweep()).toBe(0);
  });

  test('counts in no part when its sender wakes up after it was broken off', async () => {
    const { port, provider } = await hub.addProvider('sleeper');
    const text = debtFile(many(12_000));
    async function* halting() {
      yield Buffer.from(text.slice(0, 500_000));
      hub.clock.advanceMs(2 * 3_600_000);
      await hub.registries.sweep();
      yield Buffer.from(text.slice(500_000));
    }
    const file = { providerCode: 'sleeper', name: 'debts-20261121-1.csv', by: 'leyla' };
    await expect(hub.registries.receiveDebts(file, halting())).rejects.toThrow('broken off');
    expect(await ask(port, 1)).toMatchObject({ kind: 'unavailable' });
    await hub.registries.sweep();
    expect(await linesOf(provider.id)).toBe(0);
  });

  test('tells how far it is', async () => {
    await hub.addProvider('progress');
    const text = debtFile(many(25_000));
    const seen: (number | null)[] = [];
    const file = {
      providerCode: 'progress',
      name: 'debts-20261121-1.csv',
      by: 'leyla',
      sizeBytes: Buffer.byteLength(text),
    };
    await hub.registries.receiveDebts(
      { ...file, onProgress: ({ percent }) => seen.push(percent) },
      pieces(text, 65_536),
    );
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(a) - Number(b)));
    expect(seen.at(-1)).toBe(100);
  });
});

describe('a registry that changes too much', () => {
  const held = async (code: string) => {
    const { port } = await hub.addProvider(code);
    await hub.load(code, 'debts-20261121-1.csv', debtFile(many(20)));
    const { registry } = await hub.load(code, 'debts-20261122-1.csv', debtFile(many(17)));
    return { port, registry };
  };

  test('is held until a second person takes it', async () => {
    const { port, registry } = await held('held');
    expect(registry).toMatchObject({ state: 'held', change: { accounts: 20, gone: 3, changed: 3 } });
    expect(await ask(port, 20)).toMatchObject({ kind: 'answered' });
    expect(await hub.registries.approve(registry.id, 'leyla')).toMatchObject({ error: { code: 'same_actor' } });
    expect(await hub.registries.approve(registry.id, 'murad')).toMatchObject({
      ok: true,
      value: { state: 'active', decidedBy: 'murad' },
    });
    expect(await ask(port, 20)).toMatchObject({ kind: 'no-such-account' });
    expect(await hub.registries.approve(registry.id, 'murad')).toMatchObject({ error: { code: 'registry_not_held' } });
  });

  test('may be dropped, and comes too late after a newer one', async () => {
    const { registry } = await held('dropped');
    expect(await hub.registries.discard(registry.id, 'murad')).toMatchObject({ value: { state: 'discarded' } });
    const { registry: late } = await held('late');
    await hub.load('late', 'debts-20261123-1.csv', debtFile(many(20, 1001)));
    expect(await hub.registries.approve(late.id, 'murad')).toMatchObject({ error: { code: 'registry_out_of_date' } });
  });

  test('is measured by accounts that owe nothing any more and by the sum, over many pieces', async () => {
    const { provider } = await hub.addProvider('measured', { mostGonePercent: '0', mostSumPercent: '9999' });
    await hub.load('measured', 'debts-20261121-1.csv', debtFile(many(150)));
    const debts = many(150).map((debt, index) => (index === 77 ? { ...debt, amount: 0 } : debt));
    const { registry } = await hub.load('measured', 'debts-20261122-1.csv', debtFile(debts));
    const sum = many(150).reduce((total, { amount }) => total + amount, 0);
    expect(registry).toMatchObject({
      state: 'held',
      change: { accounts: 150, gone: 1, changed: 1, sumBefore: BigInt(sum), sumAfter: BigInt(sum - 1077) },
    });
    expect(registry.providerId).toBe(provider.id);
  });
});
