import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { newKey } from './counter.ts';
import { base, deviceDesk, hub, type Issued, said } from './device-desk.ts';
import { addTeller } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';

const hourMs = 3_600_000;

let api: ApiFixture;
let bank: TestCounter;
let supervisor: TestCounter;
let device: TestCounter;
let desk: ReturnType<typeof deviceDesk>;

beforeAll(async () => {
  api = await apiFixture();
  bank = api.counters.bank;
  desk = deviceDesk(api, bank);
  supervisor = await addTeller(api, bank, { role: 'supervisor' });
  device = await addTeller(api, bank, { role: 'device' });
});
afterAll(() => api.close());

describe('a credential', () => {
  test('is renewed with a day in which both are good, and then the old one ends, tokens and all', async () => {
    const one = await desk.ownDevice();
    const next = await desk.issued(one.at, { replaces: one.credential.clientId });
    expect(next).not.toEqual(one.credential);
    const [oldToken, newToken] = [await desk.tokenOf(one.credential), await desk.tokenOf(next)];
    expect([said(await desk.limits(oldToken)), said(await desk.limits(newToken))]).toEqual(['200 ok', '200 ok']);
    api.clock.advanceMs(24 * hourMs - 1000);
    const last = await desk.tokenOf(one.credential);
    expect(said(await desk.limits(last))).toBe('200 ok');
    api.clock.advanceMs(1000);
    expect(said(await desk.limits(last))).toBe('401 invalid_token');
    expect(said(await api.askToken(one.credential))).toBe('401 invalid_credentials');
    expect(said(await desk.limits(await desk.tokenOf(next)))).toBe('200 ok');
    const expired = await desk.issuing(one.code, { replaces: one.credential.clientId });
    expect(expired.json<{ errors: object[] }>().errors).toMatchObject([{ field: '/replaces', rule: 'unknown' }]);
  });

  test('is listed with when it was used last, and never with its secret', async () => {
    const at = await addTeller(api, bank, { role: 'device' });
    const first = await desk.issued(at);
    const list = async () => api.get(base(at.teller.code), { token: await api.tokenOf(bank) });
    const unused = await list();
    expect(unused.json()).toMatchObject({ device: at.teller.code, credentials: [{ lastUsedAt: null }] });
    const usedAt = api.clock.now().toISOString();
    await desk.tokenOf(first);
    api.clock.advanceMs(1000);
    await desk.issued(at, { replaces: first.clientId });
    const listed = await list();
    expect(listed.json<{ credentials: object[] }>().credentials).toMatchObject([
      { lastUsedAt: null, expiresAt: null, revokedAt: null },
      { clientId: first.clientId, lastUsedAt: usedAt, expiresAt: expect.any(String) },
    ]);
    expect(listed.payload).not.toContain(first.secret);
    const [row] = await api.database.owner.sql.rows<{ row: string }>(
      'SELECT device_credential::text AS row FROM device_credential WHERE client_id = $1',
      [first.clientId],
    );
    expect(row?.row).toContain('$argon2id$');
    expect(row?.row).not.toContain(first.secret);
    const devices = await api.get(`/v1/devices?limit=100`, { token: await api.tokenOf(bank) });
    expect(devices.json<{ devices: object[] }>().devices).toContainEqual(
      expect.objectContaining({ code: at.teller.code, state: 'active', usableCredentials: 2, lastUsedAt: usedAt }),
    );
  });

  test('is one of five at most that are usable at once', async () => {
    const at = await addTeller(api, bank, { role: 'device' });
    const made = [];
    for (let count = 0; count < 5; count += 1) made.push(await desk.issued(at));
    expect(said(await desk.issuing(at.teller.code))).toBe('400 invalid_request');
    await desk.revoking({ code: at.teller.code, credential: made[0] as Issued });
    expect(said(await desk.issuing(at.teller.code))).toBe('201 ok');
  });

  test('is unknown, wrong, or revoked: one answer', async () => {
    const one = await desk.ownDevice();
    await desk.revoking(one);
    const live = await desk.ownDevice();
    const tries = [
      one.credential,
      { ...live.credential, secret: 'x'.repeat(30) },
      { clientId: 'device_0000000000000000', secret: 'x'.repeat(30) },
    ];
    const answers = [];
    for (const wrong of tries) answers.push({ ...(await api.askToken(wrong)).json<object>(), requestId: '' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });

  test('of a sandbox opens no live hub, and says so', async () => {
    const at = await addTeller(api, bank, { role: 'device' });
    const { clock } = api;
    const deps = { database: api.database.db, clock, ids: systemIds(clock) };
    const sandbox = createAgentService({ ...deps, passwords: testCrypto().passwords, isSandbox: true });
    const wish = { deviceCode: at.teller.code };
    const made = valueOf(await sandbox.issueCredential(hub, at.agent.id, wish));
    expect(made.secret).toMatch(/^sandbox_/);
    const credential = { clientId: made.credential.clientId, secret: made.secret };
    expect((await sandbox.verifyDevice(credential.clientId, credential.secret)).ok).toBe(true);
    expect(said(await api.askToken(credential))).toBe('401 key_of_other_hub');
    expect((await desk.issued(at)).secret).toMatch(/^live_/);
  });
});

describe('who looks after credentials', () => {
  test('is the agent itself for all its devices, a supervisor for those of the own outlet, and no teller', async () => {
    const body = {};
    const path = base(device.teller.code);
    expect(said(await api.post(path, { as: supervisor, body }))).toBe('201 ok');
    expect(said(await api.post(path, { as: bank, body }))).toBe('403 supervisor_required');
    expect(said(await api.get(path, { as: bank }))).toBe('403 supervisor_required');
    const outlet = valueOf(
      await api.hub.agents.addOutlet(bank.agent.id, { code: `O${newKey()}`, name: 'Şəki', address: 'Şəki' }),
    );
    const elsewhere = await addTeller(api, bank, { role: 'device', outletId: outlet.id });
    expect(said(await api.post(base(elsewhere.teller.code), { as: supervisor, body }))).toBe('404 not_found');
    expect(said(await desk.issuing(elsewhere.teller.code))).toBe('201 ok');
    const own = await api.get('/v1/devices', { as: supervisor });
    const codes = own.json<{ devices: { code: string }[] }>().devices.map(({ code }) => code);
    expect([codes.includes(device.teller.code), codes.includes(elsewhere.teller.code)]).toEqual([true, false]);
  });

  test('finds what belongs to others as if it were not there', async () => {
    const foreign = await desk.ownDevice(api.counters.other);
    const [code, { clientId }] = [foreign.code, foreign.credential];
    const token = await api.tokenOf(bank);
    const own = await desk.ownDevice();
    expect(said(await api.get(base(code), { token }))).toBe('404 not_found');
    expect(said(await desk.issuing(code))).toBe('404 not_found');
    expect(said(await desk.revoking(foreign))).toBe('404 not_found');
    expect(said(await api.post(`${base(own.code)}/${clientId}/revoke`, { token }))).toBe('404 not_found');
    expect(said(await desk.issuing(own.code, { replaces: clientId }))).toBe('400 invalid_request');
    expect(said(await desk.issuing(bank.teller.code))).toBe('404 not_found');
    expect(said(await desk.limits(foreign.token))).toBe('200 ok');
  });

  test('is on record, and so is the rule', async () => {
    const at = await addTeller(api, bank, { role: 'device' });
    const by = { kind: 'supervisor', counter: supervisor } as const;
    const first = valueOf(await api.hub.agents.issueCredential(by, at.agent.id, { deviceCode: at.teller.code }));
    const { clientId } = first.credential;
    await desk.issued(at, { replaces: clientId });
    valueOf(await api.hub.agents.revokeCredential(hub, at.agent.id, { deviceCode: at.teller.code, clientId }));
    const rows = await api.database.owner.sql.rows<{ actor: string; action: string; details: string }>(
      `SELECT actor_kind AS actor, action, details::text AS details FROM audit_event
        WHERE target_id = $1 AND action LIKE 'device_credential%' ORDER BY id`,
      [at.teller.id],
    );
    expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'teller device_credential.issued',
      'agent device_credential.issued',
      'system device_credential.revoked',
    ]);
    expect(rows.every(({ details }) => details.includes(clientId))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(first.secret);
  });
});

describe('an agent whose devices must use credentials of their own', () => {
  const rule = (token: string, required: boolean) => api.call('PUT', '/v1/device-rule', { token, body: { required } });

  test('hears nobody who names a device with the agent’s token, and people as before', async () => {
    const agent = await api.addCounter('bank-strict', 'bank');
    const one = await desk.ownDevice(agent);
    const token = await api.tokenOf(agent);
    const named = { 'vahid-teller': one.code };
    expect(said(await desk.limits(token, named))).toBe('200 ok');
    expect((await rule(token, true)).json()).toEqual({ required: true });
    expect((await api.get('/v1/device-rule', { token })).json()).toEqual({ required: true });
    expect(said(await desk.limits(token, named))).toBe('403 device_credentials_required');
    expect(said(await desk.asks(token, named))).toBe('403 device_credentials_required');
    expect(said(await desk.limits(one.token))).toBe('200 ok');
    expect(said(await api.get('/v1/limits', { as: agent }))).toBe('200 ok');
    await rule(token, false);
    expect(said(await desk.limits(token, named))).toBe('200 ok');
  });

  test('says so itself: no counter of it may', async () => {
    const body = { required: true };
    expect(said(await api.call('PUT', '/v1/device-rule', { as: bank, body }))).toBe('403 supervisor_required');
    expect(said(await api.call('PUT', '/v1/device-rule', { as: supervisor, body }))).toBe('403 forbidden');
  });
});
