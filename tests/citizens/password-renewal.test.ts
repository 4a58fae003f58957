import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  codeSentTo,
  nobodysCode,
  registerAtCounter,
  settleIn,
  signInWith,
  somebody,
  someOrigin,
  testCrypto,
  valueOf,
  wrongFor,
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

const newPassword = 'yeni qayıq limanda';

async function lost() {
  const input = somebody();
  const sheet = await registerAtCounter(hub, input);
  const { sessionToken } = await settleIn(hub, sheet);
  await hub.deliver();
  const asked = valueOf(
    await hub.citizens.passwords.startRenewal({ uniqueCode: sheet.uniqueCode, by: 'sms' }, someOrigin()),
  );
  const code = await codeSentTo(hub, input);
  const finish = (typed: string, password = newPassword) =>
    hub.citizens.passwords.finishRenewal(asked.renewalToken, { code: typed, newPassword: password }, someOrigin());
  return { input, sheet, sessionToken, code, finish };
}

describe('a lost password', () => {
  it('is renewed by a code to the telephone on record; sessions end and the person is told', async () => {
    const { input, sheet, sessionToken, code, finish } = await lost();
    expect(codeOf(await finish(code))).toBe('accepted');
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('session_ended');
    expect((await signInWith(hub, sheet, newPassword)).session.mustChangePassword).toBe(false);
    await hub.deliver();
    expect(hub.sent.findLast(({ to }) => to === input.phone)?.subject).toBe('Şifrəniz yeniləndi');
  });

  it('asked for by a code that nobody has gets the same answer after the same work, and nobody a message', async () => {
    const { recordDatabase, recordCrypto, workOf } = recorder();
    const recorded = citizenFixture(recordDatabase(database.db), { crypto: recordCrypto(testCrypto()) });
    const { uniqueCode } = await registerAtCounter(recorded, somebody());
    const { startRenewal, finishRenewal } = recorded.citizens.passwords;
    const tokens: string[] = [];
    const ask = async (code: string) => {
      const asked = valueOf(await startRenewal({ uniqueCode: code, by: 'sms' }, someOrigin()));
      tokens.push(asked.renewalToken);
      return Object.keys(asked);
    };
    let answers: string[][] = [];
    const known = await workOf(async () => (answers = [await ask(uniqueCode)]));
    const unknown = await workOf(async () => answers.push(await ask(nobodysCode)));
    expect(unknown).toEqual(known);
    expect(answers[1]).toEqual(answers[0]);
    expect(await recorded.deliver()).toHaveLength(1);
    const [ofKnown = '', ofUnknown = ''] = tokens;
    const finish = (token: string) => finishRenewal(token, { code: '000000', newPassword }, someOrigin());
    const knownTry = await workOf(async () => expect(codeOf(await finish(ofKnown))).toBe('confirmation_code_invalid'));
    const unknownTry = await workOf(async () =>
      expect(codeOf(await finish(ofUnknown))).toBe('confirmation_code_invalid'),
    );
    expect(unknownTry).toEqual(knownTry);
  });

  it('is renewed once with one code, also when it is used twice at the same moment', async () => {
    const { code, finish } = await lost();
    const outcomes = await Promise.all([finish(code), finish(code, 'başqa qayıq limanda')]);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'confirmation_code_invalid']);
    expect(codeOf(await finish(code))).toBe('confirmation_code_invalid');
  });

  it('is not renewed after five wrong tries or ten minutes', async () => {
    const tried = await lost();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(codeOf(await tried.finish(wrongFor(tried.code)))).toBe('confirmation_code_invalid');
    }
    expect(codeOf(await tried.finish(tried.code))).toBe('confirmation_code_invalid');
    const waited = await lost();
    hub.clock.advanceMs(10 * 60_000);
    expect(codeOf(await waited.finish(waited.code))).toBe('confirmation_code_invalid');
  });

  it('is not replaced by one that will not do, which costs no try', async () => {
    const { sheet, code, finish } = await lost();
    for (let tries = 0; tries < 6; tries += 1) {
      expect(codeOf(await finish(code, 'password'))).toBe('password_not_acceptable');
      expect(codeOf(await finish(code, sheet.uniqueCode))).toBe('password_not_acceptable');
    }
    expect(codeOf(await finish(code))).toBe('accepted');
  });

  it('is asked for five times an hour, whether anybody has the code or not', async () => {
    const { sheet } = await lost();
    const ask = (uniqueCode: string) => hub.citizens.passwords.startRenewal({ uniqueCode, by: 'email' }, someOrigin());
    for (let times = 0; times < 4; times += 1) expect(codeOf(await ask(sheet.uniqueCode))).toBe('accepted');
    expect(codeOf(await ask(sheet.uniqueCode))).toBe('too_many_requests');
    hub.clock.advanceMs(60 * 60_000);
    for (let times = 0; times < 5; times += 1) expect(codeOf(await ask(nobodysCode))).toBe('accepted');
    expect(codeOf(await ask(nobodysCode))).toBe('too_many_requests');
  });

  it('is not asked for by something that is no code', async () => {
    const asked = await hub.citizens.passwords.startRenewal({ uniqueCode: '12', by: 'sms' }, someOrigin());
    expect(asked).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });
});
