import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  citizenFixture,
  codeOf,
  codeSentTo,
  registerAtCounter,
  registerOnline,
  settleIn,
  signInWith,
  somebody,
  someOrigin,
  teller,
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

const told = (address: string | undefined) => hub.sent.filter(({ to }) => to === address).map(({ subject }) => subject);

async function auditOf(citizenId: string): Promise<string[]> {
  const rows = await database.db.sql.rows<{ action: string }>(
    'SELECT action FROM audit_event WHERE target_id = $1 ORDER BY id',
    [citizenId],
  );
  return rows.map(({ action }) => action);
}

describe('registration at a counter', () => {
  it('makes a citizen whose card was seen, with a sheet to take home', async () => {
    const input = somebody({ language: 'ru' });
    const { outcome, sheet } = valueOf(await hub.citizens.counter.register(teller, input));
    expect(outcome).toBe('registered');
    expect(sheet).toMatchObject({ assurance: 'seen', language: 'ru', fullName: input.fullName, accounts: [] });
    expect((await signInWith(hub, sheet)).session.mustChangePassword).toBe(true);
    expect(await auditOf(sheet.citizenId)).toEqual(['citizen.registered']);
  });

  it('takes people who have neither telephone nor e-mail', async () => {
    const sheet = await registerAtCounter(hub, somebody({ phone: undefined, email: '' }));
    const profile = valueOf(await hub.citizens.profiles.get(sheet.citizenId));
    expect(profile).toMatchObject({ phoneMasked: null, emailMasked: null, assurance: 'seen' });
  });

  it('of one person by two tellers at once makes one citizen', async () => {
    const input = somebody();
    const outcomes = await Promise.all([1, 2, 3].map(() => hub.citizens.counter.register(teller, input)));
    const done = outcomes.map(valueOf);
    expect(new Set(done.map(({ sheet }) => sheet.citizenId)).size).toBe(1);
    expect(done.map(({ outcome }) => outcome).toSorted()).toEqual(['registered', 'updated', 'updated']);
  });

  it('racing the person’s own confirmation leaves one citizen, whose card was seen', async () => {
    const input = somebody();
    const origin = someOrigin();
    const started = valueOf(await hub.citizens.registration.start(input, origin));
    const code = await codeSentTo(hub, input);
    const [online, counter] = await Promise.all([
      hub.citizens.registration.confirm(started.registrationToken, code, origin),
      hub.citizens.counter.register(teller, input),
    ]);
    const { outcome, sheet } = valueOf(counter);
    expect([outcome, codeOf(online)]).toEqual(
      outcome === 'registered' ? ['registered', 'confirmation_code_invalid'] : ['taken-over', 'accepted'],
    );
    expect(valueOf(await hub.citizens.profiles.get(sheet.citizenId)).assurance).toBe('seen');
    expect((await signInWith(hub, sheet)).session.citizen.citizenId).toBe(sheet.citizenId);
  });
});

describe('a squatter', () => {
  /** Somebody registers with another person's FIN and their own telephone, links accounts and settles in. */
  async function squat(owner = somebody()) {
    const provider = await hub.addProvider();
    hub.providers.add(provider, '1234567', 'B-77');
    const squatter = { ...somebody(), fin: owner.fin, cardSeries: owner.cardSeries, cardNumber: owner.cardNumber };
    const sheet = await registerOnline(hub, squatter);
    const { sessionToken } = await settleIn(hub, sheet);
    const request = { providerId: provider, account: '1234567', fields: { bill: 'B-77' } };
    valueOf(await hub.accounts.link(sheet.citizenId, request, { kind: 'citizen' }));
    return { owner, squatter, sheet, sessionToken };
  }

  it('loses everything to the person with the card, who keeps the unique code', async () => {
    const { owner, squatter, sheet, sessionToken } = await squat();
    const { outcome, sheet: owners } = valueOf(await hub.citizens.counter.register(teller, owner));
    expect(outcome).toBe('taken-over');
    expect(owners).toMatchObject({ citizenId: sheet.citizenId, uniqueCode: sheet.uniqueCode, assurance: 'seen' });
    expect(owners.accounts).toEqual([]);
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('session_ended');
    const again = { uniqueCode: sheet.uniqueCode, password: 'köhnə qayıq dənizdə' };
    expect(codeOf(await hub.citizens.sessions.signIn(again, someOrigin()))).toBe('invalid_credentials');
    expect((await signInWith(hub, owners)).session.mustChangePassword).toBe(true);
    await hub.deliver();
    expect(told(squatter.phone)).toContain('Qeydiyyat vəsiqə ilə təsdiqləndi');
    expect(await auditOf(sheet.citizenId)).toContain('citizen.taken_over');
  });

  it('cannot come back by a code to the telephone that was replaced', async () => {
    const { owner, squatter, sheet } = await squat();
    const asked = valueOf(
      await hub.citizens.passwords.startRenewal({ uniqueCode: sheet.uniqueCode, by: 'sms' }, someOrigin()),
    );
    const code = await codeSentTo(hub, squatter);
    await registerAtCounter(hub, owner);
    const late = { code, newPassword: 'köhnə qayıq yenə dənizdə' };
    const renewed = await hub.citizens.passwords.finishRenewal(asked.renewalToken, late, someOrigin());
    expect(codeOf(renewed)).toBe('confirmation_code_invalid');
    valueOf(await hub.citizens.passwords.startRenewal({ uniqueCode: sheet.uniqueCode, by: 'sms' }, someOrigin()));
    await hub.deliver();
    expect(told(squatter.phone).filter((subject) => subject === 'Şifrəni yeniləmə kodu')).toHaveLength(1);
    expect(told(owner.phone)).toEqual(['Şifrəni yeniləmə kodu']);
  });

  it('leaves links that are history: ended, never removed', async () => {
    const { owner, sheet } = await squat();
    await registerAtCounter(hub, owner);
    expect(await hub.accounts.list(sheet.citizenId)).toEqual([]);
    const rows = await database.db.sql.rows('SELECT unlink_reason FROM account_link WHERE citizen_id = $1', [
      sheet.citizenId,
    ]);
    expect(rows).toEqual([{ unlink_reason: 'taken-over' }]);
  });

  it('is not the honest person, who names the telephone that was confirmed and keeps the links', async () => {
    const honest = somebody();
    const provider = await hub.addProvider();
    hub.providers.add(provider, '1234567', 'B-77');
    const sheet = await registerOnline(hub, honest);
    const request = { providerId: provider, account: '1234567', fields: { bill: 'B-77' }, label: 'Ev' };
    valueOf(await hub.accounts.link(sheet.citizenId, request, { kind: 'citizen' }));
    const { outcome, sheet: renewed } = valueOf(await hub.citizens.counter.register(teller, honest));
    expect(outcome).toBe('taken-over');
    expect(renewed.accounts).toEqual([{ providerId: provider, account: '1234567', label: 'Ev' }]);
    expect(await hub.accounts.list(sheet.citizenId)).toMatchObject([{ proof: 'proven', showsProviderData: true }]);
  });

  it('is not believed for a contact that was only typed and never confirmed', async () => {
    const owner = somebody();
    const squatter = { ...somebody(), fin: owner.fin, email: owner.email, confirmBy: 'sms' as const };
    const provider = await hub.addProvider();
    hub.providers.add(provider, '1');
    const sheet = await registerOnline(hub, squatter);
    valueOf(
      await hub.accounts.link(sheet.citizenId, { providerId: provider, account: '1', fields: {} }, { kind: 'citizen' }),
    );
    expect((await registerAtCounter(hub, owner)).accounts).toEqual([]);
  });

  it('who used the card of another with a FIN of their own loses the card', async () => {
    const owner = somebody();
    const squatter = somebody({ cardSeries: owner.cardSeries, cardNumber: owner.cardNumber });
    const squatted = await registerOnline(hub, squatter);
    const { outcome, sheet } = valueOf(await hub.citizens.counter.register(teller, owner));
    expect(outcome).toBe('registered');
    expect(sheet.citizenId).not.toBe(squatted.citizenId);
    const found = valueOf(await hub.citizens.counter.find(teller, owner));
    expect(found.citizenId).toBe(sheet.citizenId);
    expect(valueOf(await hub.citizens.profiles.get(squatted.citizenId)).cardMasked).toBeNull();
    expect(await auditOf(squatted.citizenId)).toContain('citizen.card_withdrawn');
  });
});

describe('a person whose card was seen comes again', () => {
  it('with a renewed card: the new one finds them, the old one nobody, and the rest stays', async () => {
    const input = somebody();
    const first = await registerAtCounter(hub, input);
    const { sessionToken } = await settleIn(hub, first);
    const renewed = { ...input, cardNumber: somebody().cardNumber, fullName: 'Günel Həsənova' };
    const { outcome, sheet } = valueOf(await hub.citizens.counter.register(teller, renewed));
    expect([outcome, sheet.uniqueCode, sheet.initialPassword]).toEqual(['updated', first.uniqueCode, null]);
    expect(valueOf(await hub.citizens.counter.find(teller, renewed)).fullName).toBe('Günel Həsənova');
    expect(codeOf(await hub.citizens.counter.find(teller, input))).toBe('not_found');
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('accepted');
  });

  it('with another telephone: the one before is told, and what is not given again stays', async () => {
    const input = somebody();
    const { citizenId } = await registerAtCounter(hub, input);
    const next = somebody().phone;
    await registerAtCounter(hub, { ...input, phone: next, email: undefined });
    await hub.deliver();
    expect(told(input.phone)).toEqual(['Əlaqə məlumatlarınız dəyişdi']);
    const profile = valueOf(await hub.citizens.profiles.get(citizenId));
    expect(profile.phoneMasked).toBe(`+994 •• ••• •• ${next?.slice(-2)}`);
    expect(profile.emailMasked).toMatch(/^g•••@example\.az$/);
  });

  it('with the card of somebody else whose card was seen: a person has to look, and nothing changes', async () => {
    const [one, other] = [somebody(), somebody()];
    const [ofOne, ofOther] = [await registerAtCounter(hub, one), await registerAtCounter(hub, other)];
    const mixed = { ...one, cardNumber: other.cardNumber, fullName: 'Başqa Ad' };
    expect(codeOf(await hub.citizens.counter.register(teller, mixed))).toBe('identity_conflict');
    expect(valueOf(await hub.citizens.counter.find(teller, one))).toMatchObject({
      citizenId: ofOne.citizenId,
      fullName: one.fullName,
    });
    expect(valueOf(await hub.citizens.counter.find(teller, other)).citizenId).toBe(ofOther.citizenId);
    expect(codeOf(await hub.citizens.counter.register(teller, { ...somebody(), cardNumber: other.cardNumber }))).toBe(
      'identity_conflict',
    );
  });

  it('and asks for a new password: the old one and its sessions end', async () => {
    const input = somebody();
    const { sessionToken } = await settleIn(hub, await registerAtCounter(hub, input));
    const { sheet } = valueOf(await hub.citizens.counter.register(teller, { ...input, renewPassword: true }));
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('session_ended');
    expect((await signInWith(hub, sheet)).session.mustChangePassword).toBe(true);
  });
});

describe('a lost password at a counter', () => {
  it('is renewed against card and FIN, ends every session and is told to the person', async () => {
    const input = somebody();
    const { sessionToken } = await settleIn(hub, await registerAtCounter(hub, input));
    await hub.deliver();
    const sheet = valueOf(await hub.citizens.counter.renewPassword(teller, input));
    expect(codeOf(await hub.citizens.sessions.authenticate(sessionToken))).toBe('session_ended');
    expect((await signInWith(hub, sheet)).session.mustChangePassword).toBe(true);
    await hub.deliver();
    expect(told(input.phone).at(-1)).toBe('Şifrəniz yeniləndi');
  });

  it('is not renewed when FIN and card are not of one person', async () => {
    const [one, other] = [somebody(), somebody()];
    await registerAtCounter(hub, one);
    await registerAtCounter(hub, other);
    const renew = (input: typeof one) => hub.citizens.counter.renewPassword(teller, input);
    expect(codeOf(await renew({ ...one, fin: other.fin }))).toBe('not_found');
    expect(codeOf(await renew(somebody()))).toBe('not_found');
    expect(codeOf(await renew({ ...one, fin: 'I' }))).toBe('invalid_national_id');
  });

  it('of a registration that no counter has seen needs the registration first', async () => {
    const input = somebody();
    await registerOnline(hub, input);
    expect(codeOf(await hub.citizens.counter.renewPassword(teller, input))).toBe('counter_registration_required');
  });
});

describe('a teller who looks a citizen up', () => {
  it('finds them by unique code and by card, and sees identity and contacts by their last characters', async () => {
    const input = somebody({ cardSeries: 'AZE', cardNumber: '12345678', fin: '5ABC3D7', phone: '+994501234567' });
    const { uniqueCode, citizenId } = await registerAtCounter(hub, input);
    const printed = `${uniqueCode.slice(0, 4)} ${uniqueCode.slice(4, 8)} ${uniqueCode.slice(8)}`;
    const byCode = valueOf(await hub.citizens.counter.find(teller, { uniqueCode: printed }));
    const byCard = valueOf(await hub.citizens.counter.find(teller, { cardSeries: 'aze', cardNumber: '1234 5678' }));
    expect(byCode).toEqual(byCard);
    expect(byCode).toMatchObject({
      citizenId,
      cardMasked: 'AZE •••5678',
      finMasked: '•••C3D7',
      phoneMasked: '+994 •• ••• •• 67',
    });
    for (const hidden of ['12345678', '5ABC3D7', '1234567']) expect(JSON.stringify(byCode)).not.toContain(hidden);
  });

  it('leaves a trace each time, also when nobody is found', async () => {
    const tracesOf = async () =>
      (await database.db.sql.rows(`SELECT id FROM audit_event WHERE action = 'citizen.looked_up'`)).length;
    const before = await tracesOf();
    expect(codeOf(await hub.citizens.counter.find(teller, { uniqueCode: '000000000000' }))).toBe('not_found');
    expect(codeOf(await hub.citizens.counter.find(teller, somebody()))).toBe('not_found');
    expect(await tracesOf()).toBe(before + 2);
  });

  it('is told when a code cannot be right', async () => {
    const typed = await hub.citizens.counter.find(teller, { uniqueCode: '4829 1730 5564' });
    expect(typed).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
    expect(typed.ok || typed.error.fields?.[0]).toMatchObject({ field: '/uniqueCode', rule: 'unique_code' });
  });
});
