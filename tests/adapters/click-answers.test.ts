import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clickAdapter } from '../../adapters/click-shop/adapter.ts';
import { isSigned } from '../../adapters/click-shop/signature.ts';
import type { HttpPort, HttpRequest, PayRequest, ProviderConnection, ProviderPort } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const secret = 'secret-0123456789';

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
  endpoint: 'https://p.test/click',
  settings: { secret, serviceId: '77' },
  timeouts: { queryMs: 7_000, payMs: 30_000 },
};

type Message = Readonly<Record<string, unknown>>;

function fixture(name: string): Message {
  const file = new URL(`../../adapters/click-shop/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Message;
}

const prepared = fixture('prepared');
const completed = fixture('completed-with-codes-as-text');

/** The adapter before a provider with one answer to each step; a step without one is never reached. */
function answering(
  steps: { readonly prepare?: Message; readonly complete?: Message },
  settings: Record<string, string> = {},
  requests: HttpRequest[] = [],
): ProviderPort {
  const http: HttpPort = {
    request: (sent) => {
      requests.push(sent);
      const isComplete = new URLSearchParams(sent.body).get('action') === '1';
      const message = isComplete ? steps.complete : steps.prepare;
      if (!message) return Promise.resolve({ kind: 'not-sent', reason: 'refused' });
      const body = Buffer.from(JSON.stringify(message));
      return Promise.resolve({ kind: 'answered', status: 200, contentType: 'application/json', body });
    },
  };
  return clickAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http);
}

const confirmed = { kind: 'confirmed', providerTransaction: '2016', evidence: { reason: 'ok', providerCode: null } };

describe('answers to Prepare', () => {
  test('a preparation of ours that is completed confirms', async () => {
    expect(await answering({ prepare: prepared, complete: completed }).pay(request)).toEqual(confirmed);
  });

  test.each([
    ['reference', { reference: '2611200000000018' }, 'reference_mismatch'],
    ['account', { account: '957835959' }, 'account_mismatch'],
  ])('another %s is unknown, and nothing is completed', async (_term, change, reason) => {
    const requests: HttpRequest[] = [];
    const port = answering({ prepare: prepared, complete: completed }, {}, requests);
    expect(await port.pay({ ...request, ...change })).toMatchObject({ kind: 'unknown', evidence: { reason } });
    expect(requests).toHaveLength(1);
  });

  test('account and amount reject, but not a repeat', async () => {
    for (const error of [-5, '-5', -2]) {
      const port = answering({ prepare: { ...fixture('account-not-found'), error } });
      expect(await port.pay(request)).toMatchObject({ kind: 'rejected', evidence: { providerCode: String(error) } });
      expect((await port.pay({ ...request, repeat: true })).kind).toBe('unknown');
      expect((await port.pay({ ...request, reference: '7' })).kind).toBe('unknown');
    }
  });

  test.each([-1, -3, -4, -6, -7, -8, -9, -77, 1])('error %i decides nothing', async (error) => {
    expect(await answering({ prepare: { ...prepared, error } }).pay(request)).toMatchObject({
      kind: 'unknown',
      evidence: { providerCode: String(error) },
    });
  });

  test('is not sent when no preparation was, and unknown when only its completion was not', async () => {
    expect((await answering({}).pay(request)).kind).toBe('not-sent');
    expect((await answering({ prepare: prepared }).pay(request)).kind).toBe('unknown');
  });

  test('without an echo nothing is believed unless the provider is known for it', async () => {
    const steps = {
      prepare: { error: 0, merchant_prepare_id: 311 },
      complete: { error: 0, merchant_confirm_id: 2016 },
    };
    expect(await answering(steps).pay(request)).toMatchObject({ evidence: { reason: 'reference_missing' } });
    expect(await answering(steps, { echo: 'optional' }).pay(request)).toEqual(confirmed);
    const others = { ...steps, complete: { ...steps.complete, click_trans_id: '7' } };
    expect((await answering(others, { echo: 'optional' }).pay(request)).kind).toBe('unknown');
  });
});

describe('answers to Complete', () => {
  test('"already paid" is success for what was prepared under our reference', async () => {
    const port = answering({ prepare: prepared, complete: fixture('already-paid') });
    expect(await port.pay({ ...request, repeat: true })).toEqual(confirmed);
    const other = { ...fixture('already-paid'), merchant_prepare_id: 312 };
    expect(await answering({ prepare: prepared, complete: other }).pay(request)).toMatchObject({
      kind: 'unknown',
      evidence: { reason: 'transaction_mismatch' },
    });
  });

  test.each([-1, -2, -3, -5, -6, -7, -8, -9, -77, 1])('no error of it is a refusal: %i', async (error) => {
    const port = answering({ prepare: prepared, complete: { ...completed, error } });
    expect((await port.pay(request)).kind).toBe('unknown');
  });

  test('success has a number of the provider', async () => {
    const { merchant_confirm_id: _, ...without } = completed;
    expect((await answering({ prepare: prepared, complete: without }).pay(request)).kind).toBe('unknown');
  });
});

test('what is sent is signed over its own texts and the same in every attempt', async () => {
  const requests: HttpRequest[] = [];
  const port = answering(
    { prepare: prepared, complete: completed },
    { preparePath: '/prepare', completePath: '/complete' },
    requests,
  );
  await port.pay(request);
  await port.pay({ ...request, repeat: true });
  expect(requests.slice(0, 2)).toEqual([
    {
      method: 'POST',
      url: 'https://p.test/click/prepare',
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: 'click_trans_id=2611200000000017&service_id=77&click_paydoc_id=2611200000000017&merchant_trans_id=0957835959&amount=10.45&action=0&error=0&error_note=&sign_time=2026-11-20+13%3A15%3A30&sign_string=618a78081154d6e19eaa430d9dfbd720',
      timeoutMs: 7_000,
      maxBytes: 65_536,
    },
    expect.objectContaining({ url: 'https://p.test/click/complete', timeoutMs: 30_000 }),
  ]);
  const completion = new URLSearchParams(requests[1]?.body);
  expect(completion.get('sign_string')).toBe('eaa221509736366743dfb42040831836');
  expect(isSigned(completion, secret)).toBe(true);
  completion.set('amount', '10.46');
  expect(isSigned(completion, secret)).toBe(false);
  expect(requests.slice(2)).toEqual(requests.slice(0, 2));
});

test('nothing can be asked, and nothing is sent for it', async () => {
  const requests: HttpRequest[] = [];
  const port = answering({ prepare: prepared, complete: completed }, { repeats: 'unsafe' }, requests);
  expect((await port.validate(request)).kind).toBe('unavailable');
  expect((await port.debt(request)).kind).toBe('unavailable');
  expect((await port.status(request)).kind).toBe('unknown');
  expect(requests).toEqual([]);
  expect(port.traits).toEqual({ capabilities: ['top-up'], repeatsAreSafe: false, notFoundIsFinalAfterMs: null });
  await expect(port.pay({ ...request, fields: { pin: '1' } })).rejects.toThrow('no input field');
});

test('what is wrong with the settings is told all at once', () => {
  const settings = { secret: 'short', utcOffset: '5', preparePath: 'x', typo: '1' };
  expect(clickAdapter.problems?.({ ...connection, settings })).toHaveLength(5);
  expect(clickAdapter.problems?.(connection)).toEqual([]);
});
