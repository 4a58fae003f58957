import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LastKnownDebt, UnavailableReason } from '../../src/debts/model.ts';
import { ageS, type StandInContract, standInFor } from '../../src/debts/stand-in.ts';
import type { DebtAnswer, QueryOutcome } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { checkAmount } from '../../src/providers/amount-rule.ts';
import type { AmountRule, Exactness } from '../../src/providers/model.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { answered, debtAnswer } from '../providers/fake-adapter.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { account, citizen, debtFixture, target } from './debt-fixture.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const now = new Date('2026-11-22T08:00:00Z');
const contract: StandInContract = { maxAgeS: 86_400, payable: true, maxAmount: null };
const any: AmountRule = { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null };
const known = (balance = 2_315n, ageMs = 3_600_000): LastKnownDebt => ({
  ...{ currency: 'AZN', balance: minor(balance), bills: [], obtainedAt: new Date(now.getTime() - ageMs) },
});
const silence = { reason: 'timeout' as UnavailableReason, known: known(), rule: any, paidSince: false, now };

describe('the last known bill', () => {
  test('stands in for a provider that does not answer, as old as the contract allows', () => {
    expect(standInFor(contract, silence)).toEqual({ known: known(), rule: any });
    expect(standInFor(contract, { ...silence, known: known(2_315n, 86_400_999) })).not.toBeNull();
    expect(standInFor(contract, { ...silence, known: known(2_315n, 86_401_000) })).toBeNull();
    expect(ageS(known(1n, 1_999), now)).toBe(1);
  });

  test.each<[string, Partial<typeof silence>]>([
    ['planned work', { reason: 'maintenance' }],
    ['a suspension', { reason: 'suspended' }],
    ['an answer about another account', { reason: 'wrong_account' }],
    ['an answer that cannot be', { reason: 'malformed' }],
    ['a fault of the hub', { reason: 'internal' }],
    ['a bill that was paid since', { paidSince: true }],
    ['a bill of nothing', { known: known(0n) }],
    ['a credit', { known: known(-5n) }],
  ])('does not stand in for %s', (_what, change) => {
    expect(standInFor(contract, { ...silence, ...change })).toBeNull();
  });

  test('does not stand in without a contract that says so', () => {
    expect(standInFor(null, silence)).toBeNull();
    expect(standInFor({ ...contract, payable: false }, silence)).toBeNull();
  });

  test('never lets more be paid than the contract or the rule of the provider', () => {
    const amount = fc.bigInt(1n, 5_000n);
    const cases = fc.record({
      exactness: fc.constantFrom<Exactness>('exact', 'at-least', 'at-most', 'any'),
      most: fc.option(amount),
      limit: fc.option(amount),
      paid: amount,
    });
    fc.assert(
      fc.property(cases, ({ exactness, most, limit, paid }) => {
        const orNull = (one: bigint | null) => (one === null ? null : minor(one));
        const rule = { ...any, exactness, maxAmount: orNull(limit) };
        const standIn = standInFor({ ...contract, maxAmount: orNull(most) }, { ...silence, rule });
        const isTaken =
          standIn !== null && checkAmount(standIn.rule, { ...known(), balanceTold: true }, minor(paid)) === null;
        const isTooMuch = (most !== null && paid > most) || (limit !== null && paid > limit);
        const isOther = exactness === 'exact' && paid !== 2_315n;
        expect(isTaken && (isTooMuch || isOther)).toBe(false);
      }),
    );
  });
});

describe('a question to a silent provider', () => {
  const silent: QueryOutcome<DebtAnswer> = { kind: 'unavailable', evidence: { providerCode: null, reason: 'reset' } };

  test('is answered by the last known bill, which says so and how old it is', async () => {
    const answers = [answered(debtAnswer(account))];
    const { debts, provider, clock } = debtFixture(database.db, {
      quiet: { debt: async () => answers.shift() ?? silent },
    });
    const one = await provider('quiet');
    expect(await debts.standIn(one.id)).toBeNull();
    await debts.queryDebts(citizen, [target(one)]);
    const obtainedAt = clock.now();
    clock.advanceMs(3_600_000);
    const [shown] = await debts.queryDebts(citizen, [target(one)]);
    expect(shown).toMatchObject({ kind: 'unavailable', lastKnown: { balance: 2_315n, obtainedAt } });

    valueOf(await debts.allowStandIn(one.id, { ...contract, maxAmount: minor(5_000n) }));
    expect(await debts.standIn(one.id)).toEqual({ ...contract, maxAmount: 5_000n });
    const [line] = await debts.queryDebts(citizen, [target(one, { unmasked: true })]);
    expect(line).toMatchObject({
      kind: 'quoted',
      quote: { standIn: true, obtainedAt, balance: 2_315n, bills: [{ number: 'B-1' }], rule: { maxAmount: 5_000n } },
      holder: { name: null, address: null, masked: true },
    });
    if (line?.kind !== 'quoted') throw new Error('not quoted');
    expect(line.quote.expiresAt.getTime()).toBeGreaterThan(clock.now().getTime());
    expect(await debts.getQuote(citizen, line.quote.id)).toMatchObject({ value: { standIn: true, obtainedAt } });

    valueOf(await debts.allowStandIn(one.id, null));
    expect(await debts.queryDebts(citizen, [target(one)])).toMatchObject([{ kind: 'unavailable' }]);
  });

  test('never by a bill that the provider called changed, however long ago', async () => {
    const answers = [answered(debtAnswer(account))];
    const { debts, provider, clock } = debtFixture(database.db, {
      changed: { debt: async () => answers.shift() ?? silent },
    });
    const one = await provider('changed');
    valueOf(await debts.allowStandIn(one.id, contract));
    await debts.queryDebts(citizen, [target(one)]);
    clock.advanceMs(60_000);
    await debts.queryDebts(citizen, [target(one)]);
    await debts.noteChange(database.db.sql, one.id, account);
    clock.advanceMs(2 * 3_600_000);
    await debts.sweepChanges(100);
    expect(await debts.queryDebts(citizen, [target(one)])).toMatchObject([{ kind: 'unavailable' }]);
  });

  test('a contract that cannot be is refused', async () => {
    const { debts, provider } = debtFixture(database.db, {});
    const { id } = await provider('contract');
    for (const wrong of [{ maxAgeS: 59 }, { maxAgeS: 5_184_001 }, { maxAmount: minor(0n) }]) {
      expect(await debts.allowStandIn(id, { ...contract, ...wrong })).toMatchObject({
        error: { code: 'invalid_request' },
      });
    }
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await debts.allowStandIn(nobody, contract)).toMatchObject({ error: { code: 'not_found' } });
  });
});
