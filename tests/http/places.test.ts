import { afterAll, beforeAll, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type Answer, codeOf, type ApiFixture } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';

let api: ApiFixture;
let anna: string;
let operatorId: string;
beforeAll(async () => {
  api = await apiFixture();
  const made = valueOf(await api.hub.operators.add('anna'));
  operatorId = made.operator.id;
  const body = { grant_type: 'client_credentials', client_id: 'anna', client_secret: made.secret };
  anna = (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
});
afterAll(() => api.close());

const base = '/v1/operator/agents/kiosks';
const put = (path: string, body: object) => api.call('PUT', `${base}${path}`, { token: anna, body });
const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 400 ? 'ok' : codeOf(answer)}`;
const outletLimits = { paymentLimit: '200.00', dailyLimit: '9000.00', reversalLimit: '0', differenceLimit: null };
const free = { paymentLimit: null, dailyLimit: null };

test('an operator gives an agent an outlet with limits, people with roles, and a limit of its own', async () => {
  const place = { code: 'qazax-1', name: 'Qazax', address: 'Qazax, H. Əliyev 14', ...outletLimits };
  const added = await api.post(`${base}/outlets`, { token: anna, body: place });
  expect([said(added), added.json()]).toEqual(['201 ok', { ...place, reversalLimit: '0.00', state: 'active' }]);
  const person = { outlet: 'qazax-1', code: 'K-1', name: 'Aysel', role: 'supervisor', ...free };
  expect(said(await api.post(`${base}/tellers`, { token: anna, body: person }))).toBe('201 ok');
  const changed = await put('/tellers/K-1', { role: 'device', state: 'active', paymentLimit: '50', dailyLimit: null });
  expect(changed.json()).toEqual({
    ...{ code: 'K-1', name: 'Aysel', role: 'device', state: 'active', paymentLimit: '50.00', dailyLimit: null },
  });
  expect(said(await put('/outlets/qazax-1/limits', { ...outletLimits, dailyLimit: null }))).toBe('200 ok');
  expect(said(await put('/limits', { paymentLimit: '500.00' }))).toBe('200 ok');
  const shown = await api.get(`${base}/outlets`, { token: anna });
  expect(shown.json()).toMatchObject({
    ...{ code: 'kiosks', paymentLimit: '500.00' },
    outlets: [
      { code: 'O1', paymentLimit: null, tellers: [{ code: 'T1', role: 'teller', state: 'active', ...free }] },
      { code: 'qazax-1', dailyLimit: null, tellers: [{ code: 'K-1', role: 'device' }] },
    ],
  });
  const recorded = await api.database.owner.sql.rows<{ action: string }>(
    `SELECT action FROM audit_event WHERE actor_kind = 'operator' AND actor_id = $1 AND action !~ '^operator' ORDER BY at, id`,
    [operatorId],
  );
  expect(recorded.map(({ action }) => action)).toEqual([
    ...['outlet.added', 'teller.added', 'teller.changed', 'outlet.changed', 'agent.changed'],
  ]);
});

test('what is not there is not found, and what is not right is said by its field', async () => {
  const whole = { role: 'teller', state: 'active', ...free };
  expect(said(await put('/tellers/nobody', whole))).toBe('404 not_found');
  expect(said(await put('/outlets/nowhere/limits', outletLimits))).toBe('404 not_found');
  const nobody = await api.call('PUT', '/v1/operator/agents/nobody/limits', {
    token: anna,
    body: { paymentLimit: null },
  });
  expect(said(nobody)).toBe('404 not_found');
  // T1 is a teller of each agent of the fixture: the one of this address is changed.
  expect(said(await put('/tellers/T1', { ...whole, state: 'suspended' }))).toBe('200 ok');
  const pay = async (as: typeof api.counters.bank) =>
    said(
      await counterOf(api, as).pay(newKey(), {
        lines: [{ quoteId: operatorId, amount: { amount: '1.00', currency: 'AZN' } }],
      }),
    );
  expect([await pay(api.counters.bank), await pay(api.counters.kiosk)]).toEqual(['404 not_found', '403 forbidden']);
  const nought = await put('/limits', { paymentLimit: '0' });
  expect([said(nought), nought.json<{ errors: object[] }>().errors]).toMatchObject([
    '400 invalid_request',
    [{ field: '/paymentLimit', rule: 'range' }],
  ]);
  const strange = { outlet: 'nowhere', code: 'K-9', name: 'Rauf', role: 'teller', ...free };
  expect(said(await api.post(`${base}/tellers`, { token: anna, body: strange }))).toBe('400 invalid_request');
});
