import { readdir } from 'node:fs/promises';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import type { Localized } from '../../src/kernel/adapter.ts';
import { catalogue } from '../../src/platform/messages/catalogue.ts';
import { languages } from '../../src/platform/messages/language.ts';
import { texts } from '../../src/platform/messages/texts.ts';
import { translate } from '../../src/platform/messages/translate.ts';

const messages: [string, Localized][] = Object.entries(catalogue);

/** Plural forms a whole number can take, by language (CLDR). */
const forms = { az: ['one', 'other'], ru: ['few', 'many', 'one', 'other'], en: ['one', 'other'] };

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

const parse = (text: string) => new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst();

/** Every value a message asks for, with its kind: `plural count`, `value name`. */
function valuesOf(elements: readonly Element[]): string[] {
  return elements.flatMap((element) => {
    if ('pluralType' in element) {
      const inner = Object.values(element.options).flatMap((option) => valuesOf(option.value));
      return [`plural ${element.value}`, ...inner];
    }
    const isPlainText = element.type === parse('text')[0]?.type;
    return 'value' in element && !isPlainText ? [`value ${element.value}`] : [];
  });
}

function pluralsOf(elements: readonly Element[]): string[][] {
  return elements.flatMap((element) =>
    'pluralType' in element
      ? [Object.keys(element.options).toSorted(), ...Object.values(element.options).flatMap((o) => pluralsOf(o.value))]
      : [],
  );
}

const unique = (names: readonly string[]) => [...new Set(names)].toSorted();

describe('the catalogue', () => {
  test.each(messages)('%s has a text in every language', (_key, message) => {
    expect(Object.keys(message).toSorted()).toEqual(['az', 'en', 'ru']);
    for (const language of languages) expect(message[language].trim()).toBe(message[language]);
    for (const language of languages) expect(message[language]).not.toBe('');
  });

  test.each(messages)('%s asks for the same values in every language', (_key, message) => {
    const [az, ru, en] = languages.map((language) => unique(valuesOf(parse(message[language]))));
    expect(ru).toEqual(en);
    expect(az).toEqual(en);
  });

  test.each(messages)('%s has the plural forms that each language needs', (_key, message) => {
    for (const language of languages) {
      for (const plural of pluralsOf(parse(message[language]))) {
        expect(plural).toEqual(forms[language]);
      }
    }
  });

  test.each(messages)('%s is spelled in the letters of its language', (_key, message) => {
    expect(message.az).not.toMatch(/\p{Script=Cyrillic}/u);
    expect(message.en).not.toMatch(/\p{Script=Cyrillic}/u);
    // The apostrophe is ICU's escape and the dotted-i-plus-mark pair is what a wrong upper case leaves behind.
    for (const language of languages) expect(message[language]).not.toMatch(/'|\u0307/);
    for (const language of languages) expect(message[language].normalize('NFC')).toBe(message[language]);
  });

  test('each area is in the catalogue, and no key is in two areas', async () => {
    const folder = new URL('../../src/platform/messages/texts/', import.meta.url);
    const seen: string[] = [];
    for (const file of (await readdir(folder)).toSorted()) {
      const area: object = await import(new URL(file, folder).href);
      for (const table of Object.values(area)) seen.push(...Object.keys(table as object));
    }
    expect(seen.toSorted()).toEqual(Object.keys(catalogue).toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('translate', () => {
  test('picks the Russian form by the number', () => {
    const t = translate('ru');
    expect([1, 2, 5, 11, 21, 104].map((days) => t('debt.overdue', { days }))).toEqual([
      'Просрочено на 1 день',
      'Просрочено на 2 дня',
      'Просрочено на 5 дней',
      'Просрочено на 11 дней',
      'Просрочено на 21 день',
      'Просрочено на 104 дня',
    ]);
  });

  test('shows values as they are, never as a template or markup', () => {
    const text = translate('az')('cabinet.greeting', { name: '<b>{name}</b> {count, plural, other {#}}' });
    expect(text).toBe('Salam, <b>{name}</b> {count, plural, other {#}}');
  });

  test('does not compile without the values a text names, nor with a language left out', () => {
    // @ts-expect-error a value is missing
    expect(() => translate('az')('cabinet.greeting', {})).toThrow();
    // @ts-expect-error the text names no values
    translate('az')('action.back', { name: 'x' });
    // @ts-expect-error English is missing
    texts({ 'area.key': { az: 'a', ru: 'б' } });
    // @ts-expect-error there is no such key
    expect(() => translate('az')('action.missing')).toThrow();
  });
});
