import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NumberGap } from '../../src/collected/model.ts';
import { createCollectedService } from '../../src/collected/service.ts';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, freshAccount, newKey } from './counter.ts';
import { drawerOf } from './drawer-desk.ts';

interface ShownLine {
  readonly number: number;
  readonly state: string;
  readonly reason: string | null;
  readonly paymentId: string | null;
}

let api: ApiFixture;
let drawer: ReturnType<typeof drawerOf>;
let last = 0;
beforeAll(async () => {
  api = await apiFixture();
  drawer = drawerOf(api, api.counters.bank);
});
afterAll(() => api.close());
afterEach(async () => {
  const { findings } = await verifyBooks({ db: api.database.db, clock: api.clock });
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
});

const collectedAt = '2026-11-18T09:30:00.000Z';
const line = (more: Record<string, unknown> = {}) => ({
  number: (last += 1),
  provider: 'gas',
  account: freshAccount(api),
  amount: azn('12.40'),
  channel: 'counter',
  collectedAt,
  ...more,
});
const send = (lines: readonly unknown[], as = api.counters.bank) =>
  api.post('/v1/collected-batches', { as, body: { office: 'O1', lines } });
const workOff = async () => {
  for (let round = 0; round < 3; round += 1) {
    await api.hub.collected.workOff();
    for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
  }
  await api.hub.collected.workOff();
};
const lookUp = async (number: number, as = api.counters.bank) =>
  api.post('/v1/collected-receipts/lookups', { as, body: { office: 'O1', number } });
const shown = async (number: number) => (await lookUp(number)).json<ShownLine>();
const payOut = (number: number, key = newKey()) =>
  drawer.post('/v1/collected-receipts/pay-outs', { office: 'O1', number }, key);
const balance = async () => {
  const answer = await api.get('/v1/position', { as: api.counters.bank });
  const { positions } = answer.json<{ positions: { balance: { amount: string; currency: string } }[] }>();
  return Number(positions.find((one) => one.balance.currency === 'AZN')?.balance.amount);
};

describe('what an office collected while it was offline', () => {
  test('becomes payments of the day of acceptance, and keeps when it was collected', async () => {
    const wanted = [line(), line({ provider: 'water', amount: azn('3.00') })];
    const answer = await send(wanted);
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { added: 2, repeated: 0, conflicts: [] }]);
    await workOff();
    const first = await shown(wanted[0]?.number ?? 0);
    expect(first).toMatchObject({ state: 'confirmed', reason: null, collectedAt });
    const payment = await api.get(`/v1/payments/${first.paymentId}`, { as: api.counters.bank });
    expect(payment.json()).toMatchObject({ settlementDay: '2026-11-20', state: 'confirmed', amount: azn('12.40') });
    // Water takes the debt and nothing else, and asks the payer for a fee: of neither is there any talk now.
    expect(await shown(wanted[1]?.number ?? 0)).toMatchObject({ state: 'confirmed' });
  });

  test('said twice is one line, and a number that stands for another receipt is told', async () => {
    const one = line();
    await send([one]);
    const again = await send([one, line()]);
    expect(again.json()).toMatchObject({ added: 1, repeated: 1, conflicts: [] });
    const other = await send([{ ...one, amount: azn('99.00') }]);
    expect(other.json()).toMatchObject({ added: 0, repeated: 0, conflicts: [one.number] });
    await workOff();
    const [row] = await api.database.db.sql.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM payment WHERE channel = 'collected' AND account = $1`,
      [one.account],
    );
    expect(row).toEqual({ count: 1 });
  });

  test('is taken above the cap, in an amount that the provider’s rule would not take', async () => {
    const before = await balance();
    const huge = line({ amount: azn('90000.00') });
    await send([huge]);
    await workOff();
    const { state } = await shown(huge.number);
    expect(state).not.toBe('suspense');
    expect(await balance()).toBeCloseTo(before - 90_000, 2);
    // Whatever comes next at the counter is over the cap, and is refused.
    const quoteId = await drawer.counter.quote();
    const refused = await drawer.counter.pay(newKey(), { lines: [{ quoteId, amount: azn('5.00') }] });
    expect([refused.statusCode, codeOf(refused)]).toEqual([409, 'insufficient_position']);
    await api.hub.lane.move({
      ...{ key: newKey(), kind: 'deposit', amount: 9_000_000n as never },
      from: { kind: 'bank_mirror', ownerId: '00000000-0000-0000-0000-000000000000', currency: 'AZN' },
      to: { kind: 'agent_position', ownerId: api.counters.bank.agent.id, currency: 'AZN' },
    });
  });

  test('whose numbers have gaps says which', async () => {
    const from = last + 1;
    last += 2;
    const after = line();
    last += 1;
    const answer = await send([after, line()]);
    const missing = [
      { from, to: from + 1 },
      { from: after.number + 1, to: after.number + 1 },
    ];
    expect(answer.json<{ gaps: NumberGap[] }>().gaps).toEqual(expect.arrayContaining(missing));
    const listed = await api.get('/v1/collected-receipts/gaps?office=O1', { as: api.counters.bank });
    expect(listed.json<{ gaps: NumberGap[] }>().gaps).toEqual(expect.arrayContaining(missing));
  });

  test('is read back by number, a page at a time, and only by its agent', async () => {
    const answer = await api.get('/v1/collected-receipts?office=O1&limit=2', { as: api.counters.bank });
    const { items, next } = answer.json<{ items: ShownLine[]; next: string }>();
    expect(items.map((one) => one.number)).toEqual([1, 2]);
    const second = await api.get(`/v1/collected-receipts?office=O1&limit=2&after=${next}`, { as: api.counters.bank });
    expect(second.json<{ items: ShownLine[] }>().items[0]?.number).toBe(3);
    expect((await lookUp(1, api.counters.other)).statusCode).toBe(404);
    const foreign = await send([{ ...line(), number: 1 }], api.counters.other);
    expect(foreign.json()).toMatchObject({ added: 1, conflicts: [] });
    await workOff();
  });

  test('is refused whole where it cannot be what it says: an office, an instant to come, a number twice', async () => {
    const nowhere = await api.post('/v1/collected-batches', {
      as: api.counters.bank,
      body: { office: 'O9', lines: [{ ...line(), number: 999 }] },
    });
    expect([nowhere.statusCode, fieldsOf(nowhere)]).toEqual([400, ['/office']]);
    const ahead = await send([{ ...line(), number: 999, collectedAt: '2026-11-21T07:00:00.000Z' }]);
    expect([ahead.statusCode, fieldsOf(ahead)]).toEqual([400, ['/lines/0/collectedAt']]);
    const twice = await send([
      { ...line(), number: 999 },
      { ...line(), number: 999 },
    ]);
    expect([twice.statusCode, fieldsOf(twice)]).toEqual([400, ['/lines/1/number']]);
    expect((await lookUp(999)).statusCode).toBe(404);
  });
});

describe('what no provider takes', () => {
  test('lies in suspense: an unknown company, account or currency, and a company that is closed', async () => {
    const before = await balance();
    const power = api.providers.get('power')?.id ?? '';
    await api.hub.providers.changeState(power, 'suspended');
    const wanted = [
      line({ provider: 'nobody' }),
      line({ account: 'abc' }),
      line({ account: '99999999' }),
      line({ provider: 'abroad' }),
      line({ provider: 'power' }),
    ];
    await send(wanted);
    await workOff();
    await api.hub.providers.changeState(power, 'active');
    const lines = await Promise.all(wanted.map(({ number }) => shown(number)));
    expect(lines.map(({ state, reason }) => [state, reason])).toEqual([
      ['suspense', 'not_found'],
      ['suspense', 'account_not_found'],
      ['suspense', 'account_refused'],
      ['suspense', 'currency_not_supported'],
      ['suspense', 'provider_disabled'],
    ]);
    // The agent has the cash, and owes it: whoever gets it in the end.
    expect(await balance()).toBeCloseTo(before - 5 * 12.4, 2);
  });

  test('is given back once, out of an open drawer, and the agent owes it no more', async () => {
    const one = line({ provider: 'nobody' });
    await send([one]);
    await workOff();
    const before = await balance();
    const early = await payOut(one.number);
    expect([early.statusCode, codeOf(early)]).toEqual([409, 'shift_not_open']);
    const shift = await drawer.opened('100.00');
    const key = newKey();
    const rivalKey = newKey();
    const [paid, again, rival] = await Promise.all([key, key, rivalKey].map((theirs) => payOut(one.number, theirs)));
    expect(again?.statusCode).toBe(paid?.statusCode);
    expect([paid?.statusCode, rival?.statusCode].toSorted()).toEqual([200, 409]);
    const winning = paid?.statusCode === 200 ? key : rivalKey;
    expect((await payOut(one.number, winning)).headers['idempotency-replayed']).toBe('true');
    expect(await shown(one.number)).toMatchObject({ state: 'paid_out' });
    expect(await balance()).toBeCloseTo(before + 12.4, 2);
    const report = await drawer.closedEven(shift);
    expect(report.lines).toMatchObject([
      { toPayers: { count: 1, amount: azn('12.40') }, expected: azn('87.60'), difference: azn('0.00') },
    ]);
  });

  test('is not given back while it is a payment', async () => {
    const one = line();
    await send([one]);
    await workOff();
    const shift = await drawer.opened();
    const answer = await payOut(one.number);
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'suspense_decided']);
    await drawer.closedEven(shift);
  });

  test('is paid to the right account by an operator, or given back where that is wrong as well', async () => {
    const one = line({ account: '99999998' });
    await send([one]);
    await workOff();
    const lineId = async () =>
      (await api.hub.collected.listSuspense(500)).find((l) => l.number === one.number)?.id ?? '';
    const id = await lineId();
    const wrong = await api.hub.collected.assign(id, { providerCode: 'gas', account: '1' }, 'op');
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
    valueOf(await api.hub.collected.assign(id, { providerCode: 'gas', account: '99999997' }, 'op'));
    await workOff();
    expect(await shown(one.number)).toMatchObject({ state: 'suspense', reason: 'account_refused' });
    const right = freshAccount(api);
    valueOf(await api.hub.collected.assign(await lineId(), { providerCode: 'gas', account: right }, 'op'));
    const late = await api.hub.collected.assign(id, { providerCode: 'gas', account: right }, 'op');
    expect(late).toMatchObject({ ok: false, error: { code: 'suspense_decided' } });
    await workOff();
    expect(await shown(one.number)).toMatchObject({ state: 'confirmed', account: right });
    // What the office first wrote is still the same receipt.
    expect((await send([one])).json()).toMatchObject({ repeated: 1, conflicts: [] });
  });

  test('moves no money twice, whoever dies in the middle or works beside', async () => {
    const wanted = [line(), line({ provider: 'nobody' }), line({ account: '99999996' })];
    await send(wanted);
    const before = await balance();
    let isLosing = true;
    const { payments, lane } = api.hub;
    const losing = createCollectedService({
      ...api.hub,
      payments: {
        ...payments,
        acceptMany: async (collector, requests) => {
          const outcomes = await payments.acceptMany(collector, requests);
          return isLosing
            ? outcomes.map(() => ({ status: 'rejected' as const, reason: new LaneUnavailable('lost') }))
            : outcomes;
        },
      },
      move: async (command) => {
        const outcome = await lane.move(command);
        if (isLosing) throw new LaneUnavailable('lost');
        return outcome;
      },
    });
    await expect(losing.workOff()).rejects.toThrow('lost');
    isLosing = false;
    await Promise.all([losing.workOff(), api.hub.collected.workOff(), api.hub.collected.workOff()]);
    await workOff();
    expect(await balance()).toBeCloseTo(before - 3 * 12.4, 2);
    const states = await Promise.all(wanted.map(async ({ number }) => (await shown(number)).state));
    expect(states).toEqual(['confirmed', 'suspense', 'suspense']);
  });
});
