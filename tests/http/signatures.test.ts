import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, listen, type ApiFixture, withServer } from './api-fixture.ts';
import { azn, counterOf, newKey } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';
import { digestOf, signed, type SignatureWish } from './sign.ts';

const by = { kind: 'system', id: null } as const;
const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const teller = { 'vahid-teller': 'T1' };

let api: ApiFixture;
let bank: TestCounter;
let keyId: string;
let secretKeyId: string;
let secret: Buffer;
beforeAll(async () => {
  api = await apiFixture();
  bank = api.counters.bank;
  const { signatures } = api.hub;
  keyId = valueOf(await signatures.add(by, { agentCode: 'bank-a', algorithm: 'ed25519', publicKey })).key.id;
  const shared = valueOf(await signatures.add(by, { agentCode: 'bank-a', algorithm: 'hmac-sha256' }));
  secretKeyId = shared.key.id;
  secret = Buffer.from(shared.secret ?? '', 'base64');
  valueOf(await signatures.require(by, 'bank-a', true));
});
afterAll(() => api.close());

const target = '/v1/payments?limit=1';
let token: string;
beforeEach(async () => {
  token = await api.tokenOf(bank);
});

const sign = (wish: Partial<SignatureWish> = {}) =>
  signed({ target, keyId, key: pair.privateKey, at: api.clock.now(), ...wish });
/** Asks with the headers, whatever they were signed for. */
const get = (headers: Readonly<Record<string, string>>, url = target) => api.get(url, { token, headers });
const refusalTo = async (headers: Readonly<Record<string, string>>, url = target) => {
  const answer = await get(headers, url);
  return `${answer.statusCode} ${codeOf(answer)}`;
};
const debts = JSON.stringify({ provider: 'gas', account: '10000001' });
const ask = (headers: Readonly<Record<string, string>>, raw = debts) => api.post('/v1/debts', { token, raw, headers });

describe('an agent that must sign', () => {
  test('is heard with a signature of ed25519 or of a shared secret, over a body or none', async () => {
    expect((await get(sign())).statusCode).toBe(200);
    expect((await get(sign({ key: secret, keyId: secretKeyId }))).statusCode).toBe(200);
    const body = sign({ target: '/v1/debts', body: debts, headers: teller });
    expect((await ask(body)).statusCode).toBe(200);
  });

  test('is not heard without one; another agent is heard with and without', async () => {
    expect(await refusalTo({})).toBe('401 signature_required');
    expect((await api.get(target, { as: api.counters.other })).statusCode).toBe(200);
    const foreign = await api.get(target, { as: api.counters.other, headers: sign({ headers: teller }) });
    expect(codeOf(foreign)).toBe('bad_signature');
  });

  test('pays under one key however often it signs anew, and never by the same bytes twice', async () => {
    const quoteId = await counterWithout(() => counterOf(api, bank).quote());
    const key = newKey();
    const body = JSON.stringify({ lines: [{ quoteId, amount: azn('23.15') }] });
    const wish = { target: '/v1/payments', body, headers: { ...teller, 'idempotency-key': key } };
    const pay = (headers: Record<string, string>) => api.post('/v1/payments', { token, raw: body, headers });
    const captured = sign(wish);
    const first = await pay(captured);
    expect(first.statusCode).toBe(201);
    expect(codeOf(await pay(captured))).toBe('replayed_nonce');
    const again = await pay(sign(wish));
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(again.json<object>()).toEqual(first.json<object>());
  });
});

/** Sends bytes and returns everything that comes back until the connection ends. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
  });
}

/** Prepares something without signatures. */
async function counterWithout<T>(work: () => Promise<T>): Promise<T> {
  valueOf(await api.hub.signatures.require(by, 'bank-a', false));
  const done = await work();
  valueOf(await api.hub.signatures.require(by, 'bank-a', true));
  return done;
}

describe('a signature', () => {
  test('is for its method, path and query', async () => {
    const right = sign();
    expect(await refusalTo(right, '/v1/payments?limit=2')).toBe('401 bad_signature');
    expect(await refusalTo(right, '/v1/payments')).toBe('401 bad_signature');
    expect(await refusalTo(right, '/v1/position?limit=1')).toBe('401 bad_signature');
    expect(await refusalTo(sign({ method: 'POST' }))).toBe('401 bad_signature');
  });

  test('is for its body: another body, and none, are refused; so is a body whose digest is not signed', async () => {
    const wish = { target: '/v1/debts', body: debts, headers: teller };
    const other = JSON.stringify({ provider: 'gas', account: '10000002' });
    const changed = await ask(sign(wish), other);
    expect([changed.statusCode, codeOf(changed)]).toEqual([401, 'bad_signature']);
    const digest = sign({ ...wish, headers: { ...teller, 'content-digest': digestOf(other) } });
    expect(codeOf(await ask(digest))).toBe('bad_signature');
    const { body: _, ...without } = wish;
    expect(codeOf(await ask(sign({ ...without, method: 'POST' })))).toBe('bad_signature');
    const added = { ...sign({ ...without, method: 'POST' }), 'content-digest': digestOf(debts) };
    expect(codeOf(await ask(added))).toBe('bad_signature');
    expect(codeOf(await get({ ...sign(), 'content-digest': digestOf('') }))).toBe('bad_signature');
  });

  test('covers who stands at the counter and the key of the payment: neither can be added or changed', async () => {
    expect(await refusalTo({ ...sign(), ...teller })).toBe('401 bad_signature');
    expect(await refusalTo({ ...sign({ headers: teller }), 'vahid-teller': 'T2' })).toBe('401 bad_signature');
    expect(await refusalTo({ ...sign(), 'idempotency-key': 'k' })).toBe('401 bad_signature');
  });

  test('holds for 300 seconds before and after the clock of the hub', async () => {
    const now = api.clock.now().getTime();
    const at = (seconds: number) => sign({ at: new Date(now + seconds * 1000) });
    expect((await get(at(-300))).statusCode).toBe(200);
    expect((await get(at(300))).statusCode).toBe(200);
    for (const seconds of [-301, 301, -86_400]) {
      const answer = await get(at(seconds));
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'stale_timestamp']);
      expect(answer.json<{ details: object }>().details).toEqual({ now: api.clock.now().toISOString() });
      expect(answer.headers['date']).toEqual(expect.any(String));
    }
  });

  test('counts once: of twenty at once one is heard, and a wrong one uses nothing up', async () => {
    const nonce = randomBytes(12).toString('hex');
    expect(await refusalTo(sign({ nonce, key: generateKeyPairSync('ed25519').privateKey }))).toBe('401 bad_signature');
    const headers = sign({ nonce });
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(headers)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ statusCode }) => statusCode !== 200).map(codeOf))).toEqual(
      new Set(['replayed_nonce']),
    );
  });

  test('is remembered no longer than it could be used', async () => {
    await get(sign());
    const count = async () =>
      (await api.database.db.sql.first<{ count: number }>('SELECT count(*)::int AS count FROM signature_nonce'))?.count;
    expect(await api.hub.signatures.sweep()).toBe(0);
    expect(await count()).toBeGreaterThan(0);
    api.clock.advanceMs(602_000);
    await api.hub.signatures.sweep();
    expect(await count()).toBe(0);
  });

  test('by a key that is unknown, revoked, expired, of another agent or of another algorithm is a wrong one', async () => {
    const { signatures } = api.hub;
    const add = async (agentCode: string, replaces?: string) =>
      valueOf(
        await signatures.add(by, { agentCode, algorithm: 'ed25519', publicKey, ...(replaces ? { replaces } : {}) }),
      ).key.id;
    const [revoked, expired, foreign] = [await add('bank-a'), await add('bank-a'), await add('bank-b')];
    valueOf(await signatures.revoke(by, 'bank-a', revoked));
    const next = await add('bank-a', expired);
    expect((await get(sign({ keyId: expired }))).statusCode).toBe(200);
    api.clock.advanceMs(24 * 3_600_000);
    token = (await api.askToken(bank)).json<{ access_token: string }>().access_token;
    expect((await get(sign({ keyId: next }))).statusCode).toBe(200);
    const answers = [];
    for (const wrong of ['bank-a-00000000', revoked, expired, foreign, secretKeyId]) {
      const answer = await get(sign({ keyId: wrong }));
      answers.push({ ...answer.json<object>(), requestId: '' });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, code: 'bad_signature' });
  });

  test('that is not well formed is a wrong one', async () => {
    const right = sign();
    const input = right['signature-input'] ?? '';
    const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([header]) => header !== name));
    const broken: Readonly<Record<string, string>>[] = [
      without('signature'),
      without('signature-input'),
      { ...right, 'signature-input': input.replace('"@query" ', '').replace(' "@query"', '') },
      { ...right, 'signature-input': input.replace('"@path"', '"@path" "@path"') },
      { ...right, 'signature-input': input.replace(/nonce="[^"]*"/, 'nonce="short"') },
      { ...right, 'signature-input': input.replace(/;created=\d+/, '') },
      { ...right, 'signature-input': `${input}, sig2=()` },
      { ...right, 'signature-input': `${input};expires=9999999999` },
      { ...right, signature: 'sig1=:AAAA:' },
      { ...right, signature: (right['signature'] ?? '').replace('sig1', 'sig2') },
      { ...right, 'signature-input': input.replace('keyid', 'alg="none";keyid') },
    ];
    for (const headers of broken) expect(await refusalTo(headers)).toBe('401 bad_signature');
  });

  test('whose headers come twice is a wrong one, and folded headers do not come in', async () => {
    await withServer(api, {}, async (app) => {
      const port = await listen(app);
      const lines = (headers: Readonly<Record<string, string>>) =>
        Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const send = async (headers: readonly string[]) => {
        const answer = await exchange(
          port,
          [
            `GET ${target} HTTP/1.1`,
            'Host: hub',
            'Connection: close',
            `Authorization: Bearer ${token}`,
            ...headers,
            '',
            '',
          ].join('\r\n'),
        );
        return answer.slice(9, 12) + (/"code":"\w+"/.exec(answer)?.[0] ?? '');
      };
      expect(await send(lines(sign()))).toBe('200');
      const twice = sign();
      expect(await send([...lines(twice), `signature: ${twice['signature']}`])).toBe('401"code":"bad_signature"');
      expect(await send([...lines(sign({ headers: teller })), 'Vahid-Teller: T2'])).toBe('401"code":"bad_signature"');
      const folded = lines(sign()).map((line) => line.replace(';nonce', ';\r\n nonce'));
      expect(await send(folded)).toBe('400"code":"invalid_request"');
    });
  });

  test('of a file is compared while the file is read, and a changed file takes nothing', async () => {
    const csv = 'key;provider;account;amount;currency\nk-1;gas;10000009;1.00;AZN\n#total;1;1.00;AZN\n';
    const wish = {
      target: '/v1/payment-registries',
      body: csv,
      headers: { ...teller, 'vahid-file-name': 'a.csv' },
    };
    const upload = (headers: Readonly<Record<string, string>>, raw: string) =>
      api.post('/v1/payment-registries', { token, raw, headers: { 'content-type': 'text/csv', ...headers } });
    const changed = await upload(sign(wish), csv.replace('10000009', '10000008'));
    expect([changed.statusCode, codeOf(changed)]).toEqual([401, 'bad_signature']);
    expect(await api.database.db.sql.rows('SELECT 1 FROM payment_registry')).toEqual([]);
    expect((await upload(sign(wish), csv)).statusCode).toBe(202);
  });
});
