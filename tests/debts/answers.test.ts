import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAnswers } from '../../src/debts/answers.ts';
import type { AccountInput, DebtAnswer, QueryOutcome } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { minor } from '../../src/kernel/money.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Provider } from '../../src/providers/model.ts';
import { answered, debtAnswer } from '../providers/fake-adapter.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { account, citizen, debtFixture, target } from './debt-fixture.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const gas = { id: 'gas', version: 1 } as Provider;
const input: AccountInput = { account, fields: {} };
const silence: QueryOutcome<DebtAnswer> = { kind: 'unavailable', evidence: { providerCode: null, reason: 'http_502' } };

/** Answers that are given when the test says so. */
function fixture(holdsMs = 15_000) {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const open: ((outcome: QueryOutcome<DebtAnswer>) => void)[] = [];
  const movedSince: Date[] = [];
  let moved = false;
  const answers = createAnswers({
    clock,
    holdsMs,
    ask: () => new Promise((resolve) => open.push((outcome) => resolve(ok(outcome)))),
    hasMoved: async (_provider, _account, since) => {
      movedSince.push(since);
      return moved;
    },
  });
  const answer = (index: number, balance: bigint) =>
    open[index]?.(answered(debtAnswer(account, { balance: minor(balance) })));
  const balanceOf = async (asked: ReturnType<typeof answers.ask>) => {
    const { outcome } = await asked;
    if (!outcome.ok || outcome.value.kind !== 'answered') return null;
    return outcome.value.answer.balance;
  };
  return { clock, answers, open, answer, balanceOf, movedSince, move: (has: boolean) => void (moved = has) };
}

describe('the same question', () => {
  test('at the same time is put once, and everybody gets the answer', async () => {
    const { answers, open, answer, balanceOf } = fixture();
    const three = [answers.ask(gas, input), answers.ask(gas, input), answers.ask(gas, { ...input })];
    expect(open).toHaveLength(1);
    answer(0, 700n);
    expect(await Promise.all(three.map(balanceOf))).toEqual([700n, 700n, 700n]);
  });

  test('within a little while has the same answer, and is put again after it', async () => {
    const { answers, clock, open, answer, balanceOf } = fixture();
    const first = answers.ask(gas, input);
    answer(0, 700n);
    await first;
    clock.advanceMs(14_999);
    expect(await balanceOf(answers.ask(gas, input))).toBe(700n);
    clock.advanceMs(1);
    const later = answers.ask(gas, input);
    expect(open).toHaveLength(2);
    answer(1, 900n);
    expect(await balanceOf(later)).toBe(900n);
  });

  test('is put again when something happened to the account since it was first put', async () => {
    const { answers, clock, open, answer, balanceOf, move, movedSince } = fixture();
    const askedAt = clock.now();
    const first = answers.ask(gas, input);
    answer(0, 700n);
    await first;
    clock.advanceMs(1_000);
    move(true);
    const again = answers.ask(gas, input);
    await new Promise(setImmediate);
    expect(movedSince).toEqual([askedAt]);
    expect(open).toHaveLength(2);
    answer(1, 0n);
    expect(await balanceOf(again)).toBe(0n);
  });

  test('that waits while a payment is accepted is put anew for those who came after', async () => {
    const { answers, open, answer, balanceOf, move } = fixture();
    const before = answers.ask(gas, input);
    move(true);
    const after = answers.ask(gas, input);
    answer(0, 700n);
    expect(await balanceOf(before)).toBe(700n);
    await new Promise(setImmediate);
    expect(open).toHaveLength(2);
    answer(1, 0n);
    expect(await balanceOf(after)).toBe(0n);
  });

  test('that got no answer is shared by those who waited, and kept for nobody', async () => {
    const { answers, open, balanceOf } = fixture();
    const both = [answers.ask(gas, input), answers.ask(gas, input)];
    open[0]?.(silence);
    expect(await Promise.all(both.map(balanceOf))).toEqual([null, null]);
    void answers.ask(gas, input);
    expect(open).toHaveLength(2);
  });

  test.each<[string, Provider, AccountInput]>([
    ['another account', gas, { ...input, account: '1' }],
    ['another proof', gas, { ...input, fields: { code: '1' } }],
    ['another provider', { ...gas, id: 'water' }, input],
    ['a provider whose row has changed', { ...gas, version: 2 }, input],
  ])('is not that about %s', async (_what, provider, other) => {
    const { answers, open } = fixture();
    void answers.ask(gas, input);
    void answers.ask(provider, other);
    expect(open).toHaveLength(2);
  });

  test('is put each time where answers do not hold', () => {
    const { answers, open } = fixture(0);
    void answers.ask(gas, input);
    void answers.ask(gas, input);
    expect(open).toHaveLength(2);
  });
});

describe('an answer that several share', () => {
  test('shows the holder to whom it may, and is a quote of each asker alone', async () => {
    let asked = 0;
    const { debts, provider } = debtFixture(
      database.db,
      {
        shared: {
          debt: async () => {
            asked += 1;
            return answered(debtAnswer(account));
          },
        },
      },
      { answerHoldsMs: 15_000 },
    );
    const one = await provider('shared');
    const neighbour = { kind: 'citizen', citizenId: '0190a000-0000-7000-8000-0000000000aa' } as const;
    const [owner] = await debts.queryDebts(citizen, [target(one, { unmasked: true })]);
    const [stranger] = await debts.queryDebts(neighbour, [target(one)]);
    expect(asked).toBe(1);
    expect(owner).toMatchObject({ holder: { name: 'Əliyev Vüqar Kamran oğlu', masked: false } });
    expect(JSON.stringify(stranger, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'Vüqar',
    );
    if (owner?.kind !== 'quoted' || stranger?.kind !== 'quoted') throw new Error('not quoted');
    expect(owner.quote.id).not.toBe(stranger.quote.id);
    expect(await debts.getQuote(neighbour, owner.quote.id)).toMatchObject({ ok: false });
    expect(await debts.getQuote(neighbour, stranger.quote.id)).toMatchObject({ ok: true });
  });
});
