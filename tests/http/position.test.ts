import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { counterOf } from './counter.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

test('the position alarms from four fifths of the cap on, and no more once money is given back', async () => {
  const at = await api.addCounter('bank-narrow', 'bank');
  await api.hub.lane.setFloor({ agentId: at.agent.id, currency: 'AZN', floor: -1_000n });
  const bank = counterOf(api, at);
  const alarms = async () => {
    const answer = await api.get('/v1/position', { as: at });
    return answer.json<{ positions: { currency: string; alarm: boolean }[] }>().positions.map((one) => one.alarm);
  };
  await bank.paid('6.99');
  expect(await alarms()).toEqual([false, false]);
  const last = await bank.paid('1.01');
  expect(await alarms()).toEqual([true, false]);
  await api.post(`/v1/payments/${last.id}/reversal`, { as: at, body: { reason: 'wrong account' } });
  expect(await alarms()).toEqual([false, false]);
});

test('an agent without a cap is warned of nothing', async () => {
  const at = await api.addCounter('bank-prepaid', 'bank');
  await api.hub.lane.setFloor({ agentId: at.agent.id, currency: 'AZN', floor: 0n });
  const answer = await api.get('/v1/position', { as: at });
  expect(answer.json()).toMatchObject({ positions: [{ currency: 'AZN', cap: { amount: '0.00' }, alarm: false }, {}] });
});
