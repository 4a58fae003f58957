import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { Provider } from '../../src/providers/model.ts';
import type { ProviderData } from '../../src/providers/provider-data.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered, debtAnswer, fakeAdapter } from './fake-adapter.ts';
import { providerData, providerFixture } from './provider-fixture.ts';

let test_: TestDatabase;

beforeAll(async () => {
  test_ = await testDatabase();
});
afterAll(() => test_.close());

function fixture(ports = {}) {
  const adapter = fakeAdapter(ports);
  return { adapter, ...providerFixture(test_.db, adapter) };
}

async function added(services: ReturnType<typeof fixture>, data: ProviderData): Promise<Provider> {
  const outcome = await services.providers.add(data);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

describe('a provider is data', () => {
  test('what was written down comes back, but for its credentials', async () => {
    const services = fixture();
    const data = providerData('roundtrip', {
      rule: {
        ...{
          exactness: 'multiple',
          multipleOf: minor(50n),
          minAmount: minor(100n),
          maxAmount: minor(900n),
          bills: 'all',
        },
        channels: { kiosk: { minAmount: minor(100n), maxAmount: null } },
      },
      invoiceDays: [5, 25],
      accountPrefixes: ['+994', '0'],
      iban: 'AZ21NABZ00000000137010001944',
      settings: { merchant: 'hub' },
      secrets: { password: 'canary-of-the-provider' },
    });
    const provider = await added(services, data);
    const { secrets, names, ...rest } = data;
    expect(provider).toMatchObject(rest);
    expect(provider.names).toEqual(names);
    expect(JSON.stringify(provider, (_, value: unknown) => String(value))).not.toContain(secrets['password']);
    expect(await services.providers.findByCode('roundtrip')).toEqual(provider);
    expect(await services.providers.get(provider.id)).toEqual({ ok: true, value: provider });
  });

  test('credentials lie encrypted and open only in their own row', async () => {
    const services = fixture();
    const one = await added(services, providerData('sealed-one', { secrets: { password: 'canary-one' } }));
    const two = await added(services, providerData('sealed-two', { secrets: { password: 'canary-two' } }));
    const [stored] = await test_.owner.sql.rows<{ secrets: Buffer }>('SELECT secrets FROM provider WHERE id = $1', [
      one.id,
    ]);
    expect(stored?.secrets.includes('canary')).toBe(false);
    await services.providers.connect(one.id);
    expect(services.adapter.connections.at(-1)?.settings).toEqual({ password: 'canary-one' });
    await test_.owner.sql.run(
      'UPDATE provider SET secrets = (SELECT secrets FROM provider WHERE id = $1) WHERE id = $2',
      [one.id, two.id],
    );
    await expect(services.providers.connect(two.id)).rejects.toThrow('belongs to another place');
  });

  test('an unknown provider is not found by id or by code', async () => {
    const { providers } = fixture();
    const missing = { ok: false, error: { code: 'not_found' } };
    expect(await providers.get('00000000-0000-7000-8000-000000000000')).toEqual(missing);
    expect(await providers.getByCode('nobody')).toEqual(missing);
    expect(await providers.connect('00000000-0000-7000-8000-000000000000')).toEqual(missing);
  });

  test('a list holds what was asked for', async () => {
    const services = fixture();
    await added(services, providerData('listed-gas', { service: 'gas', state: 'suspended' }));
    const suspended = await services.providers.list({ service: 'gas', state: 'suspended' });
    expect(suspended.map((provider) => provider.code)).toEqual(['listed-gas']);
    expect((await services.providers.list({ service: 'gas', state: 'active' })).length).toBe(0);
    expect((await services.providers.list()).map((provider) => provider.code)).toContain('listed-gas');
  });
});

describe('data that the hub cannot work with is refused, every problem at once', () => {
  const rule = providerData('x').rule;
  const [account] = providerData('x').fields;
  test.each<[string, Partial<ProviderData>, string]>([
    ['a protocol nobody speaks', { protocol: 'telex' }, '/protocol'],
    ['an IBAN with a wrong digit', { iban: 'AZ22NABZ00000000137010001944' }, '/iban'],
    ['credentials among the settings', { settings: { password: 'x' } }, '/settings/password'],
    ['an address with credentials', { endpoint: 'https://user:pw@provider.example' }, '/endpoint'],
    ['a step without the rule for it', { rule: { ...rule, multipleOf: minor(5n) } }, '/rule/multipleOf'],
    ['bills to choose where the protocol names none', { rule: { ...rule, bills: 'several' } }, '/rule/bills'],
    [
      'a channel with nothing between its limits',
      { rule: { ...rule, channels: { kiosk: { minAmount: minor(9n), maxAmount: minor(5n) } } } },
      '/rule/channels/kiosk',
    ],
    ['a range without an end', { rule: { ...rule, exactness: 'range', minAmount: minor(5n) } }, '/rule'],
    ['no account among the fields', { fields: [] }, '/fields'],
    ['a pattern without anchors', { fields: account ? [{ ...account, pattern: '[0-9]+' }] : [] }, '/fields/0/pattern'],
    ['an example that does not fit', { fields: account ? [{ ...account, example: '7' }] : [] }, '/fields/0/example'],
    ['no name', { names: [] }, '/names'],
    [
      'a date that does not exist',
      { names: [{ validFrom: '2015-02-30', name: { az: 'x', ru: 'x', en: 'x' } }] },
      '/names/0/validFrom',
    ],
    ['an invoice day that February lacks', { invoiceDays: [30] }, '/invoiceDays'],
    ['a time-out of no time', { queryTimeoutMs: 0 }, '/queryTimeoutMs'],
  ])('%s', async (_, changes, pointer) => {
    const { providers } = fixture();
    const outcome = await providers.add(providerData('refused', changes));
    expect(outcome.ok ? [] : outcome.error.fields?.map((problem) => problem.field)).toEqual([pointer]);
    expect(await providers.findByCode('refused')).toBeUndefined();
  });

  test('a code belongs to one provider', async () => {
    const services = fixture();
    await added(services, providerData('taken'));
    const again = await services.providers.add(providerData('taken'));
    expect(again).toMatchObject({ ok: false, error: { fields: [{ field: '/code', rule: 'taken' }] } });
  });
});

describe('a company changes and stays who it is', () => {
  test('a rename counts from its date and moves nothing else', async () => {
    const services = fixture();
    const name = (az: string) => ({ az, ru: az, en: az });
    const before = await added(
      services,
      providerData('azerishiq-test', { names: [{ validFrom: '2013-01-01', name: name('Bakıelektrikşəbəkə') }] }),
    );
    services.clock.set(new Date('2015-02-10T19:59:59Z'));
    const renamed = await services.providers.rename(before.id, '2015-02-11', name('Azərişıq'));
    expect(renamed).toMatchObject({ ok: true, value: { name: name('Bakıelektrikşəbəkə') } });
    // Midnight in Baku, four hours before it is midnight in Greenwich.
    services.clock.set(new Date('2015-02-10T20:00:00Z'));
    const after = await services.providers.find(before.id);
    expect(after?.name).toEqual(name('Azərişıq'));
    expect({ ...after, name: null, names: null }).toEqual({ ...before, name: null, names: null });
  });

  test('the same rename twice is one; another name on its date is refused', async () => {
    const services = fixture();
    const { id } = await added(services, providerData('twice'));
    const name = { az: 'Yeni', ru: 'Новый', en: 'New' };
    expect((await services.providers.rename(id, '2020-01-01', name)).ok).toBe(true);
    expect((await services.providers.rename(id, '2020-01-01', name)).ok).toBe(true);
    expect(await services.providers.rename(id, '2020-01-01', { ...name, en: 'Other' })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', fields: [{ rule: 'taken' }] },
    });
    expect((await services.providers.find(id))?.names.length).toBe(2);
  });

  test('code, service and currency never change', async () => {
    const services = fixture();
    const { id } = await added(services, providerData('fixed'));
    const outcome = await services.providers.change(id, providerData('moved', { service: 'gas', currency: 'EUR' }));
    expect(outcome.ok ? [] : outcome.error.fields?.map((problem) => problem.field)).toEqual([
      '/code',
      '/service',
      '/currency',
    ]);
  });

  test('the connection stays open until the row changes, and then uses what it says now', async () => {
    const services = fixture({ reconnect: { debt: async () => answered(debtAnswer('1')) } });
    const { id } = await added(services, providerData('reconnect'));
    await services.providers.connect(id);
    await services.providers.connect(id);
    expect(services.adapter.connections.length).toBe(1);
    await services.providers.change(id, providerData('reconnect', { endpoint: 'https://new.example' }));
    const connected = await services.providers.connect(id);
    expect(services.adapter.connections.map((connection) => connection.endpoint)).toEqual([
      'https://provider.example/pay',
      'https://new.example',
    ]);
    expect(connected).toMatchObject({ ok: true, value: { traits: { repeatsAreSafe: true } } });
  });

  test('a suspended provider says so at once', async () => {
    const services = fixture();
    const { id, version } = await added(services, providerData('stopped'));
    expect(await services.providers.changeState(id, 'suspended')).toMatchObject({
      ok: true,
      value: { state: 'suspended', version: version + 1 },
    });
  });
});

test('the hub may neither take a provider away nor give it another code', async () => {
  await expect(test_.db.sql.run('DELETE FROM provider')).rejects.toMatchObject({ code: '42501' });
  await expect(test_.db.sql.run("UPDATE provider SET code = 'other'")).rejects.toMatchObject({ code: '42501' });
  await expect(test_.db.sql.run("UPDATE provider_name SET name_az = 'Başqa'")).rejects.toMatchObject({ code: '42501' });
});
