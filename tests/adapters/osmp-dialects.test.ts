import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kaspiAdapter, kassa24Adapter, sberbankAdapter } from '../../adapters/osmp/adapter.ts';
import type { Adapter, HttpPort, HttpRequest, PayOutcome, PayRequest } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '1234567',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2005-08-15T08:01:33Z'),
};

function fixture(name: string): string {
  return readFileSync(new URL(`../../adapters/osmp/fixtures/${name}`, import.meta.url), 'utf8');
}

/** The adapter at a provider that always gives one answer, and what it was asked. */
function connect(adapter: Adapter, settings: Record<string, string> = {}, answer = '') {
  const asked: HttpRequest[] = [];
  const http: HttpPort = {
    request: (sent) => {
      asked.push(sent);
      const body = Buffer.from(answer);
      return Promise.resolve({ kind: 'answered', status: 200, contentType: 'text/plain', body });
    },
  };
  const connection = {
    providerCode: 'p',
    currency: 'AZN' as const,
    endpoint: 'https://p.test',
    settings: { timeZone: 'Asia/Baku', ...settings },
    timeouts: { queryMs: 1_000, payMs: 1_000 },
  };
  const port = adapter.connect(connection, http, { bytes: (length) => Buffer.alloc(length, 7) });
  return { port, urls: () => asked.map(({ url }) => url.slice('https://p.test'.length)) };
}

function pay(adapter: Adapter, name: string, how: { settings?: Record<string, string>; repeat?: boolean } = {}) {
  const { port } = connect(adapter, how.settings, fixture(name));
  return port.pay({ ...request, repeat: how.repeat ?? false });
}

const confirmed: PayOutcome = {
  kind: 'confirmed',
  providerTransaction: '2016',
  evidence: { reason: 'ok', providerCode: '0' },
};

describe('requests in the dialects of OSMP', () => {
  test.each([
    [
      kaspiAdapter,
      '?command=check&txn_id=90506381209866536711&account=0957835959&sum=1.00',
      '?command=pay&txn_id=1234567&txn_date=20050815130133&account=0957835959&sum=10.45',
    ],
    [
      sberbankAdapter,
      '?ACTION=check&ACCOUNT=0957835959&AMOUNT=1.00',
      '?ACTION=payment&PAY_ID=1234567&PAY_DATE=15.08.2005_13%3A01%3A33&ACCOUNT=0957835959&AMOUNT=10.45',
    ],
    [
      kassa24Adapter,
      '?action=check&number=0957835959&amount=1.00',
      '?action=payment&receipt=1234567&date=2005-08-15T13%3A01%3A33&number=0957835959&amount=10.45',
    ],
  ])('$metadata.protocol has its own names and dates', async (adapter, check, payment) => {
    const { port, urls } = connect(adapter);
    await port.debt(request);
    await port.pay(request);
    await port.pay({ ...request, repeat: true });
    expect(urls()).toEqual([check, payment, payment]);
  });

  test('the date of Kassa24 is a setting', async () => {
    const { port, urls } = connect(kassa24Adapter, { dateFormat: 'compact' });
    await port.pay(request);
    expect(urls()[0]).toContain('date=20050815130133');
  });

  test('an input field never takes the place of a parameter of the dialect', () => {
    const problems = sberbankAdapter.problems?.({
      providerCode: 'p',
      currency: 'AZN',
      endpoint: 'https://p.test',
      settings: { parameters: 'meter=PAY_ID', statusCommand: 'status' },
      timeouts: { queryMs: 1, payMs: 1 },
    });
    expect(problems).toEqual([
      'setting statusCommand is not known',
      'setting parameters uses PAY_ID, which is the protocol’s own',
    ]);
  });
});

describe('answers in the dialects of OSMP', () => {
  const kassa24 = { resultName: 'code', referenceName: 'receipt', transactionName: 'authcode', sumName: 'amount' };

  test('a whole answer with our terms confirms, with the provider’s number', async () => {
    expect(await pay(kaspiAdapter, 'kaspi-pay-confirmed.json')).toEqual(confirmed);
    expect(await pay(sberbankAdapter, 'sberbank-pay-confirmed.xml')).toEqual(confirmed);
    expect(await pay(kassa24Adapter, 'kassa24-pay-confirmed.xml', { settings: kassa24 })).toEqual(confirmed);
  });

  test('nothing of Kassa24 confirms until its settings say where the sum stands', async () => {
    expect(await pay(kassa24Adapter, 'kassa24-pay-confirmed.xml')).toEqual({
      kind: 'unknown',
      evidence: { reason: 'amount_missing', providerCode: '0' },
    });
    const other = { ...kassa24, referenceName: 'authcode', transactionName: 'receipt' };
    expect(await pay(kassa24Adapter, 'kassa24-pay-confirmed.xml', { settings: other })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'reference_mismatch' },
    });
  });

  test.each([
    ['PAY_ID', '1234568', 'reference_mismatch'],
    ['ACCOUNT', '0957835958', 'account_mismatch'],
  ])('Sberbank need not repeat %s, but where it does it must be ours', async (name, other, reason) => {
    const answer = (value: string): string =>
      fixture('sberbank-pay-confirmed.xml').replace('</response>', `<${name}>${value}</${name}></response>`);
    const ours = name === 'PAY_ID' ? request.reference : request.account;
    expect(await connect(sberbankAdapter, {}, answer(ours)).port.pay(request)).toEqual(confirmed);
    expect(await connect(sberbankAdapter, {}, answer(other)).port.pay(request)).toEqual({
      kind: 'unknown',
      evidence: { reason, providerCode: '0' },
    });
  });

  test.each([
    [kaspiAdapter, 'kaspi-pay-already-paid.json', '3'],
    [sberbankAdapter, 'sberbank-pay-duplicate.xml', '5'],
  ])(
    '$metadata.protocol: booked before confirms a repeat only where the contract says so',
    async (adapter, name, code) => {
      const settings = { bookedBefore: 'confirmed' };
      const unknown = (reason: string): PayOutcome => ({ kind: 'unknown', evidence: { reason, providerCode: code } });
      expect(await pay(adapter, name, { repeat: true })).toEqual(unknown('already_booked'));
      expect(await pay(adapter, name, { settings })).toEqual(unknown('reference_conflict'));
      expect(await pay(adapter, name, { settings, repeat: true })).toMatchObject({ kind: 'confirmed' });
      const { port } = connect(adapter, settings, fixture(name));
      const other = await port.pay({ ...request, amount: minor(1_046n), repeat: true });
      expect(other).toEqual(unknown('amount_mismatch'));
    },
  );

  test('a check tells the holder and the debt', async () => {
    const kaspi = connect(
      kaspiAdapter,
      { holderNameField: 'FIO', debtField: 'DEBT' },
      // The check must name the transaction that was sent, which is known here.
      fixture('kaspi-check-with-fields.json').replace('90000000000000000001', '90506381209866536711'),
    );
    expect(await kaspi.port.debt(request)).toMatchObject({ answer: { holderName: 'Əliyeva Günəş', balance: 2_141n } });
    const settings = { debtField: 'BALANCE', debtMeans: 'balance' };
    const sberbank = connect(sberbankAdapter, settings, fixture('sberbank-check.xml'));
    expect(await sberbank.port.debt(request)).toMatchObject({
      answer: { holderName: 'Əliyeva Günəş', address: 'Bakı', balance: 2_141n, balanceTold: true },
    });
    const silent = connect(sberbankAdapter, {}, fixture('sberbank-check.xml'));
    expect(await silent.port.debt(request)).toMatchObject({ answer: { balance: 0n, balanceTold: false } });
  });

  test('a check that names another transaction is no answer', async () => {
    const { port } = connect(kaspiAdapter, {}, fixture('kaspi-check-with-fields.json'));
    expect((await port.debt(request)).kind).toBe('unavailable');
  });

  test.each([
    ['"result": 0', '"result":"0"'],
    ['"result": 0', '"result":0.5'],
    ['"result": 0', '"result":-1'],
    ['"sum": "10.45"', '"sum":10.45'],
    ['"txn_id": "1234567"', '"txn_id":1234567'],
    ['"comment": "OK"', '"fields":{"a":{"@name":"X","#text":"1"},"b":{"@name":"X","#text":"2"}}'],
    ['"comment": "OK"', '"fields":{"a":{"@name":"X","#text":"1","more":"2"}}'],
  ])('Kaspi’s %j written %j spoils the answer', async (right, wrong) => {
    const { port } = connect(kaspiAdapter, {}, fixture('kaspi-pay-confirmed.json').replace(right, wrong));
    expect(await port.pay(request)).toMatchObject({ kind: 'unknown', evidence: { reason: 'malformed' } });
  });

  test('Kaspi’s result may be a text where the provider is known for it, and then no number', async () => {
    const text = fixture('kaspi-pay-confirmed.json').replace('"result": 0', '"result":"0"');
    const settings = { resultAs: 'text' };
    expect(await connect(kaspiAdapter, settings, text).port.pay(request)).toEqual(confirmed);
    expect((await pay(kaspiAdapter, 'kaspi-pay-confirmed.json', { settings })).kind).toBe('unknown');
  });
});
