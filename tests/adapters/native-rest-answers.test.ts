import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nativeRestAdapter } from '../../adapters/native-rest/adapter.ts';
import type { HttpPort, HttpRequest, PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const request: PayRequest = {
  account: '0957835959',
  fields: { authorizationCode: '00917' },
  reference: '1234567',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2005-08-15T08:01:33Z'),
};

function fixture(name: string): string {
  return readFileSync(new URL(`../../adapters/native-rest/fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The adapter before a provider that answers everything with one status and text. */
function answering(status: number, text: string, requests: HttpRequest[] = []): ProviderPort {
  const http: HttpPort = {
    request: (sent) => {
      requests.push(sent);
      const body = Buffer.from(text);
      return Promise.resolve({ kind: 'answered', status, contentType: 'application/json', body });
    },
  };
  const settings = { key: 'key-0123456789abcdef' };
  const timeouts = { queryMs: 7_000, payMs: 30_000 };
  return nativeRestAdapter.connect(
    { providerCode: 'p', currency: 'AZN', endpoint: 'https://p.test/v1', settings, timeouts },
    http,
  );
}

describe('answers to pay', () => {
  test('our reference, account, amount and currency confirm', async () => {
    expect(await answering(200, fixture('pay-confirmed')).pay(request)).toEqual({
      kind: 'confirmed',
      providerTransaction: '2016',
      evidence: { reason: 'ok', providerCode: 'confirmed' },
    });
  });

  test.each([
    ['reference', '1234568', 'reference_mismatch'],
    ['account', '957835959', 'account_mismatch'],
    ['amount', '10.46', 'amount_mismatch'],
    ['currency', 'EUR', 'currency_mismatch'],
    ['bookedAt', '2005-08-14T08:01:32Z', 'date_out_of_range'],
    ['bookedAt', '2005-09-15T08:01:34Z', 'date_out_of_range'],
    ['bookedAt', '2005-13-45T08:01:34Z', 'date_out_of_range'],
    ['state', 'cancelled', 'cancelled'],
    ['state', 'pending', 'malformed'],
    ['state', 'rejected', 'malformed'],
    ['code', 'account_inactive', 'malformed'],
  ])('another %s (%s) is unknown: %s', async (member, value, reason) => {
    const body = { ...(JSON.parse(fixture('pay-confirmed')) as object), [member]: value };
    expect(await answering(200, JSON.stringify(body)).pay(request)).toMatchObject({
      kind: 'unknown',
      evidence: { reason },
    });
  });

  test('a confirmation belongs to 200, "in progress" to 202', async () => {
    expect((await answering(202, fixture('pay-confirmed')).pay(request)).kind).toBe('unknown');
    expect(await answering(202, fixture('status-pending')).pay(request)).toMatchObject({
      evidence: { reason: 'pending' },
    });
  });

  test('a refusal rejects, but not when an earlier attempt may have arrived, nor with another status', async () => {
    const refusal = fixture('pay-rejected');
    expect(await answering(422, refusal).pay(request)).toEqual({
      kind: 'rejected',
      evidence: { reason: 'account_inactive', providerCode: 'account_inactive' },
    });
    expect((await answering(422, refusal).pay({ ...request, repeat: true })).kind).toBe('unknown');
    expect((await answering(422, refusal).pay({ ...request, reference: '7' })).kind).toBe('unknown');
    for (const status of [200, 400, 401, 403, 404, 409, 429, 500]) {
      expect([status, (await answering(status, refusal).pay(request)).kind]).toEqual([status, 'unknown']);
    }
  });

  test('a conflict means that something is booked under our reference: unknown', async () => {
    expect(await answering(409, fixture('pay-conflict')).pay(request)).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'reference_conflict' },
    });
  });

  test('no beginning of an answer is an answer', async () => {
    const whole = fixture('pay-confirmed').trimEnd();
    const kinds = new Set<string>();
    for (let length = 0; length < whole.length; length += 1) {
      kinds.add((await answering(200, whole.slice(0, length)).pay(request)).kind);
    }
    expect([...kinds]).toEqual(['unknown']);
  });
});

describe('answers to status, cancel and debt', () => {
  test('a status tells every state there is', async () => {
    expect((await answering(200, fixture('pay-confirmed')).status(request)).kind).toBe('confirmed');
    expect((await answering(200, fixture('status-pending')).status(request)).kind).toBe('pending');
    expect(await answering(200, fixture('status-cancelled')).status(request)).toMatchObject({
      kind: 'rejected',
      evidence: { reason: 'cancelled' },
    });
    expect(await answering(200, fixture('status-rejected')).status(request)).toMatchObject({
      kind: 'rejected',
      evidence: { reason: 'account_inactive' },
    });
    expect((await answering(404, fixture('status-not-found')).status(request)).kind).toBe('not-found');
    expect((await answering(404, fixture('pay-rejected')).status(request)).kind).toBe('unknown');
    expect((await answering(404, fixture('status-not-found')).status({ ...request, reference: '7' })).kind).toBe(
      'unknown',
    );
  });

  test('a cancellation counts only when the payment is cancelled', async () => {
    expect((await answering(200, fixture('status-cancelled')).cancel?.(request))?.kind).toBe('cancelled');
    expect((await answering(200, fixture('pay-confirmed')).cancel?.(request))?.kind).toBe('unknown');
    expect((await answering(404, fixture('status-not-found')).cancel?.(request))?.kind).toBe('refused');
    expect((await answering(409, fixture('pay-conflict')).cancel?.(request))?.kind).toBe('unknown');
  });

  test('a debt may be a credit beside open bills', async () => {
    const outcome = await answering(200, fixture('debt-postpaid-line')).debt(request);
    expect(outcome).toMatchObject({
      kind: 'answered',
      answer: { balance: -640n, bills: [{ number: 'F-1', amount: 2_900n }], line: { kind: 'postpaid' } },
    });
  });

  test('a bill that comes twice spoils the debt', async () => {
    const body = JSON.parse(fixture('debt-postpaid-line')) as { bills: object[] };
    const twice = JSON.stringify({ ...body, bills: [...body.bills, ...body.bills] });
    expect((await answering(200, twice).debt(request)).kind).toBe('unavailable');
  });

  test('a statement whose pages never end is no statement', async () => {
    const endless = JSON.stringify({ lines: [], next: 'again' });
    expect((await answering(200, endless).statement?.(new Date(0), new Date(1)))?.kind).toBe('unavailable');
  });
});

test('requests keep account numbers out of addresses and say the same in every attempt', async () => {
  const requests: HttpRequest[] = [];
  const port = answering(500, '', requests);
  await port.pay(request);
  await port.pay({ ...request, repeat: true });
  await port.debt(request);
  await port.cancel?.(request);
  expect(requests[0]).toEqual({
    method: 'PUT',
    url: 'https://p.test/v1/payments/1234567',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Bearer key-0123456789abcdef',
      'content-type': 'application/json; charset=utf-8',
    },
    body: '{"account":"0957835959","fields":{"authorizationCode":"00917"},"amount":"10.45","currency":"AZN","acceptedAt":"2005-08-15T08:01:33.000Z"}',
    timeoutMs: 30_000,
    maxBytes: 262_144,
  });
  expect(requests[1]).toEqual(requests[0]);
  expect(requests.map((sent) => sent.url).join()).not.toContain(request.account);
});
