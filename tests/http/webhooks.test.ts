import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { counterOf } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';

interface Heard {
  readonly id: string;
  readonly signature: string;
  readonly body: string;
}

let api: ApiFixture;
let receiver: Server;
let url: string;
let status = 204;
const heard: Heard[] = [];
beforeAll(async () => {
  api = await apiFixture();
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name]);
      const body = Buffer.concat(chunks).toString('utf8');
      heard.push({ id: header('vahid-webhook-id'), signature: header('vahid-signature'), body });
      response.writeHead(status, status === 302 ? { location: url } : {}).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await api.close();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  status = 204;
  heard.length = 0;
  const { items } = await listed();
  for (const { webhookId } of items) {
    const removed = await api.app.inject({ method: 'DELETE', url: `/v1/webhooks/${webhookId}`, headers: await auth() });
    if (removed.statusCode !== 204) throw new Error(removed.body);
  }
});

const auth = async (as: TestCounter = api.counters.bank) => ({ authorization: `Bearer ${await api.tokenOf(as)}` });
const outcomes = [
  'payment.accepted',
  'payment.confirmed',
  'payment.rejected',
  'payment.reversed',
  'payment.reversal_refused',
];
const add = async (topics = outcomes, as = api.counters.bank) => {
  const answer = await api.post('/v1/webhooks', { as, body: { url, topics } });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<{ webhookId: string; secret: string }>();
};
const listed = async (as = api.counters.bank) =>
  (await api.get('/v1/webhooks', { as })).json<{
    items: { webhookId: string; state: string; failingSince: string }[];
  }>();
const deliveries = async (webhookId: string) =>
  (await api.get(`/v1/webhooks/${webhookId}/deliveries`, { as: api.counters.bank })).json<{
    items: {
      deliveryId: string;
      topic: string;
      state: string;
      attempts: number;
      lastStatus: number;
      lastReason: string;
    }[];
  }>().items;
const tell = async () => {
  await api.hub.relay.publishDue();
  return api.hub.webhooks.sendDue();
};
const deliver = async () => {
  for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
};
const pay = () => counterOf(api, api.counters.bank).paid();
const typeOf = ({ body }: Heard) => (JSON.parse(body) as { type: string }).type;
const signed = ({ id, body, signature }: Heard, secret: string) => {
  const seconds = /t=(\d+)/.exec(signature)?.[1] ?? '';
  return signature.includes(`v1=${createHmac('sha256', secret).update(`${seconds}.${id}.${body}`).digest('hex')}`);
};

describe('an agent that wants to be told', () => {
  test('hears each outcome of its payments once, signed, and nothing personal', async () => {
    const { secret } = await add();
    const payment = await pay();
    await tell();
    await deliver();
    await Promise.all([tell(), tell(), tell()]);
    expect(heard.map(typeOf)).toEqual(['payment.accepted', 'payment.confirmed']);
    expect(heard.every((one) => signed(one, secret))).toBe(true);
    expect(signed({ ...(heard[0] as Heard), body: `${heard[0]?.body} ` }, secret)).toBe(false);
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
      ...{ id: heard[0]?.id, type: 'payment.accepted', happenedAt: '2026-11-20T06:00:00.000Z' },
      payment: { id: payment.id, receiptNumber: payment.receiptNumber, settlementDay: '2026-11-20' },
    });
  });

  test('hears of reversals and refusals, and only of what it asked for', async () => {
    await add(['payment.reversed', 'payment.rejected']);
    const { id } = await pay();
    await api.post(`/v1/payments/${id}/reversal`, { as: api.counters.bank, body: { reason: 'wrong account' } });
    const gone = await counterOf(api, api.counters.bank).paid();
    const { account } = await (await api.get(`/v1/payments/${gone.id}`, { as: api.counters.bank })).json();
    api.simulator.books('gas').changeAccount(account, { active: false });
    await deliver();
    await tell();
    expect(heard.map(typeOf).toSorted()).toEqual(['payment.rejected', 'payment.reversed']);
  });

  test('hears nothing of another agent’s payments', async () => {
    await add(outcomes, api.counters.other);
    await pay();
    await tell();
    expect(heard).toEqual([]);
    const [foreign] = (await listed(api.counters.other)).items;
    const answer = await api.get(`/v1/webhooks/${foreign?.webhookId}/deliveries`, { as: api.counters.bank });
    expect([answer.statusCode, (await listed()).items]).toEqual([404, []]);
  });

  test('hears it again, later and later, until it takes it; a redirect is no taking', async () => {
    const { webhookId } = await add(['payment.accepted']);
    await pay();
    for (const [failing, waitMs] of [
      [500, 0],
      [302, 10_000],
      [503, 30_000],
    ] as const) {
      status = failing;
      api.clock.advanceMs(waitMs);
      expect(await tell()).toBe(1);
      expect(await tell()).toBe(0);
    }
    expect(await deliveries(webhookId)).toMatchObject([{ state: 'due', attempts: 3, lastStatus: 503 }]);
    expect((await listed()).items[0]?.failingSince).not.toBeNull();
    status = 200;
    api.clock.advanceMs(120_000);
    await tell();
    expect(await deliveries(webhookId)).toMatchObject([{ state: 'delivered', attempts: 4 }]);
    expect(new Set(heard.map(({ id, body }) => id + body)).size).toBe(1);
    expect((await listed()).items[0]?.failingSince).toBeNull();
  });

  test('is left alone after days of failure, an operator sees it, and it gets everything when it is back', async () => {
    const { webhookId } = await add(['payment.accepted']);
    status = 500;
    await pay();
    for (let tries = 0; tries < 15; tries += 1) {
      await tell();
      api.clock.advanceMs(6 * 3_600_000);
    }
    await tell();
    expect((await listed()).items[0]).toMatchObject({ webhookId, state: 'disabled' });
    const cases = await api.database.db.sql.rows(`SELECT subject_id FROM review_case WHERE kind = 'webhook_down'`);
    expect(cases).toEqual([{ subject_id: webhookId }]);
    expect(await api.hub.reviews.listOpen(10)).toMatchObject([{ kind: 'webhook_down', payment: null }]);
    const tried = heard.length;
    await pay();
    await tell();
    expect(heard).toHaveLength(tried);
    status = 200;
    expect((await api.post(`/v1/webhooks/${webhookId}/activation`, { as: api.counters.bank })).statusCode).toBe(200);
    api.clock.advanceMs(12 * 3_600_000);
    await tell();
    expect((await deliveries(webhookId)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });

  test('renews its secret without losing a delivery, and has one sent again on demand', async () => {
    const { webhookId, secret } = await add(['payment.accepted']);
    const renewed = await api.post(`/v1/webhooks/${webhookId}/secret-renewal`, { as: api.counters.bank });
    const second = renewed.json<{ secret: string }>().secret;
    await pay();
    await tell();
    expect([signed(heard[0] as Heard, secret), signed(heard[0] as Heard, second)]).toEqual([true, true]);
    api.clock.advanceMs(24 * 3_600_000 + 1);
    const [{ deliveryId } = { deliveryId: '' }] = await deliveries(webhookId);
    const again = await api.post(`/v1/webhooks/${webhookId}/redeliveries`, {
      as: api.counters.bank,
      body: { deliveryId },
    });
    expect(again.statusCode).toBe(204);
    await tell();
    expect(heard[1]).toMatchObject({ id: heard[0]?.id, body: heard[0]?.body });
    expect([signed(heard[1] as Heard, secret), signed(heard[1] as Heard, second)]).toEqual([false, true]);
    const stored = await api.database.db.sql.rows<{ secret: Buffer }>('SELECT secret FROM webhook');
    expect(stored.some((row) => row.secret.includes(second))).toBe(false);
  });

  test('names an address that the hub may call', async () => {
    const wrong = [
      'http://partner.example/hook',
      'ftp://partner.example',
      'https://u:p@partner.example/',
      'https://a.example/#x',
      'nonsense',
    ];
    for (const address of wrong) {
      const answer = await api.post('/v1/webhooks', {
        as: api.counters.bank,
        body: { url: address, topics: outcomes },
      });
      expect([answer.statusCode, codeOf(answer)], address).toEqual([422, 'endpoint_not_allowed']);
    }
    // What is not on the public internet is refused when it is called: before a byte leaves, and whatever its name is.
    const added = await api.post('/v1/webhooks', {
      as: api.counters.bank,
      body: { url: 'http://169.254.169.254/latest', topics: ['payment.accepted'] },
    });
    const { webhookId } = added.json<{ webhookId: string }>();
    await pay();
    await tell();
    const [inner] = await deliveries(webhookId);
    expect([inner?.lastStatus, inner?.lastReason]).toEqual([null, 'address_not_allowed']);
    for (let index = 1; index < 10; index += 1) await add();
    const last = await api.post('/v1/webhooks', { as: api.counters.bank, body: { url, topics: outcomes } });
    expect([last.statusCode, codeOf(last)]).toEqual([409, 'too_many_webhooks']);
  });
});
