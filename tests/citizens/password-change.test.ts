import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  registerAtCounter,
  settleIn,
  signInWith,
  somebody,
  valueOf,
  type Fixture,
} from './citizen-fixture.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
});

beforeEach(() => {
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

const chosen = 'köhnə qayıq dənizdə';

describe('changing the password', () => {
  it('is what the first session is for: afterwards the cabinet is open', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const first = await signInWith(hub, sheet);
    const change = { currentPassword: sheet.initialPassword ?? '', newPassword: chosen };
    const changed = valueOf(await hub.citizens.passwords.change(first.sessionToken, change));
    expect(changed.session.mustChangePassword).toBe(false);
    expect(codeOf(await hub.citizens.sessions.authenticate(first.sessionToken))).toBe('session_ended');
    expect(codeOf(await hub.citizens.sessions.authenticate(changed.sessionToken))).toBe('accepted');
    expect(codeOf(await hub.citizens.passwords.change(first.sessionToken, change))).toBe('session_ended');
  });

  it('ends every other session and is told to the person', async () => {
    const input = somebody();
    const sheet = await registerAtCounter(hub, input);
    const mine = await settleIn(hub, sheet);
    const stolen = await signInWith(hub, sheet, chosen);
    await hub.deliver();
    const change = { currentPassword: chosen, newPassword: 'yeni qayıq limanda' };
    valueOf(await hub.citizens.passwords.change(mine.sessionToken, change));
    expect(codeOf(await hub.citizens.sessions.authenticate(stolen.sessionToken))).toBe('session_ended');
    await hub.deliver();
    expect(hub.sent.at(-1)).toMatchObject({ to: input.phone, subject: 'Şifrəniz yeniləndi' });
  });

  it('needs the present password, and cannot be used to guess it', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const { sessionToken } = await settleIn(hub, sheet);
    const change = { currentPassword: 'not the present one', newPassword: 'yeni qayıq limanda' };
    for (let tries = 0; tries < 10; tries += 1) {
      expect(codeOf(await hub.citizens.passwords.change(sessionToken, change))).toBe('invalid_credentials');
    }
    const right = { ...change, currentPassword: chosen };
    expect(codeOf(await hub.citizens.passwords.change(sessionToken, right))).toBe('too_many_requests');
  });

  it.each([
    ['short', 'password_short'],
    ['password123', 'password_common'],
    ['x9'.repeat(65), 'too_long'],
    [chosen, 'password_same'],
  ])('to %s is refused, and the old one stays', async (newPassword, rule) => {
    const sheet = await registerAtCounter(hub, somebody());
    const { sessionToken } = await settleIn(hub, sheet);
    const refused = await hub.citizens.passwords.change(sessionToken, { currentPassword: chosen, newPassword });
    expect(refused).toMatchObject({ ok: false, error: { code: 'password_not_acceptable' } });
    expect(refused.ok || refused.error.fields).toMatchObject([{ field: '/newPassword', rule }]);
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('accepted');
  });

  it('to one’s own code, FIN, telephone or card number is refused', async () => {
    const input = somebody({ cardSeries: 'AZE', cardNumber: '84629173' });
    const sheet = await registerAtCounter(hub, input);
    const { sessionToken } = await settleIn(hub, sheet);
    for (const newPassword of [sheet.uniqueCode, `${input.fin}-`, input.phone ?? '', input.cardNumber]) {
      const refused = await hub.citizens.passwords.change(sessionToken, { currentPassword: chosen, newPassword });
      expect(refused.ok || refused.error.fields).toMatchObject([{ rule: 'password_personal' }]);
    }
  });

  it('at the same moment twice sets one of the two', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const { sessionToken } = await settleIn(hub, sheet);
    const outcomes = await Promise.all(
      ['birinci qayıq limanda', 'ikinci qayıq limanda'].map((newPassword) =>
        hub.citizens.passwords.change(sessionToken, { currentPassword: chosen, newPassword }),
      ),
    );
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'session_ended']);
  });
});
