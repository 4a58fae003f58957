import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFeeService, rulesOn, type FeeService } from '../../src/fees/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

describe('fees set by an operator', () => {
  let books: Books;
  let fees: FeeService;

  beforeAll(async () => {
    books = await makeBooks({ start: '2026-11-20T06:00:00Z' });
    fees = createFeeService({
      ...{ db: books.database.db, ids: books.ids },
      findProvider: async (code) => (code === 'gas' ? { id: books.gas, currency: 'AZN' } : undefined),
      findAgent: async (code) => (code === 'bank-a' ? { id: books.bank } : undefined),
    });
  });
  afterAll(() => books.close());

  const rule = (change: Record<string, unknown> = {}) => ({
    ...{ bearer: 'payer', provider: 'gas', currency: 'AZN', slabs: [{ flat: '0.40' }], vatPercent: '18' },
    validFrom: '2026-11-21',
    ...change,
  });
  const problemsOf = async (input: unknown) => {
    const outcome = await fees.add(input);
    return outcome.ok ? [] : (outcome.error.fields ?? []).map(({ field, rule: broken }) => `${field} ${broken}`);
  };
  const feeOfPayment = async () => (await deskOf(books).pay(1_000)).fee;

  it('are charged from the first day of their version on, and payments keep the version they were charged by', async () => {
    const first = await fees.add(rule());
    if (!first.ok) throw new Error('refused');
    expect(await feeOfPayment()).toBe('0');
    const second = await fees.add(rule({ rule: first.value.id, slabs: [{ flat: '0.50' }], validFrom: '2026-11-22' }));
    expect(second).toMatchObject({ value: { version: 2, providerId: books.gas } });
    books.clock.set(new Date('2026-11-21T06:00:00Z'));
    expect(await feeOfPayment()).toBe('40');
    books.clock.set(new Date('2026-11-22T06:00:00Z'));
    expect(await feeOfPayment()).toBe('50');
    expect(await fees.end(first.value.id, '2026-11-24')).toMatchObject({
      value: { version: 3, validTo: '2026-11-24' },
    });
    books.clock.set(new Date('2026-11-23T06:00:00Z'));
    expect(await feeOfPayment()).toBe('50');
    books.clock.set(new Date('2026-11-24T06:00:00Z'));
    expect(await feeOfPayment()).toBe('0');
    const charged = await books.database.db.sql.rows(
      'SELECT payer_fee::text AS fee, payer_fee_vat::text AS vat, payer_fee_version AS version FROM payment ORDER BY accepted_at',
    );
    expect(charged).toEqual([
      { fee: '0', vat: '0', version: null },
      { fee: '40', vat: '7', version: 1 },
      { fee: '50', vat: '9', version: 2 },
      { fee: '50', vat: '9', version: 3 },
      { fee: '0', vat: '0', version: null },
    ]);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('are refused when they name nobody, another currency, a day that has begun, or what another rule says', async () => {
    await deskOf(books).pay(1_000);
    expect(await problemsOf(rule({ provider: 'water', agent: 'nobody' }))).toEqual([
      '/provider unknown',
      '/agent unknown',
    ]);
    expect(await problemsOf(rule({ currency: 'EUR' }))).toEqual(['/currency provider']);
    expect(await problemsOf(rule({ validFrom: '2026-11-24' }))).toEqual(['/validFrom future']);
    expect(await problemsOf(rule({ slabs: [] }))).toEqual(['/slabs count']);
    expect(await fees.add(rule({ validFrom: '2026-12-01' }))).toMatchObject({ ok: true });
    expect(await problemsOf(rule({ validFrom: '2027-01-01' }))).toEqual(['/validFrom overlap']);
    expect(await fees.end(books.ids.uuid(), '2027-01-01')).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('are one rule, however many operators add it at once', async () => {
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map(() => fees.add(rule({ agent: 'bank-a', validFrom: '2026-12-01' }))),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    const onDay = await rulesOn(books.database.db.sql, '2026-12-01');
    expect(onDay.filter((one) => one.agentId === books.bank)).toHaveLength(1);
  });

  it('are listed with every version', async () => {
    expect((await fees.list()).map(({ version }) => version).toSorted()).toEqual([1, 1, 1, 2, 3]);
  });
});
