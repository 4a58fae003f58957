import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCrypto } from '../../src/platform/crypto/crypto.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { closedGate } from '../support/gate.ts';
import {
  citizenFixture,
  codeOf,
  newKey,
  nobodysCode,
  registerAtCounter,
  ringOf,
  settleIn,
  signInWith,
  somebody,
  someOrigin,
  testCrypto,
  valueOf,
  type Fixture,
} from './citizen-fixture.ts';
import { recorder } from './recording.ts';

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

describe('signing in', () => {
  it('answers an unknown code and a wrong password alike, after the same work', async () => {
    const { recordDatabase, recordCrypto, workOf } = recorder();
    const recorded = citizenFixture(recordDatabase(database.db), { crypto: recordCrypto(testCrypto()) });
    const { uniqueCode } = await registerAtCounter(recorded, somebody());
    const tryWith = (code: string) =>
      recorded.citizens.sessions.signIn({ uniqueCode: code, password: 'nobody’s password' }, someOrigin());
    let answers: unknown[] = [];
    const known = await workOf(async () => (answers = [await tryWith(uniqueCode)]));
    const unknown = await workOf(async () => answers.push(await tryWith(nobodysCode)));
    expect(unknown).toEqual(known);
    expect(known.filter((step) => step === 'argon2')).toHaveLength(1);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toEqual({ ok: false, error: { code: 'invalid_credentials' } });
  });

  it('takes the initial password as it is copied from paper, and a chosen one only exactly', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const copied = (sheet.initialPassword ?? '').toUpperCase().replaceAll('-', ' ');
    expect((await signInWith(hub, sheet, copied)).session.mustChangePassword).toBe(true);
    await settleIn(hub, sheet, 'Abcd-Efgh-Jkmn');
    const typed = { uniqueCode: sheet.uniqueCode, password: 'abcd efgh jkmn' };
    expect(codeOf(await hub.citizens.sessions.signIn(typed, someOrigin()))).toBe('invalid_credentials');
    expect((await signInWith(hub, sheet, 'Abcd-Efgh-Jkmn')).session.mustChangePassword).toBe(false);
  });

  it('takes the code in groups, and refuses one that cannot exist without a word about it', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const grouped = sheet.uniqueCode.replace(/(.{4})(.{4})/, '$1-$2-');
    const typed = { uniqueCode: grouped, password: sheet.initialPassword ?? '' };
    expect(codeOf(await hub.citizens.sessions.signIn(typed, someOrigin()))).toBe('accepted');
    for (const uniqueCode of ['', '123', '482917305564', 'x'.repeat(1_000_000)]) {
      expect(codeOf(await hub.citizens.sessions.signIn({ uniqueCode, password: 'x' }, someOrigin()))).toBe(
        'invalid_credentials',
      );
    }
  });

  it('replaces a digest of weaker days while the password is at hand', async () => {
    const keys = { encryption: ringOf(newKey('e1')), index: ringOf(newKey('i1')) };
    const cost = (memoryKib: number) => ({ cost: { memoryKib, passes: 2, lanes: 1 } });
    const weak = citizenFixture(database.db, { crypto: createCrypto(keys, cost(64)) });
    const strong = citizenFixture(database.db, { crypto: createCrypto(keys, cost(128)) });
    const sheet = await registerAtCounter(weak, somebody());
    const digestOf = async () =>
      database.db.sql.first<{ password_digest: string }>(
        'SELECT password_digest FROM credential WHERE citizen_id = $1',
        [sheet.citizenId],
      );
    expect((await digestOf())?.password_digest).toContain('m=64');
    const { sessionToken } = await signInWith(strong, sheet);
    expect((await digestOf())?.password_digest).toContain('m=128');
    expect(codeOf(await strong.citizens.sessions.authenticate(sessionToken))).toBe('accepted');
    expect((await signInWith(strong, sheet)).session.citizen.citizenId).toBe(sheet.citizenId);
  });

  it('says "later" when too many passwords are being checked', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const few = createPasswordHasher({ limits: { concurrency: 1, queueLimit: 1 } });
    const people = 8;
    const all = closedGate();
    let arrived = 0;
    // However long each of them takes to get here, all are checked at the same moment.
    const verify: typeof few.verify = async (digest, password) => {
      arrived += 1;
      if (arrived === people) all.open();
      await all.opened;
      return few.verify(digest, password);
    };
    const busy = citizenFixture(database.db, { crypto: { ...hub.crypto, passwords: { ...few, verify } } });
    const input = { uniqueCode: sheet.uniqueCode, password: sheet.initialPassword ?? '' };
    const outcomes = await Promise.all(
      Array.from({ length: people }, () => busy.citizens.sessions.signIn(input, someOrigin())),
    );
    const codes = new Set(outcomes.map(codeOf));
    expect(codes).toEqual(new Set(['accepted', 'temporarily_unavailable']));
  });

  it('opens nothing under a password that was changed while it was being checked', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const { sessionToken } = await settleIn(hub, sheet);
    const { verify } = hub.crypto.passwords;
    const slow = citizenFixture(database.db, {
      crypto: {
        ...hub.crypto,
        passwords: {
          ...hub.crypto.passwords,
          async verify(digest, password) {
            const verified = await verify(digest, password);
            const change = { currentPassword: chosen, newPassword: 'yeni qayıq limanda' };
            valueOf(await hub.citizens.passwords.change(sessionToken, change));
            return verified;
          },
        },
      },
    });
    const input = { uniqueCode: sheet.uniqueCode, password: chosen };
    expect(codeOf(await slow.citizens.sessions.signIn(input, someOrigin()))).toBe('invalid_credentials');
  });
});

describe('guessing passwords', () => {
  const guess = (uniqueCode: string, origin: { ip: string }, deviceToken?: string) =>
    hub.citizens.sessions.signIn({ uniqueCode, password: 'a guess of mine', deviceToken }, origin);

  it('is stopped after ten tries from one network, for a quarter of an hour', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const origin = someOrigin();
    for (let tries = 0; tries < 10; tries += 1) {
      expect(codeOf(await guess(sheet.uniqueCode, origin))).toBe('invalid_credentials');
    }
    const refused = await guess(sheet.uniqueCode, origin);
    expect(refused).toMatchObject({ ok: false, error: { code: 'too_many_requests' } });
    expect(refused.ok || refused.error.details).toEqual({ retryAfterSeconds: '900' });
    const right = { uniqueCode: sheet.uniqueCode, password: sheet.initialPassword ?? '' };
    expect(codeOf(await hub.citizens.sessions.signIn(right, origin))).toBe('too_many_requests');
    expect(codeOf(await hub.citizens.sessions.signIn(right, someOrigin()))).toBe('accepted');
    hub.clock.advanceMs(15 * 60_000);
    expect(codeOf(await hub.citizens.sessions.signIn(right, origin))).toBe('accepted');
  });

  it('is stopped for codes that nobody has as well, so that a stop tells nothing', async () => {
    const origin = someOrigin();
    for (let tries = 0; tries < 10; tries += 1) {
      expect(codeOf(await guess(nobodysCode, origin))).toBe('invalid_credentials');
    }
    expect(codeOf(await guess(nobodysCode, origin))).toBe('too_many_requests');
  });

  it('hashes no more than the allowed tries when a hundred come at once', async () => {
    const { recordCrypto, workOf } = recorder();
    const recorded = citizenFixture(database.db, { crypto: recordCrypto(testCrypto()) });
    const { uniqueCode } = await registerAtCounter(recorded, somebody());
    const origin = someOrigin();
    const input = { uniqueCode, password: 'a guess of mine' };
    const work = await workOf(() =>
      Promise.all(Array.from({ length: 60 }, () => recorded.citizens.sessions.signIn(input, origin))),
    );
    expect(work.filter((step) => step === 'argon2')).toHaveLength(10);
  });

  it('from everywhere keeps strangers out, and the citizen on a known device in', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const { deviceToken } = await signInWith(hub, sheet);
    for (let tries = 0; tries < 20; tries += 1) await guess(sheet.uniqueCode, someOrigin());
    const right = { uniqueCode: sheet.uniqueCode, password: sheet.initialPassword ?? '' };
    const { signIn } = hub.citizens.sessions;
    expect(codeOf(await signIn(right, someOrigin()))).toBe('too_many_requests');
    expect(codeOf(await signIn({ ...right, deviceToken }, someOrigin()))).toBe('accepted');
    hub.clock.advanceMs(60 * 60_000);
    expect(codeOf(await signIn(right, someOrigin()))).toBe('accepted');
  });

  it('gains nothing from a device token that was stolen, made up, or of another citizen', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const { deviceToken } = await signInWith(hub, sheet);
    const others = (await signInWith(hub, await registerAtCounter(hub, somebody()))).deviceToken;
    for (let tries = 0; tries < 10; tries += 1) await guess(sheet.uniqueCode, someOrigin(), deviceToken);
    expect(codeOf(await guess(sheet.uniqueCode, someOrigin(), deviceToken))).toBe('too_many_requests');
    for (let tries = 0; tries < 10; tries += 1) await guess(sheet.uniqueCode, someOrigin(), others);
    for (let tries = 0; tries < 10; tries += 1)
      await guess(sheet.uniqueCode, someOrigin(), `${'A'.repeat(43)}.${'B'.repeat(43)}`);
    expect(codeOf(await guess(sheet.uniqueCode, someOrigin()))).toBe('too_many_requests');
  });

  it('leaves a trace for each refusal', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    await guess(sheet.uniqueCode, someOrigin());
    const traces = await database.db.sql.rows(
      `SELECT actor_kind FROM audit_event WHERE action = 'session.refused' AND target_id = $1`,
      [sheet.citizenId],
    );
    expect(traces).toEqual([{ actor_kind: 'visitor' }]);
  });
});

describe('a session', () => {
  const state = async (token: string) => codeOf(await hub.citizens.sessions.authenticate(token));

  it('ends after fifteen idle minutes, and lives on while it is used', async () => {
    const { sessionToken } = await signInWith(hub, await registerAtCounter(hub, somebody()));
    for (let visits = 0; visits < 4; visits += 1) {
      hub.clock.advanceMs(14 * 60_000);
      expect(await state(sessionToken)).toBe('accepted');
    }
    hub.clock.advanceMs(15 * 60_000);
    expect(await state(sessionToken)).toBe('session_ended');
  });

  it('ends after twelve hours, however busy it is', async () => {
    const { sessionToken, expiresAt } = await signInWith(hub, await registerAtCounter(hub, somebody()));
    expect(expiresAt.getTime() - hub.clock.now().getTime()).toBe(12 * 60 * 60_000);
    for (let visits = 0; visits < 12 * 6 - 1; visits += 1) {
      hub.clock.advanceMs(10 * 60_000);
      expect(await state(sessionToken)).toBe('accepted');
    }
    hub.clock.advanceMs(10 * 60_000);
    expect(await state(sessionToken)).toBe('session_ended');
  });

  it('ends with the sign-out, and signing out twice is no error', async () => {
    const sheet = await registerAtCounter(hub, somebody());
    const [one, other] = [await signInWith(hub, sheet), await signInWith(hub, sheet)];
    await hub.citizens.sessions.signOut(one.sessionToken);
    await hub.citizens.sessions.signOut(one.sessionToken);
    expect(await state(one.sessionToken)).toBe('session_ended');
    expect(await state(other.sessionToken)).toBe('accepted');
  });

  it('is known by its secret only, which is stored nowhere', async () => {
    const { sessionToken } = await signInWith(hub, await registerAtCounter(hub, somebody()));
    const rows = await database.db.sql.rows<{ row: string }>('SELECT session::text AS row FROM session');
    const asHex = Buffer.from(sessionToken, 'base64url').toString('hex');
    expect(rows.some(({ row }) => row.includes(sessionToken) || row.includes(asHex))).toBe(false);
    for (const guess of ['', sessionToken.slice(1), `${sessionToken}A`, 'x'.repeat(1_000_000)]) {
      expect(await state(guess)).toBe('session_ended');
    }
  });

  it('carries the language and the assurance of this moment', async () => {
    const { sessionToken, session } = await signInWith(hub, await registerAtCounter(hub, somebody()));
    const { changeLanguage } = hub.citizens.profiles;
    expect(codeOf(await changeLanguage(session.citizen.citizenId, 'de'))).toBe('invalid_request');
    expect(codeOf(await changeLanguage(session.citizen.citizenId, 'en'))).toBe('accepted');
    const now = valueOf(await hub.citizens.sessions.authenticate(sessionToken));
    expect(now.citizen).toMatchObject({ language: 'en', assurance: 'seen' });
  });
});
