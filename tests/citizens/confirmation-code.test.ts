import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  codeSentTo,
  registerAtCounter,
  somebody,
  someOrigin,
  valueOf,
  wrongFor,
  beginRegistration,
  type Fixture,
} from './citizen-fixture.ts';
import { listening } from './listening.ts';

let database: TestDatabase;
let hub: Fixture;

beforeAll(async () => {
  database = await testDatabase();
  hub = citizenFixture(database.db);
});

afterAll(() => database.close());

describe('the confirmation code', () => {
  it('is dead after five wrong tries, and a new one is needed', async () => {
    const { input, token, origin, code, confirm } = await beginRegistration(hub);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(codeOf(await confirm(wrongFor(code)))).toBe('confirmation_code_invalid');
    }
    expect(codeOf(await confirm(code))).toBe('confirmation_code_invalid');
    valueOf(await hub.citizens.registration.resendCode(token, origin));
    expect(codeOf(await confirm(await codeSentTo(hub, input)))).toBe('accepted');
  });

  it('is compared five times and no more, when twenty wrong tries come at the same moment', async () => {
    const { crypto, compared } = listening();
    const { code, confirm } = await beginRegistration(citizenFixture(database.db, { crypto }));
    await Promise.all(Array.from({ length: 20 }, () => confirm(wrongFor(code))));
    expect(compared).toHaveLength(5);
    expect(codeOf(await confirm(code))).toBe('confirmation_code_invalid');
  });

  it('lives ten minutes', async () => {
    const fixture = citizenFixture(database.db);
    const { code, confirm } = await beginRegistration(fixture);
    fixture.clock.advanceMs(10 * 60_000);
    expect(codeOf(await confirm(code))).toBe('confirmation_code_invalid');
  });

  it('opens its own registration only', async () => {
    const [one, other] = [await beginRegistration(hub), await beginRegistration(hub)];
    expect(codeOf(await one.confirm(other.code === one.code ? wrongFor(one.code) : other.code))).toBe(
      'confirmation_code_invalid',
    );
    expect(codeOf(await one.confirm(` ${one.code.slice(0, 3)} ${one.code.slice(3)} `))).toBe('accepted');
  });

  it('is used once: of two confirmations at once, one makes the citizen', async () => {
    const { code, confirm } = await beginRegistration(hub);
    const outcomes = await Promise.all([confirm(code), confirm(code), confirm(code)]);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'registration_expired', 'registration_expired']);
  });

  it('is sent four times at most in one registration', async () => {
    const { token, origin } = await beginRegistration(hub);
    const resend = () => hub.citizens.registration.resendCode(token, origin);
    for (let more = 0; more < 3; more += 1) valueOf(await resend());
    expect(await resend()).toMatchObject({ ok: false, error: { code: 'too_many_requests' } });
  });

  it('is sent ten times a day to one telephone, whoever it is asked for', async () => {
    const phone = somebody().phone;
    const start = () => hub.citizens.registration.start(somebody({ phone }), someOrigin());
    for (let times = 0; times < 10; times += 1) expect(codeOf(await start())).toBe('accepted');
    const refused = await start();
    expect(refused).toMatchObject({ ok: false, error: { code: 'too_many_requests', details: {} } });
    expect(Number(refused.ok || refused.error.details?.['retryAfterSeconds'])).toBeGreaterThan(0);
  });

  it('is asked for ten times a day in one person’s name, whether known or not', async () => {
    const [known, unknown] = [somebody(), somebody()];
    await registerAtCounter(hub, known);
    for (const { fin } of [known, unknown]) {
      const start = () => hub.citizens.registration.start(somebody({ fin }), someOrigin());
      for (let times = 0; times < 10; times += 1) expect(codeOf(await start())).toBe('accepted');
      expect(codeOf(await start())).toBe('too_many_requests');
    }
  });

  it('is asked for sixty times an hour from one network', async () => {
    const origin = someOrigin();
    const outcomes = await Promise.all(
      Array.from({ length: 62 }, () => hub.citizens.registration.start(somebody(), origin)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(60);
  });

  it('is not readable anywhere once it was sent', async () => {
    await beginRegistration(hub);
    const rows = await database.db.sql.rows<{ content: Buffer | null }>(
      `SELECT content FROM outbox_message WHERE kind = 'confirmation-code' AND state = 'sent'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ content }) => content === null)).toBe(true);
  });
});
