import { describe, expect, test } from 'vitest';
import { isUuid, localPlace, readForm } from '../../src/web/read-form.ts';

describe('where a person is led on to', () => {
  test.each(['/', '/home', '/pay?quote=01a1-b&choose=some', '/history?after=MTc2~x%3D'])('%s is our own', (place) => {
    expect(localPlace(place)).toBe(place);
  });

  test.each([
    '',
    'home',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\tevil',
    '/a\r\nSet-Cookie: x=1',
    '/<script>',
    '/home#x',
    `/${'a'.repeat(9000)}`,
  ])('%j is not', (place) => {
    expect(localPlace(place)).toBeNull();
  });
});

describe('a form that was sent', () => {
  test('reads as text; what is absent is empty, and of what came twice the first counts', () => {
    const form = readForm({ fin: '5A6B7C8', pay: ['a', 'b'] });
    expect(form.text('fin')).toBe('5A6B7C8');
    expect(form.text('absent')).toBe('');
    expect(form.text('pay')).toBe('a');
    expect(form.all('pay')).toEqual(['a', 'b']);
    expect(form.has('absent')).toBe(false);
  });

  test.each([undefined, null, 'text', 7, ['a'], { nested: { a: 1 } }])('%j is an empty form', (body) => {
    const form = readForm(body);
    expect(form.text('nested')).toBe('');
    expect(form.all('a')).toEqual([]);
  });

  test('holds nothing that is inherited', () => {
    const form = readForm({});
    expect(form.text('constructor')).toBe('');
    expect(form.has('__proto__')).toBe(false);
  });
});

test('an id is an id only as the hub writes it', () => {
  expect(isUuid('01a1f7b0-c6c0-7cc3-8010-adf5f8def1f4')).toBe(true);
  for (const text of [
    '',
    '1',
    '01A1F7B0-C6C0-7CC3-8010-ADF5F8DEF1F4',
    "' or 1=1",
    '01a1f7b0c6c07cc38010adf5f8def1f4',
  ]) {
    expect(isUuid(text)).toBe(false);
  }
});
