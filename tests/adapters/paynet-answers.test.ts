import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paynetAdapter } from '../../adapters/paynet-uws/adapter.ts';
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
  endpoint: 'https://p.test/uws',
  settings: { user: 'hub', password: 'pa:ss', serviceId: '77' },
  timeouts: { queryMs: 7_000, payMs: 30_000 },
};

type Message = Readonly<Record<string, unknown>>;

function fixture(name: string): Message {
  const file = new URL(`../../adapters/paynet-uws/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Message;
}

function withResult(name: string, change: Message): Message {
  const message = fixture(name);
  return { ...message, result: { ...(message['result'] as object), ...change } };
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
      if (!message) return Promise.resolve({ kind: 'broken', reason: 'timeout' });
      const body = Buffer.from(JSON.stringify({ ...message, id }));
      return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
    },
  };
  return paynetAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http);
}

const confirmed = { kind: 'confirmed', providerTransaction: '2016', evidence: { reason: 'ok', providerCode: null } };
const done = fixture('check-done');
const exists = fixture('perform-exists');
const listed = fixture('statement-with-numbers-as-text');

describe('answers to PerformTransaction', () => {
  test('a result under our id confirms, with fields inside or beside it', async () => {
    for (const name of ['perform-done', 'perform-done-with-fields-beside']) {
      expect(await answering({ PerformTransaction: fixture(name) }).pay(request)).toEqual(confirmed);
    }
  });

  test('a number of the provider that JSON does not carry whole is no number', async () => {
    const message = withResult('perform-done', { providerTrnId: 2 ** 60 });
    expect(await answering({ PerformTransaction: message }).pay(request)).toEqual({
      ...confirmed,
      providerTransaction: null,
    });
  });

  test.each([
    ['2026-11-19 13:15:29', 'date_out_of_range'],
    ['2026-12-21 13:15:31', 'date_out_of_range'],
    ['2026-11-20T13:15:34', 'malformed'],
  ])('booked at %s is unknown: %s', async (timestamp, reason) => {
    const port = answering({ PerformTransaction: withResult('perform-done', { timestamp }) });
    expect(await port.pay(request)).toMatchObject({ kind: 'unknown', evidence: { reason } });
  });

  test.each([301, 302, 401, 410, 413])('error %i rejects, but not a repeat', async (code) => {
    const port = answering({ PerformTransaction: { jsonrpc: '2.0', error: { code, message: 'no' } } });
    expect(await port.pay(request)).toMatchObject({ kind: 'rejected', evidence: { providerCode: String(code) } });
    expect(await port.pay({ ...request, repeat: true })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'refusal_of_a_repeat' },
    });
  });

  test.each([-32_600, 0, 77, 100, 101, 102, 103, 202, 203, 305, 411, 412, 414, 501, 601, 603, 777])(
    'error %i decides nothing',
    async (code) => {
      const port = answering({ PerformTransaction: { jsonrpc: '2.0', error: { code, message: 'no' } } });
      expect(await port.pay(request)).toMatchObject({ kind: 'unknown', evidence: { providerCode: String(code) } });
    },
  );

  test('a contract may make an error final, or take its finality away', async () => {
    const refused = (code: number): ProviderPort =>
      answering({ PerformTransaction: { jsonrpc: '2.0', error: { code } } }, { codes: '501=rejected,302=unknown' });
    expect((await refused(501).pay(request)).kind).toBe('rejected');
    expect((await refused(302).pay(request)).kind).toBe('unknown');
  });

  test('the id of another call is no answer to ours', async () => {
    const http: HttpPort = {
      request: () => {
        const body = Buffer.from(JSON.stringify({ ...fixture('perform-done'), id: 2_611_200_000_000_018 }));
        return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
      },
    };
    expect(await paynetAdapter.connect(connection, http).pay(request)).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'reference_mismatch' },
    });
  });
});

describe('a transaction that is there already', () => {
  const all = { PerformTransaction: exists, CheckTransaction: done, GetStatement: listed };

  test('confirms when it is done and the statement has our amount under our reference', async () => {
    expect(await answering(all).pay(request)).toEqual(confirmed);
    expect(await answering(all).pay({ ...request, repeat: true })).toEqual(confirmed);
  });

  test('is never success for another amount, and never a refusal', async () => {
    expect(await answering(all).pay({ ...request, amount: minor(1_046n) })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'amount_mismatch' },
    });
    const cancelled = { ...all, CheckTransaction: fixture('check-cancelled') };
    expect((await answering(cancelled).pay(request)).kind).toBe('unknown');
    expect((await answering({ ...all, CheckTransaction: fixture('check-not-found') }).pay(request)).kind).toBe(
      'unknown',
    );
    expect((await answering({ PerformTransaction: exists }).pay(request)).kind).toBe('unknown');
  });
});

describe('answers to CheckTransaction', () => {
  test('done counts with our amount in the statement', async () => {
    const port = answering({ CheckTransaction: done, GetStatement: listed });
    expect(await port.status(request)).toEqual(confirmed);
    expect(await port.status({ ...request, reference: '2611200000000018' })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'amount_missing' },
    });
    expect(await port.status({ ...request, providerTransaction: '2017' })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'transaction_mismatch' },
    });
    expect((await answering({ CheckTransaction: done }).status(request)).kind).toBe('unknown');
  });

  test('done counts without a statement only where the settings say so', async () => {
    expect(await answering({ CheckTransaction: done }, { amountProof: 'none' }).status(request)).toEqual(confirmed);
  });

  test('every other state is what it says', async () => {
    const status = (message: Message) => answering({ CheckTransaction: message }).status(request);
    expect((await status(fixture('check-cancelled'))).kind).toBe('rejected');
    expect((await status(fixture('check-not-found'))).kind).toBe('not-found');
    expect((await status({ jsonrpc: '2.0', error: { code: 203 } })).kind).toBe('not-found');
    expect((await status({ jsonrpc: '2.0', error: { code: 302 } })).kind).toBe('unknown');
    expect((await status(withResult('check-done', { transactionState: 4 }))).kind).toBe('unknown');
    expect((await status(withResult('check-done', { timestamp: null }))).kind).toBe('unknown');
  });
});

test('a cancellation counts when the transaction is cancelled, also before', async () => {
  const cancel = (message: Message, change: Partial<PayRequest> = {}) =>
    answering({ CancelTransaction: message }).cancel?.({ ...request, ...change });
  expect((await cancel(fixture('cancel-done')))?.kind).toBe('cancelled');
  expect((await cancel(fixture('cancel-done'), { providerTransaction: '2017' }))?.kind).toBe('unknown');
  expect((await cancel(withResult('cancel-done', { transactionState: 1 })))?.kind).toBe('unknown');
  const refused = async (code: number) => (await cancel({ jsonrpc: '2.0', error: { code } }))?.kind;
  expect([await refused(202), await refused(77), await refused(203), await refused(501)]).toEqual([
    'cancelled',
    'refused',
    'refused',
    'unknown',
  ]);
});

describe('answers to GetInformation', () => {
  const settings = { holderNameField: 'name', debtField: 'balance', debtMeans: 'balance', billFields: 'bill' };

  test('the fields tell the debt in minor units', async () => {
    const port = answering({ GetInformation: fixture('information') }, settings);
    expect(await port.debt(request)).toMatchObject({
      kind: 'answered',
      answer: {
        account: '0957835959',
        holderName: 'Əliyeva Günəş',
        balance: 2_141n,
        balanceTold: true,
        bills: [
          { number: '2026-09/77', amount: 1_240n },
          { number: '2026-10/81', dueOn: null, amount: 901n },
        ],
      },
    });
  });

  test('without the name of a field the account is known and its debt is not', async () => {
    const port = answering({ GetInformation: fixture('information') });
    expect(await port.debt(request)).toMatchObject({ answer: { holderName: null, balance: 0n, balanceTold: false } });
  });

  test('errors say which kind of no it is', async () => {
    const ask = async (code: number) =>
      (await answering({ GetInformation: { jsonrpc: '2.0', error: { code } } }).validate(request)).kind;
    expect([await ask(301), await ask(302), await ask(405), await ask(501), await ask(102)]).toEqual([
      'no-such-account',
      'no-such-account',
      'refused',
      'unavailable',
      'unavailable',
    ]);
  });
});

test('a statement is asked in slices of an hour with a second more at both ends, and is half-open', async () => {
  const requests: HttpRequest[] = [];
  const port = answering({ GetStatement: listed }, {}, requests);
  const to = new Date('2026-11-20T08:15:35Z');
  const outcome = await port.statement?.(new Date('2026-11-20T07:00:00Z'), to);
  const ranges = requests.map((sent) => (JSON.parse(sent.body ?? '') as { params: object }).params);
  expect(ranges).toEqual([
    { serviceId: 77, dateFrom: '2026-11-20 11:59:59', dateTo: '2026-11-20 13:00:01' },
    { serviceId: 77, dateFrom: '2026-11-20 12:59:59', dateTo: '2026-11-20 13:15:36' },
  ]);
  expect(outcome).toMatchObject({
    kind: 'answered',
    answer: [
      { reference: '2611200000000009', account: null, amount: 500n, cancelled: null },
      { reference: '2611200000000017', providerTransaction: '2016', amount: 1_045n },
    ],
  });
  const before = await port.statement?.(new Date('2026-11-20T08:00:00Z'), new Date('2026-11-20T08:15:34Z'));
  expect(before).toMatchObject({ kind: 'answered', answer: [] });
  expect((await port.statement?.(new Date(0), to))?.kind).toBe('unavailable');
});

test('a payment is letter for letter the same in every attempt, on the clock of the settings', async () => {
  const requests: HttpRequest[] = [];
  const port = answering({}, { accountField: 'client', parameters: 'pin=code' }, requests);
  await port.pay({ ...request, fields: { pin: '00917' } });
  await port.pay({ ...request, fields: { pin: '00917' }, repeat: true });
  expect(requests[0]).toEqual({
    method: 'POST',
    url: 'https://p.test/uws',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Basic aHViOnBhOnNz',
      'content-type': 'application/json; charset=utf-8',
    },
    body: '{"jsonrpc":"2.0","method":"PerformTransaction","params":{"amount":1045,"serviceId":77,"transactionId":2611200000000017,"transactionTime":"2026-11-20 13:15:30","fields":{"client":"0957835959","code":"00917"}},"id":2611200000000017}',
    timeoutMs: 30_000,
    maxBytes: 65_536,
  });
  expect(requests[1]).toEqual(requests[0]);
});

test('a reference that a JSON number does not carry whole is a bug, not a payment', async () => {
  await expect(answering({}).pay({ ...request, reference: '9007199254740993' })).rejects.toThrow('below 2^53');
  await expect(answering({}).pay({ ...request, reference: '0017' })).rejects.toThrow('below 2^53');
  await expect(answering({}).pay({ ...request, fields: { account: '1' } })).rejects.toThrow('stand in');
});

test('what is wrong with the settings is told all at once', () => {
  const settings = { user: 'a:b', serviceId: 'x', utcOffset: '5', parameters: 'pin=account', typo: '1' };
  expect(paynetAdapter.problems?.({ ...connection, settings })).toHaveLength(6);
  expect(paynetAdapter.problems?.(connection)).toEqual([]);
});
