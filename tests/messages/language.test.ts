import { describe, expect, test } from 'vitest';
import { nearestLanguage, negotiateLanguage, parseLanguage } from '../../src/platform/messages/language.ts';

describe('the language of a page', () => {
  test.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de-DE,en;q=0.3,ru;q=0.7', 'ru'],
    ['az-Latn-AZ', 'az'],
    ['EN', 'en'],
    ['en;q=0, ru;q=0', 'az'],
    ['tr, *;q=0.5', 'az'],
    ['en;q=0.5,ru;q=0.5', 'en'],
    ['ru;q=2', 'az'],
    ['', 'az'],
    [`${'x'.repeat(10_000)},ru`, 'az'],
  ])('follows the first wish that can be met: %s', (header, expected) => {
    expect(negotiateLanguage(header)).toBe(expected);
  });

  test('is Azerbaijani where nothing is wished', () => {
    expect(negotiateLanguage(undefined)).toBe('az');
  });
});

test('a stored language is read exactly', () => {
  expect(parseLanguage('ru')).toEqual({ ok: true, value: 'ru' });
  for (const wrong of ['RU', 'ru-RU', '', 'bg', null, 7, ['az']]) {
    expect(parseLanguage(wrong)).toEqual({ ok: false, error: 'invalid_language' });
  }
});

test('a partner whose language the hub does not speak gets English', () => {
  expect(['bg', 'ru-RU', 'AZ', 'en_GB', ''].map(nearestLanguage)).toEqual(['en', 'ru', 'az', 'en', 'en']);
});
