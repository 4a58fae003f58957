import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { somebody, valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type Answer, codeOf, type ApiFixture } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';
import { addTeller, drawerOf } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';

let api: ApiFixture;
let bank: TestCounter;
let supervisor: TestCounter;
let device: TestCounter;

beforeAll(async () => {
  api = await apiFixture();
  bank = api.counters.bank;
  supervisor = await addTeller(api, bank, { role: 'supervisor' });
  device = await addTeller(api, bank, { role: 'device' });
});
afterAll(() => api.close());

const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 400 ? 'ok' : codeOf(answer)}`;
const nobody = '0190a000-0000-7000-8000-000000000000';
const reverse = (as: TestCounter, paymentId: string) =>
  api.post(`/v1/payments/${paymentId}/reversal`, { as, body: { reason: 'wrong account' } });
const why = (answer: Answer) => answer.json<{ details?: { why?: string } }>().details?.why;
const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;

/** An outlet of the bank with limits of its own, and a teller, a supervisor and a device at it. */
async function ownOutlet(limits: { reversalLimit?: bigint; differenceLimit?: bigint }) {
  const code = `O${newKey()}`;
  const entry = { code, name: code, address: 'Qazax', ...limits } as Parameters<typeof api.hub.agents.addOutlet>[1];
  const outlet = valueOf(await api.hub.agents.addOutlet(bank.agent.id, entry));
  const add = async (role: 'teller' | 'supervisor' | 'device') => ({
    ...(await addTeller(api, bank, { role, outletId: outlet.id })),
    outlet,
  });
  return { teller: await add('teller'), supervisor: await add('supervisor'), device: await add('device') };
}

describe('a device', () => {
  test('asks and pays, and finds what it paid again', async () => {
    const payment = await counterOf(api, device).paid();
    expect(said(await api.get(`/v1/payments/${payment.id}`, { as: device }))).toBe('200 ok');
    expect(said(await api.get(`/v1/payments/${payment.id}/receipt`, { as: device }))).toBe('200 ok');
    expect(said(await api.get(`/v1/payments/by-key/${payment.key}`, { as: device }))).toBe('200 ok');
    const listed = await api.get('/v1/payments', { as: device });
    expect(listed.json<{ payments: { id: string }[] }>().payments.map(({ id }) => id)).toEqual([payment.id]);
  });

  test('reverses nothing, not even its own; a supervisor does', async () => {
    const payment = await counterOf(api, device).paid();
    expect(said(await reverse(device, payment.id))).toBe('403 device_not_allowed');
    expect(said(await reverse(bank, payment.id))).toBe('403 supervisor_required');
    expect(said(await reverse(supervisor, payment.id))).toBe('200 ok');
  });

  test.each([
    ['POST', '/v1/citizens', () => somebody()],
    ['POST', '/v1/lookups/citizen', () => ({ uniqueCode: '041508223034' })],
    ['POST', `/v1/citizens/${nobody}/links`, () => ({ provider: 'gas', account: '10000001' })],
    ['POST', '/v1/cash-shifts', () => ({ float: [{ currency: 'AZN', amount: '1.00' }] })],
    ['POST', `/v1/payments/${nobody}/refunds`, () => ({ reason: 'x' })],
    ['GET', '/v1/cash-shifts', undefined],
    ['GET', '/v1/position', undefined],
    ['GET', '/v1/webhooks', undefined],
    ['GET', '/v1/collected-receipts?office=O1', undefined],
    ['GET', '/v1/day-comparisons', undefined],
    ['GET', `/v1/cash-shifts/${nobody}/report`, undefined],
    ['GET', '/v1/outlet/tellers', undefined],
  ] as const)('has no business at %s %s', async (method, path, body) => {
    const headers = { 'idempotency-key': newKey() };
    const answer = await api.call(method, path, { as: device, headers, ...(body ? { body: body() } : {}) });
    expect(said(answer)).toBe('403 device_not_allowed');
  });

  test('is told of what another one took as of what is not there', async () => {
    const payment = await counterOf(api, bank).paid();
    const another = await addTeller(api, bank, { role: 'device' });
    for (const path of ['', '/receipt', '/receipt.pdf', '/card-load']) {
      const answer = await api.get(`/v1/payments/${payment.id}${path}`, { as: another });
      expect([path, said(answer)]).toEqual([path, '404 not_found']);
    }
    expect(said(await api.get(`/v1/payments/by-key/${payment.key}`, { as: another }))).toBe('404 not_found');
    const redirect = { paymentId: payment.id, quoteId: await counterOf(api, another).quote() };
    const headers = { 'idempotency-key': newKey() };
    expect(said(await api.post('/v1/kiosk/redirects', { as: another, headers, body: redirect }))).toBe('404 not_found');
    const listed = await api.get(`/v1/payments?teller=${bank.teller.code}`, { as: another });
    expect(listed.json<{ payments: unknown[] }>().payments).toEqual([]);
  });

  test('cannot confirm, withdraw or see what another one prepared', async () => {
    const body = await counterOf(api, device).basket();
    const headers = { 'idempotency-key': newKey() };
    const made = await api.post('/v1/preparations', { as: device, headers, body });
    const { id } = made.json<{ id: string }>();
    const another = await addTeller(api, bank, { role: 'device' });
    expect(said(await api.get(`/v1/preparations/${id}`, { as: another }))).toBe('404 not_found');
    expect(said(await api.post(`/v1/preparations/${id}/withdraw`, { as: another }))).toBe('404 not_found');
    expect(said(await api.post(`/v1/preparations/${id}/confirm`, { as: another }))).toBe('404 not_found');
    expect(said(await api.post(`/v1/preparations/${id}/confirm`, { as: device }))).toBe('201 ok');
  });

  test('changes to another service what it took itself: the money stays in it', async () => {
    const payment = await counterOf(api, device).paid('23.15');
    const body = { paymentId: payment.id, quoteId: await counterOf(api, device).quote() };
    const headers = { 'idempotency-key': newKey() };
    expect(said(await api.post('/v1/kiosk/redirects', { as: device, headers, body }))).toBe('200 ok');
  });

  test('pays without a shift where the agent asks its tellers for one', async () => {
    const strict = await api.addCounter('bank-shifts', 'bank');
    valueOf(await api.hub.agents.requireShifts(strict.agent.id, true));
    const terminal = await addTeller(api, strict, { role: 'device' });
    const pay = async (as: TestCounter) => counterOf(api, as).pay(newKey(), await counterOf(api, as).basket());
    expect(said(await pay(strict))).toBe('409 shift_required');
    expect(said(await pay(terminal))).toBe('201 ok');
  });

  test('does not sign in at the teller screen', async () => {
    valueOf(await api.hub.agents.renewTellerPassword(bank.agent.id, device.teller.id, 'password-of-a-device'));
    const codes = { agentCode: bank.agent.code, outletCode: bank.outlet.code, tellerCode: device.teller.code };
    const right = await api.hub.agents.verifyTeller({ ...codes, password: 'password-of-a-device' });
    expect(right).toMatchObject({ ok: false, error: { code: 'device_not_allowed' } });
    const wrong = await api.hub.agents.verifyTeller({ ...codes, password: 'another' });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_credentials' } });
  });
});

describe('a teller who is named where nobody need be', () => {
  test('is held to be one of the agent’s, and active', async () => {
    const headers = { 'vahid-teller': 'nobody-here' };
    const token = await api.tokenOf(bank);
    expect(said(await api.get('/v1/position', { token, headers }))).toBe('400 invalid_request');
    expect(said(await api.get('/v1/position', { token }))).toBe('200 ok');
    const gone = await addTeller(api, bank);
    valueOf(await api.hub.agents.changeTellerState(bank.agent.id, gone.teller.id, 'suspended'));
    expect(said(await api.get('/v1/position', { as: gone }))).toBe('403 forbidden');
  });
});

describe('a reversal', () => {
  test('of the own payment is a teller’s up to the limit of the outlet, fee and all', async () => {
    const at = await ownOutlet({ reversalLimit: 2_000n });
    const [small, large] = [
      await counterOf(api, at.teller).paid('20.00'),
      await counterOf(api, at.teller).paid('20.01'),
    ];
    expect(said(await reverse(at.teller, small.id))).toBe('200 ok');
    const refused = await reverse(at.teller, large.id);
    expect([said(refused), why(refused)]).toEqual(['403 supervisor_required', 'reversal_limit']);
    expect(said(await reverse(at.supervisor, large.id))).toBe('200 ok');
  });

  test('of a colleague’s payment is a supervisor’s', async () => {
    const payment = await counterOf(api, bank).paid();
    const refused = await reverse(await addTeller(api, bank), payment.id);
    expect([said(refused), why(refused)]).toEqual(['403 supervisor_required', 'other_teller']);
    expect(said(await reverse(supervisor, payment.id))).toBe('200 ok');
  });

  test('of another agent’s payment does not exist, for its supervisors neither', async () => {
    const payment = await counterOf(api, bank).paid();
    const foreign = await addTeller(api, api.counters.other, { role: 'supervisor' });
    expect(said(await reverse(foreign, payment.id))).toBe('404 not_found');
  });
});

describe('drawers', () => {
  test('of others are a supervisor’s to see, at the own outlet; a teller sees the own', async () => {
    const at = await ownOutlet({});
    const colleague = await addTeller(api, bank, { outletId: at.teller.outlet.id });
    const shiftId = await drawerOf(api, at.teller).opened('10.00');
    const report = (as: TestCounter, path = 'report') => api.get(`/v1/cash-shifts/${shiftId}/${path}`, { as });
    expect(said(await report(at.teller))).toBe('200 ok');
    expect(said(await report(colleague))).toBe('404 not_found');
    expect(said(await report(colleague, 'report.pdf'))).toBe('404 not_found');
    expect(said(await report(at.supervisor))).toBe('200 ok');
    expect(said(await report(supervisor))).toBe('404 not_found');
    expect(said(await api.get(`/v1/cash-shifts/${shiftId}/report`, { token: await api.tokenOf(bank) }))).toBe('200 ok');
    const listed = async (as: TestCounter) =>
      (await api.get('/v1/cash-shifts', { as })).json<{ shifts: { shiftId: string }[] }>().shifts.length;
    expect([await listed(at.teller), await listed(colleague), await listed(at.supervisor)]).toEqual([1, 0, 1]);
  });

  test('that differ by more than the outlet allows are closed by a supervisor, and the difference stays the teller’s', async () => {
    const at = await ownOutlet({ differenceLimit: 100n });
    const drawer = drawerOf(api, at.teller);
    const shiftId = await drawer.opened('10.00');
    const refused = await drawer.close(shiftId, '8.99', { reason: 'short' });
    expect([said(refused), why(refused)]).toEqual(['403 supervisor_required', 'difference_limit']);
    expect(said(await drawerOf(api, supervisor).close(shiftId, '8.99', { reason: 'short' }))).toBe('404 not_found');
    const closed = await drawerOf(api, at.supervisor).close(shiftId, '8.99', { reason: 'counted twice' });
    expect(said(closed)).toBe('200 ok');
    expect(closed.json()).toMatchObject({ teller: at.teller.teller.code, closedBy: at.supervisor.teller.code });
    const again = await drawer.opened('5.00');
    expect(said(await drawer.close(again, '4.00', { reason: 'a manat' }))).toBe('200 ok');
  });
});

describe('tellers of an outlet', () => {
  const entry = (code: string, role = 'teller') => ({
    code,
    name: 'Rauf',
    role,
    paymentLimit: null,
    dailyLimit: '500.00',
  });
  const put = (as: TestCounter, code: string, body: object) =>
    api.call('PUT', `/v1/outlet/tellers/${code}`, { as, body });
  const whole = { role: 'teller', state: 'active', paymentLimit: null, dailyLimit: null };

  test('are added, changed and given passwords by its supervisor, who is on record', async () => {
    const at = await ownOutlet({});
    const added = await api.post('/v1/outlet/tellers', { as: at.supervisor, body: entry('R-1') });
    expect([said(added), added.json()]).toEqual(['201 ok', { ...entry('R-1'), state: 'active' }]);
    const changed = await put(at.supervisor, 'R-1', { ...whole, state: 'suspended', paymentLimit: '20.00' });
    expect(changed.json()).toEqual({ ...entry('R-1'), state: 'suspended', paymentLimit: '20.00', dailyLimit: null });
    const given = await api.post('/v1/outlet/tellers/R-1/password', { as: at.supervisor });
    expect(given.json<{ password: string }>().password).toMatch(/\S{8}/);
    expect(said(await api.post(`/v1/outlet/tellers/${at.device.teller.code}/password`, { as: at.supervisor }))).toBe(
      '403 device_not_allowed',
    );
    const listed = await api.get('/v1/outlet/tellers', { as: at.supervisor });
    expect(
      listed
        .json<{ tellers: { code: string }[] }>()
        .tellers.map(({ code }) => code)
        .toSorted(),
    ).toEqual(
      [at.teller, at.supervisor, at.device]
        .map(({ teller }) => teller.code)
        .concat('R-1')
        .toSorted(),
    );
    const recorded = await api.database.owner.sql.rows<{ action: string }>(
      `SELECT action FROM audit_event WHERE actor_kind = 'teller' AND actor_id = $1 ORDER BY at, action`,
      [at.supervisor.teller.id],
    );
    expect(recorded.map(({ action }) => action).toSorted()).toEqual([
      ...['teller.added', 'teller.changed', 'teller.password_given'],
    ]);
  });

  test('are nobody else’s: tellers may not, and what another outlet or agent has is not there', async () => {
    const at = await ownOutlet({});
    expect(said(await api.get('/v1/outlet/tellers', { as: at.teller }))).toBe('403 supervisor_required');
    expect(said(await put(at.teller, at.device.teller.code, whole))).toBe('403 supervisor_required');
    expect(said(await put(supervisor, at.teller.teller.code, whole))).toBe('404 not_found');
    const foreign = await addTeller(api, api.counters.other, { role: 'supervisor' });
    expect(said(await put(foreign, at.teller.teller.code, whole))).toBe('404 not_found');
    expect(said(await api.post(`/v1/outlet/tellers/${at.teller.teller.code}/password`, { as: supervisor }))).toBe(
      '404 not_found',
    );
  });

  test('are never made supervisors by a supervisor, who changes none either', async () => {
    const at = await ownOutlet({});
    const made = await api.post('/v1/outlet/tellers', { as: at.supervisor, body: entry('R-2', 'supervisor') });
    expect(said(made)).toBe('403 forbidden');
    expect(said(await put(at.supervisor, at.teller.teller.code, { ...whole, role: 'supervisor' }))).toBe(
      '403 forbidden',
    );
    expect(said(await put(at.supervisor, at.supervisor.teller.code, whole))).toBe('403 forbidden');
  });

  test('a role works from the next call on', async () => {
    const at = await ownOutlet({});
    const change = { tellerCode: at.supervisor.teller.code, role: 'teller' } as const;
    valueOf(await api.hub.agents.changeTeller(hub, bank.agent.id, change));
    expect(said(await api.get('/v1/outlet/tellers', { as: at.supervisor }))).toBe('403 supervisor_required');
  });
});
