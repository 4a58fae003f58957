import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type ApiFixture, apiFixture, codeOf } from '../http/api-fixture.ts';
import { azn, counterOf, newKey, type ShownBasket } from '../http/counter.ts';
import { addTeller } from '../http/drawer-desk.ts';
import type { TestCounter } from '../http/hub-fixture.ts';

let api: ApiFixture;
let kiosk: TestCounter;
beforeAll(async () => {
  api = await apiFixture();
  const byHub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
  for (const { agent, teller } of [api.counters.kiosk, api.counters.bank]) {
    valueOf(await api.hub.agents.changeTeller(byHub, agent.id, { tellerCode: teller.code, role: 'supervisor' }));
  }
  kiosk = await addTeller(api, api.counters.kiosk);
});
afterAll(() => api.close());

const redirect = (at: TestCounter, paymentId: string, { quoteId, key }: { quoteId: string; key: string }) =>
  api.post('/v1/kiosk/redirects', { as: at, headers: { 'idempotency-key': key }, body: { paymentId, quoteId } });
const reverse = (at: TestCounter, paymentId: string) =>
  api.post(`/v1/payments/${paymentId}/reversal`, { as: at, body: { reason: 'cash handed back' } });
const newWish = async (at: TestCounter) => ({ quoteId: await counterOf(api, at).quote(), key: newKey() });

describe.each([
  ['at a kiosk', () => kiosk, () => api.counters.kiosk],
  ['at a counter', () => api.counters.bank, () => api.counters.bank],
])('money that changes to another service %s', (_where, ofDevice, ofSupervisor) => {
  test('pays once, however often and under whatever key it is asked', async () => {
    const at = ofDevice();
    const first = await counterOf(api, at).paid('10.00');
    const wish = await newWish(at);
    const paid = await redirect(at, first.id, wish);
    expect([paid.statusCode, paid.json<{ state: string }>().state]).toEqual([200, 'paid']);
    expect((await redirect(at, first.id, wish)).json()).toEqual(paid.json());
    expect(codeOf(await redirect(at, first.id, await newWish(at)))).toBe('already_reversed');
    expect((await redirect(at, first.id, wish)).json()).toEqual(paid.json());
  });

  test('asked for under many keys at once pays once', async () => {
    const at = ofDevice();
    const first = await counterOf(api, at).paid('10.00');
    const wishes = [await newWish(at), await newWish(at), await newWish(at), await newWish(at)];
    const answers = await Promise.all(wishes.map((wish) => redirect(at, first.id, wish)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  test('pays nothing where it was handed back', async () => {
    const at = ofDevice();
    const first = await counterOf(api, at).paid('10.00');
    expect((await reverse(ofSupervisor(), first.id)).statusCode).toBe(200);
    const wish = await newWish(at);
    expect(codeOf(await redirect(at, first.id, wish))).toBe('already_reversed');
    expect(codeOf(await redirect(at, first.id, wish))).toBe('already_reversed');
  });

  test('leaves a payment alone whose key it is asked under', async () => {
    const at = ofDevice();
    const [first, other] = [await counterOf(api, at).paid('10.00'), await counterOf(api, at).paid('11.00')];
    const wish = { ...(await newWish(at)), key: other.key };
    expect(codeOf(await redirect(at, first.id, wish))).toBe('idempotency_key_reused');
    expect((await api.get(`/v1/payments/${first.id}`, { as: at })).json<{ state: string }>().state).not.toBe(
      'reversed',
    );
    const rows = await api.database.db.sql.rows('SELECT 1 FROM kiosk_redirect WHERE client_key = $1', [other.key]);
    expect(rows).toEqual([]);
  });

  test('is asked for with another quote where the first was refused, and then pays once', async () => {
    const at = ofDevice();
    const counter = counterOf(api, at);
    const first = await counter.paid('10.00');
    const used = await newWish(at);
    expect((await counter.pay(newKey(), { lines: [{ quoteId: used.quoteId, amount: azn('5.00') }] })).statusCode).toBe(
      201,
    );
    expect(codeOf(await redirect(at, first.id, used))).toBe('quote_used');
    const next = await newWish(at);
    const paid = await redirect(at, first.id, next);
    expect(paid.json<{ basket: ShownBasket }>().basket.total).toEqual(azn('10.00'));
    expect(codeOf(await redirect(at, first.id, await newWish(at)))).toBe('already_reversed');
    // A refusal that left no trace: the first key is closed before the money moves on.
    const second = await counter.paid('12.00');
    const unknown = { quoteId: '0190a000-0000-7000-8000-000000000000', key: newKey() };
    expect(codeOf(await redirect(at, second.id, unknown))).toBe('not_found');
    expect((await redirect(at, second.id, await newWish(at))).statusCode).toBe(200);
    const late = await redirect(at, second.id, { ...(await newWish(at)), key: unknown.key });
    expect(codeOf(late)).toBe('key_abandoned');
  });

  test('stays with the payer where its key was abandoned before cash was handed back', async () => {
    const at = ofDevice();
    const first = await counterOf(api, at).paid('10.00');
    const wish = { quoteId: '0190a000-0000-7000-8000-000000000000', key: newKey() };
    expect(codeOf(await redirect(at, first.id, wish))).toBe('not_found');
    expect((await api.post(`/v1/payments/by-key/${wish.key}/abandon`, { as: at })).statusCode).toBe(200);
    expect(codeOf(await redirect(at, first.id, wish))).toBe('key_abandoned');
    expect(codeOf(await redirect(at, first.id, await newWish(at)))).toBe('already_reversed');
  });
});

test('money that changed to another service leaves the books right', async () => {
  expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
});
