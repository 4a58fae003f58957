import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PayRequest } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { debtAnswer } from '../../adapters/kit/account-fields.ts';
import { accountFields, checkVerdict } from '../../adapters/osmp/account.ts';
import { cancelOutcome, payOutcome, statusOutcome } from '../../adapters/osmp/map.ts';
import { osmpXml } from '../../adapters/osmp/dialects/osmp-xml.ts';
import { osmpMeanings } from '../../adapters/osmp/result-codes.ts';
import { dialectReader, readOsmpSettings, type OsmpSettings } from '../../adapters/osmp/settings.ts';
import type { OsmpResponse } from '../../adapters/osmp/wire.ts';

function settingsOf(settings: Record<string, string> = {}): OsmpSettings {
  const timeouts = { queryMs: 1_000, payMs: 1_000 };
  const connection = { providerCode: 'p', currency: 'AZN' as const, endpoint: 'http://p.test', settings, timeouts };
  return readOsmpSettings(dialectReader(connection, osmpXml), osmpXml);
}

function fixture(name: string): string {
  return readFileSync(new URL(`../../adapters/osmp/fixtures/${name}.xml`, import.meta.url), 'utf8');
}

function read(text: string, settings = settingsOf()): OsmpResponse | 'malformed' {
  const parsed = settings.parse(text);
  return parsed.ok ? parsed.value : parsed.error;
}

function response(text: string, settings = settingsOf()): OsmpResponse {
  const parsed = read(text, settings);
  if (parsed === 'malformed') throw new Error('the fixture does not parse');
  return parsed;
}

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '1234567',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2005-08-15T08:01:33Z'),
};

function pay(name: string, settings: Record<string, string> = {}, change: Partial<PayRequest> = {}): object {
  const applied = settingsOf(settings);
  return payOutcome(response(fixture(name), applied), { ...request, ...change }, applied);
}

describe('answers to pay', () => {
  test('our sum and our reference confirm, with the provider’s number', () => {
    const expected = { kind: 'confirmed', providerTransaction: '2016', evidence: { reason: 'ok', providerCode: '0' } };
    expect(pay('pay-confirmed')).toEqual(expected);
    expect(pay('pay-confirmed-by-dotnet')).toEqual(expected);
    expect(pay('pay-confirmed-in-white-space', { whitespace: 'trim' })).toEqual(expected);
    expect(pay('pay-confirmed-in-cdata')).toMatchObject({ kind: 'confirmed', providerTransaction: 'A-2016' });
  });

  test('white space in values is no success unless the provider is known for it', () => {
    expect(read(fixture('pay-confirmed-in-white-space'))).toBe('malformed');
  });

  test('a provider that gives no number of its own can still confirm', () => {
    expect(pay('pay-confirmed-without-prv-txn')).toMatchObject({ kind: 'confirmed', providerTransaction: null });
  });

  test('an empty osmp_txn_id confirms only where the provider is known for it, another one never', () => {
    const name = 'pay-confirmed-with-empty-osmp-txn-id';
    expect(pay(name)).toMatchObject({ kind: 'unknown', evidence: { reason: 'reference_missing' } });
    expect(pay(name, { referenceEcho: 'optional' })).toMatchObject({ kind: 'confirmed' });
    expect(pay('pay-confirmed', { referenceEcho: 'optional' }, { reference: '1234568' })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'reference_mismatch' },
    });
  });

  test('an element inside a value is not an empty value', () => {
    const text = fixture('pay-confirmed').replace('>1234567<', '><id>7</id><');
    expect(read(text, settingsOf({ referenceEcho: 'optional' }))).toBe('malformed');
  });

  test('another sum is unknown, whatever the settings', () => {
    expect(pay('pay-repeated-with-another-sum', { sumEcho: 'optional' })).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'amount_mismatch' },
    });
  });

  test.each(['10.4', '10,45', '10.450', '010.45', '1045', '+10.45', '1.045e1', ' 10.45', ''])(
    'the sum %j is not 10.45',
    (sum) => {
      const text = fixture('pay-confirmed').replace('10.45', sum);
      const parsed = read(text);
      const kind = parsed === 'malformed' ? 'unknown' : payOutcome(parsed, request, settingsOf()).kind;
      expect(kind).toBe('unknown');
    },
  );

  test('a refusal rejects, but not when an earlier attempt may have arrived', () => {
    expect(pay('pay-account-not-found')).toEqual({
      kind: 'rejected',
      evidence: { reason: 'account_not_found', providerCode: '5' },
    });
    expect(pay('pay-account-not-found', {}, { reference: '7' })).toMatchObject({ kind: 'unknown' });
    expect(pay('pay-repeated-300', {}, { repeat: true })).toEqual({
      kind: 'unknown',
      evidence: { reason: 'refusal_of_a_repeat', providerCode: '300' },
    });
  });

  test('a temporary error decides nothing', () => {
    expect(pay('pay-temporary-error')).toMatchObject({ kind: 'unknown', evidence: { reason: 'temporary_error' } });
  });
});

describe('the table of result codes', () => {
  const outcomeOf = (result: string, settings: Record<string, string> = {}): string =>
    payOutcome({ result, fields: {} }, request, settingsOf(settings)).kind;

  test('only documented final codes reject; recalled and unlisted ones are unknown', () => {
    const kinds = Object.fromEntries(Object.keys(osmpMeanings).map((code) => [code, outcomeOf(code)]));
    expect(kinds).toEqual({
      '0': 'unknown', // a success without any echo
      '1': 'unknown',
      '4': 'rejected',
      '5': 'rejected',
      '7': 'rejected',
      '8': 'rejected',
      '79': 'unknown',
      '90': 'unknown',
      '241': 'rejected',
      '242': 'rejected',
      '243': 'unknown',
      '300': 'rejected',
    });
    expect(['2', '6', '130', '202', '777', '9999'].map((code) => outcomeOf(code))).toEqual(Array(6).fill('unknown'));
  });

  test('a provider’s own contract can settle a code either way, never success', () => {
    expect(outcomeOf('79', { codes: '79=rejected,300=unknown' })).toBe('rejected');
    expect(outcomeOf('300', { codes: '79=rejected,300=unknown' })).toBe('unknown');
    expect(osmpXml.metadata.settings.find((setting) => setting.name === 'codes')?.pattern).not.toContain('confirmed');
  });

  test('names of prototypes are not codes', () => {
    expect(outcomeOf('constructor')).toBe('unknown');
  });
});

describe('answers to status and cancel', () => {
  const variants = { statusNotFoundCode: '210', statusCancelledCode: '211', statusRefusedCodes: '5,79' };
  const status = (parts: Partial<OsmpResponse>, settings: Record<string, string> = variants): object =>
    statusOutcome({ result: '0', fields: {}, ...parts }, request, settingsOf(settings));

  test('a status confirms by the same echoes as a payment', () => {
    expect(status({ osmp_txn_id: '1234567', sum: '10.45', prv_txn: '9' })).toMatchObject({ kind: 'confirmed' });
    expect(status({ osmp_txn_id: '1234567', sum: '10.46' })).toMatchObject({ kind: 'unknown' });
    expect(status({ sum: '10.45' })).toMatchObject({ kind: 'unknown' });
  });

  test('only results that the settings name say not found, cancelled or refused', () => {
    expect(status({ result: '210' })).toMatchObject({ kind: 'not-found' });
    expect(status({ result: '210' }, {})).toMatchObject({ kind: 'unknown' });
    expect(status({ result: '211', osmp_txn_id: '1234567' })).toMatchObject({ kind: 'rejected' });
    expect(status({ result: '211' })).toMatchObject({ kind: 'unknown' });
    expect(status({ result: '5', osmp_txn_id: '1234567' })).toMatchObject({ kind: 'rejected' });
    expect(status({ result: '5', osmp_txn_id: '1234567' }, {})).toMatchObject({ kind: 'unknown' });
    expect(status({ result: '210', osmp_txn_id: '7' })).toMatchObject({ kind: 'unknown' });
    expect(status({ result: '90' })).toMatchObject({ kind: 'pending' });
  });

  test('a cancellation counts with our reference and the provider’s number', () => {
    const cancel = (parts: Partial<OsmpResponse>): string =>
      cancelOutcome({ result: '0', fields: {}, ...parts }, { request, providerTransaction: '9' }, settingsOf()).kind;
    expect(cancel({ osmp_txn_id: '1234567', prv_txn: '9' })).toBe('cancelled');
    expect(cancel({ osmp_txn_id: '1234567', prv_txn: '8' })).toBe('unknown');
    expect(cancel({ prv_txn: '9' })).toBe('unknown');
    expect(cancel({ osmp_txn_id: '1234567', sum: '1.00' })).toBe('unknown');
    expect(cancel({ result: '7', osmp_txn_id: '1234567' })).toBe('refused');
    expect(cancel({ result: '1', osmp_txn_id: '1234567' })).toBe('unknown');
  });
});

describe('the fields of a check', () => {
  const names = { holderNameField: 'FIO', addressField: 'ADDRESS', debtField: 'DEBT', billFields: 'BILL' };
  const input = { account: '0012', fields: {} };
  const debt = (text: string, settings: Record<string, string> = names): unknown => {
    const applied = settingsOf(settings);
    const parsed = response(text, applied);
    expect(checkVerdict(parsed, applied)).toEqual({ kind: 'found' });
    const answer = debtAnswer(accountFields(parsed, applied, 'AZN'), input);
    return answer.ok ? answer.value : answer.error;
  };

  test('become holder, address, debt and bills by the provider’s names for them', () => {
    expect(debt(fixture('check-with-fields'))).toEqual({
      account: '0012',
      holderName: 'Əliyeva Günəş & Şükür ə',
      address: 'Bakı, "Nizami" 5',
      proven: false,
      currency: 'AZN',
      balance: 2_141n,
      balanceTold: true,
      bills: [
        { number: '2026-09/77', period: '2026-09', dueOn: '2026-10-20', amount: 1_240n },
        { number: '2026-10/81', period: null, dueOn: null, amount: 901n },
      ],
      line: null,
    });
  });

  test('a provider may tell a balance instead of a debt, or nothing of it', () => {
    expect(debt(fixture('check-with-fields'), { ...names, debtMeans: 'balance' })).toMatchObject({ balance: -2_141n });
    expect(debt(fixture('check-with-fields'), {})).toMatchObject({ balance: 0n, balanceTold: false, holderName: null });
  });

  test.each([
    ['DEBT">21.41', 'DEBT">21,41'],
    ['DEBT">21.41', 'DEBT">'],
    ['DEBT', 'DOLG'],
    ['|12.40', '|0'],
    ['|12.40', '|12.40|x'],
    ['field2 name="ADDRESS"', 'field2 name="FIO"'],
    ['field2 name="ADDRESS"', 'field2'],
  ])('%j written %j spoils the answer', (right, wrong) => {
    const applied = settingsOf(names);
    const parsed = applied.parse(fixture('check-with-fields').replace(right, wrong));
    const answer = parsed.ok ? debtAnswer(accountFields(parsed.value, applied, 'AZN'), input) : parsed;
    expect(answer).toEqual({ ok: false, error: 'malformed' });
  });
});

test('no beginning of an answer is an answer', () => {
  const whole = fixture('pay-confirmed').trimEnd();
  for (let length = 0; length < whole.length; length += 1) expect(read(whole.slice(0, length))).toBe('malformed');
  expect(read(whole)).not.toBe('malformed');
});
