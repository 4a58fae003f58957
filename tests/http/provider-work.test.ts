import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MaintenancePlan } from '../../src/availability/windows.ts';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture, codeOf } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownLine } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture({ answersHoldMs: 15_000 });
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

const idOf = (code: string) => api.providers.get(code)?.id ?? '';
const lineOf = async (provider: string, account: string) => {
  const [line] = bank.linesOf(await api.post('/v1/debts', { as: api.counters.bank, body: { provider, account } }));
  if (!line) throw new Error('no line');
  return line as ShownLine & { maintenance: unknown; quote: { standIn: boolean; ageSeconds: number } | null };
};
/** What the provider has really been asked for an account. */
const askedFor = async (account: string, work: () => Promise<unknown>) => {
  const { simulator } = api;
  const before = simulator.books('gas').payments().length;
  await work();
  return { account, booked: simulator.books('gas').payments().length - before };
};

describe('an answer that holds', () => {
  test('is not asked for twice, until a payment, its confirmation or its reversal', async () => {
    const account = freshAccount(api);
    const first = await lineOf('gas', account);
    // The provider changes its mind: within the time an answer holds nobody asks.
    api.simulator.faults('gas').set([{ fault: 'down', operations: ['debt'] }]);
    const second = await lineOf('gas', account);
    expect(second.quote?.balance).toEqual(first.quote?.balance);
    expect(second.quote?.quoteId).not.toBe(first.quote?.quoteId);
    api.simulator.faults('gas').clear();

    const paid = await bank.pay(newKey(), { lines: [{ quoteId: second.quote?.quoteId, amount: azn('23.15') }] });
    expect(paid.statusCode).toBe(201);
    api.simulator.faults('gas').set([{ fault: 'down', operations: ['debt'] }]);
    expect((await lineOf('gas', account)).status).toBe('unavailable');
    api.simulator.faults('gas').clear();
    expect((await lineOf('gas', account)).quote?.balance).toEqual(azn('23.15'));

    const delivered = await askedFor(account, () => api.hub.deliverer.run(idOf('gas')));
    expect(delivered.booked).toBe(1);
    expect((await lineOf('gas', account)).quote?.balance).toEqual(azn('0.00'));
  });

  test('ends with a reversal', async () => {
    const account = freshAccount(api);
    const payment = await bank.paid('23.15', 'gas', account);
    await api.hub.deliverer.run(idOf('gas'));
    api.clock.advanceMs(20_000);
    expect((await lineOf('gas', account)).quote?.balance).toEqual(azn('0.00'));
    const body = { reason: 'wrong account' };
    await api.post(`/v1/payments/${payment.id}/reversal`, { as: api.counters.bank, body });
    await api.hub.deliverer.run(idOf('gas'));
    expect((await lineOf('gas', account)).quote?.balance).toEqual(azn('23.15'));
  });
});

describe('a provider that is silent', () => {
  test('is paid by its last known bill where the contract allows it, marked as such', async () => {
    const account = freshAccount(api);
    await lineOf('gas', account);
    api.clock.advanceMs(60_000);
    api.simulator.faults('gas').set([{ fault: 'down' }]);
    expect((await lineOf('gas', account)).status).toBe('unavailable');
    valueOf(await api.hub.debts.allowStandIn(idOf('gas'), { maxAgeS: 3_600, payable: true, maxAmount: minor(3_000n) }));
    const line = await lineOf('gas', account);
    expect(line).toMatchObject({ status: 'quoted', quote: { standIn: true, ageSeconds: 60, balance: azn('23.15') } });

    const tooMuch = await bank.pay(newKey(), { lines: [{ quoteId: line.quote?.quoteId, amount: azn('30.01') }] });
    expect(codeOf(tooMuch)).toBe('amount_above_maximum');
    const paid = await bank.pay(newKey(), { lines: [{ quoteId: line.quote?.quoteId, amount: azn('23.15') }] });
    expect(paid.statusCode).toBe(201);
    // What was paid since only the provider knows.
    expect((await lineOf('gas', account)).status).toBe('unavailable');
    valueOf(await api.hub.debts.allowStandIn(idOf('gas'), null));
    api.simulator.faults('gas').clear();
    api.clock.advanceMs(600_000);
    await api.hub.deliverer.run(idOf('gas'));
  });
});

describe('planned work', () => {
  const plan = (startMinute: number): MaintenancePlan => ({
    ...{ rhythm: 'once', weekdays: [], monthDays: [], firstOn: '2026-11-20', lastOn: '2026-11-20' },
    ...{ startMinute, lastsMinutes: 60, timeZone: 'Asia/Baku' },
  });

  test('is told before it begins, and stops questions, payments and deliveries while it goes on', async () => {
    const account = freshAccount(api);
    const from = new Date(Math.ceil(api.clock.now().getTime() / 3_600_000 + 1) * 3_600_000);
    const until = new Date(from.getTime() + 3_600_000);
    const minute = (from.getUTCHours() + 4) * 60;
    valueOf(await api.hub.maintenance.plan(idOf('water'), plan(minute), 'leyla'));
    const window = { from: from.toISOString(), until: until.toISOString() };
    const line = await lineOf('water', account);
    expect(line).toMatchObject({ status: 'quoted', maintenance: { now: null, next: window } });
    const listed = await api.get('/v1/providers', { as: api.counters.bank });
    expect(listed.json<{ providers: object[] }>().providers).toContainEqual(
      expect.objectContaining({ code: 'water', maintenance: { now: null, next: window } }),
    );

    api.clock.advanceMs(from.getTime() - api.clock.now().getTime() - 60_000);
    const [late, early] = [await lineOf('water', account), await bank.paid('23.15', 'water')];
    api.clock.advanceMs(60_000);
    const refused = await bank.pay(newKey(), { lines: [{ quoteId: late.quote?.quoteId, amount: azn('23.15') }] });
    expect(codeOf(refused)).toBe('provider_disabled');
    expect(await lineOf('water', account)).toMatchObject({
      status: 'unavailable',
      reason: 'maintenance',
      code: 'provider_disabled',
      maintenance: { now: window, next: null },
    });
    await api.hub.deliverer.run(idOf('water'));
    const stateOf = async () =>
      (await api.get(`/v1/payments/${early.id}`, { as: api.counters.bank })).json<{ state: string }>().state;
    expect(await stateOf()).toBe('accepted');

    api.clock.advanceMs(3_600_000);
    expect((await lineOf('water', account)).status).toBe('quoted');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await api.hub.deliverer.run(idOf('water'));
    expect(await stateOf()).toBe('confirmed');
  });
});

describe('the figures of the providers', () => {
  test('count what was answered and what was not, and are the same for every agent', async () => {
    await lineOf('power', freshAccount(api));
    api.simulator.faults('power').set([{ fault: 'down' }]);
    await lineOf('power', freshAccount(api));
    api.simulator.faults('power').clear();
    const answer = await api.get('/v1/providers/health?service=power', { as: api.counters.other });
    expect(answer.statusCode).toBe(200);
    const { providers, measuredAt } = answer.json<{ measuredAt: string; providers: object[] }>();
    expect(measuredAt).toBe(api.clock.now().toISOString());
    expect(providers).toContainEqual(
      expect.objectContaining({
        code: 'power',
        state: 'active',
        maintenance: { now: null, next: null },
        lastHour: expect.objectContaining({ asked: 2, heldBack: 0, availability: 0.5 }),
      }),
    );
    expect((await api.get('/v1/providers/health')).statusCode).toBe(401);
  });
});
