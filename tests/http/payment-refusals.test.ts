import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey } from './counter.ts';

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

describe('a payment is refused', () => {
  test('where the amount breaks the rule of the provider', async () => {
    expect(await refusal(bank.pay(newKey(), await bank.basket('23.14', 'water')))).toEqual([422, 'amount_mismatch']);
    expect(await refusal(bank.pay(newKey(), await bank.basket('0.99')))).toEqual([422, 'amount_below_minimum']);
    expect(await refusal(bank.pay(newKey(), await bank.basket('500.01')))).toEqual([422, 'amount_above_maximum']);
  });

  test('by a quote that has expired, and one of another agent or of nobody', async () => {
    const late = await bank.basket();
    api.clock.advanceMs(15 * 60_000);
    expect(await refusal(bank.pay(newKey(), late))).toEqual([410, 'quote_expired']);
    const foreign = { lines: [{ quoteId: await other.quote(), amount: azn('5.00') }] };
    const nobody = { lines: [{ quoteId: '0190a000-0000-7000-8000-000000000000', amount: azn('5.00') }] };
    const answers = [await bank.pay(newKey(), foreign), await bank.pay(newKey(), nobody)];
    expect(answers.map((answer) => [answer.statusCode, codeOf(answer)])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
  });

  test('by a quote that was paid already, whatever the key and the amount', async () => {
    const { quoteId } = await bank.paid('5.00');
    const again = { lines: [{ quoteId, amount: azn('6.00') }] };
    expect(await refusal(bank.pay(newKey(), again))).toEqual([409, 'quote_used']);
  });

  test('in the wrong currency, or in two', async () => {
    const quoteId = await bank.quote('gas');
    const euros = { amount: '5.00', currency: 'EUR' };
    expect(await refusal(bank.pay(newKey(), { lines: [{ quoteId, amount: euros }] }))).toEqual([
      422,
      'currency_not_supported',
    ]);
    const lines = [
      { quoteId, amount: azn('5.00') },
      { quoteId: await bank.quote('abroad'), amount: euros },
    ];
    const mixed = await bank.pay(newKey(), { lines });
    expect([codeOf(mixed), fieldsOf(mixed)]).toEqual(['currency_not_supported', ['/lines/1/amount/currency']]);
    expect(
      await refusal(bank.pay(newKey(), { lines: [{ quoteId, amount: { amount: '5.00', currency: 'RUB' } }] })),
    ).toEqual([422, 'currency_not_supported']);
  });

  test('where the same amount was just paid to the account, until the payer says it is meant', async () => {
    const account = freshAccount(api);
    await bank.paid('5.00', 'gas', account);
    const body = { lines: [{ quoteId: await bank.quote('gas', account), amount: azn('5.00') }] };
    const key = newKey();
    expect(await refusal(bank.pay(key, body))).toEqual([409, 'possible_duplicate']);
    expect((await bank.pay(key, { ...body, confirmDuplicate: true })).statusCode).toBe(201);
  });

  test('while the provider takes nothing', async () => {
    const quoteId = await bank.quote('power');
    const power = api.providers.get('power')?.id ?? '';
    valueOf(await api.hub.providers.changeState(power, 'maintenance'));
    const key = newKey();
    const answer = await bank.pay(key, { lines: [{ quoteId, amount: azn('5.00') }] });
    expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'provider_disabled']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    valueOf(await api.hub.providers.changeState(power, 'active'));
    expect((await bank.pay(key, { lines: [{ quoteId, amount: azn('5.00') }] })).statusCode).toBe(201);
  });

  test('beyond the teller’s own limit of the day', async () => {
    const limited = counterOf(api, await api.addCounter('limited', 'bank', minor(3_000n)));
    await limited.paid('23.15');
    const answer = await limited.pay(newKey(), { lines: [{ quoteId: await limited.quote(), amount: azn('7.00') }] });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'limit_exceeded']);
  });

  test('beyond what the agent may owe, however many try for the last of it at once', async () => {
    const counter = await api.addCounter('small', 'bank');
    const small = counterOf(api, counter);
    await api.hub.lane.setFloor({ agentId: counter.agent.id, currency: 'AZN', floor: -1_000n });
    const quotes = await Promise.all(Array.from({ length: 20 }, () => small.quote()));
    const answers = await Promise.all(
      quotes.map((quoteId) => small.pay(newKey(), { lines: [{ quoteId, amount: azn('3.00') }] })),
    );
    const accepted = answers.filter((answer) => answer.statusCode === 201);
    const refused = answers.filter((answer) => answer.statusCode !== 201);
    expect(accepted).toHaveLength(3);
    expect(new Set(refused.map((answer) => `${answer.statusCode} ${codeOf(answer)}`))).toEqual(
      new Set(['409 insufficient_position']),
    );
    const { positions } = (await api.get('/v1/position', { as: counter })).json<{ positions: unknown[] }>();
    expect(positions).toContainEqual({
      currency: 'AZN',
      balance: { amount: '-9.00', currency: 'AZN' },
      cap: azn('10.00'),
      available: azn('1.00'),
      alarm: true,
    });
  });

  test('with a time of the agent’s own: the hub’s time counts', async () => {
    const body = { ...(await bank.basket()), agentTime: '2020-01-01T00:00:00Z' };
    expect(await refusal(bank.pay(newKey(), body))).toEqual([400, 'unknown_field']);
  });

  test.each([[[]], [Array.from({ length: 101 }, () => ({}))], [{}], ['x']])(
    'with lines that are none: %j',
    async (lines) => {
      expect(await refusal(bank.pay(newKey(), { lines }))).toEqual([400, 'invalid_request']);
    },
  );

  test('without a counter, or at one the agent does not have', async () => {
    const body = await bank.basket();
    const token = await api.tokenOf(bank.at);
    const without = await api.post('/v1/payments', { token, body, headers: { 'idempotency-key': newKey() } });
    expect([codeOf(without), fieldsOf(without)]).toEqual(['invalid_request', ['Vahid-Teller']]);
    for (const teller of ['T9', 'bad code', "'--"]) {
      const unknown = await bank.pay(newKey(), body, { headers: { 'vahid-teller': teller } });
      expect([codeOf(unknown), fieldsOf(unknown)]).toEqual(['invalid_request', ['Vahid-Teller']]);
    }
  });

  test('at a counter that is suspended', async () => {
    const counter = await api.addCounter('closed', 'bank');
    const closed = counterOf(api, counter);
    const quoteId = await closed.quote();
    valueOf(await api.hub.agents.changeTellerState(counter.agent.id, counter.teller.id, 'suspended'));
    const answer = await closed.pay(newKey(), { lines: [{ quoteId, amount: azn('5.00') }] });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'forbidden']);
  });
});
