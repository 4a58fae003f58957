import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountAnswer, AccountInput, QueryOutcome } from '../../src/kernel/adapter.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered } from '../providers/fake-adapter.ts';
import { providerData } from '../providers/provider-fixture.ts';
import { account, debtFixture, never } from './debt-fixture.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const evidence = { providerCode: '0', reason: 'ok' };
const found: AccountAnswer = { account, holderName: 'Leyla Məmmədova', address: 'Bakı', proven: true };

async function checked(code: string, validate: (input: AccountInput) => Promise<QueryOutcome<AccountAnswer>>) {
  const services = debtFixture(database.db, { [code]: { validate } });
  const provider = await services.provider(code, {
    queryTimeoutMs: 1_000,
    fields: [
      ...providerData(code).fields,
      {
        name: 'billCode',
        label: { az: 'Kod', ru: 'Код', en: 'Code' },
        help: { az: 'Qəbzdə', ru: 'В квитанции', en: 'On the bill' },
        pattern: '^[0-9]{6}$',
        minLength: 6,
        maxLength: 6,
        example: '123456',
        proof: true,
      },
    ],
  });
  const check = (fields: Record<string, string> = { billCode: '123456' }, typed = '012 345 678 901 234') =>
    services.accountCheck.check(provider.id, { account: typed, fields });
  return { ...services, provider, check };
}

describe('asking a provider whether an account exists, for linking', () => {
  test('the account comes back in the spelling that is stored, with what the provider knows', async () => {
    const asked: AccountInput[] = [];
    const { check } = await checked('exists', async (input) => {
      asked.push(input);
      return answered({ ...found, account: '012 345 678 901 234' });
    });
    expect(await check()).toEqual({ ok: true, value: found });
    expect(asked).toEqual([{ account, fields: { billCode: '123456' } }]);
  });

  test('where a provider demands a proof, the link needs it', async () => {
    const { check } = await checked('demands', () => Promise.reject(new Error('nobody is asked')));
    expect(await check({})).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', fields: [{ field: '/fields/billCode', rule: 'required' }] },
    });
  });

  test.each<[string, QueryOutcome<AccountAnswer>, string]>([
    ['missing', { kind: 'no-such-account', evidence }, 'account_not_found'],
    ['unproven', { kind: 'proof-refused', evidence }, 'proof_refused'],
    ['barred', { kind: 'refused', evidence }, 'account_refused'],
    ['away', { kind: 'unavailable', evidence }, 'provider_unavailable'],
    ['another', answered({ ...found, account: '999999999999999' }), 'provider_unavailable'],
  ])('%s', async (code, outcome, refusal) => {
    const { check } = await checked(code, async () => outcome);
    expect(await check()).toEqual({ ok: false, error: { code: refusal } });
  });

  test('a silent provider is not waited for longer than its time-out', async () => {
    const { check } = await checked('mute', never);
    expect(await check()).toEqual({ ok: false, error: { code: 'provider_unavailable' } });
  });

  test('a provider out of service is not asked', async () => {
    const { check, providers, provider } = await checked('closed', () => Promise.reject(new Error('nobody is asked')));
    await providers.changeState(provider.id, 'maintenance');
    expect(await check()).toEqual({ ok: false, error: { code: 'provider_disabled' } });
  });

  test('an unknown provider is not found', async () => {
    const { accountCheck } = await checked('known', never);
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await accountCheck.check(nobody, { account, fields: {} })).toEqual({
      ok: false,
      error: { code: 'not_found' },
    });
  });
});
