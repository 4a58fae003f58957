import { randomBytes, randomInt } from 'node:crypto';
import type { AccountCheck, CheckedAccount } from '../../src/accounts/api.ts';
import { createAccountService } from '../../src/accounts/service.ts';
import type { Origin, RegistrationInput, SheetData, SignedIn, TellerActor } from '../../src/citizens/api.ts';
import { createProfiles } from '../../src/citizens/profiles.ts';
import { createCitizenServices } from '../../src/citizens/service.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { refusal, type ErrorCode, type Refusal } from '../../src/kernel/errors/catalogue.ts';
import { systemIds, type Ids } from '../../src/kernel/ids.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { sendDueMessages } from '../../src/notices/sender.ts';
import { dammDigit } from '../../src/kernel/damm.ts';
import { createCrypto, type Crypto, type CryptoKeys } from '../../src/platform/crypto/crypto.ts';
import { parseKeyRing, type KeyRing } from '../../src/platform/crypto/key-ring.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import type { Message } from '../../src/platform/mail/mailer.ts';

export const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

export function ringOf(...entries: string[]): KeyRing {
  const ring = parseKeyRing(entries.join(','));
  if (!ring.ok) throw new Error(ring.error);
  return ring.value;
}

/** Cheap parameters: what is tested here is who is let in, not how long it takes to break in. */
const cheap = { cost: { memoryKib: 64, passes: 2, lanes: 1 } };

const keys = { encryption: ringOf(newKey('e1')), index: ringOf(newKey('i1')) };

/** Over the keys of this test file, unless others are given. */
export function testCrypto(others: Partial<CryptoKeys> = {}): Crypto {
  return createCrypto({ ...keys, ...others }, cheap);
}

/** The providers, as far as linking knows them: which accounts there are, and what proves them. */
function fakeProviders() {
  const known = new Map<string, CheckedAccount & { readonly bill: string | null }>();
  const state: { down: boolean; asked: number; before: () => Promise<void> } = {
    down: false,
    asked: 0,
    before: () => Promise.resolve(),
  };
  const check: AccountCheck = {
    async check(providerId, input): Promise<Result<CheckedAccount, Refusal>> {
      state.asked += 1;
      await state.before();
      if (state.down) return err(refusal('provider_unavailable'));
      const found = known.get(`${providerId} ${input.account}`);
      if (!found) return err(refusal('account_not_found'));
      const bill = input.fields['bill'];
      if (found.bill !== null && bill !== undefined && bill !== found.bill) return err(refusal('proof_refused'));
      const { account, holderName, address } = found;
      return ok({ account, holderName, address, proven: found.bill !== null && bill === found.bill });
    },
  };
  const add = (providerId: string, account: string, bill: string | null = null) =>
    known.set(`${providerId} ${account}`, {
      account,
      holderName: 'Leyla Məmmədova',
      address: 'Nizami küç. 12, m. 5',
      proven: false,
      bill,
    });
  return { check, add, state };
}

export interface FixtureOptions {
  readonly crypto?: Crypto;
  readonly ids?: (system: Ids) => Ids;
}

export function citizenFixture(db: Database, options: FixtureOptions = {}) {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const ids = options.ids ? options.ids(systemIds(clock)) : systemIds(clock);
  const crypto = options.crypto ?? testCrypto();
  const providers = fakeProviders();
  const profiles = createProfiles({ db, crypto });
  const findCitizen = (citizenId: string) => profiles.findById(citizenId);
  const accounts = createAccountService({ db, clock, ids, crypto, check: providers.check, findCitizen });
  const citizens = createCitizenServices({ db, clock, ids, crypto, accounts });
  const sent: Message[] = [];

  /** Sends what waits, and returns the messages of this call. */
  async function deliver(): Promise<readonly Message[]> {
    const before = sent.length;
    const send = (message: Message) => Promise.resolve(ok(void sent.push(message)));
    await sendDueMessages({ db, cipher: crypto.cipher, mailer: { send } }, clock.now());
    return sent.slice(before);
  }

  async function addProvider(): Promise<string> {
    const id = ids.uuid();
    await db.sql.run(
      `INSERT INTO provider (id, code, service, currency, protocol, endpoint, query_timeout_ms, pay_timeout_ms,
         max_concurrency, state, language, exactness, fields, settlement_mode, created_at)
       VALUES ($1, $2, 'gas', 'AZN', 'fake', 'https://provider.example', 1000, 5000, 5, 'active', 'az', 'any', '[]',
         'net', $3)`,
      [id, `p${randomBytes(6).toString('hex')}`, clock.now()],
    );
    return id;
  }

  return { db, clock, ids, crypto, providers, profiles, accounts, citizens, sent, deliver, addProvider };
}

export type Fixture = ReturnType<typeof citizenFixture>;

export const teller: TellerActor = {
  tellerId: '0190a000-0000-7000-8000-00000000000a',
  agentId: '0190a000-0000-7000-8000-00000000000b',
};

/** An address of its own, so that no test uses up another's tries. */
export function someOrigin(): Origin {
  return { ip: `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` };
}

/** A code whose check digit is right and that the hub has given to nobody. */
export const nobodysCode = `00000000001${dammDigit('00000000001')}`;

const finLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');

/** A person nobody has seen before, with their own FIN, card and contacts. */
export function somebody(change: Partial<RegistrationInput> = {}): RegistrationInput {
  const fin = Array.from({ length: 7 }, () => finLetters[randomInt(finLetters.length)]).join('');
  return {
    cardSeries: 'AA',
    cardNumber: digits(7),
    fin,
    fullName: 'Günel Əliyeva',
    phone: `+99450${digits(7)}`,
    email: `g${digits(9)}@example.az`,
    language: 'az',
    consent: true,
    ...change,
  };
}

export function valueOf<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export function codeOf(result: Result<unknown, Refusal>): ErrorCode | 'accepted' {
  return result.ok ? 'accepted' : result.error.code;
}

const shortCodeIn = (message: Pick<Message, 'text'> | undefined) => /\b[0-9]{6}\b/.exec(message?.text ?? '')?.[0] ?? '';

/** Delivers what waits, and reads the newest code that went to the person. */
export async function codeSentTo(fixture: Fixture, input: RegistrationInput): Promise<string> {
  await fixture.deliver();
  const address = input.confirmBy === 'email' ? input.email : input.phone;
  return shortCodeIn(fixture.sent.findLast(({ to }) => to === address));
}

/** Another code than this one. */
export const wrongFor = (code: string) => (code === '111111' ? '222222' : '111111');

/** Begins a registration and reads the code that was sent. */
export async function beginRegistration(fixture: Fixture, input = somebody()) {
  const origin = someOrigin();
  const started = valueOf(await fixture.citizens.registration.start(input, origin));
  const code = await codeSentTo(fixture, input);
  const token = started.registrationToken;
  const confirm = (typed: string) => fixture.citizens.registration.confirm(token, typed, origin);
  return { input, origin, started, token, code, confirm };
}

/** Registers a person online, code and all. */
export async function registerOnline(fixture: Fixture, input: RegistrationInput): Promise<SheetData> {
  const { confirm, code } = await beginRegistration(fixture, input);
  return valueOf(await confirm(code));
}

export async function registerAtCounter(fixture: Fixture, input: RegistrationInput): Promise<SheetData> {
  return valueOf(await fixture.citizens.counter.register(teller, input)).sheet;
}

export async function signInWith(fixture: Fixture, sheet: SheetData, password?: string): Promise<SignedIn> {
  const input = { uniqueCode: sheet.uniqueCode, password: password ?? sheet.initialPassword ?? '' };
  return valueOf(await fixture.citizens.sessions.signIn(input, someOrigin()));
}

/** Signs in with the sheet and chooses a password. */
export async function settleIn(fixture: Fixture, sheet: SheetData, newPassword = 'köhnə qayıq dənizdə') {
  const first = await signInWith(fixture, sheet);
  const change = { currentPassword: sheet.initialPassword ?? '', newPassword };
  return valueOf(await fixture.citizens.passwords.change(first.sessionToken, change));
}
