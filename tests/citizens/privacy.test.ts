import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealedOfAccounts } from '../../src/accounts/sealed.ts';
import { sealedOfCitizens } from '../../src/citizens/sealed.ts';
import { SealBroken } from '../../src/platform/crypto/field-cipher.ts';
import { hasSqlState, sqlState } from '../../src/platform/database/sqlstate.ts';
import { beforeAll as beforeAllIds } from '../../src/platform/crypto/resealing.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  codeSentTo,
  newKey,
  registerAtCounter,
  registerOnline,
  ringOf,
  settleIn,
  signInWith,
  somebody,
  someOrigin,
  teller,
  testCrypto,
  valueOf,
  type Fixture,
} from './citizen-fixture.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

/** Every row of every table, as PostgreSQL writes it. */
async function dump(owner: Database): Promise<string> {
  const tables = await owner.sql.rows<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await owner.sql.rows<{ row: string }>(`SELECT whole::text AS row FROM ${name} whole`);
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return rows.join('\n').toLowerCase();
}

/** A value as it would stand in a text column, and as it would stand in a bytea column. */
const spellings = (canary: string) => [canary.toLowerCase(), Buffer.from(canary, 'utf8').toString('hex')];

describe('the database', () => {
  it('holds no identity, name, contact, password or code in clear, whatever was done', async () => {
    const canary = somebody({
      cardSeries: 'AZE',
      cardNumber: '84620917',
      fin: '7KANARY',
      fullName: 'Kanarya Quşova',
      phone: '+994559876543',
      email: 'kanarya@example.az',
    });
    const origin = { ip: '203.0.113.77' };
    const started = valueOf(await hub.citizens.registration.start(canary, origin));
    const pendingDump = await dump(database.owner);
    const code = await codeSentTo(hub, canary);
    const declared = valueOf(await hub.citizens.registration.confirm(started.registrationToken, code, origin));
    const seen = await registerAtCounter(hub, canary);
    const { sessionToken, deviceToken } = await settleIn(hub, seen, 'kanarya qayıqda');
    const asked = { uniqueCode: seen.uniqueCode, by: 'sms' } as const;
    const { renewalToken } = valueOf(await hub.citizens.passwords.startRenewal(asked, origin));
    valueOf(await hub.citizens.counter.find(teller, canary));
    const rows = `${pendingDump}\n${await dump(database.owner)}`;
    expect(rows).toContain(seen.uniqueCode);
    const secrets = [
      ...['84620917', '7KANARY', 'AZE84620917', 'Kanarya', 'Quşova', '559876543', 'kanarya@example.az'],
      ...[declared.initialPassword ?? '', seen.initialPassword ?? '', 'kanarya qayıqda', '203.0.113.77'],
      ...[started.registrationToken, sessionToken, deviceToken, renewalToken],
    ];
    expect(secrets.filter((secret) => spellings(secret).some((spelling) => rows.includes(spelling)))).toEqual([]);
    for (const token of [started.registrationToken, sessionToken, renewalToken]) {
      expect(rows.includes(Buffer.from(token, 'base64url').toString('hex'))).toBe(false);
    }
  });

  it('gives one person’s data to nobody who copies them into another row', async () => {
    const [one, other] = [await registerAtCounter(hub, somebody()), await registerAtCounter(hub, somebody())];
    await database.owner.sql.run(
      'UPDATE citizen SET person = (SELECT person FROM citizen WHERE id = $1) WHERE id = $2',
      [one.citizenId, other.citizenId],
    );
    await expect(hub.citizens.profiles.get(other.citizenId)).rejects.toThrow(SealBroken);
    expect(codeOf(await hub.citizens.profiles.get(one.citizenId))).toBe('accepted');
    await database.owner.sql.run('UPDATE citizen SET person = person || $1::bytea WHERE id = $2', [
      Buffer.from([0]),
      one.citizenId,
    ]);
    await expect(hub.citizens.profiles.get(one.citizenId)).rejects.toThrow(SealBroken);
  });

  it('lets the hub neither rewrite the audit trail nor a subscriber account, nor remove a citizen', async () => {
    await registerAtCounter(hub, somebody());
    const forbidden = [
      `UPDATE audit_event SET action = 'citizen.forgotten'`,
      'DELETE FROM audit_event',
      'TRUNCATE audit_event',
      `UPDATE subscriber_account SET account = '1'`,
      'DELETE FROM account_link',
      'DELETE FROM citizen',
      `UPDATE citizen SET unique_code = '000000000000'`,
      'DELETE FROM identity_card',
      'UPDATE identity_card SET citizen_id = id',
      'DELETE FROM credential',
    ];
    const allowed: string[] = [];
    for (const statement of forbidden) {
      const refused = await database.db.sql.run(statement).catch((error: unknown) => error);
      if (!hasSqlState(refused, sqlState.insufficientPrivilege)) allowed.push(statement);
    }
    expect(allowed).toEqual([]);
    for (const statement of ['DELETE FROM audit_event', 'TRUNCATE audit_event']) {
      await expect(database.owner.sql.run(statement)).rejects.toThrow('these rows are history');
    }
  });
});

describe('a rotation of the keys', () => {
  it('goes on while people register and sign in, and afterwards the old keys can be thrown away', async () => {
    const own = await testDatabase();
    const [e1, e2, i1, i2] = [newKey('e1'), newKey('e2'), newKey('i1'), newKey('i2')];
    const before = citizenFixture(own.db, { crypto: testCrypto({ encryption: ringOf(e1), index: ringOf(i1) }) });
    const person = somebody();
    const provider = await before.addProvider();
    before.providers.add(provider, '1234567', 'B-77');
    const sheet = await registerOnline(before, person);
    const request = { providerId: provider, account: '1234567', fields: { bill: 'B-77' } };
    valueOf(await before.accounts.link(sheet.citizenId, request, { kind: 'citizen' }));
    const settled = await settleIn(before, sheet);

    const during = citizenFixture(own.db, {
      crypto: testCrypto({ encryption: ringOf(e2, e1), index: ringOf(i2, i1) }),
    });
    expect(codeOf(await during.citizens.sessions.authenticate(settled.sessionToken))).toBe('accepted');
    const again = valueOf(await during.citizens.counter.register(teller, person));
    expect([again.outcome, again.sheet.citizenId]).toEqual(['taken-over', sheet.citizenId]);
    const another = await registerAtCounter(during, somebody());

    const moved = async ({ crypto }: Fixture) => {
      let sum = 0;
      for (const of of [sealedOfCitizens, sealedOfAccounts]) {
        for (const { reseal } of of({ db: own.db, crypto })) sum += (await reseal(beforeAllIds)).moved;
      }
      return sum;
    };
    const stale = citizenFixture(own.db, { crypto: testCrypto({ encryption: ringOf(e1, e2), index: ringOf(i1, i2) }) });
    expect(await moved(stale)).toBeGreaterThan(0);
    expect(await moved(during)).toBeGreaterThan(0);
    expect(await moved(during)).toBe(0);

    const after = citizenFixture(own.db, { crypto: testCrypto({ encryption: ringOf(e2), index: ringOf(i2) }) });
    expect(valueOf(await after.citizens.counter.find(teller, person)).fullName).toBe(person.fullName);
    expect(await after.accounts.list(sheet.citizenId)).toMatchObject([{ fields: { bill: 'B-77' } }]);
    expect((await signInWith(after, another)).session.mustChangePassword).toBe(true);
    const squatter = somebody({ fin: person.fin });
    valueOf(await after.citizens.registration.start(squatter, someOrigin()));
    expect((await after.deliver()).map(({ to }) => to)).toContain(person.phone);
    await own.close();
  });
});
