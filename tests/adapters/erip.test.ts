import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eripAdapter } from '../../adapters/erip/adapter.ts';
import { decodeWindows1251, encodeWindows1251Xml } from '../../adapters/kit/windows-1251.ts';
import type { HttpOutcome, HttpPort, HttpRequest, PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { minor } from '../../src/kernel/money.ts';

const salt = 'fixture-salt-0123456789';

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '1234567',
  amount: minor(1_045n),
  currency: 'RUB',
  acceptedAt: new Date('2026-11-20T08:15:30Z'),
};

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../adapters/erip/fixtures/${name}.xml`, import.meta.url));
}

function signed(body: Uint8Array, signature = `SALT+MD5: ${md5(body)}`): HttpOutcome {
  return { kind: 'answered', status: 200, contentType: 'text/xml', body, header: signature };
}

function md5(body: Uint8Array): string {
  return createHash('md5')
    .update(Buffer.concat([Buffer.from(salt), body]))
    .digest('hex');
}

/** The adapter at a provider that gives these answers one after the other, and what it was asked. */
function connect(answers: readonly HttpOutcome[], settings: Record<string, string> = {}) {
  const asked: HttpRequest[] = [];
  const http: HttpPort = {
    request: (sent) => Promise.resolve(answers[asked.push(sent) - 1] ?? { kind: 'broken', reason: 'reset' }),
  };
  const connection = {
    providerCode: 'p',
    currency: 'RUB' as const,
    endpoint: 'https://p.test/erip',
    settings: { salt, ...settings },
    timeouts: { queryMs: 1_000, payMs: 9_000 },
  };
  const port: ProviderPort = eripAdapter.connect(connection, http, {
    bytes: (length) => Buffer.alloc(length, 7),
    clock: simulatedClock(new Date('2026-11-21T09:00:00Z')),
  });
  return { port, asked };
}

/** The document of a request, as a form gives it back to whoever reads bytes. */
function documentOf(sent: HttpRequest | undefined): Buffer {
  const encoded = (sent?.body ?? '').replace(/^XML=/, '');
  return Buffer.from(
    encoded.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

const started = signed(fixture('start-reserved'));
const confirmed = signed(fixture('result-confirmed'));

describe('requests of iPay and ERIP', () => {
  test('a payment is reserved and then confirmed, letter for letter the same in every attempt', async () => {
    const { port, asked } = connect([started, confirmed, started, confirmed]);
    await port.pay(request);
    await port.pay({ ...request, repeat: true });
    const head = '<?xml version="1.0" encoding="windows-1251"?><ServiceProvider_Request><Version>1</Version>';
    const terms =
      '<DateTime>20261120111530</DateTime><PersonalAccount>0957835959</PersonalAccount><Currency>643</Currency>';
    expect(asked.map((one) => documentOf(one).toString('latin1')).slice(0, 2)).toEqual([
      `${head}<RequestType>TransactionStart</RequestType>${terms}<RequestId>12345671</RequestId><TransactionStart><Amount>10.45</Amount><TransactionId>1234567</TransactionId></TransactionStart></ServiceProvider_Request>`,
      `${head}<RequestType>TransactionResult</RequestType>${terms}<RequestId>12345672</RequestId><TransactionResult><TransactionId>1234567</TransactionId><ServiceProvider_TrxId>2016</ServiceProvider_TrxId></TransactionResult></ServiceProvider_Request>`,
    ]);
    const bodies = asked.map(({ body }) => body);
    expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
  });

  test('the bytes that are sent are the bytes that are signed', async () => {
    const { port, asked } = connect([]);
    await port.debt({ account: 'Счёт & ə', fields: {} });
    const document = documentOf(asked[0]);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: 'https://p.test/erip',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'serviceprovider-signature': `SALT+MD5: ${md5(document)}`,
      },
      answerHeader: 'serviceprovider-signature',
    });
    expect(document.includes(Buffer.from([0xd1, 0xf7, 0xb8, 0xf2]))).toBe(true);
    expect(document.toString('latin1')).toContain('&amp; &#601;</PersonalAccount>');
    expect(document.toString('latin1')).toContain('<DateTime>20261121120000</DateTime>');
    expect(document.toString('latin1')).toContain('<RequestId>90506381209866536711</RequestId>');
  });

  test('both steps share one time-out', async () => {
    const { port, asked } = connect([started, confirmed]);
    await port.pay(request);
    expect(asked[0]?.timeoutMs).toBe(9_000);
    expect(asked[1]?.timeoutMs).toBeLessThanOrEqual(9_000);
    expect(asked[1]?.timeoutMs).toBeGreaterThan(0);
  });
});

describe('answers of iPay and ERIP', () => {
  const unknown = (reason: string): object => ({ kind: 'unknown', evidence: { reason, providerCode: null } });

  test('two signed answers confirm, with the number of the reservation', async () => {
    expect(await connect([started, confirmed]).port.pay(request)).toEqual({
      kind: 'confirmed',
      providerTransaction: '2016',
      evidence: { reason: 'ok', providerCode: null },
    });
  });

  test.each<[string, readonly HttpOutcome[], string]>([
    ['no answer to the reservation', [{ kind: 'broken', reason: 'timeout' }], 'timeout'],
    ['no answer to the confirmation', [started, { kind: 'broken', reason: 'timeout' }], 'timeout'],
    ['a confirmation that was not sent', [started, { kind: 'not-sent', reason: 'refused' }], 'refused'],
    ['a reservation of another amount', [signed(fixture('start-of-another-amount'))], 'amount_mismatch'],
    ['a confirmation in place of the reservation', [confirmed], 'malformed'],
    ['a reservation in place of the confirmation', [started, started], 'malformed'],
    ['a refused confirmation', [started, signed(fixture('result-refused'))], 'other_refusal'],
    ['a refusal that no contract names', [signed(fixture('result-refused'))], 'unknown_code'],
    ['no signature', [signed(fixture('start-reserved'), '')], 'signature'],
    [
      'the signature of another answer',
      [signed(fixture('start-reserved'), `SALT+MD5: ${md5(Buffer.of(1))}`)],
      'signature',
    ],
    ['a byte that is no character', [signed(Buffer.concat([fixture('start-reserved'), Buffer.of(0x98)]))], 'encoding'],
  ])('%s decides nothing', async (_, answers, reason) => {
    expect(await connect(answers).port.pay(request)).toEqual(unknown(reason));
  });

  test('only a reservation that never left was not sent', async () => {
    const { port, asked } = connect([{ kind: 'not-sent', reason: 'refused' }]);
    expect((await port.pay(request)).kind).toBe('not-sent');
    expect(asked).toHaveLength(1);
  });

  test('a refusal rejects where the contract names its words, and never a repeat', async () => {
    const settings = { accountNotFoundTexts: 'Лицевой счёт не найден', refusalTexts: 'Операция отклонена' };
    const refused = [signed(fixture('account-not-found'))];
    expect(await connect(refused, settings).port.pay(request)).toMatchObject({
      kind: 'rejected',
      evidence: { reason: 'account_not_found' },
    });
    expect(await connect(refused, settings).port.pay({ ...request, repeat: true })).toEqual(
      unknown('refusal_of_a_repeat'),
    );
    expect((await connect(refused, settings).port.debt(request)).kind).toBe('no-such-account');
    expect((await connect(refused).port.debt(request)).kind).toBe('unavailable');
    expect((await connect([signed(fixture('result-refused'))], settings).port.debt(request)).kind).toBe('refused');
  });

  test('what is owed is debt and penalty; names stand in lines that the contract describes', async () => {
    const settings = { holderNameLine: 'Абонент: ', addressLine: 'Адрес: ' };
    const { port } = connect([signed(fixture('service-info')), signed(fixture('service-info-without-debt'))], settings);
    expect(await port.debt(request)).toMatchObject({
      answer: {
        holderName: 'Иванова Ёлка Əлиева',
        address: 'ул. Казбекская, 7',
        balance: 2_200n,
        balanceTold: true,
        currency: 'RUB',
      },
    });
    expect(await port.debt(request)).toMatchObject({ answer: { holderName: null, balance: 0n, balanceTold: false } });
  });

  test('repeats are safe only where the contract says so', () => {
    expect(connect([]).port.traits?.repeatsAreSafe).toBe(false);
    expect(connect([], { repeats: 'safe' }).port.traits?.repeatsAreSafe).toBe(true);
  });
});

describe('windows-1251', () => {
  test('every character that it has comes back, and the others as references', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x98);
    const text = decodeWindows1251(all);
    expect(text).toContain('АБВ');
    expect([...encodeWindows1251Xml(text ?? '')]).toEqual([...all]);
    expect(encodeWindows1251Xml('ə😀').toString('latin1')).toBe('&#601;&#128512;');
  });

  test('the one byte without a character spoils the text', () => {
    expect(decodeWindows1251(Uint8Array.of(0x41, 0x98))).toBeUndefined();
  });
});
