import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { epayAdapter } from '../../adapters/epay/adapter.ts';
import type { HttpPort, HttpRequest, PayRequest } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const secret = '3EA1ABD845C3D684';

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '2611010000000017',
  amount: minor(1_045n),
  currency: 'EUR',
  acceptedAt: new Date('2026-11-20T08:15:30Z'),
};

function fixture(name: string): string {
  return readFileSync(new URL(`../../adapters/epay/fixtures/${name}.json`, import.meta.url), 'utf8');
}

const connection = {
  providerCode: 'cez',
  currency: 'EUR' as const,
  endpoint: 'https://cez.test',
  settings: { secret, merchantId: '1000042' },
  timeouts: { queryMs: 1_000, payMs: 9_000 },
};

/** The adapter at a provider that always gives one answer, and what it was asked. */
function connect(answer: string, settings: Record<string, string> = {}) {
  const asked: HttpRequest[] = [];
  const http: HttpPort = {
    request: (sent) => {
      asked.push(sent);
      const body = Buffer.from(answer);
      return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
    },
  };
  const port = epayAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http);
  return { port, asked };
}

function hmac(hash: string, text: string): string {
  return createHmac(hash, secret).update(text).digest('hex');
}

describe('requests of ePay.bg billing', () => {
  test('a check names the customer, signed over the sorted parameters', async () => {
    const { port, asked } = connect('');
    await port.debt(request);
    const checksum = hmac('sha1', 'IDN0957835959\nMERCHANTID1000042\nTYPECHECK\n');
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: `https://cez.test/pay/init?IDN=0957835959&MERCHANTID=1000042&TYPE=CHECK&CHECKSUM=${checksum}`,
    });
  });

  test('a payment is letter for letter the same in every attempt', async () => {
    const { port, asked } = connect('');
    await port.pay(request);
    await port.pay({ ...request, repeat: true });
    const terms = 'IDN0957835959\nMERCHANTID1000042\nTID20261120101530010000000017\nTOTAL1045\nTYPEBILLING\n';
    expect(asked[0]?.url).toBe(
      `https://cez.test/pay/confirm?IDN=0957835959&MERCHANTID=1000042&TID=20261120101530010000000017&TOTAL=1045&TYPE=BILLING&CHECKSUM=${hmac('sha1', terms)}`,
    );
    expect(asked[1]).toEqual(asked[0]);
  });

  test('hash, type and date are settings', async () => {
    const { port, asked } = connect('', { checksumHash: 'sha256', payType: 'DEPOSIT', dateParameter: 'sent' });
    await port.pay({ ...request, account: 'ə&1' });
    const terms = [
      'DATE20261120101530',
      'IDNə&1',
      'MERCHANTID1000042',
      'TID20261120101530010000000017',
      'TOTAL1045',
      'TYPEDEPOSIT',
    ];
    const url = new URL(asked[0]?.url ?? '');
    expect(url.searchParams.get('CHECKSUM')).toBe(hmac('sha256', `${terms.join('\n')}\n`));
    expect(url.searchParams.get('DATE')).toBe('20261120101530');
  });

  test('a code cannot mean success and another thing', () => {
    const problems = epayAdapter.problems?.({
      ...connection,
      settings: { ...connection.settings, refusalCodes: '13,00' },
    });
    expect(problems).toEqual(['setting refusalCodes names a code of successCodes']);
  });
});

describe('answers of ePay.bg billing', () => {
  const unknown = (reason: string, providerCode: string | null): object => ({
    kind: 'unknown',
    evidence: { reason, providerCode },
  });
  const payWith = (answer: string, settings: Record<string, string> = {}, change: Partial<PayRequest> = {}) =>
    connect(answer, settings).port.pay({ ...request, ...change });

  test('success confirms, and what it repeats of the payment must be ours', async () => {
    const confirmed = { kind: 'confirmed', providerTransaction: null, evidence: { reason: 'ok', providerCode: '00' } };
    expect(await payWith(fixture('confirm-success'))).toEqual(confirmed);
    const echo = fixture('confirm-success-with-echo');
    expect(await payWith(echo)).toEqual(confirmed);
    expect(await payWith(echo, {}, { amount: minor(1_046n) })).toEqual(unknown('amount_mismatch', '00'));
    expect(await payWith(echo, {}, { account: '1' })).toEqual(unknown('account_mismatch', '00'));
    expect(await payWith(echo, {}, { reference: '2611010000000025' })).toEqual(unknown('reference_mismatch', '00'));
    expect(await payWith(echo, {}, { acceptedAt: new Date('2026-11-20T08:15:31Z') })).toEqual(
      unknown('reference_mismatch', '00'),
    );
  });

  test('"already" confirms a repeat, and only where the contract says so', async () => {
    const already = fixture('confirm-already');
    const settings = { bookedBeforeCodes: '94' };
    expect(await payWith(already, {}, { repeat: true })).toEqual(unknown('already_booked', '94'));
    expect(await payWith(already, settings)).toEqual(unknown('reference_conflict', '94'));
    expect(await payWith(already, settings, { repeat: true })).toMatchObject({ kind: 'confirmed' });
  });

  test.each(['13', '14', '62', '80', '93', '96', '77'])('code %s rejects nothing by itself', async (code) => {
    expect((await payWith(JSON.stringify({ STATUS: code }))).kind).toBe('unknown');
  });

  test('a refusal rejects where the contract says that it is final, and never a repeat', async () => {
    const refused = fixture('confirm-amount-refused');
    const settings = { refusalCodes: '13,14' };
    expect(await payWith(refused, settings)).toEqual({
      kind: 'rejected',
      evidence: { reason: 'amount_refused', providerCode: '13' },
    });
    expect(await payWith(refused, settings, { repeat: true })).toEqual(unknown('refusal_of_a_repeat', '13'));
  });

  test('a check tells what is owed, its invoice and the lines that the contract describes', async () => {
    const settings = { holderNameLine: 'Клиент: ', addressLine: 'Адрес: ' };
    expect(await connect(fixture('init-owed'), settings).port.debt(request)).toMatchObject({
      answer: {
        account: '0957835959',
        holderName: 'Ёлка Иванова',
        address: 'ул. Шипка 7',
        balance: 2_141n,
        bills: [{ number: '2026-10/81', period: null, dueOn: '2026-11-20', amount: 2_141n }],
      },
    });
  });

  test('owing nothing is an answer, an unknown customer is told as such', async () => {
    const nothing = connect(fixture('init-owes-nothing')).port;
    expect(await nothing.debt(request)).toMatchObject({ kind: 'answered', answer: { balance: 0n, bills: [] } });
    const contradiction = connect('{"STATUS":"62","AMOUNT":5}').port;
    expect((await contradiction.debt(request)).kind).toBe('unavailable');
    expect((await connect(fixture('init-not-found')).port.debt(request)).kind).toBe('no-such-account');
  });

  test('amounts are numbers, or texts where the provider is known for it', async () => {
    const text = fixture('init-owed').replace('2141', '"2141"');
    expect((await connect(text).port.debt(request)).kind).toBe('unavailable');
    expect(await connect(text, { amountAs: 'text' }).port.debt(request)).toMatchObject({ answer: { balance: 2_141n } });
    expect((await connect(fixture('init-owed'), { amountAs: 'text' }).port.debt(request)).kind).toBe('unavailable');
  });
});
