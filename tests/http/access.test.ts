import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { somebody, valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture, type Call } from './api-fixture.ts';
import { azn, counterOf, newKey } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';
import { audiences, documentedRoutes, type Json, nameOf, type Route } from './routes.ts';

let api: ApiFixture;
let routes: readonly Route[];
let suspended: TestCounter;

beforeAll(async () => {
  api = await apiFixture();
  routes = documentedRoutes(api.app);
  suspended = await api.addCounter('suspended', 'bank');
  await api.tokenOf(suspended);
  valueOf(await api.hub.agents.changeState(suspended.agent.id, 'suspended'));
});
afterAll(() => api.close());

const account = { provider: 'gas', account: '10000001' };

/** A body of each route that its schema lets pass. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /v1/payments/{paymentId}/card-load': { step: 'issue', card: 'C-1' },
  'POST /v1/meter-readings': { provider: 'gas', account: '10000001', value: 1_250, readOn: '2026-11-19' },
  'POST /v1/outlet/tellers': { code: 'T77', name: 'Rauf', role: 'teller', paymentLimit: null, dailyLimit: null },
  'PUT /v1/outlet/tellers/{tellerCode}': { role: 'teller', state: 'active', paymentLimit: null, dailyLimit: null },
  'POST /v1/citizens': somebody(),
  'POST /v1/citizens/password-renewals': { cardSeries: 'AA', cardNumber: '1', fin: 'x' },
  'POST /v1/citizens/{citizenId}/links': account,
  'POST /v1/debts': account,
  'POST /v1/quotes/{quoteId}/bills': { bills: ['1'] },
  'POST /v1/fees/previews': { lines: [{ provider: 'gas', amount: azn('1.00') }] },
  'POST /v1/lookups/citizen': {},
  'POST /v1/payment-codes/lookups': { code: '1' },
  'POST /v1/payments': { lines: [{ quoteId: '0190a000-0000-7000-8000-000000000000', amount: azn('1.00') }] },
  'POST /v1/baskets': {
    mode: 'each_line',
    tendered: azn('1.00'),
    lines: [{ quoteId: '0190a000-0000-7000-8000-000000000000', amount: azn('1.00') }],
  },
  'POST /v1/preparations': { lines: [{ quoteId: '0190a000-0000-7000-8000-000000000000', amount: azn('1.00') }] },
  'POST /v1/payments/batches': {
    items: [{ key: 'k', lines: [{ quoteId: '0190a000-0000-7000-8000-000000000000', amount: azn('1.00') }] }],
  },
  'POST /v1/payments/{paymentId}/reversal': { reason: 'x' },
  'POST /v1/payments/{paymentId}/refunds': { reason: 'x' },
  'POST /v1/collected-receipts/pay-outs': { office: 'O1', number: 1 },
  'POST /v1/kiosk/cash-events': {
    events: [{ number: 1, kind: 'stacked', amount: azn('1.00'), occurredAt: '2026-11-20T06:00:00Z' }],
  },
  'POST /v1/kiosk/redirects': {
    paymentId: '0190a000-0000-7000-8000-000000000000',
    quoteId: '0190a000-0000-7000-8000-000000000000',
  },
  'POST /v1/cash-shifts': { float: [{ currency: 'AZN', amount: '1.00' }] },
  'POST /v1/cash-shifts/{shiftId}/movements': { kind: 'to_vault', amount: azn('1.00') },
  'POST /v1/cash-shifts/{shiftId}/counts': { counted: [{ currency: 'AZN', amount: '1.00' }] },
  'POST /v1/cash-shifts/{shiftId}/close': { counted: [] },
  'POST /v1/cash-shifts/{shiftId}/corrections': { amount: azn('1.00'), reason: 'found' },
};

/** An address of the route with identifiers that nobody has, unless some are given. */
function addressOf(route: Route, ids: Readonly<Record<string, string>> = {}): string {
  const nobody = '0190a000-0000-7000-8000-000000000000';
  const unknown: Readonly<Record<string, string>> = { receiptNumber: '2611201000000000', tellerCode: 'T77' };
  return route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? unknown[name] ?? nobody);
}

describe('every route that is not public', () => {
  /** A route that takes a file gets one, under its own content type. */
  const ask = (route: Route, what: Call, ids?: Readonly<Record<string, string>>) => {
    const takesFile = route.operation.requestBody?.content['text/csv'] !== undefined;
    const headers = { 'content-type': 'text/csv', 'vahid-file-name': 'f.csv', ...what.headers };
    return api.call(route.method, addressOf(route, ids), takesFile ? { ...what, headers } : what);
  };
  const guarded = () => routes.filter((route) => audiences[nameOf(route)] !== 'public');
  const bodyOf = (route: Route) => (route.operation.requestBody ? { body: {} } : {});

  test('is closed to whoever has no token, a bad one, or one of a suspended agent', async () => {
    const none = () => new Set<string>();
    const answers = { agent: none(), teller: none(), operator: none(), provider: none() };
    for (const route of guarded()) {
      const without = await ask(route, bodyOf(route));
      const bad = await ask(route, { token: 'a.b.c', ...bodyOf(route) });
      const stopped = await ask(route, { as: suspended, ...bodyOf(route) });
      const audience = audiences[nameOf(route)];
      if (audience === undefined || audience === 'public') throw new Error(`${nameOf(route)} is guarded for somebody`);
      answers[audience].add(`${codeOf(without)} ${codeOf(bad)} ${codeOf(stopped)}`);
    }
    const known = ['invalid_token invalid_token agent_suspended'];
    // What an agent shows at an operator's door is no token there.
    const stranger = ['invalid_token invalid_token invalid_token'];
    const keyless = ['invalid_credentials invalid_credentials invalid_credentials'];
    expect(answers).toEqual({
      ...{ agent: new Set(known), teller: new Set(known) },
      ...{ operator: new Set(stranger), provider: new Set(keyless) },
    });
  });

  test('is closed to HEAD where it is closed to GET', async () => {
    for (const route of guarded().filter(({ method }) => method === 'GET')) {
      const answer = await api.app.inject({ method: 'HEAD', url: addressOf(route) });
      expect([nameOf(route), answer.statusCode]).toEqual([nameOf(route), 401]);
    }
  });

  test('looks at nothing of a request before it knows who asks', async () => {
    for (const route of guarded().filter(({ operation }) => operation.requestBody)) {
      const code = audiences[nameOf(route)] === 'provider' ? 'invalid_credentials' : 'invalid_token';
      expect(codeOf(await ask(route, { raw: 'x'.repeat(70_000) }))).toBe(code);
    }
  });

  test('is open to tellers only where money or a citizen is at stake', async () => {
    for (const route of guarded().filter((one) => ['agent', 'teller'].includes(audiences[nameOf(one)] ?? ''))) {
      const token = await api.tokenOf(api.counters.bank);
      const body = bodies[nameOf(route)];
      const answer = await ask(route, { token, ...(body === undefined ? {} : { body }) });
      const asksForTeller = answer.statusCode === 400 && fieldsOf(answer).includes('Vahid-Teller');
      expect([nameOf(route), asksForTeller ? 'teller' : 'agent']).toEqual([nameOf(route), audiences[nameOf(route)]]);
    }
  });

  test('that names a payment knows those of the agent itself and no others', async () => {
    const bank = counterOf(api, api.counters.bank);
    const payment = await bank.paid();
    const body = { reason: 'whose is it' };
    // The card of a payment has steps of its own, and a refund its own time: card-loads.test.ts and refunds.test.ts ask whose it is.
    const named = guarded().filter(({ path }) => path.includes('{paymentId}') && !/\/(card-load|refunds)$/.test(path));
    expect(named).toHaveLength(4);
    for (const route of named) {
      const what = route.operation.requestBody ? { body } : {};
      const foreign = await ask(route, { as: api.counters.other, ...what }, { paymentId: payment.id });
      const absent = await ask(route, { as: api.counters.other, ...what });
      const own = await ask(route, { as: api.counters.bank, ...what }, { paymentId: payment.id });
      expect([nameOf(route), codeOf(foreign), codeOf(absent), own.statusCode]).toEqual([
        nameOf(route),
        'not_found',
        'not_found',
        200,
      ]);
      expect({ ...foreign.json<Json>(), requestId: '' }).toEqual({ ...absent.json<Json>(), requestId: '' });
    }
    const key = newKey();
    expect(codeOf(await api.get(`/v1/payments/by-key/${key}`, { as: api.counters.other }))).toBe('not_found');
  });
});
