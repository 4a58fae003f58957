import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DebtAnswer, QueryOutcome } from '../../src/kernel/adapter.ts';
import { type Currency, minor } from '../../src/kernel/money.ts';
import type { DebtLine } from '../../src/debts/model.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered, debtAnswer } from '../providers/fake-adapter.ts';
import { account, after, citizen, debtFixture, never, target } from './debt-fixture.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const unavailable: QueryOutcome<never> = {
  kind: 'unavailable',
  evidence: { providerCode: null, reason: 'http_502' },
};

function kindAndReason(line: DebtLine | undefined): string {
  return line?.kind === 'unavailable' ? `unavailable ${line.reason}` : (line?.kind ?? 'nothing');
}

/** Resolves for everybody once so many have come. */
function gathering(size: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === size) for (const release of waiting) release();
    });
}

describe('asking all accounts at once', () => {
  test('no provider waits for another: each answers only when all were asked', async () => {
    const askedAll = gathering(3);
    const sociable = { debt: () => askedAll().then(() => answered(debtAnswer(account))) };
    const { debts, provider } = debtFixture(database.db, { 'par-a': sociable, 'par-b': sociable, 'par-c': sociable });
    const patient = { queryTimeoutMs: 10_000 };
    const providers = [
      await provider('par-a', patient),
      await provider('par-b', patient),
      await provider('par-c', patient),
    ];
    const lines = await debts.queryDebts(
      citizen,
      providers.map((one) => target(one)),
    );
    expect(lines.map((line) => line.kind)).toEqual(['quoted', 'quoted', 'quoted']);
    expect(lines.map((line) => line.key)).toEqual(['par-a', 'par-b', 'par-c']);
  });

  test('each provider is waited for as long as its own time-out says, and costs only its own line', async () => {
    const { debts, provider } = debtFixture(database.db, {
      'own-silent': { debt: never },
      'own-patient': { debt: () => after(500, answered(debtAnswer(account))) },
      'own-quick': { debt: async () => answered(debtAnswer(account)) },
    });
    const lines = await debts.queryDebts(citizen, [
      target(await provider('own-silent', { queryTimeoutMs: 100 })),
      target(await provider('own-patient', { queryTimeoutMs: 2_000 })),
      target(await provider('own-quick', { queryTimeoutMs: 2_000 })),
    ]);
    expect(lines.map(kindAndReason)).toEqual(['unavailable timeout', 'quoted', 'quoted']);
  });

  test('lines come in the order in which providers answer, the slow one last', async () => {
    const { debts, provider } = debtFixture(database.db, {
      'str-slow': { debt: () => after(300, answered(debtAnswer(account))) },
      'str-quick': { debt: async () => answered(debtAnswer(account)) },
      'str-down': { debt: async () => unavailable },
    });
    const targets = [await provider('str-slow'), await provider('str-quick'), await provider('str-down')];
    const seen: string[] = [];
    for await (const line of debts.streamDebts(
      citizen,
      targets.map((one) => target(one)),
    ))
      seen.push(line.key);
    expect(seen.at(-1)).toBe('str-slow');
    expect(seen.toSorted()).toEqual(['str-down', 'str-quick', 'str-slow']);
  });

  test('a reader that goes away after the first line breaks nothing', async () => {
    const { debts, provider } = debtFixture(database.db, {
      'gone-quick': { debt: async () => answered(debtAnswer(account)) },
      'gone-broken': { debt: () => after(50, null).then(() => Promise.reject(new Error('adapter bug'))) },
    });
    const targets = [target(await provider('gone-quick')), target(await provider('gone-broken'))];
    for await (const line of debts.streamDebts(citizen, targets)) {
      expect(line.kind).toBe('quoted');
      break;
    }
    await after(100, null);
  });

  test('an adapter that throws is a fault that is reported, and one line without an answer', async () => {
    const { debts, provider, faults } = debtFixture(database.db, {
      throws: { debt: () => Promise.reject(new Error('adapter bug')) },
      works: { debt: async () => answered(debtAnswer(account)) },
    });
    const lines = await debts.queryDebts(citizen, [target(await provider('throws')), target(await provider('works'))]);
    expect(lines.map(kindAndReason)).toEqual(['unavailable internal', 'quoted']);
    expect(faults).toEqual(['throws']);
  });

  test('a provider out of service is not asked', async () => {
    const { debts, provider } = debtFixture(database.db, {});
    const lines = await debts.queryDebts(citizen, [
      target(await provider('off', { state: 'suspended' })),
      target(await provider('repair', { state: 'maintenance' })),
    ]);
    expect(lines.map(kindAndReason)).toEqual(['unavailable suspended', 'unavailable maintenance']);
  });

  test('what a provider refuses is told apart from what it does not know', async () => {
    const evidence = { providerCode: '5', reason: 'not_found' };
    const { debts, provider } = debtFixture(database.db, {
      'unknown-account': { debt: async () => ({ kind: 'no-such-account', evidence }) },
      'closed-account': { debt: async () => ({ kind: 'refused', evidence }) },
      'wrong-proof': { debt: async () => ({ kind: 'proof-refused', evidence }) },
    });
    const lines = await debts.queryDebts(citizen, [
      target(await provider('unknown-account')),
      target(await provider('closed-account')),
      target(await provider('wrong-proof')),
    ]);
    expect(lines).toMatchObject([
      { kind: 'no-such-account' },
      { kind: 'refused', reason: 'account' },
      { kind: 'refused', reason: 'proof' },
    ]);
  });
});

describe('an answer that must not be shown', () => {
  test.each<[string, Partial<DebtAnswer>, string]>([
    ['other-account', { account: '999999999999999' }, 'wrong_account'],
    ['lost-zero', { account: '12345678901234' }, 'wrong_account'],
    ['other-currency', { currency: 'EUR' satisfies Currency }, 'wrong_currency'],
    ['bill-of-nothing', { bills: [{ number: '1', period: null, dueOn: null, amount: minor(0n) }] }, 'malformed'],
    ['bill-of-no-day', { bills: [{ number: '1', period: null, dueOn: '2026-02-30', amount: minor(1n) }] }, 'malformed'],
    ['absurd-balance', { balance: minor(10n ** 15n) }, 'malformed'],
    ['untold-balance', { balanceTold: false }, 'malformed'],
  ])('%s', async (code, changes, reason) => {
    const { debts, provider, badAnswers } = debtFixture(database.db, {
      [code]: { debt: async () => answered(debtAnswer(account, { holderName: 'Canary Holder', ...changes })) },
    });
    const [line] = await debts.queryDebts(citizen, [target(await provider(code), { unmasked: true })]);
    expect(kindAndReason(line)).toBe(`unavailable ${reason}`);
    expect(JSON.stringify(line)).not.toContain('Canary');
    expect(badAnswers).toEqual([`${code} ${reason}`]);
    const [count] = await database.owner.sql.rows<{ quotes: bigint; known: bigint }>(
      `SELECT (SELECT count(*) FROM quote JOIN provider p ON p.id = provider_id WHERE p.code = $1) AS quotes,
              (SELECT count(*) FROM debt_last_known JOIN provider p ON p.id = provider_id WHERE p.code = $1) AS known`,
      [code],
    );
    expect(count).toEqual({ quotes: 0n, known: 0n });
  });

  test('an account that the provider prints with spaces is the same account', async () => {
    const { debts, provider } = debtFixture(database.db, {
      spaced: { debt: async () => answered(debtAnswer('012 345 678 901 234')) },
    });
    const [line] = await debts.queryDebts(citizen, [target(await provider('spaced'))]);
    expect(line).toMatchObject({ kind: 'quoted', account, quote: { account } });
  });
});

describe('while a provider is silent', () => {
  test('its last amount is shown with its time, and the newest one stays', async () => {
    const answers: QueryOutcome<DebtAnswer>[] = [
      answered(debtAnswer(account, { balance: minor(500n) })),
      answered(debtAnswer(account, { balance: minor(700n) })),
      unavailable,
    ];
    const { debts, provider, clock } = debtFixture(database.db, {
      yesterday: { debt: async () => answers.shift() ?? unavailable },
    });
    const one = target(await provider('yesterday'));
    await debts.queryDebts(citizen, [one]);
    clock.advanceMs(3_600_000);
    const obtainedAt = clock.now();
    await debts.queryDebts(citizen, [one]);
    clock.advanceMs(24 * 3_600_000);
    const [line] = await debts.queryDebts(citizen, [one]);
    expect(line).toMatchObject({
      kind: 'unavailable',
      reason: 'not_answering',
      lastKnown: { balance: 700n, currency: 'AZN', obtainedAt, bills: [{ number: 'B-1', amount: 2315n }] },
    });
  });

  test('nothing is shown for an account that never answered', async () => {
    const { debts, provider } = debtFixture(database.db, { 'never-heard': { debt: async () => unavailable } });
    const [line] = await debts.queryDebts(citizen, [target(await provider('never-heard'))]);
    expect(line).toMatchObject({ kind: 'unavailable', lastKnown: null });
  });

  test('a balance that was not told is not remembered as nought', async () => {
    const untold = answered(debtAnswer(account, { balance: minor(0n), balanceTold: false, bills: [] }));
    const answers: QueryOutcome<DebtAnswer>[] = [untold, unavailable];
    const { debts, provider } = debtFixture(database.db, {
      'no-balance': { debt: async () => answers.shift() ?? unavailable },
    });
    const one = await provider('no-balance');
    const [line] = await debts.queryDebts(citizen, [target(one)]);
    expect(line).toMatchObject({ kind: 'quoted', quote: { balanceTold: false } });
    const [silent] = await debts.queryDebts(citizen, [target(one)]);
    expect(silent).toMatchObject({ kind: 'unavailable', lastKnown: null });
    const known = await database.owner.sql.rows('SELECT 1 FROM debt_last_known WHERE provider_id = $1', [one.id]);
    expect(known).toEqual([]);
  });
});
