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

describe('a payment', () => {
  test('is accepted with its receipt, the fee on top', async () => {
    const answer = await bank.pay(newKey(), await bank.basket('23.15', 'water'));
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
    expect(answer.json()).toMatchObject({
      total: azn('23.62'),
      payments: [
        {
          provider: 'water',
          amount: azn('23.15'),
          fee: azn('0.40'),
          vat: azn('0.07'),
          acceptedAt: '2026-11-20T06:00:00.000Z',
          settlementDay: '2026-11-20',
          receiptNumber: expect.stringMatching(/^261120[0-9]{10}$/),
          verifyPath: expect.stringMatching(/^\/r\/[0-9]{16}\?t=[0-9a-f]{32}$/),
        },
      ],
    });
  });

  test('of several lines is all or nothing', async () => {
    const lines = [
      { quoteId: await bank.quote('gas'), amount: azn('5.00') },
      { quoteId: await bank.quote('water'), amount: azn('23.15') },
    ];
    const basket = (await bank.pay(newKey(), { lines })).json<ShownBasket>();
    expect(basket.payments.map((payment) => payment.provider)).toEqual(['gas', 'water']);
    expect(basket.total).toEqual(azn('28.62'));
    const mixed = [
      { quoteId: await bank.quote('gas'), amount: azn('5.00') },
      { quoteId: await bank.quote('water'), amount: azn('23.14') },
    ];
    const refused = await bank.pay(newKey(), { lines: mixed });
    expect([refused.statusCode, codeOf(refused), fieldsOf(refused)]).toEqual([422, 'amount_mismatch', ['/lines/1']]);
    expect((await bank.pay(newKey(), { lines: mixed.slice(0, 1) })).statusCode).toBe(201);
  });

  test('is seen by its agent, in the list and alone, and by nobody else', async () => {
    const payment = await bank.paid();
    const own = await api.get(`/v1/payments/${payment.id}`, { as: bank.at });
    expect(own.json()).toMatchObject({ id: payment.id, state: 'accepted', provider: 'gas', amount: azn('23.15') });
    const { payments } = (await api.get('/v1/payments?limit=1', { as: bank.at })).json<{
      payments: { id: string }[];
    }>();
    expect(payments.map(({ id }) => id)).toEqual([payment.id]);
    const foreign = await api.get(`/v1/payments/${payment.id}`, { as: other.at });
    const absent = await api.get('/v1/payments/0190a000-0000-7000-8000-000000000000', { as: other.at });
    expect([foreign.statusCode, codeOf(foreign), codeOf(absent)]).toEqual([404, 'not_found', 'not_found']);
    expect((await api.get('/v1/payments', { as: other.at })).json()).toEqual({ payments: [], next: null });
  });

  test('list is read page by page, each payment once', async () => {
    const counter = await api.addCounter('pager', 'bank');
    const pager = counterOf(api, counter);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await pager.paid()).id);
    const seen: string[] = [];
    for (let next: string | null = '', pages = 0; next !== null && pages < 9; pages += 1) {
      const url: string = `/v1/payments?limit=2${next === '' ? '' : `&after=${next}`}`;
      const page: { payments: { id: string }[]; next: string | null } = (await api.get(url, { as: counter })).json();
      seen.push(...page.payments.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(made);
  });

  test('list is read by day, state, provider and teller, and a code that nobody has is a wrong field', async () => {
    const counter = await api.addCounter('finder', 'bank');
    const finder = counterOf(api, counter);
    const gas = await finder.paid('23.15', 'gas');
    const water = await finder.paid('23.15', 'water');
    await api.post(`/v1/payments/${gas.id}/reversal`, { as: counter, body: { reason: 'yanlış hesab' } });
    const { settlementDay } = (await api.get(`/v1/payments/${water.id}`, { as: counter })).json<{
      settlementDay: string;
    }>();
    const found = async (query: string, as = counter) =>
      (await api.get(`/v1/payments?${query}`, { as }))
        .json<{ payments: { id: string }[] }>()
        .payments.map(({ id }) => id);
    expect(await found(`day=${settlementDay}`)).toEqual([water.id, gas.id]);
    expect(await found('day=2026-11-19')).toEqual([]);
    expect(await found('state=reversed')).toEqual([gas.id]);
    expect(await found('state=accepted&limit=1')).toEqual([water.id]);
    expect(await found('provider=gas')).toEqual([gas.id]);
    expect(await found('provider=gas&state=accepted')).toEqual([]);
    expect(await found('teller=T1&state=accepted')).toEqual([water.id]);
    expect(await found('provider=water', other.at)).toEqual([]);
    for (const [query, field] of [
      ['provider=nobody', 'provider'],
      ['teller=T9', 'teller'],
      ['state=lost', 'state'],
      ['day=2026-02-30', 'day'],
    ] as const) {
      const refused = await api.get(`/v1/payments?${query}`, { as: counter });
      expect([refused.statusCode, codeOf(refused), fieldsOf(refused)]).toEqual([400, 'invalid_request', [field]]);
    }
  });
});
