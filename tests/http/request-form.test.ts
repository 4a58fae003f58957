import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processorMs } from '../support/processor-time.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture, type Call } from './api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const ask = (what: Call) => api.post('/v1/debts', { as: api.counters.bank, ...what });
const refused = async (what: Call) => {
  const answer = await ask(what);
  return [answer.statusCode, codeOf(answer)];
};
const good = { provider: 'gas', account: '10000001' };

describe('a body', () => {
  test('that is right is answered', async () => {
    expect((await ask({ body: good })).statusCode).toBe(200);
    const headers = { 'content-type': 'application/json; charset=UTF-8' };
    expect((await ask({ raw: JSON.stringify(good), headers })).statusCode).toBe(200);
  });

  test.each<readonly [string, string | Buffer]>([
    ['nothing', ''],
    ['half an object', '{"provider": "gas"'],
    ['a trailing comma', '{"provider": "gas",}'],
    ['a comment', '{"provider": "gas" /* us */}'],
    ['a word that is not JSON', '{"provider": NaN}'],
    ['a byte order mark', `\ufeff${JSON.stringify(good)}`],
    ['UTF-16', Buffer.from(JSON.stringify(good), 'utf16le')],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['two documents', '{}{}'],
    ['a hundred thousand lists', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['a deep object', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
  ])('of %s is no JSON for the hub', async (_what, raw) => {
    expect(await refused({ raw })).toEqual([400, 'invalid_json']);
  });

  test.each(['[]', '"text"', '7', 'null', 'true'])('%s is JSON, but no object', async (raw) => {
    expect(await refused({ raw })).toEqual([400, 'invalid_request']);
  });

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json\ta',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-16',
    'application/vnd.api+json',
    'application/jsonp',
  ])('of the content type %s is not looked at', async (type) => {
    const answer = await ask({ raw: JSON.stringify(good), headers: { 'content-type': type } });
    expect([answer.statusCode, codeOf(answer)]).toEqual([415, 'unsupported_media_type']);
  });

  test('over its limit is not read', async () => {
    expect(await refused({ raw: `{"provider":"${'x'.repeat(64 * 1024)}"}` })).toEqual([413, 'payload_too_large']);
    const small = { raw: `{"client_id":"${'x'.repeat(4 * 1024)}"}` };
    expect(codeOf(await api.post('/v1/token', small))).toBe('payload_too_large');
  });

  test('with many keys or a long text is refused in no time', async () => {
    await ask({ body: { x: 1 } });
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1])));
    const spentMs = await processorMs(async () => {
      expect(await refused({ raw: many })).toEqual([400, 'unknown_field']);
      const long = { provider: 'gas', account: 'x'.repeat(60_000) };
      expect(await refused({ body: long })).toEqual([400, 'invalid_request']);
    });
    expect(spentMs).toBeLessThan(1_000);
  });

  test.each([
    ['role', { ...good, role: 'admin' }],
    ['status', { ...good, status: 'paid' }],
    ['isAdmin', { ...good, isAdmin: true }],
    ['citizenId', { ...good, citizenId: '0190a000-0000-7000-8000-000000000000' }],
  ])('with the unknown field %s is refused by name', async (field, body) => {
    const answer = await ask({ body });
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([400, 'unknown_field', [`/${field}`]]);
  });

  test('names every wrong field at once, and no value', async () => {
    const answer = await ask({ body: { provider: 'GAS!', account: 7, fields: { 'a b': 'secret-value' }, extra: 1 } });
    expect(codeOf(answer)).toBe('unknown_field');
    expect(fieldsOf(answer).toSorted()).toEqual(['/account', '/extra', '/fields/a b', '/provider']);
    expect(answer.body).not.toContain('secret-value');
    expect(answer.body).not.toContain('GAS!');
  });

  test.each(['__proto__', 'constructor', 'prototype'])('cannot reach into a prototype by %s', async (key) => {
    expect(await refused({ raw: `{"provider":"gas","account":"10000001","${key}":{"admin":true}}` })).toEqual([
      400,
      'unknown_field',
    ]);
    const inside = `{"provider":"gas","account":"10000001","fields":{"${key}":"x"}}`;
    expect(await refused({ raw: inside })).toEqual([400, 'unknown_field']);
    const escaped = `{"provider":"gas","account":"10000001","\\u005f_proto__":{}}`;
    expect(await refused({ raw: escaped })).toEqual([400, 'unknown_field']);
  });

  test.each([
    ['{"provider":"gas","account":"10000001","account":"10000002"}', '/account'],
    ['{"provider":"gas","account":"10000001","\\u0061ccount":"10000002"}', '/account'],
    ['{"provider":"gas","account":"1","fields":{"a":"1","b":"2","a":"3"}}', '/a'],
  ])('with a key twice is refused: %s', async (raw, field) => {
    const answer = await ask({ raw });
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([400, 'duplicate_key', [field]]);
  });

  test('may have the same key in different objects, and signs of JSON inside of texts', async () => {
    const text = 'a "quoted" {brace}, [list], \\ and , "account": twice';
    const answer = await ask({ body: { ...good, account: text } });
    expect(codeOf(answer)).toBe('invalid_request');
    expect(fieldsOf(answer)).toEqual(['/account']);
  });

  test.each([
    ['NUL', '"10000001\\u0000"'],
    ['a line end', '"10000001\\n"'],
    ['half of a pair', '"\\ud800"'],
    ['the other half', '"\\udc00a"'],
    ['DEL', '"\\u007f"'],
  ])('with %s in a text is refused at that field', async (_what, text) => {
    const answer = await ask({ raw: `{"provider":"gas","account":${text}}` });
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([400, 'invalid_request', ['/account']]);
  });

  test.each(["' OR 1=1 --", '${7*7}', '*)(uid=*', '{"$gt":""}', '=HYPERLINK("x")', '<script>', '💧💧', '\u202e123'])(
    'with %s where an account belongs is a wrong account and nothing more',
    async (account) => {
      const answer = await ask({ body: { provider: 'gas', account } });
      expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([400, 'invalid_request', ['/account']]);
    },
  );
});

describe('an amount', () => {
  const preview = (amount: unknown) =>
    api.post('/v1/fees/previews', { as: api.counters.bank, body: { lines: [{ provider: 'gas', amount }] } });
  const azn = (amount: unknown) => ({ amount, currency: 'AZN' });

  test('is a decimal string with a currency', async () => {
    for (const amount of ['10.45', '0.01', '7', '7.5', '10000000000.00']) {
      expect((await preview(azn(amount))).statusCode).toBe(200);
    }
  });

  const wrong: readonly unknown[] = [
    10.45,
    10,
    true,
    null,
    [100],
    { value: '1' },
    '0',
    '0.00',
    '-1',
    '+1',
    '0.001',
    '1e3',
    '1e308',
    '0x10',
    '１００',
    '١٠٠',
    '1 000',
    '1,000',
    '1.',
    '.5',
    '007',
    ' 1',
    '1 ',
    '',
    'NaN',
    'Infinity',
    '9007199254740993',
    '10000000000.01',
    '10000000000000',
    '1'.repeat(40),
  ];
  test.each(wrong.map((amount) => [amount] as const))('is refused: %j', async (amount) => {
    const answer = await preview(azn(amount));
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_amount']);
    expect(fieldsOf(answer).every((field) => field === '/lines/0/amount/amount')).toBe(true);
  });

  test.each([[10.45], ['10.45'], [['10.45']], [true]])('is refused where it stands bare: %j', async (bare) => {
    expect(codeOf(await preview(bare))).toBe('invalid_amount');
  });

  test.each(['USD', 'azn', '', 'AZNX'])('in the currency %j is refused', async (currency) => {
    const answer = await preview({ amount: '1.00', currency });
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'currency_not_supported']);
  });

  test('in another currency than the provider’s is refused', async () => {
    expect(codeOf(await preview({ amount: '1.00', currency: 'EUR' }))).toBe('currency_not_supported');
  });
});
