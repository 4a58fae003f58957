import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { citizenFixture, codeOf, valueOf, beginRegistration, type Fixture } from './citizen-fixture.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

describe('a pending registration', () => {
  it('waits two hours, and is swept away with its accounts', async () => {
    const fixture = citizenFixture(database.db);
    const provider = await fixture.addProvider();
    fixture.providers.add(provider, '42');
    const { token, origin } = await beginRegistration(fixture);
    const request = { providerId: provider, account: '42', fields: {} };
    valueOf(await fixture.citizens.registration.addAccount(token, request, origin));
    fixture.clock.advanceMs(2 * 60 * 60_000);
    expect(codeOf(await fixture.citizens.registration.view(token))).toBe('registration_expired');
    expect(await fixture.citizens.sweep()).toBeGreaterThan(0);
    expect(
      await database.db.sql.rows('SELECT 1 AS one FROM pending_account WHERE provider_id = $1', [provider]),
    ).toEqual([]);
  });

  it('is found by its secret only', async () => {
    const { token } = await beginRegistration(hub);
    expect(codeOf(await hub.citizens.registration.view(token))).toBe('accepted');
    for (const guess of ['', `${token}x`, token.slice(1), 'x'.repeat(1_000_000)]) {
      expect(codeOf(await hub.citizens.registration.view(guess))).toBe('registration_expired');
    }
  });

  it('keeps an account once, and gives it up when asked', async () => {
    const provider = await hub.addProvider();
    for (const account of ['1', '2']) hub.providers.add(provider, account);
    const { token, origin } = await beginRegistration(hub);
    const add = (account: string, label?: string) =>
      hub.citizens.registration.addAccount(token, { providerId: provider, account, fields: {}, label }, origin);
    valueOf(await add('1', 'Ev'));
    valueOf(await add('2'));
    const again = valueOf(await add('1', 'Mənzil'));
    expect(again.accounts.map(({ account, label }) => [account, label])).toEqual([
      ['2', null],
      ['1', 'Mənzil'],
    ]);
    const left = valueOf(await hub.citizens.registration.removeAccount(token, { providerId: provider, account: '1' }));
    expect(left.accounts.map(({ account }) => account)).toEqual(['2']);
  });

  it('holds twenty accounts at most, also when they come at once', async () => {
    const provider = await hub.addProvider();
    const { token, origin } = await beginRegistration(hub);
    const add = (account: string) => {
      hub.providers.add(provider, account);
      return hub.citizens.registration.addAccount(token, { providerId: provider, account, fields: {} }, origin);
    };
    for (let account = 1; account <= 18; account += 1) valueOf(await add(String(account)));
    const outcomes = await Promise.all(['19', '20', '21', '22'].map(add));
    expect(outcomes.map(codeOf).toSorted()).toEqual([
      'accepted',
      'accepted',
      'account_limit_reached',
      'account_limit_reached',
    ]);
    expect(valueOf(await hub.citizens.registration.view(token)).accounts).toHaveLength(20);
  });

  it('tells nobody whether an account exists, and lets nobody try long', async () => {
    const provider = await hub.addProvider();
    hub.providers.add(provider, '1234567', 'B-77');
    const { token, origin } = await beginRegistration(hub);
    const add = (account: string, bill: string) =>
      hub.citizens.registration.addAccount(token, { providerId: provider, account, fields: { bill } }, origin);
    const wrongProof = await add('1234567', 'B-78');
    const noSuchAccount = await add('7654321', 'B-77');
    expect(wrongProof).toEqual(noSuchAccount);
    expect(codeOf(wrongProof)).toBe('account_not_confirmed');
    for (let tries = 0; tries < 3; tries += 1) await add('7654321', 'B-77');
    const asked = hub.providers.state.asked;
    expect(codeOf(await add('1234567', 'B-77'))).toBe('too_many_requests');
    expect(hub.providers.state.asked).toBe(asked);
  });

  it('lets only five wrong guesses through when many come at once', async () => {
    const provider = await hub.addProvider();
    const { token, origin } = await beginRegistration(hub);
    const asked = hub.providers.state.asked;
    const guess = (account: number) =>
      hub.citizens.registration.addAccount(
        token,
        { providerId: provider, account: String(account), fields: {} },
        origin,
      );
    await Promise.all(Array.from({ length: 9 }, (_, account) => guess(account)));
    expect(hub.providers.state.asked - asked).toBe(5);
  });

  it('does not count what the provider could not answer', async () => {
    const fixture = citizenFixture(database.db);
    const provider = await fixture.addProvider();
    fixture.providers.add(provider, '42');
    const { token, origin } = await beginRegistration(fixture);
    const request = { providerId: provider, account: '42', fields: {} };
    const add = () => fixture.citizens.registration.addAccount(token, request, origin);
    fixture.providers.state.down = true;
    for (let tries = 0; tries < 7; tries += 1) expect(codeOf(await add())).toBe('provider_unavailable');
    fixture.providers.state.down = false;
    expect(codeOf(await add())).toBe('accepted');
  });
});
