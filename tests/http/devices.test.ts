import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture, withServer } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';
import { base, deviceDesk, hub, said } from './device-desk.ts';
import { addTeller } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';
import { signed } from './sign.ts';

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

describe('a device with a token of its own', () => {
  test('is itself without being named: it asks, pays, and its limits are its own', async () => {
    const { token, at, code } = await desk.ownDevice();
    const shown = await desk.limits(token);
    expect(shown.json()).toMatchObject({ outlet: at.outlet.code, teller: code, role: 'device' });
    const { answer } = await desk.pays(token);
    expect(said(answer)).toBe('201 ok');
    const [paid] = answer.json<{ payments: { id: string }[] }>().payments;
    const ofAgent = await api.tokenOf(bank);
    for (const [path, bearer] of [
      ['/v1/payments', token],
      [`/v1/payments?teller=${code}`, ofAgent],
    ] as const) {
      const listed = await api.get(path, { token: bearer });
      expect(listed.json<{ payments: { id: string }[] }>().payments.map(({ id }) => id)).toEqual([paid?.id]);
    }
  });

  test('carries its device and its outlet in the token, and nothing that is secret', async () => {
    const { token, at, code, credential } = await desk.ownDevice();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ sub: at.agent.id, device: code, outlet: at.outlet.code });
    expect(JSON.stringify(claims)).not.toContain(credential.secret);
  });

  test('may name itself, and nobody else: not a colleague, not a supervisor, not a stranger', async () => {
    const { token, code } = await desk.ownDevice();
    expect(said(await desk.limits(token, { 'vahid-teller': code }))).toBe('200 ok');
    for (const other of [device.teller.code, bank.teller.code, supervisor.teller.code, 'nobody', '']) {
      expect([other, said(await desk.limits(token, { 'vahid-teller': other }))]).toEqual([
        other,
        '403 device_mismatch',
      ]);
      expect([other, said(await desk.asks(token, { 'vahid-teller': other }))]).toEqual([other, '403 device_mismatch']);
    }
  });

  test.each([
    ['GET', '/v1/position'],
    ['GET', '/v1/webhooks'],
    ['GET', '/v1/cash-shifts'],
    ['GET', '/v1/outlet/tellers'],
    ['GET', '/v1/devices'],
    ['GET', '/v1/device-rule'],
    ['GET', '/v1/collected-receipts?office=O1'],
    ['GET', '/v1/day-comparisons'],
  ] as const)('has no business at %s %s', async (method, path) => {
    const { token } = await desk.ownDevice();
    expect(said(await api.call(method, path, { token }))).toBe('403 device_not_allowed');
  });

  test('cannot give itself or another device credentials, nor change the rule', async () => {
    const { token, code } = await desk.ownDevice();
    expect(said(await api.post(base(code), { token, body: {} }))).toBe('403 device_not_allowed');
    expect(said(await api.call('PUT', '/v1/device-rule', { token, body: { required: false } }))).toBe(
      '403 device_not_allowed',
    );
    expect(said(await api.get('/v1/operator/agents/bank-a/outlets', { token }))).toBe('401 invalid_token');
  });

  test('is bounded by the limits of its own', async () => {
    const small = await addTeller(api, bank, { role: 'device', paymentLimit: minor(2_000n) });
    const token = await desk.tokenOf(await desk.issued(small));
    expect(said((await desk.pays(token)).answer)).toBe('403 limit_exceeded');
  });

  test('shares the keys of its agent: what it paid is found by the agent, and is never paid twice', async () => {
    const one = await desk.ownDevice();
    const { key, body, answer } = await desk.pays(one.token);
    const again = await api.post('/v1/payments', {
      ...{ token: await api.tokenOf(bank), body },
      headers: { 'idempotency-key': key, 'vahid-teller': one.code },
    });
    expect([again.headers['idempotency-replayed'], again.json()]).toEqual(['true', answer.json()]);
    const another = await desk.ownDevice();
    expect(said(await api.get(`/v1/payments/by-key/${key}`, { token: another.token }))).toBe('404 not_found');
    expect(said(await api.get(`/v1/payments/by-key/${key}`, { token: one.token }))).toBe('200 ok');
  });

  test('is in the log of answers, and counted by itself beside its agent', async () => {
    const { token, code } = await desk.ownDevice();
    const lines: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    await withServer(api, { limits: { perDevicePerMinute: 2 }, logger }, async (app) => {
      const ask = async (bearer: string, teller = code) => {
        const headers = { authorization: `Bearer ${bearer}`, 'vahid-teller': teller };
        return (await app.inject({ url: '/v1/limits', headers })).statusCode;
      };
      expect([await ask(token), await ask(token), await ask(token)]).toEqual([200, 200, 429]);
      const another = await desk.ownDevice();
      expect(await ask(another.token, another.code)).toBe(200);
      expect(await ask(await api.tokenOf(bank))).toBe(200);
    });
    const answered = lines.map((line) => JSON.parse(line) as { event?: string; agent?: string; device?: string });
    expect(answered).toContainEqual(expect.objectContaining({ event: 'http.answer', agent: 'bank-a', device: code }));
  });
});

describe('what stops a device, with a token that still lives', () => {
  test('is that its credential is revoked', async () => {
    const one = await desk.ownDevice();
    expect(said(await desk.limits(one.token))).toBe('200 ok');
    expect(said(await desk.asks(one.token))).toBe('200 ok');
    const revoked = await desk.revoking(one);
    expect(revoked.json()).toMatchObject({ clientId: one.credential.clientId, revokedAt: expect.any(String) });
    expect(said(await desk.limits(one.token))).toBe('401 invalid_token');
    expect(said(await desk.asks(one.token))).toBe('401 invalid_token');
    expect(said(await api.askToken(one.credential))).toBe('401 invalid_credentials');
  });

  test('is that the device is suspended, and only for as long as it is', async () => {
    const { token, at, code, credential } = await desk.ownDevice();
    const change = (state: 'active' | 'suspended') =>
      api.hub.agents.changeTeller(hub, at.agent.id, { tellerCode: code, state });
    valueOf(await change('suspended'));
    expect([said(await desk.limits(token)), said(await desk.asks(token))]).toEqual(['403 forbidden', '403 forbidden']);
    expect(said(await api.askToken(credential))).toBe('403 forbidden');
    expect(said(await api.askToken({ ...credential, secret: 'x'.repeat(30) }))).toBe('401 invalid_credentials');
    valueOf(await change('active'));
    expect(said(await desk.limits(token))).toBe('200 ok');
  });

  test('is that its outlet is suspended: then everybody there is, at a counter and for money on its way', async () => {
    const code = `O${newKey()}`;
    const place = { code, name: code, address: 'Qazax' };
    const outlet = valueOf(await api.hub.agents.addOutlet(bank.agent.id, place));
    const at = { ...bank, outlet };
    const own = { ...(await addTeller(api, bank, { role: 'device', outletId: outlet.id })), outlet };
    const person = { ...(await addTeller(api, at, { outletId: outlet.id })), outlet };
    const token = await desk.tokenOf(await desk.issued(own));
    const prepared = { ...(await counterOf(api, person).basket()), confirmDuplicate: true };
    const closing = (state: 'active' | 'suspended') =>
      api.hub.agents.changeOutlet(hub, bank.agent.id, { outletCode: code, state });
    expect(valueOf(await closing('suspended')).state).toBe('suspended');
    expect(said(await desk.limits(token))).toBe('403 forbidden');
    expect(said(await counterOf(api, person).pay(newKey(), prepared))).toBe('403 forbidden');
    expect(said(await api.get('/v1/limits', { as: bank }))).toBe('200 ok');
    valueOf(await closing('active'));
    expect(said(await desk.limits(token))).toBe('200 ok');
    expect(said(await counterOf(api, person).pay(newKey(), prepared))).toBe('201 ok');
  });

  test('is that its agent is suspended, or has a new secret: then it gets another token by its own', async () => {
    const agent = await api.addCounter('bank-stopped', 'bank');
    const one = await desk.ownDevice(agent);
    valueOf(await api.hub.agents.changeState(agent.agent.id, 'suspended'));
    expect(said(await desk.limits(one.token))).toBe('403 agent_suspended');
    expect(said(await api.askToken(one.credential))).toBe('403 agent_suspended');
    valueOf(await api.hub.agents.changeState(agent.agent.id, 'active'));
    expect(said(await desk.limits(one.token))).toBe('401 invalid_token');
    expect(said(await desk.limits(await desk.tokenOf(one.credential)))).toBe('200 ok');
  });

  test('is that it is no device any more: its credential makes nobody a teller', async () => {
    const { token, at, code, credential } = await desk.ownDevice();
    valueOf(await api.hub.agents.changeTeller(hub, at.agent.id, { tellerCode: code, role: 'teller' }));
    expect(said(await desk.limits(token))).toBe('401 invalid_token');
    expect(said(await api.askToken(credential))).toBe('401 invalid_credentials');
    expect(said(await desk.issuing(code))).toBe('404 not_found');
  });
});

describe('a device that signs', () => {
  test('does so with a key of its own; that of its agent, and that of another device, are wrong ones', async () => {
    const agent = await api.addCounter('bank-signs', 'bank');
    const [one, other] = [await desk.ownDevice(agent), await desk.ownDevice(agent)];
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const system = { kind: 'system', id: null } as const;
    const wish = { agentCode: 'bank-signs', algorithm: 'ed25519', publicKey } as const;
    const add = async (more: { deviceCode?: string }) =>
      valueOf(await api.hub.signatures.add(system, { ...wish, ...more })).key.id;
    const [ofDevice, ofAgent] = [await add({ deviceCode: one.code }), await add({})];
    valueOf(await api.hub.signatures.require(system, 'bank-signs', true));
    const ask = async (token: string, keyId?: string, headers: Record<string, string> = {}) => {
      const target = '/v1/limits';
      const made = keyId && signed({ target, keyId, key: pair.privateKey, at: api.clock.now(), headers });
      return said(await desk.limits(token, made || headers));
    };
    expect(await ask(one.token)).toBe('401 signature_required');
    expect(await ask(one.token, ofDevice)).toBe('200 ok');
    expect(await ask(one.token, ofAgent)).toBe('401 bad_signature');
    expect(await ask(other.token, ofDevice)).toBe('401 bad_signature');
    const agentToken = await api.tokenOf(agent);
    const named = { 'vahid-teller': agent.teller.code };
    expect(await ask(agentToken, ofDevice, named)).toBe('401 bad_signature');
    expect(await ask(agentToken, ofAgent, named)).toBe('200 ok');
    const keys = valueOf(await api.hub.signatures.list('bank-signs', one.code)).keys;
    expect(keys.map(({ id }) => id)).toEqual([ofDevice]);
  });
});
