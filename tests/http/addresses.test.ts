import helmet from '@fastify/helmet';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

describe('an address', () => {
  const get = (url: string) => api.get(url, { as: api.counters.bank });

  test.each([
    ['/v1/payments?limit=1&limit=2', ['limit']],
    ['/v1/payments?limit=1000000000', ['limit']],
    ['/v1/payments?limit=-1', ['limit']],
    ['/v1/payments?limit=0', ['limit']],
    ['/v1/payments?limit=1.5', ['limit']],
    ['/v1/payments?limit=101', ['limit']],
    ['/v1/payments?limit[]=5', ['limit[]']],
    ['/v1/payments?after=%00', ['after']],
    ['/v1/payments?after=Zm9yZ2Vk', ['after']],
    ['/v1/payments?sort=amount', ['sort']],
    ['/v1/providers?service=gas&service=water', ['service']],
    ['/v1/position?debug=true', ['debug']],
    ['/v1/payments/1', ['paymentId']],
    ["/v1/payments/'or'1'='1", ['paymentId']],
  ])('%s is refused by the parameter', async (url, fields) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(400);
    expect(['invalid_request', 'unknown_field']).toContain(codeOf(answer));
    expect(fieldsOf(answer)).toEqual(fields);
  });

  test.each([
    '/v1/payments/..%2f..%2fetc%2fpasswd',
    '/v1//payments',
    '/v1/payments/%ff',
    '/v1/payments/%00',
    '/v1/payments;x=1',
    '/V1/PAYMENTS',
    '/v1/nothing',
    '/v1',
    '/..',
  ])('%s leads nowhere', async (url) => {
    const answer = await api.app.inject({
      url,
      headers: { authorization: `Bearer ${await api.tokenOf(api.counters.bank)}` },
    });
    expect([400, 404]).toContain(answer.statusCode);
    expect(['not_found', 'invalid_request']).toContain(codeOf(answer));
  });

  test('knows its methods and says which', async () => {
    const answer = await api.app.inject({ method: 'PUT', url: '/v1/payments' });
    expect([answer.statusCode, codeOf(answer), answer.headers['allow']]).toEqual([
      405,
      'method_not_allowed',
      'GET, HEAD, POST',
    ]);
    const withId = await api.app.inject({ method: 'PATCH', url: '/v1/payments/0190a000-0000-7000-8000-000000000000' });
    expect([withId.statusCode, withId.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test('does not let a header change the method', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await api.get('/v1/position', { as: api.counters.bank, headers })).statusCode).toBe(200);
  });
});

describe('an error', () => {
  test.each([
    ['az', 'Belə bir şey yoxdur'],
    ['ru-RU,ru;q=0.9', 'Не найдено'],
    ['en', 'There is no such thing'],
    ['fr, en;q=0.5', 'There is no such thing'],
    ['fr', 'Belə bir şey yoxdur'],
  ])('speaks the language of Accept-Language: %s', async (language, title) => {
    const answer = await api.app.inject({ url: '/v1/nothing', headers: { 'accept-language': language } });
    expect(answer.json()).toMatchObject({ title });
    expect(answer.headers['vary']).toBe('Accept-Language');
  });

  test('is JSON whatever the caller would rather have', async () => {
    const answer = await api.app.inject({ url: '/v1/nothing', headers: { accept: 'application/xml' } });
    expect(codeOf(answer)).toBe('not_found');
  });
});

describe('every answer', () => {
  test('carries the headers that browsers and caches obey, and no name of the server', async () => {
    const answer = await api.get('/v1/position', {
      as: api.counters.bank,
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const allowed = Object.keys(answer.headers).filter((name) => /^(access-control-|x-powered-by|server$)/.test(name));
    expect(allowed).toEqual([]);
  });

  test('has every header that helmet would set, with the value that it would give', async () => {
    const plain = Fastify();
    await plain.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    });
    plain.get('/', async () => '');
    const theirs = await plain.inject('/');
    const ours = await api.app.inject('/v1/nothing');
    await plain.close();
    const own = ['content-type', 'content-length', 'date', 'connection'];
    const expected = Object.entries(theirs.headers).filter(([name]) => !own.includes(name));
    expect(expected).toHaveLength(12);
    expect(ours.headers).toMatchObject(Object.fromEntries(expected));
  });

  test('has a request id of the hub’s own', async () => {
    const headers = { 'request-id': 'mine', 'x-request-id': 'mine' };
    expect((await api.get('/v1/position', { as: api.counters.bank, headers })).headers['request-id']).not.toBe('mine');
  });
});
