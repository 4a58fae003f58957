import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAdapter } from '../../adapters/index.ts';
import type { SimulatedAccount } from '../../adapters/kit/simulated-account.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import { basicAuthorization } from '../../adapters/kit/basic-authorization.ts';
import { startOsmpSimulator } from '../../adapters/osmp/simulator-dialects.ts';
import type { LineState } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { minor, zero } from '../../src/kernel/money.ts';
import { createFieldCipher } from '../../src/platform/crypto/field-cipher.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import { createProviderCalls } from '../../src/providers/calls.ts';
import type { Provider } from '../../src/providers/model.ts';
import { createProviderService } from '../../src/providers/service.ts';
import { createMaintenanceService } from '../../src/availability/maintenance.ts';
import { createAccountCheck } from '../../src/debts/account-check.ts';
import { createDebtService } from '../../src/debts/service.ts';
import type { ProviderSeed } from '../../src/world/seed/provider-seed.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';
import { seedProviders } from '../../src/world/seed/seed-providers.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { citizen, target } from './debt-fixture.ts';

const password = 'sample-password';
const keyOf = (code: string) => `sample-key-of-${code}`;
const proofCode = '40718263';

const http = createHttpClient({ privateNetworks: loopback });
let database: TestDatabase;
let simulators: Record<string, Simulator>;
let seeded: ReadonlyMap<string, Provider>;
let services: ReturnType<typeof compose>;

/** The first account of each provider: a bill of 23.15, or for a mobile line a prepaid balance of 6.40. */
function accountOf(seed: ProviderSeed): SimulatedAccount {
  const line: LineState = { kind: 'prepaid', plan: 'Sərbəst 10', renewsOn: '2026-12-17' };
  const isMobile = seed.service === 'mobile';
  const bill = { number: 'B-77', period: '2026-10', dueOn: '2026-11-20', amount: minor(2_315n) };
  return {
    number: numberOf(seed),
    holderName: 'Əliyev Vüqar Kamran oğlu',
    address: 'Bakı, Nizami küç. 15',
    proofCode: seed.code === 'cez' ? proofCode : null,
    bills: isMobile ? [] : [bill],
    credit: isMobile ? minor(640n) : zero,
    line: isMobile ? line : null,
    active: true,
  };
}

function numberOf(seed: ProviderSeed | undefined): string {
  return (seed?.accountShapes[0] ?? '').replaceAll('#', '0');
}

function compose() {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const key = { id: 'test', bytes: randomBytes(32) };
  const cipher = createFieldCipher({ current: key, all: [key] });
  const deps = { database: database.db, clock, ids: systemIds(clock), cipher };
  const providers = createProviderService({ ...deps, http, findAdapter });
  const calls = createProviderCalls();
  const maintenance = createMaintenanceService({ ...deps, providers });
  return {
    providers,
    debts: createDebtService({ ...deps, providers, calls, maintenance }),
    accountCheck: createAccountCheck({ providers, calls, maintenance }),
  };
}

beforeAll(async () => {
  database = await testDatabase();
  simulators = { 'osmp-xml': await startOsmpSimulator(), 'native-rest': await startNativeRestSimulator() };
  const endpoints = new Map<string, string>();
  for (const seed of sampleProviders) {
    const basic = basicAuthorization('vahid', password);
    const authorization = seed.protocol === 'osmp-xml' ? basic : `Bearer ${keyOf(seed.code)}`;
    const options = { currency: seed.currency, accounts: [accountOf(seed)], authorization };
    const simulated = simulators[seed.protocol]?.registerProvider(seed.code, options);
    endpoints.set(seed.code, simulated?.endpoint ?? '');
  }
  services = compose();
  seeded = await seedProviders(
    {
      providers: services.providers,
      endpointOf: (code) => endpoints.get(code) ?? '',
      secretsOf: ({ code, protocol }) => (protocol === 'osmp-xml' ? { password } : { key: keyOf(code) }),
    },
    sampleProviders,
  );
});
afterAll(async () => {
  for (const simulator of Object.values(simulators)) await simulator.close();
  await http.close();
  await database.close();
});

function seededProvider(code: string): Provider {
  const provider = seeded.get(code);
  if (!provider) throw new Error(`no provider ${code}`);
  return provider;
}

describe('the ten providers of the sample world, asked over real HTTP', () => {
  test('all answer at once, each in its own currency and with its own kind of debt', async () => {
    const targets = sampleProviders.map((seed) => {
      const input = { account: numberOf(seed), fields: {} };
      return target(seededProvider(seed.code), { input });
    });
    const lines = await services.debts.queryDebts(citizen, targets);
    const told = lines.map((line) =>
      line.kind === 'quoted' ? [line.key, line.quote.balance, line.quote.currency, line.quote.line?.plan] : line,
    );
    const owes = (code: string, currency = 'AZN') => [code, 2_315n, currency, undefined];
    const holds = (code: string) => [code, -640n, 'AZN', 'Sərbəst 10'];
    expect(told).toEqual([
      owes('azerigas'),
      owes('azersu'),
      owes('azerishiq'),
      owes('azerenerji'),
      owes('aztelekom'),
      holds('azercell'),
      holds('bakcell'),
      holds('nar'),
      owes('cez', 'EUR'),
      owes('rostelecom', 'RUB'),
    ]);
  });

  test('a teller types a telephone number as people write it', async () => {
    const line = await services.debts.lookUpAccount(citizen, seededProvider('azercell').id, {
      account: '+994 50 000 00 00',
      fields: {},
    });
    expect(line).toMatchObject({ ok: true, value: { kind: 'quoted', account: '500000000' } });
  });

  test('an account that exists nowhere is told apart from one that is written wrongly', async () => {
    const water = seededProvider('azersu').id;
    const missing = await services.debts.lookUpAccount(citizen, water, { account: '99999999', fields: {} });
    expect(missing).toMatchObject({ ok: true, value: { kind: 'no-such-account' } });
    const wrong = await services.debts.lookUpAccount(citizen, water, { account: '9999999', fields: {} });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });

  test('a CEZ account is linked by the authorization code of a paper bill, and by no other', async () => {
    const { id } = seededProvider('cez');
    const account = numberOf(sampleProviders.find((seed) => seed.code === 'cez'));
    const check = (authorizationCode: string) =>
      services.accountCheck.check(id, { account, fields: { authorizationCode } });
    expect(await check(proofCode)).toMatchObject({ ok: true, value: { account, proven: true } });
    expect(await check('11111111')).toEqual({ ok: false, error: { code: 'proof_refused' } });
    expect(await check('')).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', fields: [{ field: '/fields/authorizationCode' }] },
    });
  });

  test('with one protocol off the line, its lines say so and the others answer', async () => {
    const osmp = simulators['osmp-xml'];
    const ask = () =>
      services.debts.queryDebts(
        citizen,
        ['azersu', 'nar'].map((code) => {
          const account = numberOf(sampleProviders.find((seed) => seed.code === code));
          return target(seededProvider(code), { input: { account, fields: {} } });
        }),
      );
    await osmp?.stopListening();
    const lines = await ask();
    expect(lines).toMatchObject([
      { kind: 'unavailable', reason: 'not_answering', lastKnown: { balance: 2_315n } },
      { kind: 'quoted' },
    ]);
    await osmp?.listenAgain();
    expect((await ask()).map((line) => line.kind)).toEqual(['quoted', 'quoted']);
  });
});
