import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, listen, withServer, type Answer, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';
import { signed, type SignatureWish } from './sign.ts';

/**
 * What an agent can do wrong, case by case, and what it must hear. Each has tests of its own elsewhere that look deeper; this is
 * the list that a partner goes through. A20 needs connections of its own: client-certificates.test.ts.
 */
let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let other: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  other = counterOf(api, api.counters.other);
});
afterAll(() => api.close());

const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 300 ? 'ok' : codeOf(answer)}`;
const saidTo = async (answer: Promise<Answer>) => said(await answer);
const reverse = (paymentId: string, body: object = { reason: 'wrong account' }, as: TestCounter = bank.at) =>
  api.post(`/v1/payments/${paymentId}/reversal`, { as, body });
const deliver = async () => {
  for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
};
const paymentsOf = async (account: string) =>
  api.database.db.sql.rows('SELECT id FROM payment WHERE account = $1', [account]);

describe('keys', () => {
  test('A1: no key, an empty one, one that is too long or cannot be printed', async () => {
    const body = await bank.basket();
    expect(await saidTo(api.post('/v1/payments', { as: bank.at, body }))).toBe('400 idempotency_key_required');
    for (const key of ['', ' ', 'k'.repeat(256), 'açar', 'a\tb'])
      expect(await saidTo(bank.pay(key, body))).toBe('400 idempotency_key_invalid');
  });

  test('A2: the key of another basket', async () => {
    const { key } = await bank.paid();
    expect(await saidTo(bank.pay(key, await bank.basket()))).toBe('422 idempotency_key_reused');
  });

  test('A3: the key of another agent', async () => {
    const { key, id } = await bank.paid();
    const own = await other.pay(key, await other.basket());
    expect([said(own), own.body.includes(id)]).toEqual(['201 ok', false]);
  });

  test('A4: one key fifty times at once makes one payment, and everybody hears of that one', async () => {
    const account = freshAccount(api);
    const body = { lines: [{ quoteId: await bank.quote('gas', account), amount: azn('23.15') }] };
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bank.pay(key, body)));
    expect(new Set(answers.map(said))).toEqual(new Set(['201 ok']));
    expect(new Set(answers.map(({ body: text }) => text)).size).toBe(1);
    expect(await paymentsOf(account)).toHaveLength(1);
  });

  test('A5: a key that was abandoned', async () => {
    const key = newKey();
    const body = await bank.basket();
    expect(await saidTo(api.post(`/v1/payments/by-key/${key}/abandon`, { as: bank.at }))).toBe('200 ok');
    expect(await saidTo(bank.pay(key, body))).toBe('409 key_abandoned');
  });
});

describe('signatures', () => {
  const by = { kind: 'system', id: null } as const;
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const target = '/v1/position';
  let keyId: string;
  let token: string;
  beforeAll(async () => {
    const { signatures } = api.hub;
    keyId = valueOf(await signatures.add(by, { agentCode: 'kiosks', algorithm: 'ed25519', publicKey })).key.id;
    valueOf(await signatures.require(by, 'kiosks', true));
    token = await api.tokenOf(api.counters.kiosk);
  });
  const sign = (wish: Partial<SignatureWish> = {}) =>
    signed({ target, keyId, key: pair.privateKey, at: api.clock.now(), ...wish });
  const ask = (headers: Record<string, string>) => saidTo(api.get(target, { token, headers }));

  test('A6: none, a wrong one, or one for another path, method or body', async () => {
    expect(await ask({})).toBe('401 signature_required');
    expect(await ask(sign())).toBe('200 ok');
    expect(await ask(sign({ key: generateKeyPairSync('ed25519').privateKey }))).toBe('401 bad_signature');
    expect(await ask(sign({ target: '/v1/payments' }))).toBe('401 bad_signature');
    expect(await ask(sign({ target: `${target}?a=1` }))).toBe('401 bad_signature');
    expect(await ask(sign({ method: 'POST' }))).toBe('401 bad_signature');
    const headers = sign({ target: '/v1/debts', body: '{"a":1}', headers: { 'vahid-teller': 'T1' } });
    expect(await saidTo(api.post('/v1/debts', { token, raw: '{"a":2}', headers }))).toBe('401 bad_signature');
  });

  test('A7: one of more than 300 seconds ago, or to come', async () => {
    for (const seconds of [-301, 301]) {
      const at = new Date(api.clock.now().getTime() + seconds * 1000);
      expect(await ask(sign({ at }))).toBe('401 stale_timestamp');
    }
  });

  test('A8: the same one twice', async () => {
    const headers = sign();
    expect([await ask(headers), await ask(headers)]).toEqual(['200 ok', '401 replayed_nonce']);
  });

  test('A9: a key that is revoked, expired or unknown, each with the same answer', async () => {
    const { signatures } = api.hub;
    const key = { agentCode: 'kiosks', algorithm: 'ed25519', publicKey } as const;
    const [revoked, expired] = [
      valueOf(await signatures.add(by, key)).key.id,
      valueOf(await signatures.add(by, key)).key.id,
    ];
    valueOf(await signatures.revoke(by, 'kiosks', revoked));
    valueOf(await signatures.add(by, { ...key, replaces: expired }));
    api.clock.advanceMs(24 * 3_600_000);
    for (const wrong of [revoked, expired, 'kiosks-00000000'])
      expect(await ask(sign({ keyId: wrong }))).toBe('401 bad_signature');
    expect(await ask(sign())).toBe('200 ok');
  });
});

describe('payments', () => {
  test('A10: what belongs to another agent', async () => {
    const { id, key } = await bank.paid();
    for (const url of [`/v1/payments/${id}`, `/v1/payments/${id}/receipt`, `/v1/payments/${id}/refunds`])
      expect(await saidTo(api.get(url, { as: other.at }))).toBe('404 not_found');
    expect(await saidTo(api.get(`/v1/payments/by-key/${key}`, { as: other.at }))).toBe('404 not_found');
    const branch = {
      as: other.at,
      headers: { 'vahid-teller': 'nobody' },
      body: { provider: 'gas', account: '10000001' },
    };
    expect(fieldsOf(await api.post('/v1/debts', branch))).toEqual(['Vahid-Teller']);
  });

  test('A11: over the teller’s limit, and over what the agent may owe; neither leaves a trace', async () => {
    const limited = counterOf(api, await api.addCounter('limited', 'bank', minor(1_000n)));
    expect(await saidTo(limited.pay(newKey(), await limited.basket('10.01')))).toBe('403 limit_exceeded');
    const poor = counterOf(api, await api.addCounter('poor', 'bank'));
    await api.hub.lane.setFloor({ agentId: poor.at.agent.id, currency: 'AZN', floor: -1_000n });
    const account = freshAccount(api);
    const lines = [{ quoteId: await poor.quote('gas', account), amount: azn('10.01') }];
    expect(await saidTo(poor.pay(newKey(), { lines }))).toBe('409 insufficient_position');
    expect(await paymentsOf(account)).toEqual([]);
  });

  test('A12: another currency than the provider’s, and one the hub does not know', async () => {
    const quoteId = await bank.quote();
    for (const currency of ['EUR', 'XXX']) {
      const lines = [{ quoteId, amount: { amount: '5.00', currency } }];
      expect(await saidTo(bank.pay(newKey(), { lines }))).toBe('422 currency_not_supported');
    }
  });

  test('A13: not the exact amount, a quote that has expired, a quote of another agent', async () => {
    expect(await saidTo(bank.pay(newKey(), await bank.basket('23.14', 'water')))).toBe('422 amount_mismatch');
    const late = await bank.basket();
    api.clock.advanceMs(15 * 60_000);
    expect(await saidTo(bank.pay(newKey(), late))).toBe('410 quote_expired');
    expect(await saidTo(bank.pay(newKey(), await other.basket()))).toBe('404 not_found');
  });

  test('A14: a provider that is out of service, and the key stays free', async () => {
    const body = await bank.basket('5.00', 'power');
    const key = newKey();
    const power = api.providers.get('power')?.id ?? '';
    valueOf(await api.hub.providers.changeState(power, 'maintenance'));
    expect(await saidTo(bank.pay(key, body))).toBe('503 provider_disabled');
    valueOf(await api.hub.providers.changeState(power, 'active'));
    expect(await saidTo(bank.pay(key, body))).toBe('201 ok');
  });

  test('A15: a time of the agent’s own has no place in a payment; the hub’s counts', async () => {
    for (const agentTime of ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])
      expect(await saidTo(bank.pay(newKey(), { ...(await bank.basket()), agentTime }))).toBe('400 unknown_field');
    const { id } = await bank.paid();
    const payment = (await api.get(`/v1/payments/${id}`, { as: bank.at })).json<{ acceptedAt: string }>();
    expect(payment.acceptedAt).toBe(api.clock.now().toISOString());
  });

  test('A16: a reversal of another’s payment, twice, of a part, and after the day', async () => {
    const { id } = await bank.paid('23.15');
    expect(await saidTo(reverse(id, undefined, other.at))).toBe('404 not_found');
    expect(await saidTo(reverse(id, { reason: 'a part', amount: azn('23.14') }))).toBe('422 amount_mismatch');
    expect(await saidTo(reverse(id))).toBe('200 ok');
    expect(await saidTo(reverse(id))).toBe('409 already_reversed');
    const late = await bank.paid();
    await deliver();
    api.clock.advanceMs(24 * 3_600_000);
    await bank.paid();
    expect(await saidTo(reverse(late.id))).toBe('409 not_reversible');
    await api.hub.settlement.closeDue();
    expect(await saidTo(reverse(late.id))).toBe('409 not_reversible');
  });

  test('A17: confirmed before it was prepared, prepared twice, confirmed after its time or after it was taken back', async () => {
    const prepare = (body: object, key: string) =>
      api.post('/v1/preparations', { as: bank.at, body, headers: { 'idempotency-key': key } });
    const end = (id: string, how: 'confirm' | 'withdraw', as = bank.at) =>
      api.post(`/v1/preparations/${id}/${how}`, { as });
    expect(await saidTo(end('0190a000-0000-7000-8000-000000000000', 'confirm'))).toBe('404 not_found');
    const idOf = (answer: Answer) => answer.json<{ id: string }>().id;
    const [key, body] = [newKey(), await bank.basket()];
    const first = await prepare(body, key);
    const second = await prepare(body, key);
    expect([said(first), said(second), idOf(second)]).toEqual(['201 ok', '201 ok', idOf(first)]);
    expect(await saidTo(end(idOf(first), 'confirm', other.at))).toBe('404 not_found');
    expect(await saidTo(end(idOf(first), 'withdraw'))).toBe('200 ok');
    expect(await saidTo(end(idOf(first), 'confirm'))).toBe('409 invalid_state');
    const late = idOf(await prepare(await bank.basket(), newKey()));
    api.clock.advanceMs(15 * 60_000);
    expect(await saidTo(end(late, 'confirm'))).toBe('410 preparation_expired');
  });

  test('A18: the same amount to the same account again, until somebody says that it is meant', async () => {
    const account = freshAccount(api);
    const lines = async () => [{ quoteId: await bank.quote('gas', account), amount: azn('7.00') }];
    expect(await saidTo(bank.pay(newKey(), { lines: await lines() }))).toBe('201 ok');
    const again = { lines: await lines() };
    const key = newKey();
    expect(await saidTo(bank.pay(key, again))).toBe('409 possible_duplicate');
    expect(await saidTo(bank.pay(key, { ...again, confirmDuplicate: true }))).toBe('201 ok');
  });
});

test('A19: a file of the day with a line missing, a line too many, twice, or other totals', async () => {
  api.clock.advanceMs(24 * 3_600_000);
  await bank.paid();
  const second = await bank.paid();
  const { settlementDay: day } = (await api.get(`/v1/payments/${second.id}`, { as: bank.at })).json<{
    settlementDay: string;
  }>();
  const file = (await api.get(`/v1/days/${day}/payments`, { as: bank.at })).body;
  const lines = file.trimEnd().split('\n');
  const compare = (text: string, of = day) =>
    api.post(`/v1/days/${of}/comparison`, { as: bank.at, raw: text, headers: { 'content-type': 'text/csv' } });
  const kept = async (text: string, of = day) => {
    const answer = await compare(text, of);
    const { details } = answer.json<{ details?: { comparisonId: string } }>();
    const path = `/v1/day-comparisons/${details?.comparisonId}`;
    const { differenceCount } = (await api.get(path, { as: bank.at })).json<{ differenceCount: number }>();
    return { said: said(answer), differenceCount };
  };
  expect((await compare(file)).statusCode).toBe(200);
  const without = [...lines.slice(0, 1), ...lines.slice(2)].join('\n').replace('#total;2;46.30', '#total;1;23.15');
  expect(await kept(without)).toEqual({ said: '422 day_differs', differenceCount: 1 });
  const ofOtherDay = await kept(file, '2026-11-20');
  expect(ofOtherDay.said).toBe('422 day_differs');
  expect(ofOtherDay.differenceCount).toBeGreaterThan(1);
  const twice = await compare([...lines.slice(0, 2), lines[1], ...lines.slice(2)].join('\n'));
  expect([said(twice), fieldsOf(twice)]).toEqual(['422 file_rejected', ['/3']]);
  expect(await saidTo(compare(file.replace('46.30', '46.31')))).toBe('422 file_rejected');
});

test('A21: a thousand requests at once of one agent cost nobody else a thing', async () => {
  await withServer(api, { limits: { perAgentPerMinute: 300 } }, async (app) => {
    const url = `http://127.0.0.1:${await listen(app)}/v1/position`;
    const ask = async (as: TestCounter) => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${await api.tokenOf(as)}` } });
      await answer.arrayBuffer();
      return answer.status;
    };
    const [burst, beside] = await Promise.all([
      Promise.all(Array.from({ length: 1_000 }, () => ask(bank.at))),
      Promise.all(Array.from({ length: 20 }, () => ask(other.at))),
    ]);
    expect(burst.filter((status) => status === 200)).toHaveLength(300);
    expect(burst.filter((status) => status === 429)).toHaveLength(700);
    expect(new Set(beside)).toEqual(new Set([200]));
  });
});

test('after all of it the books are right', async () => {
  expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
});
