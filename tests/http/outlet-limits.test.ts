import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutletLimits } from '../../src/agents/model.ts';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type Answer, codeOf, type ApiFixture } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';
import { addTeller } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
let last = 0;

/** A bank of its own with limits at its outlet. */
async function bankWith(limits: Partial<OutletLimits>): Promise<TestCounter> {
  const bank = await api.addCounter(`limited-${(last += 1)}`, 'bank');
  const change = { outletCode: bank.outlet.code, ...limits };
  return { ...bank, outlet: valueOf(await api.hub.agents.changeOutlet(hub, bank.agent.id, change)) };
}

async function pay(as: TestCounter, amount: string, provider = 'gas'): Promise<Answer> {
  return counterOf(api, as).pay(newKey(), await counterOf(api, as).basket(amount, provider));
}

/** What an answer says: the code, and of a limit whose it is and what is left. */
function said(answer: Answer): string {
  if (answer.statusCode === 201) return 'paid';
  const { details } = answer.json<{ details?: Record<string, string> }>();
  const limit = details
    ? ` ${details['limitOf']} ${details['limitPer']} ${details['left']} of ${details['limit']}`
    : '';
  return `${answer.statusCode} ${codeOf(answer)}${limit}`;
}

describe('the limit of one payment', () => {
  test('is of agent, outlet and teller, and the strictest holds, fees included', async () => {
    const bank = await bankWith({ paymentLimit: minor(3_000n) });
    valueOf(await api.hub.agents.limitPayments(hub, bank.agent.id, minor(5_000n)));
    const junior = await addTeller(api, bank, { paymentLimit: minor(2_000n) });
    expect(said(await pay(bank, '30.00'))).toBe('paid');
    expect(said(await pay(bank, '30.01'))).toBe('403 limit_exceeded outlet payment 30.00 of 30.00');
    expect(said(await pay(junior, '20.01'))).toBe('403 limit_exceeded teller payment 20.00 of 20.00');
    // Whoever pays 23.15 for water pays 0.47 on top.
    const [short, enough] = [
      await addTeller(api, bank, { paymentLimit: minor(2_361n) }),
      await addTeller(api, bank, { paymentLimit: minor(2_362n) }),
    ];
    expect(said(await pay(short, '23.15', 'water'))).toBe('403 limit_exceeded teller payment 23.61 of 23.61');
    expect(said(await pay(enough, '23.15', 'water'))).toBe('paid');
    valueOf(
      await api.hub.agents.changeOutlet(hub, bank.agent.id, { outletCode: bank.outlet.code, paymentLimit: null }),
    );
    expect(said(await pay(bank, '50.01'))).toBe('403 limit_exceeded agent payment 50.00 of 50.00');
  });

  test('names the line of a basket that is beyond it, and nothing of the basket is paid', async () => {
    const bank = await bankWith({ paymentLimit: minor(2_500n) });
    const at = counterOf(api, bank);
    const [small, large] = [await at.basket('20.00'), await at.basket('26.00')];
    const answer = await at.pay(newKey(), { lines: [...small.lines, ...large.lines] });
    expect(said(answer)).toBe('403 limit_exceeded outlet payment 25.00 of 25.00');
    expect(answer.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field)).toEqual(['/lines/1']);
    const both = await at.pay(newKey(), { lines: [...small.lines, ...(await at.basket('25.00')).lines] });
    expect(said(both)).toBe('paid');
  });
});

describe('the limit of a day', () => {
  test('of an outlet counts all who work there, and a reversal gives it back', async () => {
    const bank = await bankWith({ dailyLimit: minor(5_000n) });
    const colleague = await addTeller(api, bank, { role: 'supervisor' });
    const device = await addTeller(api, bank, { role: 'device' });
    const payment = await counterOf(api, bank).paid('20.00');
    expect(said(await pay(colleague, '15.00'))).toBe('paid');
    expect(said(await pay(device, '15.01'))).toBe('403 limit_exceeded outlet day 15.00 of 50.00');
    await api.post(`/v1/payments/${payment.id}/reversal`, { as: colleague, body: { reason: 'wrong account' } });
    expect(said(await pay(device, '15.01'))).toBe('paid');
    expect(said(await pay(bank, '20.00'))).toBe('403 limit_exceeded outlet day 19.99 of 50.00');
  });

  test('of another outlet is its own, and so is another currency’s and the next day’s', async () => {
    const bank = await bankWith({ dailyLimit: minor(2_000n) });
    const place = { code: 'O2', name: 'Qazax', address: 'Qazax' };
    const outlet = valueOf(await api.hub.agents.addOutlet(bank.agent.id, place));
    const elsewhere = await addTeller(api, bank, { outletId: outlet.id });
    expect(said(await pay(bank, '20.00'))).toBe('paid');
    expect(said(await pay(bank, '5.00'))).toBe('403 limit_exceeded outlet day 0.00 of 20.00');
    expect(said(await pay(elsewhere, '20.00'))).toBe('paid');
    api.clock.set(new Date(api.clock.now().getTime() + 24 * 60 * 60_000));
    expect(said(await pay(bank, '20.00'))).toBe('paid');
  });

  test('is the strictest of outlet and teller', async () => {
    const bank = await bankWith({ dailyLimit: minor(4_000n) });
    const junior = await addTeller(api, bank, { dailyLimit: minor(3_000n) });
    expect(said(await pay(junior, '30.01'))).toBe('403 limit_exceeded teller day 30.00 of 30.00');
    expect(said(await pay(bank, '20.00'))).toBe('paid');
    expect(said(await pay(junior, '20.01'))).toBe('403 limit_exceeded outlet day 20.00 of 40.00');
    expect(said(await pay(junior, '20.00'))).toBe('paid');
  });

  test('is held when many race for the last of it', async () => {
    const bank = await bankWith({ dailyLimit: minor(5_000n) });
    const tellers = await Promise.all(Array.from({ length: 4 }, () => addTeller(api, bank)));
    const answers = await Promise.all(tellers.flatMap((teller) => [pay(teller, '10.00'), pay(teller, '10.00')]));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(5);
  });

  test('is said before anybody hands over cash', async () => {
    const bank = await bankWith({ paymentLimit: minor(3_000n), dailyLimit: minor(5_000n) });
    expect(said(await pay(bank, '12.50'))).toBe('paid');
    const answer = await api.get('/v1/limits', { as: bank });
    const azn = (amount: string) => ({ amount, currency: 'AZN' });
    expect(answer.json()).toEqual({
      ...{ outlet: 'O1', teller: 'T1', role: 'teller' },
      limits: [
        { of: 'outlet', per: 'payment', limit: azn('30.00'), left: azn('30.00') },
        { of: 'outlet', per: 'day', limit: azn('50.00'), left: azn('37.50') },
      ],
    });
    const free = await api.get('/v1/limits?currency=EUR', { as: api.counters.bank });
    expect(free.json<{ limits: unknown[] }>().limits).toEqual([]);
  });

  test('bounds what is prepared as well', async () => {
    const bank = await bankWith({ dailyLimit: minor(1_000n) });
    const headers = { 'idempotency-key': newKey() };
    const body = await counterOf(api, bank).basket('10.01');
    const answer = await api.post('/v1/preparations', { as: bank, headers, body });
    expect(said(answer)).toBe('403 limit_exceeded outlet day 10.00 of 10.00');
  });
});
