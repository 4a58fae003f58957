import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNetworkService } from '../../src/networks/service.ts';
import { readMigrations } from '../../src/platform/database/migrations.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
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

/** The same at a hub whose payments behave as told, without HTTP. */
function redirectAt(at: TestCounter, changed: Partial<ApiFixture['hub']['payments']>) {
  const { hub, database, clock } = api;
  const { agents, providers, debts, payments } = hub;
  const networks = createNetworkService({
    ...{ db: database.db, clock, ids: systemIds(clock), crypto: testCrypto(), agents, providers, debts },
    payments: { ...payments, ...changed },
  });
  const by = { agentId: at.agent.id, outletId: at.outlet.id, tellerId: at.teller.id, channel: 'kiosk' } as const;
  return (paymentId: string, wish: { quoteId: string; key: string }) => networks.redirect(by, { paymentId, ...wish });
}
const unknownQuote = () => ({ quoteId: '0190a000-0000-7000-8000-000000000000', key: newKey() });

describe('a hub that dies between closing a key and moving the money on', () => {
  const cutOff = async () => {
    const first = await counterOf(api, kiosk).paid('10.00');
    const [used, next] = [unknownQuote(), await newWish(kiosk)];
    expect(codeOf(await redirect(kiosk, first.id, used))).toBe('not_found');
    const dying: ApiFixture['hub']['payments']['abandon'] = async (...command) => {
      await api.hub.payments.abandon(...command);
      throw new Error('gone');
    };
    await expect(redirectAt(kiosk, { abandon: dying })(first.id, next)).rejects.toThrow('gone');
    return { first, used, next };
  };

  test('loses no money: the same request again pays, once', async () => {
    const { first, used, next } = await cutOff();
    expect((await redirect(kiosk, first.id, next)).json<{ state: string }>().state).toBe('paid');
    expect(codeOf(await redirect(kiosk, first.id, used))).toBe('key_abandoned');
    expect(codeOf(await redirect(kiosk, first.id, await newWish(kiosk)))).toBe('already_reversed');
  });

  test('and a request under a third key pays once as well; the second is closed then', async () => {
    const { first, next } = await cutOff();
    expect((await redirect(kiosk, first.id, await newWish(kiosk))).statusCode).toBe(200);
    expect(codeOf(await redirect(kiosk, first.id, next))).toBe('key_abandoned');
  });

  test('and money whose new key was abandoned meanwhile is handed back and pays nothing', async () => {
    const { first, next } = await cutOff();
    expect((await api.post(`/v1/payments/by-key/${next.key}/abandon`, { as: kiosk })).statusCode).toBe(200);
    expect(codeOf(await redirect(kiosk, first.id, next))).toBe('key_abandoned');
    expect(codeOf(await redirect(kiosk, first.id, await newWish(kiosk)))).toBe('already_reversed');
  });

  test('a key that a person abandons in the moment in which money would leave it keeps its money', async () => {
    const first = await counterOf(api, kiosk).paid('10.00');
    const used = unknownQuote();
    expect(codeOf(await redirect(kiosk, first.id, used))).toBe('not_found');
    const late: ApiFixture['hub']['payments']['abandon'] = async (...command) => {
      expect((await api.post(`/v1/payments/by-key/${used.key}/abandon`, { as: kiosk })).statusCode).toBe(200);
      return api.hub.payments.abandon(...command);
    };
    const moved = await redirectAt(kiosk, { abandon: late })(first.id, await newWish(kiosk));
    expect(moved).toMatchObject({ ok: false, error: { code: 'already_reversed' } });
  });
});

describe('a reversal in the moment in which money is asked to move', () => {
  test('wins or loses whole: two requests under one key pay nothing of what was handed back', async () => {
    const first = await counterOf(api, kiosk).paid('10.00');
    const wish = await newWish(kiosk);
    let isHandedBack = false;
    const slower: ApiFixture['hub']['payments']['reverse'] = async (...command) => {
      if (!isHandedBack) expect((await reverse(api.counters.kiosk, first.id)).statusCode).toBe(200);
      isHandedBack = true;
      return api.hub.payments.reverse(...command);
    };
    // The second comes while the first has the money bound, and is not told yet that it was too late.
    const send = redirectAt(kiosk, { reverse: slower });
    const bound = redirectAt(kiosk, {
      reverse: async (...command) => {
        const second = await send(first.id, wish);
        expect(second).toMatchObject({ ok: false, error: { code: 'already_reversed' } });
        return api.hub.payments.reverse(...command);
      },
    });
    expect(await bound(first.id, wish)).toMatchObject({ ok: false, error: { code: 'already_reversed' } });
    expect((await api.get(`/v1/payments/by-key/${wish.key}`, { as: kiosk })).statusCode).toBe(404);
  });

  test('many times at once ends as one of the two, and all agree', async () => {
    for (let round = 0; round < 4; round += 1) {
      const first = await counterOf(api, kiosk).paid('10.00');
      const wish = await newWish(kiosk);
      const [one, other, back] = await Promise.all([
        redirect(kiosk, first.id, wish),
        redirect(kiosk, first.id, wish),
        reverse(api.counters.kiosk, first.id),
      ]);
      const isBack = back.statusCode === 200;
      const codes = [one, other].map(({ statusCode }) => statusCode);
      expect(codes).toEqual(isBack ? [409, 409] : [200, 200]);
    }
  });
});

test('money that changed under the version before is known again after the upgrade, and its key keeps what it paid', async () => {
  const first = await counterOf(api, kiosk).paid('10.00');
  const wish = await newWish(kiosk);
  const paid = await redirect(kiosk, first.id, wish);
  const { sql } = api.database.owner;
  await sql.run(`UPDATE reversal SET reason = 'another service' WHERE payment_id = $1`, [first.id]);
  expect(codeOf(await redirect(kiosk, first.id, wish))).toBe('already_reversed');
  const upgrade = (await readMigrations()).find(({ name }) => name === 'moved_money_says_why');
  await sql.run(upgrade?.sql ?? '');
  expect((await redirect(kiosk, first.id, wish)).json()).toEqual(paid.json());
});

test('money that changed to another service leaves the books right', async () => {
  expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
});
