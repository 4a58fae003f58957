import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { basketDesk, type ShownCash, shown, statuses, yes } from './basket-desk.ts';
import { azn, newKey } from './counter.ts';

let api: ApiFixture;
let desk: ReturnType<typeof basketDesk>;
beforeAll(async () => {
  api = await apiFixture();
  desk = basketDesk(api);
});
afterAll(() => api.close());

describe('a basket with one amount of cash', () => {
  test('each line for itself: every line has its outcome, and change is what the cash is more than what was taken', async () => {
    const lines = [await desk.line('23.15', 'water'), await desk.line('23.14', 'water'), await desk.line('5.00')];
    const answer = await desk.send(newKey(), 'each_line', ['100.00', lines]);
    // Water has a fee of 0.40 with 18 % VAT.
    expect(shown(answer)).toMatchObject({ total: azn('28.62'), change: azn('71.38'), settled: true });
    expect(statuses(answer)).toEqual(['accepted', 'amount_mismatch', 'accepted']);
    expect(shown(answer).lines[1]?.problem?.errors[0]?.field).toBe('/lines/1');
    expect(shown(answer).lines.map(({ quoteId }) => quoteId)).toEqual(lines.map(({ quoteId }) => quoteId));
    expect(await desk.paidFor(lines)).toBe(2);
  });

  test('all or nothing: whole with a payment for each line, or refused as a payment is', async () => {
    const lines = [await desk.line('23.15', 'water'), await desk.line('5.00')];
    const key = newKey();
    const answer = await desk.send(key, 'all_or_nothing', ['30.00', lines]);
    expect(shown(answer)).toMatchObject({ total: azn('28.62'), change: azn('1.38'), settled: true });
    expect(statuses(answer)).toEqual(['accepted', 'accepted']);
    expect(shown(await desk.send(key, 'all_or_nothing', ['30.00', lines]))).toEqual(shown(answer));
    const wrong = [await desk.line('5.00'), await desk.line('23.14', 'water')];
    const refused = await desk.send(newKey(), 'all_or_nothing', ['100.00', wrong]);
    expect([refused.statusCode, codeOf(refused), fieldsOf(refused)]).toEqual([422, 'amount_mismatch', ['/lines/1']]);
    expect(await desk.paidFor(wrong)).toBe(0);
  });

  test.each(['each_line', 'all_or_nothing'])('cash that is too little takes nothing (%s)', async (mode) => {
    const lines = [await desk.line('23.15', 'water'), await desk.line('5.00')];
    const key = newKey();
    const refused = await desk.send(key, mode, ['28.61', lines]);
    expect([refused.statusCode, codeOf(refused)]).toEqual([409, 'cash_short']);
    expect(refused.json()).toMatchObject({ details: { due: '28.62', currency: 'AZN' } });
    expect(await desk.paidFor(lines)).toBe(0);
    // Nothing was taken, so the key is still free for the right amount.
    expect(shown(await desk.send(key, mode, ['28.62', lines]))).toMatchObject({ change: azn('0.00') });
  });

  test.each([
    ['each_line', '23.14', 2],
    ['all_or_nothing', '23.15', 3],
  ])(
    'the same key gets the same answer, however often and at once, and stands for nothing else (%s)',
    async (mode, amount, paid) => {
      const lines = [await desk.line('23.15', 'water'), await desk.line(amount, 'water'), await desk.line('5.00')];
      const key = newKey();
      const many = await Promise.all(Array.from({ length: 8 }, () => desk.send(key, mode, ['60.00', lines])));
      const [first] = many.map(shown);
      const told = (one: ShownCash) =>
        one.lines.map(({ status, payment, problem }) => [status, payment?.id, problem?.code]);
      for (const one of many) expect(told(shown(one))).toEqual(told(first as ShownCash));
      expect(await desk.paidFor(lines)).toBe(paid);
      const other = mode === 'each_line' ? 'all_or_nothing' : 'each_line';
      for (const answer of [
        desk.send(key, mode, ['61.00', lines]),
        desk.send(key, other, ['60.00', lines]),
        desk.send(key, mode, ['60.00', lines.slice(1)]),
      ]) {
        expect(codeOf(await answer)).toBe('idempotency_key_reused');
      }
    },
  );

  test('a question is asked about its line, and the answer to one is no answer to another', async () => {
    const lines = [await desk.repeated(), await desk.repeated(), await desk.line('5.00')];
    const key = newKey();
    const answer = await desk.send(key, 'each_line', ['20.00', lines]);
    expect(statuses(answer)).toEqual(['possible_duplicate', 'possible_duplicate', 'accepted']);
    expect(shown(answer)).toMatchObject({ settled: false, total: azn('5.00') });
    const half = lines.map((one, index) => (index === 1 ? { ...one, ...yes } : one));
    expect(statuses(await desk.send(key, 'each_line', ['20.00', half]))).toEqual([
      'possible_duplicate',
      'accepted',
      'accepted',
    ]);
    const all = lines.map((one) => ({ ...one, ...yes }));
    const last = await desk.send(key, 'each_line', ['20.00', all]);
    expect(shown(last)).toMatchObject({ settled: true, total: azn('19.00'), change: azn('1.00') });
    // All or nothing asks about each line as well.
    const both = [await desk.repeated(), await desk.repeated()];
    const one = both.map((asked, index) => (index === 0 ? { ...asked, ...yes } : asked));
    const refused = await desk.send(newKey(), 'all_or_nothing', ['20.00', one]);
    expect([codeOf(refused), fieldsOf(refused)]).toEqual(['possible_duplicate', ['/lines/1']]);
    expect(
      shown(await desk.send(newKey(), 'all_or_nothing', ['20.00', both.map((asked) => ({ ...asked, ...yes }))]))
        .settled,
    ).toBe(true);
  });

  test('a line of which nothing can be said is unknown, and is taken when the same comes again', async () => {
    const lines = [await desk.line('5.00'), await desk.line('6.00')];
    const acceptMany: typeof api.hub.payments.acceptMany = async (collector, requests) => {
      const taken = await api.hub.payments.acceptMany(collector, requests);
      return [...taken.slice(0, 1), { status: 'rejected', reason: new LaneUnavailable('gone') }];
    };
    const key = newKey();
    expect(shown(await desk.sendTo({ acceptMany })(key, 'each_line', ['20.00', lines]))).toMatchObject({
      settled: false,
      lines: [{ status: 'accepted' }, { status: 'unknown' }],
    });
    expect(shown(await desk.send(key, 'each_line', ['20.00', lines]))).toMatchObject({
      settled: true,
      lines: [{ status: 'accepted' }, { status: 'accepted' }],
    });
    expect(await desk.paidFor(lines)).toBe(2);
  });

  test('is in one currency, the cash as well, and another agent’s quotes are not there', async () => {
    const lines = [await desk.line('5.00')];
    const euro = await api.post('/v1/baskets', {
      as: api.counters.bank,
      body: { mode: 'each_line', tendered: { amount: '10.00', currency: 'EUR' }, lines },
      headers: { 'idempotency-key': newKey() },
    });
    expect([codeOf(euro), fieldsOf(euro)]).toEqual(['currency_not_supported', ['/tendered/currency']]);
    const foreign = await api.post('/v1/baskets', {
      as: api.counters.other,
      body: { mode: 'each_line', tendered: azn('10.00'), lines },
      headers: { 'idempotency-key': newKey() },
    });
    expect(statuses(foreign)).toEqual(['not_found']);
    expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
  });
});
