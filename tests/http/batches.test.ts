import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { type ErrorCode, errorEntry } from '../../src/kernel/errors/catalogue.ts';
import { apiFixture, codeOf, fieldsOf, withServer, type Answer, type ApiFixture } from './api-fixture.ts';
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

interface ShownItem {
  readonly key: string;
  readonly status: 'accepted' | 'refused' | 'unknown';
  readonly replayed?: boolean;
  readonly basket?: ShownBasket;
  readonly problem?: { readonly code: string; readonly status: number; readonly errors: { field: string }[] };
}

const send = (items: readonly unknown[], as = api.counters.bank) =>
  api.post('/v1/payments/batches', { as, body: { items } });
const itemsOf = (answer: Answer) => {
  expect(answer.statusCode).toBe(200);
  return answer.json<{ items: ShownItem[] }>().items;
};
const item = async (amount = '23.15', provider = 'gas') => ({
  key: newKey(),
  ...(await bank.basket(amount, provider)),
});
const paymentsOf = async (quoteId: string | undefined) =>
  api.database.db.sql.rows<{ channel: string; teller_id: string }>(
    'SELECT channel, teller_id FROM payment WHERE quote_id = $1',
    [quoteId ?? ''],
  );

describe('a batch', () => {
  test('has an outcome for each item, in order; a refusal touches no other', async () => {
    const items = [await item(), await item('23.14', 'water'), await item('5.00'), await item('500.01')];
    const answer = await send(items);
    expect(answer.json()).toMatchObject({ accepted: 2, refused: 2, unknown: 0 });
    const outcomes = itemsOf(answer);
    expect(outcomes.map(({ key, status }) => [key, status])).toEqual([
      [items[0]?.key, 'accepted'],
      [items[1]?.key, 'refused'],
      [items[2]?.key, 'accepted'],
      [items[3]?.key, 'refused'],
    ]);
    expect(outcomes[1]).toMatchObject({
      problem: {
        type: 'urn:vahid:error:amount_mismatch',
        status: 422,
        title: expect.any(String),
        requestId: answer.headers['request-id'],
        errors: [{ field: '/items/1/lines/0' }],
        details: { owed: '23.15' },
      },
    });
    expect(outcomes[3]?.problem?.code).toBe('amount_above_maximum');
    expect(outcomes[0]?.problem).toBeUndefined();
    expect(await paymentsOf(items[0]?.lines[0]?.quoteId)).toEqual([
      { channel: 'bulk', teller_id: api.counters.bank.teller.id },
    ]);
  });

  test('shows each basket as it is shown alone and by its key', async () => {
    const one = await item('23.15', 'water');
    const [outcome] = itemsOf(await send([one]));
    expect(outcome).toMatchObject({
      replayed: false,
      basket: { total: azn('23.62'), payments: [{ provider: 'water' }] },
    });
    const known = await api.get(`/v1/payments/by-key/${one.key}`, { as: bank.at });
    expect(known.json()).toEqual({ status: 'accepted', basket: outcome?.basket, refusal: null });
    const id = outcome?.basket?.payments[0]?.id ?? '';
    expect((await api.get(`/v1/payments/${id}`, { as: bank.at })).json()).toMatchObject({ state: 'accepted' });
  });

  test('sent again is answered the same, marked as a replay, and takes nothing', async () => {
    const items = [await item(), await item('23.14', 'water')];
    const first = itemsOf(await send(items));
    const [again] = await Promise.all([send(items), send(items)]);
    const second = itemsOf(again);
    expect(second[0]).toEqual({ ...first[0], replayed: true });
    expect(second[1]?.problem?.code).toBe('amount_mismatch');
    expect(await paymentsOf(items[0]?.lines[0]?.quoteId)).toHaveLength(1);
  });

  test('may hold a key twice: the same is a replay, another body a reuse', async () => {
    const one = await item();
    const two = await item();
    const outcomes = itemsOf(await send([one, { ...two, key: one.key }, one, two]));
    expect(outcomes.map((outcome) => [outcome.status, outcome.replayed, outcome.problem?.code])).toEqual([
      ['accepted', false, undefined],
      ['refused', undefined, 'idempotency_key_reused'],
      ['accepted', true, undefined],
      ['accepted', false, undefined],
    ]);
    expect(outcomes[2]?.basket).toEqual(outcomes[0]?.basket);
  });

  test('knows only the quotes and keys of its agent', async () => {
    const foreign = { key: newKey(), lines: [{ quoteId: await other.quote(), amount: azn('23.15') }] };
    const own = await item();
    const outcomes = itemsOf(await send([foreign, own]));
    expect(outcomes.map((outcome) => outcome.problem?.code ?? outcome.status)).toEqual(['not_found', 'accepted']);
    const same = { ...foreign, key: own.key };
    expect(itemsOf(await send([same], api.counters.other))[0]).toMatchObject({ status: 'accepted', replayed: false });
  });

  test('of several lines in an item is all or nothing for that item', async () => {
    const quotes = [await bank.quote('gas'), await bank.quote('water')];
    const lines = quotes.map((quoteId) => ({ quoteId, amount: azn('23.14') }));
    const [outcome] = itemsOf(await send([{ key: newKey(), lines }]));
    expect(outcome?.problem?.errors).toMatchObject([{ field: '/items/0/lines/1' }]);
    expect(await paymentsOf(quotes[0])).toEqual([]);
  });
});

describe('a batch that is not well formed', () => {
  const expectRefusedWhole = async (broken: object, code: ErrorCode, field: string) => {
    const good = await item();
    const answer = await send([good, { ...(await item()), ...broken }]);
    expect(answer.statusCode).toBe(errorEntry(code).status);
    expect([codeOf(answer), fieldsOf(answer)]).toEqual([code, [field]]);
    expect(await paymentsOf(good.lines[0]?.quoteId)).toEqual([]);
    return answer;
  };
  const quoteId = '0190a000-0000-7000-8000-000000000000';

  test('takes nothing and says where', async () => {
    await expectRefusedWhole(
      { lines: [{ quoteId, amount: azn('1,00') }] },
      'invalid_amount',
      '/items/1/lines/0/amount/amount',
    );
    await expectRefusedWhole(
      { lines: [{ quoteId, amount: azn('0.00') }] },
      'invalid_amount',
      '/items/1/lines/0/amount/amount',
    );
    expect((await expectRefusedWhole({ lines: [] }, 'invalid_request', '/items/1/lines')).statusCode).toBe(400);
    await expectRefusedWhole({ key: 'açar' }, 'idempotency_key_invalid', '/items/1/key');
    await expectRefusedWhole({ key: undefined }, 'idempotency_key_required', '/items/1/key');
    await expectRefusedWhole({ sum: 1 }, 'unknown_field', '/items/1/sum');
    const mixed = [
      { quoteId, amount: azn('1.00') },
      { quoteId, amount: { amount: '1.00', currency: 'EUR' } },
    ];
    await expectRefusedWhole({ lines: mixed }, 'currency_not_supported', '/items/1/lines/1/amount/currency');
  });

  test('is one of no items, of more than 1,000, or of more than 512 KiB', async () => {
    const line = { quoteId, amount: azn('1.00') };
    const many = (length: number, lines: number) =>
      Array.from({ length }, (_, index) => ({ key: String(index), lines: Array.from({ length: lines }, () => line) }));
    expect(fieldsOf(await send([]))).toEqual(['/items']);
    expect(fieldsOf(await send(many(1_001, 1)))).toEqual(['/items']);
    const large = await send(many(100, 60));
    expect([large.statusCode, codeOf(large)]).toEqual([413, 'payload_too_large']);
  });
});

describe('a batch and its surroundings', () => {
  test('an item whose outcome the lane does not tell is unknown, and the same again tells', async () => {
    const items = [await item(), await item(), await item()];
    const lost = items[1]?.key;
    const { payments } = api.hub;
    const losing: typeof payments = {
      ...payments,
      acceptMany: async (collector, requests) => {
        const outcomes = await payments.acceptMany(collector, requests);
        const reason = new LaneUnavailable('the answer is lost');
        return outcomes.map((outcome, index) =>
          requests[index]?.key === lost ? { status: 'rejected' as const, reason } : outcome,
        );
      },
    };
    const headers = {
      authorization: `Bearer ${await api.tokenOf(bank.at)}`,
      'vahid-teller': bank.at.teller.code,
      'content-type': 'application/json',
    };
    await withServer(api, { deps: { payments: losing } }, async (app) => {
      const payload = JSON.stringify({ items });
      const answer = await app.inject({ method: 'POST', url: '/v1/payments/batches', headers, payload });
      expect(answer.json()).toMatchObject({
        accepted: 2,
        refused: 0,
        unknown: 1,
        items: [
          { status: 'accepted' },
          { key: lost, status: 'unknown', problem: { code: 'temporarily_unavailable', status: 503 } },
          { status: 'accepted' },
        ],
      });
    });
    const again = itemsOf(await send(items));
    expect(again.map((outcome) => [outcome.status, outcome.replayed])).toEqual(items.map(() => ['accepted', true]));
  });

  test('of one agent is turned away while too many of its own are at work, and no other agent is', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { payments } = api.hub;
    const slow: typeof payments = {
      ...payments,
      acceptMany: async (collector, requests) => {
        if (collector.agentId === bank.at.agent.id) await gate;
        return payments.acceptMany(collector, requests);
      },
    };
    await withServer(api, { deps: { payments: slow }, limits: { batchesAtOncePerAgent: 2 } }, async (app) => {
      const ask = async (as: ApiFixture['counters']['bank'], items: readonly unknown[]) =>
        app.inject({
          method: 'POST',
          url: '/v1/payments/batches',
          headers: {
            authorization: `Bearer ${await api.tokenOf(as)}`,
            'vahid-teller': as.teller.code,
            'content-type': 'application/json',
          },
          payload: JSON.stringify({ items }),
        });
      const items = [await item()];
      const working = [ask(bank.at, items), ask(bank.at, items), ask(bank.at, items)];
      const turnedAway = await Promise.race(working);
      expect([turnedAway.statusCode, codeOf(turnedAway), turnedAway.headers['retry-after']]).toEqual([
        429,
        'too_many_requests',
        '1',
      ]);
      const foreign = [{ key: newKey(), lines: [{ quoteId: await other.quote(), amount: azn('23.15') }] }];
      expect((await ask(api.counters.other, foreign)).statusCode).toBe(200);
      release();
      expect((await Promise.all(working)).map((answer) => answer.statusCode).toSorted()).toEqual([200, 200, 429]);
      expect((await ask(bank.at, items)).statusCode).toBe(200);
    });
  });
});
