import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, serverOver, testSettings, tokenKeys, type ApiFixture, withServer } from './api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture({ limits: { refusedTokensPerNetworkPerMinute: 10 } });
});
afterAll(() => api.close());

const nowS = () => Math.floor(Date.now() / 1000);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const keyOf = (kid: string) => tokenKeys.all.find((key) => key.id === kid)?.bytes.toString('base64') ?? '';

interface Forged {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: string;
  readonly hash?: string;
}

/** A token like the hub's own, but for what is said. */
function forge({ header, claims, key, hash = 'sha256' }: Forged = {}): string {
  const head = { alg: 'HS256', typ: 'at+jwt', kid: 'k1', ...header };
  const body = {
    sub: api.counters.bank.agent.id,
    ver: api.counters.bank.agent.tokenVersion,
    iss: 'https://vahid.example',
    aud: 'vahid-agents',
    iat: nowS(),
    exp: nowS() + 300,
    ...claims,
  };
  const input = `${part(head)}.${part(body)}`;
  return `${input}.${createHmac(hash, key ?? keyOf('k1'))
    .update(input)
    .digest('base64url')}`;
}

const position = (token: string) => api.get('/v1/position', { token });

describe('a token', () => {
  test('is given for the client credentials and opens the API', async () => {
    const answer = await api.askToken(api.counters.bank);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { access_token: token, ...rest } = answer.json<{ access_token: string }>();
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600 });
    expect((await position(token)).statusCode).toBe(200);
  });

  test('is given for a form too, as OAuth clients send it', async () => {
    const { clientId, secret } = api.counters.bank;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api.post('/v1/token', { raw: form.toString(), headers })).statusCode).toBe(200);
    const twice = await api.post('/v1/token', { raw: `${form.toString()}&client_id=x`, headers });
    expect(codeOf(twice)).toBe('invalid_request');
  });

  test('of the form the hub makes itself is good, so that the forged ones below fail for what they break', async () => {
    expect((await position(forge())).statusCode).toBe(200);
    expect((await position(forge({ header: { kid: 'k2' }, key: keyOf('k2') }))).statusCode).toBe(200);
  });

  const forgeries: readonly (readonly [string, () => string])[] = [
    ['nothing at all', () => ''],
    ['words', () => 'not.a.token'],
    [
      'alg none without a signature',
      () => `${part({ alg: 'none', typ: 'at+jwt', kid: 'k1' })}.${forge().split('.')[1] ?? ''}.`,
    ],
    ['alg None', () => forge({ header: { alg: 'None' } })],
    ['another algorithm of the family', () => forge({ header: { alg: 'HS512' }, hash: 'sha512' })],
    ['no key id', () => forge({ header: { kid: undefined } })],
    ['a key id that is a path', () => forge({ header: { kid: '../../etc/passwd' } })],
    ['a key id that is a property of every object', () => forge({ header: { kid: 'constructor' } })],
    ['a key of another', () => forge({ key: 'x'.repeat(44) })],
    ['one key under the name of the other', () => forge({ header: { kid: 'k2' } })],
    ['a key set of its own', () => forge({ header: { kid: 'k3', jku: 'https://evil.example/keys' }, key: 'mine' })],
    ['an ordinary JWT by type', () => forge({ header: { typ: 'JWT' } })],
    ['no type', () => forge({ header: { typ: undefined } })],
    ['a critical extension', () => forge({ header: { crit: ['b64'], b64: false } })],
    ['expired a second ago', () => forge({ claims: { iat: nowS() - 300, exp: nowS() - 1 } })],
    ['not valid yet', () => forge({ claims: { nbf: nowS() + 60 } })],
    ['no expiry', () => forge({ claims: { exp: undefined } })],
    ['a life longer than the hub gives', () => forge({ claims: { iat: nowS() - 601, exp: nowS() + 3_600 } })],
    ['no issue time', () => forge({ claims: { iat: undefined } })],
    ['no audience', () => forge({ claims: { aud: undefined } })],
    ['the audience of the cabinet', () => forge({ claims: { aud: 'vahid-cabinet' } })],
    ['another issuer', () => forge({ claims: { iss: 'https://evil.example' } })],
    ['no subject', () => forge({ claims: { sub: undefined } })],
    ['a subject that is a number', () => forge({ claims: { sub: 7 } })],
    ['a version that is text', () => forge({ claims: { ver: '1' } })],
    ['an agent that does not exist', () => forge({ claims: { sub: '0190a000-0000-7000-8000-000000000000' } })],
    ['a subject that is no identifier', () => forge({ claims: { sub: "' or 1=1" } })],
    ['another version', () => forge({ claims: { ver: 99 } })],
    ['cut short', () => forge().slice(0, -5)],
    ['claims changed under the signature', () => forge().replace(/\.[^.]+\./, `.${part({ sub: 'x' })}.`)],
    ['eight KiB of it', () => `${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.c`],
  ];
  test.each(forgeries)('is refused: %s', async (_what, make) => {
    const answer = await position(make());
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'invalid_token']);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="vahid"');
  });

  test('sent in any other way is no token', async () => {
    const headers = { authorization: `Basic ${Buffer.from('bank-a:x').toString('base64')}` };
    expect(codeOf(await api.get('/v1/position', { headers }))).toBe('invalid_token');
    expect(codeOf(await api.get(`/v1/position`))).toBe('invalid_token');
  });

  test('of an old key is good until the key goes', async () => {
    const [old] = tokenKeys.all;
    if (!old) throw new Error('a key');
    const only = { ...testSettings().tokens, keys: { current: old, all: [old] } };
    const before = serverOver(api, { settings: { tokens: only } });
    const byNewKey = forge({ header: { kid: 'k2' }, key: keyOf('k2') });
    const answer = await before.inject({ url: '/v1/position', headers: { authorization: `Bearer ${byNewKey}` } });
    expect(answer.statusCode).toBe(401);
    await before.close();
  });

  test('ends at once with a new secret, and with a suspension', async () => {
    const counter = await api.addCounter('bank-c', 'bank');
    const token = await api.tokenOf(counter);
    expect((await position(token)).statusCode).toBe(200);
    const secret = valueOf(await api.hub.agents.renewSecret(counter.agent.id));
    expect(codeOf(await position(token))).toBe('invalid_token');
    const { access_token: next } = (await api.askToken({ ...counter, secret })).json<{ access_token: string }>();
    expect((await position(next)).statusCode).toBe(200);
    await api.hub.agents.changeState(counter.agent.id, 'suspended');
    const suspended = await position(next);
    expect([suspended.statusCode, codeOf(suspended)]).toEqual([403, 'agent_suspended']);
    expect(codeOf(await api.askToken({ ...counter, secret }))).toBe('agent_suspended');
  });
});

describe('a sandbox', () => {
  test('says so in every answer, and a live hub says nothing', async () => {
    const asked = { url: '/v1/providers' };
    const live = await api.app.inject(asked);
    expect(live.headers['vahid-hub']).toBeUndefined();
    await withServer(api, { settings: { isSandbox: true } }, async (app) => {
      const answer = await app.inject(asked);
      expect([answer.statusCode, answer.headers['vahid-hub']]).toEqual([401, 'sandbox']);
    });
  });

  test('gives keys that open no live hub, and the live hub says why', async () => {
    const answer = await api.askToken({ clientId: 'bank-a', secret: `sandbox_${'x'.repeat(43)}` });
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'key_of_other_hub']);
  });
});

describe('client credentials', () => {
  test('that are wrong get one answer, whichever of them is', async () => {
    const { requestId: _a, ...unknown } = (
      await api.askToken({ clientId: 'nobody-here', secret: 'x'.repeat(30) })
    ).json();
    const wrong = await api.askToken({ clientId: api.counters.bank.clientId, secret: 'x'.repeat(30) });
    const { requestId: _b, ...known } = wrong.json();
    expect(wrong.statusCode).toBe(401);
    expect(codeOf(wrong)).toBe('invalid_credentials');
    expect(known).toEqual(unknown);
  });

  test('are counted by network when they are refused, and only then', async () => {
    const fresh = serverOver(api, {
      limits: { refusedTokensPerNetworkPerMinute: 2 },
      settings: { trustedProxies: ['127.0.0.1'] },
    });
    const ask = (ip: string, client_secret: string) =>
      fresh.inject({
        method: 'POST',
        url: '/v1/token',
        headers: { 'x-forwarded-for': ip },
        payload: { grant_type: 'client_credentials', client_id: 'bank-a', client_secret },
      });
    const right = api.counters.bank.secret;
    for (let good = 0; good < 5; good += 1) expect((await ask('203.0.113.7', right)).statusCode).toBe(200);
    const wrong = [await ask('203.0.113.7', 'no'), await ask('203.0.113.7', 'no'), await ask('203.0.113.7', 'no')];
    expect(wrong.map((answer) => answer.statusCode)).toEqual([401, 401, 429]);
    const refused = await ask('203.0.113.7', right);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('198.51.100.9', right)).statusCode).toBe(200);
    await fresh.close();
  });
});
