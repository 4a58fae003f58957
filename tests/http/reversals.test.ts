import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

const reverse = (paymentId: string, body: unknown = { reason: 'wrong account' }, as: TestCounter = api.counters.bank) =>
  api.post(`/v1/payments/${paymentId}/reversal`, { as, body });
const stateOf = async (id: string) =>
  (await api.get(`/v1/payments/${id}`, { as: bank.at })).json<{ state: string }>().state;
/** Lets the worker tell the provider what is due. */
const deliver = () => api.hub.deliverer.run(api.providers.get('gas')?.id ?? '');

describe('a reversal', () => {
  test('undoes at once what the provider was not told, and gives the agent its limit back', async () => {
    const before = (await api.get('/v1/position', { as: bank.at })).json();
    const payment = await bank.paid();
    const answer = await reverse(payment.id);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ state: 'reversed', payment: { id: payment.id, state: 'reversed' } });
    expect((await api.get('/v1/position', { as: bank.at })).json()).toEqual(before);
    await deliver();
    expect(api.simulator.books('gas').findPayment(payment.receiptNumber)).toBeUndefined();
  });

  test('happens once: the second says that it has, also of twenty at once', async () => {
    const payment = await bank.paid();
    const answers = await Promise.all(Array.from({ length: 20 }, () => reverse(payment.id)));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    const others = answers.filter((answer) => answer.statusCode !== 200);
    expect(new Set(others.map((answer) => `${answer.statusCode} ${codeOf(answer)}`))).toEqual(
      new Set(['409 already_reversed']),
    );
  });

  test('of another agent’s payment does not exist', async () => {
    const payment = await bank.paid();
    const answer = await reverse(payment.id, { reason: 'mine now' }, api.counters.other);
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(await stateOf(payment.id)).toBe('accepted');
  });

  test('is of the whole payment: another amount is refused', async () => {
    const payment = await bank.paid('23.15');
    for (const amount of [azn('23.14'), { amount: '23.15', currency: 'EUR' }]) {
      const answer = await reverse(payment.id, { reason: 'part of it', amount });
      expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'amount_mismatch']);
    }
    expect(await stateOf(payment.id)).toBe('accepted');
    expect((await reverse(payment.id, { reason: 'all of it', amount: azn('23.15') })).statusCode).toBe(200);
  });

  test('of what the provider has confirmed waits for its cancel', async () => {
    const payment = await bank.paid();
    await deliver();
    expect(await stateOf(payment.id)).toBe('confirmed');
    const answer = await reverse(payment.id);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      202,
      { state: 'pending', payment: { reversalRequested: true } },
    ]);
    await deliver();
    expect(await stateOf(payment.id)).toBe('reversed');
    expect(api.simulator.books('gas').findPayment(payment.receiptNumber)).toMatchObject({ cancelled: true });
  });

  test('of what was confirmed on an earlier day comes too late', async () => {
    const payment = await bank.paid();
    await deliver();
    api.clock.advanceMs(24 * 3_600_000);
    await bank.paid();
    const answer = await reverse(payment.id);
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'not_reversible']);
    expect(await stateOf(payment.id)).toBe('confirmed');
  });

  test('needs a reason, and no more than a line of it', async () => {
    const payment = await bank.paid();
    for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(201) }, { reason: 7 }]) {
      expect(codeOf(await reverse(payment.id, body))).toBe('invalid_request');
    }
    expect(await stateOf(payment.id)).toBe('accepted');
  });
});
