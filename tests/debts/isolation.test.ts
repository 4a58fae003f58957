import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DebtAnswer, QueryOutcome } from '../../src/kernel/adapter.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered, debtAnswer } from '../providers/fake-adapter.ts';
import { account, after, citizen, debtFixture, never, target } from './debt-fixture.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

function reasons(lines: readonly { kind: string; reason?: string }[]): string[] {
  return lines.map((line) => line.reason ?? line.kind);
}

const down: QueryOutcome<DebtAnswer> = { kind: 'unavailable', evidence: { providerCode: null, reason: 'refused' } };

describe('a provider that is in trouble', () => {
  test('sees never more questions at once than it allows, and everybody gets an answer', async () => {
    let underWay = 0;
    let most = 0;
    const { debts, provider } = debtFixture(database.db, {
      narrow: {
        debt: async () => {
          underWay += 1;
          most = Math.max(most, underWay);
          await after(10, null);
          underWay -= 1;
          return answered(debtAnswer(account));
        },
      },
    });
    const one = await provider('narrow', { maxConcurrency: 2, queryTimeoutMs: 5_000 });
    const lines = await debts.queryDebts(
      citizen,
      Array.from({ length: 20 }, () => target(one)),
    );
    expect(most).toBe(2);
    expect(new Set(lines.map((line) => line.kind))).toEqual(new Set(['quoted']));
  });

  test('a call that was cut off keeps its place until it ends, so silence never piles up at the provider', async () => {
    let begun = 0;
    const { debts, provider } = debtFixture(
      database.db,
      {
        stuck: {
          debt: () => {
            begun += 1;
            return never();
          },
        },
      },
      { failuresToOpen: 1_000 },
    );
    const one = await provider('stuck', { maxConcurrency: 2, queryTimeoutMs: 100 });
    for (let round = 0; round < 3; round += 1) {
      const lines = await debts.queryDebts(citizen, [target(one), target(one)]);
      expect(reasons(lines)).toEqual(['timeout', 'timeout']);
    }
    expect(begun).toBe(2);
  });

  test('more questions than can wait are told so at once', async () => {
    const { debts, provider } = debtFixture(database.db, { crowded: { debt: never } });
    const one = await provider('crowded', { maxConcurrency: 1, queryTimeoutMs: 300 });
    const lines = await debts.queryDebts(
      citizen,
      Array.from({ length: 13 }, () => target(one)),
    );
    // One is under way and ten wait.
    expect(reasons(lines).filter((reason) => reason === 'busy').length).toBe(2);
  });

  test('is left alone after failures in a row, tried once after a while, and back when it answers', async () => {
    let isDown = true;
    let asked = 0;
    const { debts, provider } = debtFixture(
      database.db,
      {
        flapping: {
          debt: async () => {
            asked += 1;
            return isDown ? down : answered(debtAnswer(account));
          },
        },
      },
      { failuresToOpen: 3, openMs: 1_500 },
    );
    const one = target(await provider('flapping'));
    const ask = async () => reasons(await debts.queryDebts(citizen, [one]))[0];
    expect([await ask(), await ask(), await ask()]).toEqual(['not_answering', 'not_answering', 'not_answering']);
    expect(await ask()).toBe('breaker_open');
    expect(asked).toBe(3);
    isDown = false;
    await after(1_600, null);
    expect(await ask()).toBe('quoted');
    expect(await ask()).toBe('quoted');
  });

  test('an unknown account is an answer, not a failure: it never opens the breaker', async () => {
    const evidence = { providerCode: '5', reason: 'not_found' };
    const { debts, provider } = debtFixture(
      database.db,
      { 'many-unknown': { debt: async () => ({ kind: 'no-such-account', evidence }) } },
      { failuresToOpen: 2 },
    );
    const one = target(await provider('many-unknown'));
    for (let round = 0; round < 4; round += 1) {
      expect(reasons(await debts.queryDebts(citizen, [one]))).toEqual(['no-such-account']);
    }
  });

  test('costs its neighbours nothing: their answers come as quickly while it is stuck', async () => {
    const { debts, provider } = debtFixture(database.db, {
      'bad-neighbour': { debt: never },
      'good-neighbour': { debt: async () => answered(debtAnswer(account)) },
    });
    const bad = target(await provider('bad-neighbour', { maxConcurrency: 1, queryTimeoutMs: 1_500 }));
    const good = target(await provider('good-neighbour'));
    const stuck = debts.queryDebts(citizen, [bad, bad, bad]);
    const first = await Promise.race([stuck, debts.queryDebts(citizen, [good])]);
    expect(reasons(first)).toEqual(['quoted']);
    expect(reasons(await stuck)).toEqual(['timeout', 'timeout', 'timeout']);
  });
});
