import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, newKey, type ShownBasket } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let other: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  other = counterOf(api, api.counters.other);
});
afterAll(() => api.close());

const refusal = async (answer: ReturnType<typeof bank.pay>) => [(await answer).statusCode, codeOf(await answer)];

describe('an idempotency key', () => {
  test('is required, once, in visible ASCII', async () => {
    const body = await bank.basket();
    const none = await api.post('/v1/payments', { as: bank.at, body });
    expect([none.statusCode, codeOf(none), fieldsOf(none)]).toEqual([
      400,
      'idempotency_key_required',
      ['Idempotency-Key'],
    ]);
    for (const key of ['', 'a b', 'açar', 'k'.repeat(256), 'a\tb', 'one, two']) {
      const answer = await bank.pay(key, body);
      expect([key, answer.statusCode, codeOf(answer)]).toEqual([key, 400, 'idempotency_key_invalid']);
    }
    expect((await bank.pay('k'.repeat(255), body)).statusCode).toBe(201);
  });

  test('with the same body gets the same answer again, letter for letter', async () => {
    const key = newKey();
    const body = await bank.basket();
    const first = await bank.pay(key, body);
    const turned = JSON.stringify({ lines: body.lines.map(({ quoteId, amount }) => ({ amount, quoteId })) }, null, 3);
    api.clock.advanceMs(20 * 60_000);
    const again = await bank.pay(key, undefined, { raw: turned, headers: { 'content-type': 'application/json' } });
    expect([again.statusCode, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first.body]);
  });

  test('with another body is refused, and the payment untouched', async () => {
    const key = newKey();
    const body = await bank.basket();
    const first = await bank.pay(key, body);
    const others = [
      { lines: body.lines.map((line) => ({ ...line, amount: azn('23.16') })) },
      await bank.basket(),
      { ...body, paymentCode: '0000000000' },
    ];
    for (const changed of others)
      expect(await refusal(bank.pay(key, changed))).toEqual([422, 'idempotency_key_reused']);
    expect((await bank.pay(key, body)).body).toBe(first.body);
  });

  test('belongs to its agent: another may use the same', async () => {
    const key = newKey();
    const first = await bank.pay(key, await bank.basket());
    const body = { lines: [{ quoteId: await other.quote(), amount: azn('23.15') }] };
    const second = await other.pay(key, body);
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json<ShownBasket>().basketId).not.toBe(first.json<ShownBasket>().basketId);
  });

  test('sent fifty times at once makes one payment, and nobody hears of an error', async () => {
    const key = newKey();
    const body = await bank.basket();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bank.pay(key, body)));
    const accepted = answers.filter((answer) => answer.statusCode === 201);
    const others = new Set(answers.filter((answer) => answer.statusCode !== 201).map((answer) => codeOf(answer)));
    expect(accepted.length).toBeGreaterThan(0);
    expect([...others].filter((code) => code !== 'temporarily_unavailable')).toEqual([]);
    expect(new Set(accepted.map((answer) => answer.body)).size).toBe(1);
    expect(accepted.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    const rows = await api.database.db.sql.rows('SELECT id FROM payment WHERE quote_id = $1', [
      body.lines[0]?.quoteId ?? '',
    ]);
    expect(rows).toHaveLength(1);
  });

  test('says what it has brought about, to its agent only', async () => {
    const key = `shop/7 ?#%+${newKey()}`.replaceAll(' ', '');
    const body = await bank.basket();
    const path = `/v1/payments/by-key/${encodeURIComponent(key)}`;
    expect(codeOf(await api.get(path, { as: bank.at }))).toBe('not_found');
    const first = await bank.pay(key, body);
    const known = await api.get(path, { as: bank.at });
    expect(known.json()).toEqual({ status: 'accepted', basket: first.json(), refusal: null });
    expect(codeOf(await api.get(path, { as: other.at }))).toBe('not_found');
    const long = 'x'.repeat(255);
    expect(codeOf(await api.get(`/v1/payments/by-key/${long}`, { as: bank.at }))).toBe('not_found');
  });

  test('of a refusal keeps it: a late repeat cannot succeed', async () => {
    const key = newKey();
    const body = await bank.basket('500.01');
    const before = await bank.pay(key, body);
    expect([before.statusCode, codeOf(before)]).toEqual([422, 'amount_above_maximum']);
    const answer = await api.get(`/v1/payments/by-key/${key}`, { as: bank.at, headers: { 'accept-language': 'en' } });
    expect(answer.json()).toEqual({
      status: 'refused',
      basket: null,
      refusal: { code: 'amount_above_maximum', title: 'The amount is above the maximum', line: 0 },
    });
    expect(codeOf(await bank.pay(key, body))).toBe('amount_above_maximum');
  });

  test('that was abandoned can never be accepted', async () => {
    const key = newKey();
    const body = await bank.basket();
    const path = `/v1/payments/by-key/${key}`;
    const abandoned = await api.post(`${path}/abandon`, { as: bank.at });
    expect(abandoned.json()).toEqual({ status: 'abandoned', basket: null, refusal: null });
    expect(await refusal(bank.pay(key, body))).toEqual([409, 'key_abandoned']);
    expect(codeOf(await api.get(path, { as: bank.at }))).toBe('key_abandoned');
    expect((await api.post(`${path}/abandon`, { as: bank.at })).json()).toMatchObject({ status: 'abandoned' });
    expect((await bank.pay(newKey(), body)).statusCode).toBe(201);
  });

  test('that was accepted cannot be abandoned: the payment is in hand', async () => {
    const payment = await bank.paid();
    const answer = await api.post(`/v1/payments/by-key/${payment.key}/abandon`, { as: bank.at });
    expect(answer.json()).toMatchObject({ status: 'accepted', basket: { payments: [{ id: payment.id }] } });
    const foreign = await api.post(`/v1/payments/by-key/${payment.key}/abandon`, { as: other.at });
    expect(foreign.json()).toMatchObject({ status: 'abandoned' });
    expect((await api.get(`/v1/payments/by-key/${payment.key}`, { as: bank.at })).json()).toMatchObject({
      status: 'accepted',
    });
  });

  test('abandoned and sent at once ends as one of the two, and both agree', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = newKey();
      const body = await bank.basket();
      const path = `/v1/payments/by-key/${key}/abandon`;
      const [payment, abandon] = await Promise.all([bank.pay(key, body), api.post(path, { as: bank.at })]);
      const status = abandon.json<{ status: string }>().status;
      expect([201, 409]).toContain(payment.statusCode);
      expect(status).toBe(payment.statusCode === 201 ? 'accepted' : 'abandoned');
    }
  });

  test('that could be no key is refused, not stored', async () => {
    const answer = await api.post(`/v1/payments/by-key/${encodeURIComponent('açar')}/abandon`, { as: bank.at });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'idempotency_key_invalid']);
  });
});
