import { describe, expect, test } from 'vitest';
import { osmpAdapter } from '../../adapters/osmp/adapter.ts';
import type { HttpPort, HttpRequest, PayRequest, ProviderConnection } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';

const connection: ProviderConnection = {
  providerCode: 'azerigaz',
  currency: 'AZN',
  endpoint: 'https://gas.example.test/osmp',
  settings: { user: 'hub', password: 'pa:ss' },
  timeouts: { queryMs: 7_000, payMs: 30_000 },
};

const request: PayRequest = {
  account: '0957835959',
  fields: {},
  reference: '1234567',
  amount: minor(1_045n),
  currency: 'AZN',
  acceptedAt: new Date('2005-08-15T07:01:33Z'),
};

function recorded(): { readonly http: HttpPort; readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const http: HttpPort = {
    request: (sent) => {
      requests.push(sent);
      return Promise.resolve({ kind: 'broken', reason: 'timeout' });
    },
  };
  return { http, requests };
}

function connect(
  settings: Record<string, string> = {},
  http = recorded().http,
): ReturnType<typeof osmpAdapter.connect> {
  const ids = { bytes: (length: number) => Buffer.alloc(length, 7) };
  return osmpAdapter.connect({ ...connection, settings: { ...connection.settings, ...settings } }, http, ids);
}

describe('requests of OSMP', () => {
  test('a payment, letter for letter the same in every attempt, on the clocks of Baku', async () => {
    const { http, requests } = recorded();
    const port = connect({}, http);
    await port.pay(request);
    await port.pay({ ...request, repeat: true });
    expect(requests[0]).toEqual({
      method: 'GET',
      // In 2005 Azerbaijan still had summer time: five hours ahead.
      url: 'https://gas.example.test/osmp?command=pay&txn_id=1234567&txn_date=20050815120133&account=0957835959&sum=10.45',
      headers: {
        accept: 'text/xml, application/xml',
        'accept-encoding': 'identity',
        authorization: 'Basic aHViOnBhOnNz',
      },
      timeoutMs: 30_000,
      maxBytes: 65_536,
    });
    expect(requests[1]).toEqual(requests[0]);
  });

  test('a check has a txn_id of twenty digits that no payment can have, and a fictitious sum', async () => {
    const { http, requests } = recorded();
    await connect({ payType: '12', checkSum: '5.00' }, http).debt({ account: '00 1&2', fields: { pin: 'ə' } });
    expect(requests[0]?.url).toMatch(
      /\?command=check&txn_id=9[0-9]{19}&account=00\+1%262&pin=%C9%99&pay_type=12&sum=5\.00$/,
    );
    expect(requests[0]?.timeoutMs).toBe(7_000);
  });

  test('status and cancel are asked as the settings say, or not at all', async () => {
    const { http, requests } = recorded();
    const port = connect({ statusCommand: 'status', cancelCommand: 'cancel' }, http);
    await port.status(request);
    await port.cancel?.({ ...request, providerTransaction: '2016' });
    expect(requests.map((sent) => new URL(sent.url).search)).toEqual([
      '?command=status&txn_id=1234567',
      '?command=cancel&txn_id=1234567&prv_txn=2016',
    ]);
    const silent = recorded();
    const plain = connect({}, silent.http);
    expect(plain.cancel).toBeUndefined();
    expect(await plain.status(request)).toEqual({
      kind: 'unknown',
      evidence: { reason: 'unsupported', providerCode: null },
    });
    expect(silent.requests).toEqual([]);
  });

  test('a cancellation without the provider’s number is not sent unless a status tells it', async () => {
    const port = connect({ cancelCommand: 'cancel' });
    expect(await port.cancel?.(request)).toMatchObject({
      kind: 'not-sent',
      evidence: { reason: 'no_provider_transaction' },
    });
  });

  test('an input field never takes the place of a parameter of the protocol', async () => {
    await expect(connect().pay({ ...request, fields: { sum: '1.00' } })).rejects.toThrow('parameter of the protocol');
    await expect(connect().pay({ ...request, reference: 'abc' })).rejects.toThrow('twenty digits');
    await expect(connect().pay({ ...request, currency: 'EUR' })).rejects.toThrow('own currency');
  });
});

describe('settings of OSMP', () => {
  const problems = (settings: Record<string, string>, endpoint = connection.endpoint): readonly string[] =>
    osmpAdapter.problems?.({ ...connection, endpoint, settings }) ?? [];

  test('what is wrong is told all at once', () => {
    expect(problems({}, 'https://user:secret@gas.example.test/osmp?x=1')).toHaveLength(1);
    expect(
      problems({ password: 'x', timeZone: 'Asia/Nowhere', checkSum: '1', typo: '1', parameters: 'pin=sum' }),
    ).toHaveLength(5);
    expect(problems({ user: 'a:b' })).toHaveLength(1);
    expect(problems({})).toEqual([]);
    expect(() => connect({ checkSum: 'x' })).toThrow('configured');
  });

  test('the abilities of a provider follow from its settings', () => {
    expect(connect().traits).toEqual({ capabilities: ['top-up'], repeatsAreSafe: true, notFoundIsFinalAfterMs: null });
    const settings = {
      statusCommand: 'status',
      cancelCommand: 'cancel',
      planField: 'PLAN',
      repeats: 'unsafe',
      notFoundFinalAfterS: '600',
    };
    expect(connect(settings).traits).toEqual({
      capabilities: ['status', 'cancel', 'top-up', 'plans'],
      repeatsAreSafe: false,
      notFoundIsFinalAfterMs: 600_000,
    });
  });
});
