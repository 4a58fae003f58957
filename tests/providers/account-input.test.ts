import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputField } from '../../src/kernel/adapter.ts';
import { parseAccountInput, plainAccount } from '../../src/providers/account-input.ts';
import { type AccountFormat, printAccount } from '../../src/providers/model.ts';

const text = { az: 'Nömrə', ru: 'Номер', en: 'Number' };

function field(changes: Partial<InputField>): InputField {
  return {
    name: 'account',
    label: text,
    help: text,
    pattern: '^[0-9]+$',
    minLength: 1,
    maxLength: 20,
    example: '1',
    proof: false,
    ...changes,
  };
}

const mobile: AccountFormat = {
  fields: [field({ pattern: '^(10|50|51|55|70|77|99)[0-9]{7}$', minLength: 9, maxLength: 9, example: '501234567' })],
  accountMask: '+994 ## ### ## ##',
  accountPrefixes: ['+994', '994', '0'],
};

const power: AccountFormat = {
  fields: [
    field({ pattern: '^[0-9]{12}$', minLength: 12, maxLength: 12, example: '300123456789' }),
    field({
      name: 'authorizationCode',
      pattern: '^[0-9]{6}$',
      minLength: 6,
      maxLength: 6,
      example: '123456',
      proof: true,
    }),
  ],
  accountMask: null,
  accountPrefixes: [],
};

function read(format: AccountFormat, account: string, fields: Record<string, string> = {}) {
  return parseAccountInput(format, { account, fields }, 'ask');
}

describe('what a person types to name an account', () => {
  test.each(['501234567', '+994 50 123 45 67', '994501234567', '050 123 45 67', ' 50-123-45-67'.replaceAll('-', ' ')])(
    'a mobile number is understood as people write it: %s',
    (typed) => {
      expect(read(mobile, typed)).toEqual({ ok: true, value: { account: '501234567', fields: {} } });
    },
  );

  test('an account that begins like a prefix keeps its digits', () => {
    expect(plainAccount(mobile, '994123456')).toBe('994123456');
  });

  test('leading zeros are part of an account', () => {
    const format = { ...power, fields: [field({ pattern: '^[0-9]{8}$', minLength: 8, maxLength: 8 })] };
    expect(read(format, '00012345')).toMatchObject({ ok: true, value: { account: '00012345' } });
  });

  test.each([
    ['', 'required'],
    ['   ', 'required'],
    ['12345', 'too_short'],
    ['1234567890123', 'too_long'],
    ['12345678901x', 'pattern'],
    ['１２３４５６７８９０１２', 'pattern'],
  ])('%s is refused by its rule', (typed, rule) => {
    expect(read(power, typed)).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', fields: [{ field: '/account', rule }] },
    });
  });

  test('a proof is needed to link, not to ask; a wrong form is refused for both', () => {
    const account = '300123456789';
    expect(read(power, account).ok).toBe(true);
    expect(parseAccountInput(power, { account, fields: {} }, 'link')).toMatchObject({
      ok: false,
      error: { fields: [{ field: '/fields/authorizationCode', rule: 'required' }] },
    });
    expect(read(power, account, { authorizationCode: '12345' })).toMatchObject({
      ok: false,
      error: { fields: [{ field: '/fields/authorizationCode', rule: 'too_short' }] },
    });
  });

  test.each(['iban', '__proto__', 'toString', 'account'])('the value %s that nobody asked for is refused', (name) => {
    const fields = JSON.parse(`{"${name}": "1"}`) as Record<string, string>;
    expect(read(power, '300123456789', fields)).toMatchObject({
      ok: false,
      error: { fields: [{ field: `/fields/${name}`, rule: 'unknown_field' }] },
    });
  });

  test('every problem is named at once', () => {
    const outcome = parseAccountInput(power, { account: '1', fields: { extra: '1' } }, 'link');
    expect(outcome.ok ? [] : outcome.error.fields?.map((problem) => problem.field)).toEqual([
      '/fields/extra',
      '/account',
      '/fields/authorizationCode',
    ]);
  });

  test('a pattern binds the whole value, also when its alternatives do not', () => {
    const format = { ...power, fields: [field({ pattern: '^[0-9]{3}|[A-Z]{3}$', minLength: 3, maxLength: 9 })] };
    expect(read(format, '123abc').ok).toBe(false);
    expect(read(format, 'ABC').ok).toBe(true);
  });

  test('an account that was printed is read back as itself', () => {
    const digits = fc.stringMatching(/^(10|50|51|55|70|77|99)[0-9]{7}$/);
    fc.assert(
      fc.property(digits, (account) => {
        expect(read(mobile, printAccount(mobile, account))).toMatchObject({ ok: true, value: { account } });
      }),
    );
  });
});
