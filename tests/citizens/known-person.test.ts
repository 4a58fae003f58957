import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  registerOnline,
  somebody,
  someOrigin,
  testCrypto,
  valueOf,
  wrongFor,
  beginRegistration,
  type Fixture,
} from './citizen-fixture.ts';
import { listening } from './listening.ts';
import { recorder } from './recording.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

describe('a person who is registered already', () => {
  it('costs the same work and gets the same answer as one who is not', async () => {
    const { recordDatabase, recordCrypto, workOf } = recorder();
    const crypto = testCrypto();
    const recorded = citizenFixture(recordDatabase(database.db), { crypto: recordCrypto(crypto) });
    const [known, unknown] = [somebody(), somebody()];
    await registerOnline(recorded, known);
    const start = (input: typeof known) => recorded.citizens.registration.start(input, someOrigin());
    let answers: object[] = [];
    const workForUnknown = await workOf(async () => (answers = [valueOf(await start(unknown))]));
    const workForKnown = await workOf(async () =>
      answers.push(valueOf(await start({ ...known, phone: unknown.phone }))),
    );
    expect(workForKnown).toEqual(workForUnknown);
    expect(workForKnown.length).toBeGreaterThan(5);
    const [first, second] = answers.map((answer) => ({ ...answer, registrationToken: 'secret' }));
    expect(second).toEqual(first);
  });

  it('costs the same work when another code or a confirmation is asked for', async () => {
    const { recordDatabase, recordCrypto, workOf } = recorder();
    const recorded = citizenFixture(recordDatabase(database.db), { crypto: recordCrypto(testCrypto()) });
    const known = somebody();
    await registerOnline(recorded, known);
    const ofKnown = await beginRegistration(recorded, { ...known, phone: somebody().phone });
    const ofUnknown = await beginRegistration(recorded);
    const { resendCode } = recorded.citizens.registration;
    const resent = await workOf(async () => valueOf(await resendCode(ofKnown.token, ofKnown.origin)));
    expect(resent).toEqual(await workOf(async () => valueOf(await resendCode(ofUnknown.token, ofUnknown.origin))));
    const wrong = wrongFor(ofUnknown.code);
    const tried = await workOf(async () =>
      expect(codeOf(await ofKnown.confirm(wrong))).toBe('confirmation_code_invalid'),
    );
    expect(tried).toEqual(
      await workOf(async () => expect(codeOf(await ofUnknown.confirm(wrong))).toBe('confirmation_code_invalid')),
    );
  });

  it('is told that somebody tried, while the telephone that was typed hears nothing', async () => {
    const person = somebody({ language: 'ru' });
    await registerOnline(hub, person);
    const stranger = somebody({ fin: person.fin, language: 'en' });
    const { token, origin } = await beginRegistration(hub, stranger);
    const told = hub.sent.findLast(({ to }) => to === person.phone);
    expect(told).toMatchObject({ language: 'ru', subject: 'Вы уже зарегистрированы' });
    valueOf(await hub.citizens.registration.resendCode(token, origin));
    await hub.deliver();
    expect(hub.sent.filter(({ to }) => to === stranger.phone)).toEqual([]);
  });

  it('is known by the card as well as by the FIN', async () => {
    const person = somebody();
    await registerOnline(hub, person);
    await beginRegistration(hub, somebody({ cardSeries: person.cardSeries, cardNumber: person.cardNumber }));
    const told = hub.sent.findLast(({ to }) => to === person.phone);
    expect(told).toMatchObject({ subject: 'Siz artıq qeydiyyatdasınız' });
  });

  it('cannot be confirmed by any six digits', async () => {
    const { crypto, digested } = listening();
    const fixture = citizenFixture(database.db, { crypto });
    const person = somebody();
    await registerOnline(fixture, person);
    digested.length = 0;
    await beginRegistration(fixture, somebody());
    expect(digested).toEqual([expect.stringMatching(/^[0-9]{6}$/)]);
    digested.length = 0;
    const { confirm } = await beginRegistration(fixture, { ...person, phone: somebody().phone });
    expect(digested).toEqual([expect.not.stringMatching(/^[0-9]{6}$/)]);
    expect(codeOf(await confirm('123456'))).toBe('confirmation_code_invalid');
  });
});
