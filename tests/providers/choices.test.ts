import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputField } from '../../src/kernel/adapter.ts';
import { parseAccountInput } from '../../src/providers/account-input.ts';
import { entryOf, readEntry } from '../../src/providers/entry.ts';
import { providerProblems } from '../../src/providers/provider-data.ts';
import { fakeAdapter } from './fake-adapter.ts';
import { providerData } from './provider-fixture.ts';

const text = (word: string) => ({ az: word, ru: word, en: word });
const [account] = providerData('with-choices').fields;
if (!account) throw new Error('a field of the account');

const district: InputField = {
  ...account,
  ...{ name: 'district', pattern: '^[A-Z]{1,2}$', minLength: 1, maxLength: 2, example: 'B' },
  choices: [
    { value: 'B', label: text('Bakı') },
    { value: 'GA', label: text('Gəncə') },
  ],
};
const data = providerData('with-choices', { fields: [account, district] });
const problemsOf = (changed: Partial<InputField>) =>
  providerProblems({ ...data, fields: [account, { ...district, ...changed }] }, fakeAdapter({})).map(
    ({ field, rule }) => `${field} ${rule}`,
  );

describe('a field with choices', () => {
  test('takes one of them and nothing else, however well it fits the pattern', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{1,2}$/), (value) => {
        const typed = { account: account.example, fields: { district: value } };
        expect(parseAccountInput(data, typed, 'ask').ok).toBe(['B', 'GA'].includes(value));
      }),
    );
  });

  test('is read and shown as the same data', () => {
    expect(readEntry({ ...entryOf(data), secrets: {} })).toEqual({ data, problems: [] });
  });

  test('is refused with choices that the field itself would not take', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ choices: [] })).toContain('/fields/1/choices count');
    expect(problemsOf({ choices: [{ value: 'GA', label: text('Gəncə') }] })).toEqual(['/fields/1/example pattern']);
    const long = { value: 'ABC', label: text('x') };
    expect(problemsOf({ choices: [...(district.choices ?? []), long] })).toEqual(['/fields/1/choices/2/value pattern']);
  });
});
