import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardFormats } from '../../src/citizens/identity-card.ts';
import type { RegistrationInput } from '../../src/citizens/api.ts';
import { parsePerson } from '../../src/citizens/person.ts';

const rules = { cardFormats, contactNeeded: true };
const right: RegistrationInput = {
  cardSeries: 'AA',
  cardNumber: '1234567',
  fin: '5ABC3D7',
  fullName: 'Leyla Məmmədova',
  phone: '+994501234567',
  email: 'leyla@example.az',
  language: 'az',
  consent: true,
};

function read(change: Partial<RegistrationInput>) {
  return parsePerson({ ...right, ...change }, rules);
}

function accepted(change: Partial<RegistrationInput>) {
  const person = read(change);
  if (!person.ok) throw new Error(JSON.stringify(person.error));
  return person.value;
}

function refused(change: Partial<RegistrationInput>) {
  const person = read(change);
  if (person.ok) throw new Error('accepted');
  return { code: person.error.code, rules: (person.error.fields ?? []).map(({ field, rule }) => `${field} ${rule}`) };
}

describe('an identity card', () => {
  it.each([
    ['AZE', '12345678'],
    ['AA', '1234567'],
    ['MYI', '1234567'],
    ['DYI', '123456'],
  ])('of the series %s is taken', (cardSeries, cardNumber) => {
    expect(accepted({ cardSeries, cardNumber }).card).toEqual({ series: cardSeries, number: cardNumber });
  });

  it('is read as people type it', () => {
    expect(accepted({ cardSeries: ' aa ', cardNumber: '123 45 67' }).card).toEqual({ series: 'AA', number: '1234567' });
    expect(accepted({ cardSeries: 'myİ' }).card.series).toBe('MYI');
  });

  it.each([
    ['AZE', '1234567', '/cardNumber card'],
    ['AA', '12345678', '/cardNumber card'],
    ['AA', '', '/cardNumber card'],
    ['AA', '12345a7', '/cardNumber card'],
    ['AA', '١٢٣٤٥٦٧', '/cardNumber card'],
    ['AA', '１２３４５６７', '/cardNumber card'],
    ['AA', '-1234567', '/cardNumber card'],
    ['AA', '1'.repeat(100_000), '/cardNumber card'],
    ['XX', '1234567', '/cardSeries card'],
    ['АА', '1234567', '/cardSeries card'], // Cyrillic
    ['mYı', '1234567', '/cardSeries card'],
  ])('%s %s is refused, and the field is named', (cardSeries, cardNumber, problem) => {
    expect(refused({ cardSeries, cardNumber })).toEqual({ code: 'invalid_national_id', rules: [problem] });
  });

  it('says what would be right', () => {
    const person = read({ cardSeries: 'AZE', cardNumber: '1234567' });
    expect(person.ok || person.error.fields?.[0]?.detail).toBe('8 digits after AZE');
  });
});

describe('a FIN', () => {
  it('is seven digits and letters without I and O, in capitals', () => {
    expect(accepted({ fin: '5abc3d7' }).fin).toBe('5ABC3D7');
  });

  it.each([
    '5ABC3D',
    '5ABC3D77',
    '5ABCID7',
    '5ABCOD7',
    '5ABC-D7',
    '',
    'ſABC3D7',
    '5АBC3D7',
    '5ABC3D７',
    '5ABC3D7\u200b',
  ])('%s is refused', (fin) => {
    expect(refused({ fin })).toEqual({ code: 'invalid_national_id', rules: ['/fin fin'] });
  });
});

describe('a name', () => {
  it('is kept in NFC with single spaces, whatever its script', () => {
    expect(accepted({ fullName: '  Günel   Əliyeva '.normalize('NFD') }).fullName).toBe('Günel Əliyeva');
    expect(accepted({ fullName: 'Наталья О’Коннор-Кац' }).fullName).toBe('Наталья О’Коннор-Кац');
  });

  it('may look like a programme: it is stored as it is', () => {
    for (const fullName of [
      '<script>alert(1)</script>',
      "Robert'); DROP TABLE citizen;--",
      '=HYPERLINK("x")',
      '${x} {{y}}',
    ]) {
      expect(accepted({ fullName }).fullName).toBe(fullName);
    }
  });

  it.each([
    ['NUL', 'Ali\u0000 B'],
    ['a line break', 'Ali\nB'],
    ['an escape', 'Ali\u001b[31m'],
    ['RTL override', 'Ali \u202eatilA'],
    ['zero width', 'A\u200bli'],
    ['zero-width joiner', 'A\u200dli'],
    ['a byte order mark', 'Al\ufeffi'],
    ['soft hyphen', 'A\u00adli'],
    ['Hangul filler', 'Al\u3164i'],
    ['a lone surrogate', 'Ali\ud800'],
    ['line separator', 'Ali\u2028B'],
    ['a heap of marks', `A${'\u0301\u0302\u0303\u0304\u0305'}li`],
    ['no letter', '12345'],
  ])('with %s is refused', (_what, fullName) => {
    expect(refused({ fullName })).toEqual({ code: 'invalid_request', rules: ['/fullName pattern'] });
  });

  it('has a length', () => {
    expect(refused({ fullName: 'A' }).rules).toEqual(['/fullName required']);
    expect(accepted({ fullName: 'Ə'.repeat(120) }).fullName).toHaveLength(120);
    expect(refused({ fullName: 'Ə'.repeat(121) }).rules).toEqual(['/fullName too_long']);
    expect(refused({ fullName: 'Ə'.repeat(1_000_000) }).rules).toEqual(['/fullName too_long']);
  });

  it('of any text is read or refused, never a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (fullName) => {
        const person = read({ fullName });
        expect(person.ok ? person.value.fullName : person.error.code).toBeTypeOf('string');
      }),
    );
  });
});

describe('contacts', () => {
  it.each([
    ['+994 50 123 45 67', '+994501234567'],
    ['050-123-45-67', '+994501234567'],
    ['(050) 123 45 67', '+994501234567'],
    ['00994501234567', '+994501234567'],
    ['+359 88 123 4567', '+359881234567'],
    ['+7 905 123-45-67', '+79051234567'],
  ])('the phone %s is %s', (typed, phone) => {
    expect(accepted({ phone: typed }).phone).toBe(phone);
  });

  it.each([
    '501234567',
    '+99450123456',
    '+994 50 123 45 678',
    '+0501234567',
    'phone',
    '+994٥٠١٢٣٤٥٦٧',
    '+'.repeat(50_000),
  ])('the phone %s is refused', (phone) => {
    expect(refused({ phone })).toEqual({ code: 'invalid_request', rules: ['/phone phone'] });
  });

  it('an e-mail address keeps its name and has its domain in small letters', () => {
    expect(accepted({ email: ' Leyla.M+vahid@Example.AZ ' }).email).toBe('Leyla.M+vahid@example.az');
  });

  it.each([
    'leyla',
    'leyla@',
    '@example.az',
    'a@b',
    'a..b@example.az',
    'a b@example.az',
    'a@-b.az',
    'a@b.1',
    'a@example.az\nBcc: b@c.az',
    `${'a'.repeat(65)}@example.az`,
    `a@${'b.'.repeat(200)}az`,
    'a@'.repeat(50_000),
  ])('the e-mail %s is refused', (email) => {
    expect(refused({ email })).toEqual({ code: 'invalid_request', rules: ['/email email'] });
  });

  it('one of the two is needed online, and none at a counter', () => {
    const without = { phone: '', email: undefined };
    expect(refused(without).rules).toEqual(['/phone contact']);
    const atCounter = parsePerson({ ...right, ...without }, { ...rules, contactNeeded: false });
    expect(atCounter).toMatchObject({ ok: true, value: { phone: null, email: null, confirmBy: null } });
  });

  it('the code goes where the person wants it, and it must be there', () => {
    expect(accepted({}).confirmBy).toBe('sms');
    expect(accepted({ confirmBy: 'email' }).confirmBy).toBe('email');
    expect(accepted({ phone: undefined }).confirmBy).toBe('email');
    expect(refused({ phone: undefined, confirmBy: 'sms' }).rules).toEqual(['/phone contact']);
  });
});

describe('a registration form', () => {
  it('names everything that is wrong with it at once', () => {
    const wrong = { cardSeries: 'X', cardNumber: 'Y', fin: 'Z', fullName: '', phone: '1', email: '2', consent: false };
    expect(refused({ ...wrong, language: 'de' })).toEqual({
      code: 'invalid_national_id',
      rules: [
        '/cardSeries card',
        '/cardNumber card',
        '/fin fin',
        '/fullName required',
        '/phone phone',
        '/email email',
        '/language choice',
        '/consent consent',
      ],
    });
  });

  it('is refused without consent', () => {
    expect(refused({ consent: false })).toEqual({ code: 'invalid_request', rules: ['/consent consent'] });
  });
});
