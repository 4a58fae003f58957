import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { osmpPlugin } from '../../src/http/osmp/plugin.ts';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { createNetworkService } from '../../src/networks/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, serverOver, type ApiFixture } from './api-fixture.ts';
import { azn, freshAccount } from './counter.ts';

let api: ApiFixture;
let app: FastifyInstance;
let secret: string;
let last = 9_007_199_254_740_993n;
beforeAll(async () => {
  api = await apiFixture();
  const { networks } = api.hub;
  secret =
    valueOf(await networks.configure('kiosks', { addresses: ['127.0.0.0/8'], withSecret: true, terminal: 'T1' })) ?? '';
  for (const [code, provider] of [
    ['101', 'gas'],
    ['102', 'water'],
  ] as const) {
    valueOf(await networks.nameService('kiosks', code, provider));
  }
  app = serverOver(api, { deps: { plugins: [osmpPlugin(networks)] } });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await api.close();
});

const newTxn = () => String((last += 1n));
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function ask(
  query: Record<string, string>,
  how: { authorization?: string; at?: string; on?: FastifyInstance } = {},
) {
  const answer = await (how.on ?? app).inject({
    method: 'GET',
    url: `/osmp/kiosks?${new URLSearchParams(query).toString()}`,
    headers: { authorization: how.authorization ?? basic('kiosks', secret) },
    remoteAddress: how.at ?? '127.0.0.1',
  });
  const read = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.body)?.[1];
  const field = (name: string) => new RegExp(`name="${name}">([^<]*)<`).exec(answer.body)?.[1];
  return { status: answer.statusCode, body: answer.body, result: read('result'), read, field };
}
const paying = (more: Record<string, string> = {}) => ({
  ...{ command: 'pay', txn_id: newTxn(), txn_date: '20261120100000', service: '101' },
  ...{ account: freshAccount(api), sum: '10.00', ...more },
});
const paymentsOf = async (account: string) => {
  const rows = await api.database.db.sql.rows<{ channel: string; amount: bigint }>(
    'SELECT channel, amount FROM payment WHERE account = $1',
    [account],
  );
  return rows;
};

describe('a terminal of another network', () => {
  test('checks an account: its debt, and a name that nobody can read', async () => {
    const answer = await ask({
      command: 'check',
      txn_id: newTxn(),
      service: '102',
      account: freshAccount(api),
      sum: '1',
    });
    expect([answer.status, answer.result, answer.field('debt')]).toEqual([200, '0', '23.15']);
    expect(answer.body).not.toContain('Vüqar');
    const unknown = await ask({ command: 'check', txn_id: newTxn(), service: '101', account: '99999999' });
    const misspelt = await ask({ command: 'check', txn_id: newTxn(), service: '101', account: 'x' });
    const foreign = await ask({ command: 'check', txn_id: newTxn(), service: '999', account: '10000001' });
    expect([unknown.result, misspelt.result, foreign.result]).toEqual(['5', '4', '7']);
  });

  test('pays once for its transaction, however often and however many at once it says so', async () => {
    const query = paying();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(query)));
    expect(new Set(answers.map(({ result }) => result))).toEqual(new Set(['0']));
    expect(new Set(answers.map(({ read }) => read('prv_txn'))).size).toBe(1);
    expect(answers[0]?.read('osmp_txn_id')).toBe(query.txn_id);
    expect(answers[0]?.read('sum')).toBe('10.00');
    expect(await paymentsOf(query.account)).toEqual([{ channel: 'kiosk', amount: 1_000n }]);
    // The same payer may pay the same again: the transaction tells the two apart.
    expect((await ask({ ...query, txn_id: newTxn() })).result).toBe('0');
    expect(await paymentsOf(query.account)).toHaveLength(2);
  });

  test('gets no second payment by a transaction that stands for another', async () => {
    const query = paying();
    await ask(query);
    for (const other of [{ sum: '10.01' }, { account: freshAccount(api) }, { service: '102' }]) {
      expect((await ask({ ...query, ...other })).result).toBe('300');
    }
    expect(await paymentsOf(query.account)).toHaveLength(1);
  });

  test('is told what became of a transaction, also of one that never came', async () => {
    const query = paying({ account: '99999999' });
    expect((await ask({ command: 'status', txn_id: query.txn_id })).result).toBe('210');
    expect((await ask(query)).result).toBe('0');
    expect(await ask({ command: 'status', txn_id: query.txn_id })).toMatchObject({ result: '0' });
    for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
    const refused = await ask({ command: 'status', txn_id: query.txn_id });
    expect([refused.result, refused.field('state')]).toEqual(['300', 'rejected']);
  });

  test('hears what is final, and hears it again; what is not final is tried anew', async () => {
    const small = paying({ sum: '0.50' });
    expect([(await ask(small)).result, (await ask(small)).result]).toEqual(['241', '241']);
    const exact = paying({ service: '102', sum: '5.00' });
    expect([(await ask(exact)).result, (await ask({ command: 'status', txn_id: exact.txn_id })).result]).toEqual([
      '300',
      '300',
    ]);
    const { id } = api.counters.kiosk.agent;
    await api.hub.lane.setFloor({ agentId: id, currency: 'AZN', floor: 0n });
    const query = paying();
    expect([(await ask(query)).result, (await ask({ command: 'status', txn_id: query.txn_id })).result]).toEqual([
      '220',
      '1',
    ]);
    await api.hub.lane.setFloor({ agentId: id, currency: 'AZN', floor: -1_000_000n });
    expect((await ask(query)).result).toBe('0');
    const gas = api.providers.get('gas')?.id ?? '';
    await api.hub.providers.changeState(gas, 'maintenance');
    const later = paying();
    expect((await ask(later)).result).toBe('1');
    await api.hub.providers.changeState(gas, 'active');
    expect((await ask(later)).result).toBe('0');
    expect(await paymentsOf(later.account)).toHaveLength(1);
  });

  test('keeps the money and asks again where the hub cannot answer', async () => {
    let isLost = true;
    const { payments } = api.hub;
    const losing = createNetworkService({
      ...api.hub,
      payments: {
        ...payments,
        accept: async (collector, request) => {
          const outcome = await payments.accept(collector, request);
          if (isLost) throw new LaneUnavailable('lost');
          return outcome;
        },
      },
    });
    const broken = serverOver(api, { deps: { plugins: [osmpPlugin(losing)] } });
    const query = paying();
    expect(await ask(query, { on: broken })).toMatchObject({ status: 200, result: '1' });
    isLost = false;
    expect((await ask(query, { on: broken })).result).toBe('0');
    expect(await paymentsOf(query.account)).toHaveLength(1);
    await broken.close();
  });

  test('must come from its address and know its secret', async () => {
    const query = paying();
    const strangers = [
      { authorization: basic('kiosks', 'guess') },
      { authorization: basic('bank-a', secret) },
      { authorization: '' },
      { at: '203.0.113.9' },
    ];
    for (const stranger of strangers) expect((await ask(query, stranger)).status).toBe(401);
    expect(await paymentsOf(query.account)).toEqual([]);
    const nobody = await app.inject({ method: 'GET', url: '/osmp/nobody?command=check' });
    expect(nobody.statusCode).toBe(401);
  });

  test('is refused what OSMP does not know, a parameter that comes twice included', async () => {
    const wrongs = [
      { command: 'credit' },
      { txn_id: '' },
      { txn_id: '123456789012345678901' },
      { sum: '1e3' },
      { sum: '0' },
      { sum: '-1' },
      { sum: '1,00' },
      { txn_date: 'today' },
    ];
    for (const wrong of wrongs) expect((await ask(paying(wrong))).result, JSON.stringify(wrong)).toBe('300');
    const twice = new URLSearchParams(paying());
    twice.append('sum', '99.00');
    const answer = await app.inject({
      method: 'GET',
      url: `/osmp/kiosks?${twice.toString()}`,
      headers: { authorization: basic('kiosks', secret) },
    });
    expect(answer.body).toContain('<result>300</result>');
  });
});

describe('a lost receipt of a terminal', () => {
  test('is found by telephone, however it is written, and by transaction; by its own network alone', async () => {
    const query = paying({ phone: '+994 50 765 43 21' });
    await ask(query);
    const find = async (body: Record<string, string>, as = api.counters.kiosk) => {
      const answer = await api.post('/v1/kiosk/receipt-recoveries', { as, body });
      expect(answer.statusCode).toBe(200);
      return answer.json<{ payments: { account: string }[] }>().payments.map(({ account }) => account);
    };
    expect(await find({ phone: '050 765 43 21' })).toEqual([query.account]);
    expect(await find({ txnId: query.txn_id })).toEqual([query.account]);
    expect(await find({ phone: '0507654321' }, api.counters.bank)).toEqual([]);
    expect(await find({ txnId: query.txn_id }, api.counters.bank)).toEqual([]);
    expect((await api.post('/v1/kiosk/receipt-recoveries', { as: api.counters.kiosk, body: {} })).statusCode).toBe(400);
    const stored = await api.database.db.sql.rows(`SELECT * FROM network_transaction WHERE phone_digest IS NOT NULL`);
    expect(JSON.stringify(stored, (_key, value: unknown) => String(value))).not.toContain('7654321');
  });
});

describe('a kiosk', () => {
  const event = (number: number, kind: string, amount: string) => ({
    ...{ number, kind, amount: azn(amount) },
    occurredAt: new Date(api.clock.now().getTime() + number).toISOString(),
  });
  const send = (events: readonly unknown[]) =>
    api.post('/v1/kiosk/cash-events', { as: api.counters.other, body: { events } });
  const report = async () => {
    const answer = await api.get('/v1/kiosk/cash-report', { as: api.counters.other });
    return answer.json<{ currencies: unknown[] }>().currencies;
  };

  test('tells of every note once, by number, and its gaps are seen', async () => {
    const first = await send([
      event(1, 'stacked', '20.00'),
      event(2, 'rejected', '50.00'),
      event(4, 'stacked', '5.00'),
    ]);
    expect(first.json()).toEqual({ added: 3, repeated: 0, conflicts: [], gaps: [{ from: 3, to: 3 }] });
    const again = await send([
      event(4, 'stacked', '5.00'),
      event(3, 'returned', '10.00'),
      event(1, 'stacked', '100.00'),
    ]);
    expect(again.json()).toEqual({ added: 1, repeated: 1, conflicts: [1], gaps: [] });
  });

  test('holds its notes against its payments, and a collection against both', async () => {
    expect(await report()).toMatchObject([
      {
        currency: 'AZN',
        stacked: { notes: 2, amount: azn('25.00') },
        givenBack: { notes: 2 },
        difference: azn('25.00'),
      },
    ]);
    api.clock.advanceMs(60_000);
    expect((await send([event(5, 'collected', '24.00')])).statusCode).toBe(200);
    expect(await report()).toMatchObject([
      {
        stacked: { notes: 0 },
        difference: azn('0.00'),
        lastCollection: { counted: azn('24.00'), difference: azn('1.00') },
      },
    ]);
  });

  test('changes to another service with the money that it holds', async () => {
    const { kiosk } = api.counters;
    const query = paying();
    await ask(query);
    const recovered = await api.post('/v1/kiosk/receipt-recoveries', { as: kiosk, body: { txnId: query.txn_id } });
    const paymentId = recovered.json<{ payments: { id: string }[] }>().payments[0]?.id;
    const account = freshAccount(api);
    const debts = await api.post('/v1/debts', { as: kiosk, body: { provider: 'gas', account } });
    const quoteId = debts.json<{ lines: { quote: { quoteId: string } }[] }>().lines[0]?.quote.quoteId;
    const headers = { 'idempotency-key': 'redirect-1' };
    const change = () => api.post('/v1/kiosk/redirects', { as: kiosk, headers, body: { paymentId, quoteId } });
    const [first, second] = [await change(), await change()];
    expect(first.json()).toMatchObject({ state: 'paid', basket: { payments: [{ account, amount: azn('10.00') }] } });
    expect(second.json()).toEqual(first.json());
    expect((await ask({ command: 'status', txn_id: query.txn_id })).field('state')).toBe('reversed');
  });
});

test('everything that terminals did leaves the books right', async () => {
  const { findings } = await verifyBooks({ db: api.database.db, clock: api.clock });
  expect(findings).toEqual([]);
});
