import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paymeAdapter } from '../../adapters/payme/adapter.ts';
import { referenceOf, transactionIdOf } from '../../adapters/payme/transaction-id.ts';
import type { HttpPort, HttpRequest, PayRequest, ProviderConnection, ProviderPort } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '2611200000000017',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2026-11-20T08:15:30Z'),
};

const connection: ProviderConnection = {
  providerCode: 'p',
  currency: 'AZN',
  endpoint: 'https://p.test/payme',
  settings: { key: 'key-0123456789' },
  timeouts: { queryMs: 7_000, payMs: 30_000 },
};

type Message = Readonly<Record<string, unknown>>;

function fixture(name: string): Message {
  const file = new URL(`../../adapters/payme/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Message;
}

function withResult(name: string, change: Message): Message {
  const message = fixture(name);
  return { ...message, result: { ...(message['result'] as object), ...change } };
}

function failing(code: number): Message {
  return { jsonrpc: '2.0', error: { code, message: { ru: 'нет', uz: 'yo‘q', en: 'no' }, data: 'account' } };
}

/** The adapter before a provider that answers each method with one message, under the id it was asked with. */
function answering(
  messages: Readonly<Record<string, Message>>,
  settings: Record<string, string> = {},
  requests: HttpRequest[] = [],
): ProviderPort {
  const http: HttpPort = {
    request: (sent) => {
      requests.push(sent);
      const { method, id } = JSON.parse(sent.body ?? '') as { method: string; id: number };
      const message = messages[method];
      if (!message) return Promise.resolve({ kind: 'not-sent', reason: 'refused' });
      const body = Buffer.from(JSON.stringify({ ...message, id }));
      return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
    },
  };
  return paymeAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http);
}

const confirmed = { kind: 'confirmed', providerTransaction: '2016', evidence: { reason: 'ok', providerCode: null } };
const right = {
  CreateTransaction: fixture('created-number-as-text'),
  PerformTransaction: fixture('performed'),
  GetStatement: fixture('statement'),
};

describe('a payment in two steps and a proof', () => {
  test('confirms when it is created, performed and in the statement as we sent it', async () => {
    expect(await answering(right).pay(request)).toEqual(confirmed);
    expect(await answering(right).pay({ ...request, repeat: true })).toEqual(confirmed);
  });

  test.each([
    ['amount', { amount: minor(1_046n) }, 'amount_mismatch'],
    ['account', { account: '957835959' }, 'account_mismatch'],
    ['reference', { reference: '2611200000000018' }, 'amount_missing'],
  ])('is unknown where the statement has another %s', async (_term, change, reason) => {
    expect(await answering(right).pay({ ...request, ...change })).toMatchObject({
      kind: 'unknown',
      evidence: { reason },
    });
  });

  test('goes without the proof only where the settings say so', async () => {
    const { GetStatement: _, ...steps } = right;
    expect((await answering(steps).pay(request)).kind).toBe('unknown');
    expect(await answering(steps, { statementProof: 'none' }).pay(request)).toEqual(confirmed);
  });

  test('is not sent when no reservation was, and unknown when only its performance was not', async () => {
    expect((await answering({}).pay(request)).kind).toBe('not-sent');
    expect((await answering({ CreateTransaction: right.CreateTransaction }).pay(request)).kind).toBe('unknown');
  });

  test.each([-31_001, -31_050, -31_099])('a reservation refused with %i rejects, but not a repeat', async (code) => {
    const port = answering({ ...right, CreateTransaction: failing(code) });
    expect(await port.pay(request)).toMatchObject({ kind: 'rejected', evidence: { providerCode: String(code) } });
    expect(await port.pay({ ...request, repeat: true })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'refusal_of_a_repeat' },
    });
  });

  test.each([-31_003, -31_007, -31_049, -31_100, -32_504, -32_400, 31_050, 0])(
    'a reservation answered %i decides nothing',
    async (code) => {
      expect((await answering({ ...right, CreateTransaction: failing(code) }).pay(request)).kind).toBe('unknown');
    },
  );

  test.each([-31_001, -31_003, -31_008, -31_050])('no error of a performance is a refusal: %i', async (code) => {
    expect((await answering({ ...right, PerformTransaction: failing(code) }).pay(request)).kind).toBe('unknown');
  });

  test('what cannot be created may be there already, and then the status decides', async () => {
    const there = { ...right, CreateTransaction: failing(-31_008) };
    const performed = { ...there, CheckTransaction: fixture('check-performed-with-null-times') };
    expect(await answering(performed).pay(request)).toEqual(confirmed);
    expect((await answering(performed).pay({ ...request, amount: minor(1n) })).kind).toBe('unknown');
    const expired = { ...there, CheckTransaction: fixture('check-expired') };
    expect((await answering(expired).pay(request)).kind).toBe('unknown');
    expect((await answering(there).pay(request)).kind).toBe('unknown');
  });

  test.each([
    [{ state: 1 }, 'unknown_code'],
    [{ state: -2 }, 'unknown_code'],
    [{ transaction: '2017' }, 'transaction_mismatch'],
    [{ perform_time: Date.parse('2026-11-19T08:15:29Z') }, 'date_out_of_range'],
    [{ perform_time: Date.parse('2026-12-21T08:15:31Z') }, 'date_out_of_range'],
    [{ perform_time: null }, 'malformed'],
  ])('a performance with %j is unknown: %s', async (change, reason) => {
    const port = answering({ ...right, PerformTransaction: withResult('performed', change) });
    expect(await port.pay(request)).toMatchObject({ kind: 'unknown', evidence: { reason } });
  });
});

test('an answer without version and id counts only where the settings say so, one with another id never', async () => {
  const bare = (id: object, settings: Record<string, string>): ProviderPort => {
    const http: HttpPort = {
      request: (sent) => {
        const { method } = JSON.parse(sent.body ?? '') as { method: keyof typeof right };
        const body = Buffer.from(JSON.stringify({ result: right[method]['result'], ...id }));
        return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
      },
    };
    return paymeAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http);
  };
  expect((await bare({}, {}).pay(request)).kind).toBe('unknown');
  expect(await bare({}, { envelope: 'bare' }).pay(request)).toEqual(confirmed);
  expect(await bare({ id: 7 }, { envelope: 'bare' }).pay(request)).toMatchObject({
    kind: 'unknown',
    evidence: { reason: 'reference_mismatch' },
  });
});

describe('answers to CheckTransaction', () => {
  const status = (message: Message, settings: Record<string, string> = {}, change: Partial<PayRequest> = {}) =>
    answering({ ...right, CheckTransaction: message }, settings).status({ ...request, ...change });

  test('performed counts with our terms in the statement', async () => {
    const performed = fixture('check-performed-with-null-times');
    expect(await status(performed)).toEqual(confirmed);
    expect((await status(performed, {}, { amount: minor(1n) })).kind).toBe('unknown');
    expect((await status(performed, {}, { providerTransaction: '2017' })).kind).toBe('unknown');
  });

  test('created only has booked nothing: the payment may be repeated', async () => {
    expect(await status(fixture('check-created'))).toMatchObject({
      kind: 'not-found',
      evidence: { reason: 'pending' },
    });
  });

  test('expired or cancelled is final', async () => {
    expect((await status(fixture('check-expired'))).kind).toBe('rejected');
    expect((await status(withResult('check-created', { state: -2 }))).kind).toBe('rejected');
    expect((await status(withResult('check-created', { state: 3 }))).kind).toBe('unknown');
  });

  test('"not found" is the code that the provider uses for it', async () => {
    expect((await status(failing(-31_003))).kind).toBe('not-found');
    expect((await status(failing(-31_099))).kind).toBe('unknown');
    expect((await status(failing(-31_099), { notFoundCode: '-31099' })).kind).toBe('not-found');
  });
});

test('a cancellation counts when the transaction is cancelled', async () => {
  const cancel = async (message: Message, change: Partial<PayRequest> = {}) =>
    (await answering({ CancelTransaction: message }).cancel?.({ ...request, ...change }))?.kind;
  expect(await cancel(fixture('cancelled'))).toBe('cancelled');
  expect(await cancel(fixture('cancelled'), { providerTransaction: '2017' })).toBe('unknown');
  expect(await cancel(withResult('cancelled', { state: 2 }))).toBe('unknown');
  expect([await cancel(failing(-31_007)), await cancel(failing(-31_003)), await cancel(failing(-31_008))]).toEqual([
    'refused',
    'refused',
    'unknown',
  ]);
  expect((await answering({}).cancel?.(request))?.kind).toBe('not-sent');
});

test('a question tells debts by additional fields, and refusals by the provider’s numbers', async () => {
  const settings = { holderNameField: 'name', debtField: 'balance', debtMeans: 'balance', billFields: 'bill' };
  expect(await answering({ CheckPerformTransaction: fixture('allowed') }, settings).debt(request)).toMatchObject({
    kind: 'answered',
    answer: { holderName: 'Əliyeva Günəş', balance: 2_141n, bills: [{ number: '2026-09/77', amount: 2_141n }] },
  });
  const ask = async (code: number) =>
    (await answering({ CheckPerformTransaction: failing(code) }, { refusedCodes: '-31052' }).validate(request)).kind;
  expect([await ask(-31_050), await ask(-31_052), await ask(-31_001), await ask(-31_008)]).toEqual([
    'no-such-account',
    'refused',
    'refused',
    'unavailable',
  ]);
});

test('a statement leaves out what was never performed, and is half-open', async () => {
  const port = answering(right);
  const until = (to: string) => port.statement?.(new Date('2026-11-20T08:15:00Z'), new Date(to));
  expect(await until('2026-11-20T08:15:31Z')).toMatchObject({
    kind: 'answered',
    answer: [
      { reference: '2611200000000009', account: '0957835958', amount: 700n, cancelled: true },
      { reference: '2611200000000017', account: '0957835959', amount: 1_045n, cancelled: false },
    ],
  });
  expect(await until('2026-11-20T08:15:30Z')).toMatchObject({ answer: [] });
});

test('what is sent names the payment by its reference, and the key nowhere but in the header', async () => {
  const requests: HttpRequest[] = [];
  await answering(right, { accountField: 'client', parameters: 'pin=code' }, requests).pay({
    ...request,
    fields: { pin: '00917' },
  });
  const sent = requests.map(({ body, timeoutMs, headers, url }) => {
    const { method, params } = JSON.parse(body ?? '') as { method: string; params: object };
    return { method, params, timeoutMs, authorization: headers['authorization'], url };
  });
  const common = { authorization: 'Basic UGF5Y29tOmtleS0wMTIzNDU2Nzg5', url: 'https://p.test/payme' };
  const id = 'ffffffff2611200000000017';
  expect(sent).toEqual([
    {
      method: 'CreateTransaction',
      params: { id, time: 1_795_162_530_000, amount: 1_045, account: { client: '0957835959', code: '00917' } },
      timeoutMs: 7_000,
      ...common,
    },
    { method: 'PerformTransaction', params: { id }, timeoutMs: 30_000, ...common },
    {
      method: 'GetStatement',
      params: { from: 1_795_162_529_999, to: 1_795_162_530_001 },
      timeoutMs: 7_000,
      ...common,
    },
  ]);
});

test('an id of 24 characters carries any reference and gives it back', () => {
  for (const reference of ['1', '17', '00000000000000000017', '98765432109876543210']) {
    expect(transactionIdOf(reference)).toHaveLength(24);
    expect(referenceOf(transactionIdOf(reference))).toBe(reference);
  }
  expect(referenceOf('5305e3bab097f420a62ced0b')).toBeUndefined();
  expect(referenceOf('f17')).toBeUndefined();
  expect(() => transactionIdOf('123456789012345678901')).toThrow('twenty digits');
});

test('what is wrong with the settings is told all at once', () => {
  const settings = { key: 'short', cancelReason: '7', parameters: 'pin=account', refusedCodes: '5', typo: '1' };
  expect(paymeAdapter.problems?.({ ...connection, settings })).toHaveLength(5);
  expect(paymeAdapter.problems?.(connection)).toEqual([]);
});
