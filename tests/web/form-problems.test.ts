import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { fieldRefusal, refusal } from '../../src/kernel/errors/catalogue.ts';
import { translate } from '../../src/platform/messages/translate.ts';
import { describeProblems, describeRefusal, fieldId } from '../../src/web/form-problems.ts';
import { inputName, linkFacts } from '../../src/web/components/link-account.tsx';
import { cez } from '../../src/world/seed/abroad.ts';
import type { Provider } from '../../src/providers/model.ts';

const facts = [
  { name: 'fin', label: 'FIN' },
  { name: 'fullName', label: 'Full name', maxLength: 120 },
  { name: 'phone', label: 'Mobile phone' },
];

const broken = (field: string, rule: string) => ({ field, rule, detail: 'for developers only' });

describe('a refused form', () => {
  test('names every wrong field once, in the order of the form, each with a way to it', () => {
    const refused = fieldRefusal(
      'invalid_national_id',
      broken('/phone', 'phone'),
      broken('/fin', 'fin'),
      broken('/fin', 'required'),
    );
    const problems = describeProblems('en', refused, facts);
    expect(problems.fields.map(({ name, id }) => [name, id])).toEqual([
      ['fin', 'field-fin'],
      ['phone', 'field-phone'],
    ]);
    expect(problems.whole).toBeNull();
    expect(problems.of('fin')?.text).toContain('7 characters');
    expect(problems.of('fullName')).toBeUndefined();
  });

  test('says the length that is wanted, and never what is meant for developers', () => {
    const problems = describeProblems('en', fieldRefusal('invalid_request', broken('/fullName', 'too_long')), facts);
    expect(problems.of('fullName')?.text).toBe('At most 120 characters are allowed');
  });

  test('has words for a rule nobody has heard of', () => {
    const problems = describeProblems('en', fieldRefusal('invalid_request', broken('/fin', 'of_tomorrow')), facts);
    expect(problems.of('fin')?.text).toBe('This was not accepted');
  });

  test('is explained as a whole where no field of it is to blame', () => {
    const problems = describeProblems('en', fieldRefusal('account_not_confirmed', broken('/elsewhere', 'x')), facts);
    expect(problems.fields).toEqual([]);
    expect(problems.whole?.title).toBe('The provider did not confirm this account');
    expect(problems.whole?.advice).toContain('Compare the number');
  });

  test('says how long to wait', () => {
    const told = describeRefusal('en', refusal('too_many_requests', { retryAfterSeconds: '61' }));
    expect(told.advice).toBe('Try again in 2 minutes.');
    expect(describeRefusal('en', refusal('too_many_requests')).advice).toContain('wait for a while');
  });
});

/** The rules that the files of a folder name in their refusals. */
async function rulesIn(folder: string): Promise<string[]> {
  const place = new URL(`../../src/${folder}/`, import.meta.url);
  const files = (await readdir(place)).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, place), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/rule: '([a-z_]+)'/g)].map((match) => match[1] ?? ''));
}

test('every rule that the hub breaks a form with has words of its own', async () => {
  const folders = ['citizens', 'accounts', 'providers', 'kernel'];
  const rules = new Set((await Promise.all(folders.map(rulesIn))).flat());
  expect(rules.size).toBeGreaterThan(10);
  // Rules of agents, operators and provider files, which no form of the cabinet can break.
  const ofOthers = [
    'unknown_field',
    'taken',
    'value',
    'unknown',
    'iban',
    'duplicate',
    'missing',
    'range',
    'not_active',
  ];
  const unknown = translate('en')('form.problem.unknown');
  const field = { name: 'x', label: 'X', example: '123', minLength: 1, maxLength: 9 };
  const wordless = [...rules].filter((rule) => {
    const told = describeProblems('en', fieldRefusal('invalid_request', broken('/x', rule)), [field]);
    return told.of('x')?.text === unknown;
  });
  expect(wordless.filter((rule) => !ofOthers.includes(rule))).toEqual([]);
});

test('the fields of a provider are tied to the places that its refusals point to', () => {
  const names = linkFacts('en', cez as unknown as Provider).map(({ name, pointer }) => [name, pointer]);
  expect(names).toEqual([
    ['account', '/account'],
    ['field.authorizationCode', '/fields/authorizationCode'],
    ['label', undefined],
  ]);
  expect(inputName({ name: 'authorizationCode' })).toBe('field.authorizationCode');
  expect(fieldId('field.authorizationCode')).toBe('field-field-authorizationCode');
});

describe('a limit that is reached', () => {
  const details = { limitOf: 'outlet', limitPer: 'day', limit: '5000.00', left: '12.50', currency: 'AZN' };

  test.each([
    ['az', /Məntəqənin gündəlik limitindən 12,50\s₼ qalıb \(5.000,00\s₼ limitdən\)/],
    ['ru', /От дневного лимита отделения осталось 12,50\s₼ из 5\s?000,00\s₼/],
    ['en', /Of the outlet’s limit for the day 12\.50\s₼ of 5,?000\.00\s₼ is left/],
  ] as const)('says in %s whose it is and what is left', (language, words) => {
    expect(describeRefusal(language, refusal('limit_exceeded', details)).advice).toMatch(words);
  });

  test.each(['az', 'ru', 'en'] as const)('has words of its own for every owner in %s', (language) => {
    const owners = [
      ['agent', 'payment'],
      ['outlet', 'payment'],
      ['teller', 'payment'],
      ['outlet', 'day'],
      ['teller', 'day'],
    ] as const;
    const said = owners.map(([limitOf, limitPer]) => {
      return describeRefusal(language, refusal('limit_exceeded', { ...details, limitOf, limitPer })).advice;
    });
    expect(new Set(said).size).toBe(owners.length);
  });
});

test.each(['az', 'ru', 'en'] as const)('what needs a supervisor says why, in %s', (language) => {
  const said = ['', 'other_teller', 'reversal_limit', 'difference_limit'].map((why) => {
    return describeRefusal(language, refusal('supervisor_required', why === '' ? undefined : { why })).advice;
  });
  expect(new Set([...said, translate(language)('refusal.other')]).size).toBe(5);
});
