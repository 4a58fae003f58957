import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { apiFixture, codeOf, fieldsOf, withServer, type Answer, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey } from './counter.ts';
import { createBasketService } from '../../src/baskets/service.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

interface Shown {
  readonly total: { amount: string };
  readonly change: { amount: string };
  readonly settled: boolean;
  readonly lines: readonly {
    readonly quoteId: string;
    readonly status: string;
    readonly payment?: { readonly id: string };
    readonly problem?: { readonly code: string; readonly errors: { field: string }[] };
  }[];
}

interface Line {
  readonly quoteId: string;
  readonly amount: object;
  readonly confirm?: readonly string[];
}

const line = async (amount = '23.15', provider = 'gas', account?: string): Promise<Line> => ({
  quoteId: await bank.quote(provider, account),
  amount: azn(amount),
});
const send = (key: string, mode: string, [tendered, lines]: readonly [string, readonly Line[]]) =>
  api.post('/v1/baskets', {
    as: bank.at,
    body: { mode, tendered: azn(tendered), lines },
    headers: { 'idempotency-key': key },
  });
const shown = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Shown>();
};
const statuses = (answer: Answer) => shown(answer).lines.map(({ status, problem }) => problem?.code ?? status);
const paidFor = async (lines: readonly Line[]) =>
  (
    await api.database.db.sql.rows<{ quote_id: string }>(
      'SELECT quote_id FROM payment WHERE quote_id = ANY ($1::uuid[])',
      [lines.map(({ quoteId }) => quoteId)],
    )
  ).length;
/** A line for an account that was paid the same a moment ago. */
const repeated = async () => {
  const account = freshAccount(api);
  await bank.paid('7.00', 'gas', account);
  return line('7.00', 'gas', account);
};

describe('a basket with one amount of cash', () => {
  test('each line for itself: every line has its outcome, and change is what the cash is more than what was taken', async () => {
    const lines = [await line('23.15', 'water'), await line('23.14', 'water'), await line('5.00')];
    const answer = await send(newKey(), 'each_line', ['100.00', lines]);
    // Water has a fee of 0.40 with 18 % VAT.
    expect(shown(answer)).toMatchObject({ total: azn('28.62'), change: azn('71.38'), settled: true });
    expect(statuses(answer)).toEqual(['accepted', 'amount_mismatch', 'accepted']);
    expect(shown(answer).lines[1]?.problem?.errors[0]?.field).toBe('/lines/1');
    expect(shown(answer).lines.map(({ quoteId }) => quoteId)).toEqual(lines.map(({ quoteId }) => quoteId));
    expect(await paidFor(lines)).toBe(2);
  });

  test('all or nothing: whole with a payment for each line, or refused as a payment is', async () => {
    const lines = [await line('23.15', 'water'), await line('5.00')];
    const key = newKey();
    const answer = await send(key, 'all_or_nothing', ['30.00', lines]);
    expect(shown(answer)).toMatchObject({ total: azn('28.62'), change: azn('1.38'), settled: true });
    expect(statuses(answer)).toEqual(['accepted', 'accepted']);
    expect(shown(await send(key, 'all_or_nothing', ['30.00', lines]))).toEqual(shown(answer));
    const wrong = [await line('5.00'), await line('23.14', 'water')];
    const refused = await send(newKey(), 'all_or_nothing', ['100.00', wrong]);
    expect([refused.statusCode, codeOf(refused), fieldsOf(refused)]).toEqual([422, 'amount_mismatch', ['/lines/1']]);
    expect(await paidFor(wrong)).toBe(0);
  });

  test.each(['each_line', 'all_or_nothing'])('cash that is too little takes nothing (%s)', async (mode) => {
    const lines = [await line('23.15', 'water'), await line('5.00')];
    const key = newKey();
    const refused = await send(key, mode, ['28.61', lines]);
    expect([refused.statusCode, codeOf(refused)]).toEqual([409, 'cash_short']);
    expect(refused.json()).toMatchObject({ details: { due: '28.62', currency: 'AZN' } });
    expect(await paidFor(lines)).toBe(0);
    // Nothing was taken, so the key is still free for the right amount.
    expect(shown(await send(key, mode, ['28.62', lines]))).toMatchObject({ change: azn('0.00') });
  });

  test('the same key gets the same answer, however often and at once, and stands for nothing else', async () => {
    const lines = [await line('23.15', 'water'), await line('23.14', 'water'), await line('5.00')];
    const key = newKey();
    const many = await Promise.all(Array.from({ length: 8 }, () => send(key, 'each_line', ['60.00', lines])));
    const [first] = many.map(shown);
    const told = (one: Shown) => one.lines.map(({ status, payment, problem }) => [status, payment?.id, problem?.code]);
    for (const one of many) expect(told(shown(one))).toEqual(told(first as Shown));
    expect(await paidFor(lines)).toBe(2);
    for (const other of [
      send(key, 'each_line', ['61.00', lines]),
      send(key, 'all_or_nothing', ['60.00', lines]),
      send(key, 'each_line', ['60.00', lines.slice(1)]),
    ]) {
      expect(codeOf(await other)).toBe('idempotency_key_reused');
    }
  });

  test('a line that leaves no trace in the books stays refused, although it could be paid by now', async () => {
    const provider = 'gas';
    const lines = [await line('5.00', provider), await line('23.15', 'water')];
    const key = newKey();
    await api.database.owner.sql.run(
      `UPDATE provider SET state = 'maintenance', version = version + 1 WHERE code = $1`,
      [provider],
    );
    const refused = await send(key, 'each_line', ['60.00', lines]);
    await api.database.owner.sql.run(`UPDATE provider SET state = 'active', version = version + 1 WHERE code = $1`, [
      provider,
    ]);
    expect(statuses(refused)).toEqual(['provider_disabled', 'accepted']);
    expect(statuses(await send(key, 'each_line', ['60.00', lines]))).toEqual(['provider_disabled', 'accepted']);
    expect(await paidFor(lines)).toBe(1);
  });

  test('a question is asked about its line, and the answer to one is no answer to another', async () => {
    const lines = [await repeated(), await repeated(), await line('5.00')];
    const key = newKey();
    const answer = await send(key, 'each_line', ['20.00', lines]);
    expect(statuses(answer)).toEqual(['possible_duplicate', 'possible_duplicate', 'accepted']);
    expect(shown(answer)).toMatchObject({ settled: false, total: azn('5.00') });
    const yes = { confirm: ['possible_duplicate'] };
    const half = lines.map((one, index) => (index === 1 ? { ...one, ...yes } : one));
    expect(statuses(await send(key, 'each_line', ['20.00', half]))).toEqual([
      'possible_duplicate',
      'accepted',
      'accepted',
    ]);
    const all = lines.map((one) => ({ ...one, ...yes }));
    const last = await send(key, 'each_line', ['20.00', all]);
    expect(shown(last)).toMatchObject({ settled: true, total: azn('19.00'), change: azn('1.00') });
    // All or nothing asks about each line as well.
    const both = [await repeated(), await repeated()];
    const one = both.map((asked, index) => (index === 0 ? { ...asked, ...yes } : asked));
    const refused = await send(newKey(), 'all_or_nothing', ['20.00', one]);
    expect([codeOf(refused), fieldsOf(refused)]).toEqual(['possible_duplicate', ['/lines/1']]);
    expect(
      shown(await send(newKey(), 'all_or_nothing', ['20.00', both.map((asked) => ({ ...asked, ...yes }))])).settled,
    ).toBe(true);
  });

  test('a line of which nothing can be said is unknown, and is taken when the same comes again', async () => {
    const lines = [await line('5.00'), await line('6.00')];
    let calls = 0;
    const payments: typeof api.hub.payments = {
      ...api.hub.payments,
      acceptMany: async (collector, requests) => {
        calls += 1;
        const taken = await api.hub.payments.acceptMany(collector, requests);
        return calls === 1
          ? [...taken.slice(0, 1), { status: 'rejected', reason: new LaneUnavailable('gone') }]
          : taken;
      },
    };
    const baskets = createBasketService({ db: api.database.db, clock: api.clock, payments });
    await withServer(api, { deps: { baskets } }, async (app) => {
      const request = async () => {
        const headers = {
          authorization: `Bearer ${await api.tokenOf(bank.at)}`,
          'vahid-teller': bank.at.teller.code,
          'idempotency-key': 'unknown-1',
        };
        return app.inject({
          method: 'POST',
          url: '/v1/baskets',
          headers,
          payload: { mode: 'each_line', tendered: azn('20.00'), lines },
        });
      };
      expect((await request()).json<Shown>()).toMatchObject({
        settled: false,
        lines: [{ status: 'accepted' }, { status: 'unknown' }],
      });
      expect((await request()).json<Shown>()).toMatchObject({
        settled: true,
        lines: [{ status: 'accepted' }, { status: 'accepted' }],
      });
    });
    expect(await paidFor(lines)).toBe(2);
  });

  test('is in one currency, the cash as well, and another agent’s quotes are not there', async () => {
    const lines = [await line('5.00')];
    const euro = await api.post('/v1/baskets', {
      as: bank.at,
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
