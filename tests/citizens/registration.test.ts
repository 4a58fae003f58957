import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommitUnknown, type Database } from '../../src/platform/database/sql.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  registerAtCounter,
  registerOnline,
  signInWith,
  somebody,
  someOrigin,
  valueOf,
  wrongFor,
  beginRegistration,
  type Fixture,
} from './citizen-fixture.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

describe('registration online', () => {
  it('leads from the card over the accounts and the code to the sheet, whose password opens the cabinet', async () => {
    const provider = await hub.addProvider();
    hub.providers.add(provider, '1234567', 'B-77');
    const { input, origin, token, code, confirm } = await beginRegistration(hub);
    expect(hub.sent.findLast(({ to }) => to === input.phone)).toMatchObject({ channel: 'sms', language: 'az' });
    const request = { providerId: provider, account: '1234567', fields: { bill: 'B-77' }, label: 'Mənzil' };
    const pending = valueOf(await hub.citizens.registration.addAccount(token, request, origin));
    expect(pending.accounts).toEqual([{ providerId: provider, account: '1234567', label: 'Mənzil', proven: true }]);
    const sheet = valueOf(await confirm(code));
    expect(sheet).toMatchObject({ fullName: input.fullName, assurance: 'declared', language: 'az' });
    expect(sheet.accounts).toEqual([{ providerId: provider, account: '1234567', label: 'Mənzil' }]);
    const signedIn = await signInWith(hub, sheet);
    expect(signedIn.session).toMatchObject({ mustChangePassword: true, citizen: { citizenId: sheet.citizenId } });
    expect(await hub.accounts.list(sheet.citizenId)).toMatchObject([
      { account: '1234567', proof: 'proven', fields: { bill: 'B-77' }, showsProviderData: false },
    ]);
  });

  it('sends the code by e-mail when the person wants it there, and trusts only the contact that received it', async () => {
    const input = somebody({ confirmBy: 'email' });
    const sheet = await registerOnline(hub, input);
    expect(hub.sent.findLast(({ to }) => to === input.email)).toMatchObject({ channel: 'email' });
    for (const [by, address] of [
      ['sms', undefined],
      ['email', input.email],
    ] as const) {
      valueOf(await hub.citizens.passwords.startRenewal({ uniqueCode: sheet.uniqueCode, by }, someOrigin()));
      const addresses = (await hub.deliver()).map(({ to }) => to);
      expect(addresses.filter((to) => to === input.phone || to === input.email)).toEqual(address ? [address] : []);
    }
  });

  it('is refused with every field that is wrong, and stores nothing then', async () => {
    const before = await database.db.sql.rows('SELECT id FROM pending_registration');
    const refused = await hub.citizens.registration.start(somebody({ fin: 'OOOOOOO', phone: '12' }), someOrigin());
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid_national_id' } });
    expect(refused.ok || refused.error.fields?.map(({ field }) => field)).toEqual(['/fin', '/phone']);
    expect(await database.db.sql.rows('SELECT id FROM pending_registration')).toHaveLength(before.length);
  });

  it('gives a new code when the first random one is taken already', async () => {
    let uniqueCodeBytes: Buffer[] | undefined;
    const taken = await registerAtCounter(hub, somebody());
    const replay = [...taken.uniqueCode.slice(0, 11)].map((digit) => Buffer.from([0, 0, 0, Number(digit)]));
    const repeating = citizenFixture(database.db, {
      crypto: hub.crypto,
      ids: (system) => ({
        ...system,
        bytes: (length) => (length === 4 ? uniqueCodeBytes?.shift() : undefined) ?? system.bytes(length),
      }),
    });
    const { code, confirm, token, origin } = await beginRegistration(repeating);
    expect(codeOf(await repeating.citizens.registration.confirm(token, wrongFor(code), origin))).not.toBe('accepted');
    const hash = repeating.crypto.passwords.hash;
    // From the hashing of the initial password on, the next random numbers are the digits of the code.
    Object.assign(repeating.crypto.passwords, {
      hash: (password: string) => {
        uniqueCodeBytes = replay;
        return hash(password);
      },
    });
    const sheet = valueOf(await confirm(code));
    Object.assign(repeating.crypto.passwords, { hash });
    expect(replay).toHaveLength(0);
    expect(sheet.uniqueCode).not.toBe(taken.uniqueCode);
  });
});

describe('one person, one registration', () => {
  it('of two that run at once for one FIN, one becomes the citizen and the other hears what a wrong code hears', async () => {
    const person = somebody();
    const one = await beginRegistration(hub, person);
    const other = await beginRegistration(hub, somebody({ fin: person.fin }));
    const outcomes = await Promise.all([one.confirm(one.code), other.confirm(other.code)]);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'confirmation_code_invalid']);
    const index = hub.crypto.digest.of('fin', person.fin);
    expect(await database.db.sql.rows('SELECT id FROM citizen WHERE fin_index = $1', [index])).toHaveLength(1);
  });

  it('of two that run at once for one card, one becomes the citizen and nothing of the other stays', async () => {
    const person = somebody();
    const { cardSeries, cardNumber } = person;
    const one = await beginRegistration(hub, person);
    const rival = somebody({ cardSeries, cardNumber });
    const other = await beginRegistration(hub, rival);
    const outcomes = await Promise.all([one.confirm(one.code), other.confirm(other.code)]);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'confirmation_code_invalid']);
    const indexes = [person.fin, rival.fin].map((fin) => hub.crypto.digest.of('fin', fin));
    const rows = await database.db.sql.rows('SELECT id FROM citizen WHERE fin_index = ANY ($1::bytea[])', [indexes]);
    expect(rows).toHaveLength(1);
  });

  it('hands the sheet out although the answer to COMMIT was lost, when the citizen is there', async () => {
    let lose = false;
    const losing: Database = {
      ...database.db,
      async transaction(body, options) {
        const value = await database.db.transaction(body, options);
        if (lose && JSON.stringify(value).includes('initialPassword')) throw new CommitUnknown('lost');
        return value;
      },
    };
    const fixture = citizenFixture(losing);
    const { code, confirm } = await beginRegistration(fixture);
    lose = true;
    const sheet = valueOf(await confirm(code));
    lose = false;
    expect((await signInWith(fixture, sheet)).session.mustChangePassword).toBe(true);
  });
});
