import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closedEndpoint } from '../../adapters/conformance/bench.ts';
import { checkLive, type LiveFinding, type LiveProbe } from '../../adapters/conformance/live-check.ts';
import { sampleAccounts } from '../../adapters/conformance/sample-accounts.ts';
import { subjects } from '../../adapters/conformance/subjects.ts';
import type { FaultRule } from '../../adapters/kit/fault-script.ts';
import type { SimulatedProvider, Simulator } from '../../adapters/kit/simulated-protocol.ts';
import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';

const http = createHttpClient({ privateNetworks: loopback });
const strictHttp = createHttpClient();
let simulator: Simulator;
let provider: SimulatedProvider;

const subjectOf = (protocol: string) => {
  const found = subjects.find(({ adapter }) => adapter.metadata.protocol === protocol);
  if (!found) throw new Error(`no subject speaks ${protocol}`);
  return found;
};
const rest = subjectOf('native-rest');

beforeAll(async () => {
  simulator = await rest.startSimulator();
  const options = { currency: 'AZN', accounts: sampleAccounts, authorization: rest.authorization ?? '' } as const;
  provider = simulator.registerProvider('light', options);
});
afterAll(async () => {
  await simulator.close();
  await Promise.all([http.close(), strictHttp.close()]);
});

const probe: LiveProbe = {
  account: { account: '100200300', fields: {} },
  unknownAccount: '999999999',
  malformedAccount: '100200300?!',
};

interface Change {
  readonly connection?: Partial<ProviderConnection>;
  readonly probe?: Partial<LiveProbe>;
  readonly faults?: readonly FaultRule[];
  readonly client?: typeof http;
  readonly at?: Date;
}

/** Findings by check, `verdict: detail`. */
async function check(change: Change = {}): Promise<Readonly<Record<string, string>>> {
  provider.faults.set(change.faults ?? []);
  const connection: ProviderConnection = {
    ...{ providerCode: 'light', currency: 'AZN', endpoint: provider.endpoint, settings: rest.settings },
    timeouts: { queryMs: 4_000, payMs: 4_000 },
    ...change.connection,
  };
  const findings = await checkLive(
    {
      ...{ adapter: rest.adapter, connection, http: change.client ?? http },
      ...{ clock: simulatedClock(change.at ?? new Date()), bytes: randomBytes, now: () => performance.now() },
    },
    { ...probe, ...change.probe },
  );
  return byCheck(findings);
}

function byCheck(findings: readonly LiveFinding[]): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.map(({ check: name, verdict, detail }) => [name, `${verdict}: ${detail}`]));
}

describe('the check of a real end of the wire', () => {
  test('finds a provider that is as it should be, and books nothing', async () => {
    const found = await check();
    expect(found).toMatchObject({
      settings: 'ok: 1 fit the protocol',
      connection: expect.stringMatching(/^ok: stands; HTTP 404/),
      TLS: expect.stringMatching(/^warning: plain HTTP/),
      clock: expect.stringMatching(/^ok: /),
      credentials: 'ok: taken',
      'debt of the test account': 'ok: told: a balance, 2 bills, a name',
      'unknown account': 'ok: said to be unknown',
      'malformed account': 'ok: refused',
      'status of an unknown payment': 'ok: said not to be there',
    });
    expect(provider.books.payments()).toEqual([]);
    expect([provider.calls('pay'), provider.calls('cancel')]).toEqual([0, 0]);
  });

  test('tells no name, no address, no amount and no secret', async () => {
    const text = JSON.stringify([await check(), await check({ faults: [{ fault: 'wrong-account' }] })]);
    for (const canary of ['Günəş', 'Rəsulzadə', '21.41', rest.settings['key'] ?? ''])
      expect(text).not.toContain(canary);
  });

  test('says that nobody listens, that an address may not be called, and that settings do not fit', async () => {
    const closed = await check({ connection: { endpoint: await closedEndpoint() } });
    expect(Object.entries(closed).at(-1)).toEqual(['connection', 'failed: no connection: refused']);
    const forbidden = await check({ client: strictHttp });
    expect(forbidden['connection']).toMatch(/^failed: no connection: address_not_allowed; .*PROVIDER_PRIVATE_NETWORKS/);
    const wrong = await check({ connection: { settings: { key: 'short' } } });
    expect(wrong).toEqual({ settings: expect.stringMatching(/^failed: setting key does not match/) });
  });

  test('says that credentials are refused', async () => {
    const found = await check({ connection: { settings: rest.wrongSettings } });
    expect(found['credentials']).toBe('failed: refused: http_401');
    expect(found['debt of the test account']).toBe('failed: no whole answer: http_401');
  });

  test('says that an account which nobody has is answered, and that a test account is not there', async () => {
    expect((await check({ probe: { unknownAccount: '12345' } }))['unknown account']).toMatch(/^failed: answered/);
    expect((await check({ probe: { malformedAccount: '12345' } }))['malformed account']).toMatch(/^failed: answered/);
    const absent = await check({ probe: { account: { account: '999999999', fields: {} }, unknownAccount: null } });
    expect(absent['debt of the test account']).toMatch(/^failed: the provider does not know it/);
    expect(absent['unknown account']).toBe('-: none was named: --unknown');
  });

  test('says what is wrong with answers, and how slow they are', async () => {
    const garbled = await check({ faults: [{ fault: 'truncate' }] });
    expect(garbled['debt of the test account']).toBe('failed: no whole answer: malformed');
    expect(garbled['status of an unknown payment']).toMatch(/^warning: unknown/);
    const huge = await check({ faults: [{ fault: 'huge' }] });
    expect(huge['debt of the test account']).toBe('failed: no whole answer: too_large');
    const late = await check({
      connection: { timeouts: { queryMs: 400, payMs: 400 } },
      faults: [{ fault: 'hang', operations: ['debt'] }],
    });
    expect(late['debt of the test account']).toBe('failed: no whole answer: timeout');
    expect(late['answer time']).toMatch(/^warning: slowest of/);
  });

  test('says how far the clocks are apart', async () => {
    const found = await check({ at: new Date(Date.now() + 600_000) });
    expect(found['clock']).toMatch(/^warning: (?:5\d\d|60\d) s behind the hub$/);
  });

  test('asks a protocol that only pays nothing but whether it is there', async () => {
    const click = subjectOf('click-shop');
    const shop = await click.startSimulator();
    try {
      const { endpoint } = shop.registerProvider('shop', {
        currency: 'AZN',
        accounts: sampleAccounts,
        secret: click.secret ?? '',
      });
      const connection = {
        ...({ providerCode: 'shop', currency: 'AZN', endpoint, settings: click.settings } as const),
        timeouts: { queryMs: 4_000, payMs: 4_000 },
      };
      const clock = simulatedClock(new Date());
      const findings = await checkLive(
        { adapter: click.adapter, connection, http, clock, bytes: randomBytes, now: () => performance.now() },
        probe,
      );
      expect(findings.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
      expect(byCheck(findings)['debt of the test account']).toMatch(/^-: /);
      expect(shop.books('shop').payments()).toEqual([]);
    } finally {
      await shop.close();
    }
  });
});
