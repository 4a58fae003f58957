import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStrictJson } from '../../src/http/strict-json.ts';

const read = (text: string) => parseStrictJson(Buffer.from(text));
const codeOf = (text: string) => {
  const result = read(text);
  return result.ok ? 'ok' : result.error.code;
};

/** Texts with everything that a scan could stumble over. */
const word = fc
  .array(fc.constantFrom('a', 'ə', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '😀', 'n'), { maxLength: 8 })
  .map((parts) => parts.join(''));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, word, fc.integer(), fc.constantFrom(true, null), tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  object: fc.dictionary(word, tie('any'), { maxKeys: 4 }),
})).any;

test('reads what JSON.parse reads, however strings and keys are written', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1), (one, space) => {
      expect(read(JSON.stringify(one, null, space))).toEqual({ ok: true, value: one });
    }),
  );
});

test('finds a key that stands twice, however it is spelled', () => {
  const spelled = (key: string) =>
    `"${[...key].map((sign) => [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')).join('')}"`;
  fc.assert(
    fc.property(word, value, value, (key, first, second) => {
      const inner = `{${JSON.stringify(key)}:${JSON.stringify(first)},${spelled(key)}:${JSON.stringify(second)}}`;
      expect(codeOf(inner)).toBe('duplicate_key');
      expect(codeOf(`[{"x":${JSON.stringify(first)}},${inner}]`)).toBe('duplicate_key');
      const apart = `[{${JSON.stringify(key)}:1},{${spelled(key)}:{${JSON.stringify(key)}:2}}]`;
      expect(codeOf(apart)).toBe('ok');
    }),
  );
});

test.each([
  ['{"a":"\\u0000"}', 'invalid_request'],
  ['{"a":"\u007f"}', 'invalid_request'],
  ['{"a":"\\ud800"}', 'invalid_request'],
  ['{"\\n":1}', 'invalid_request'],
  ['{"__pr\\u006fto__":1}', 'unknown_field'],
  ['{"a":{"constructor":1}}', 'unknown_field'],
  [`${'['.repeat(17)}${']'.repeat(17)}`, 'invalid_json'],
  [`${'['.repeat(16)}${']'.repeat(16)}`, 'ok'],
  ['{"a":"\\"}', 'invalid_json'],
  ['{"a":"\ud83d\ude00 \\ud83d\\ude00"}', 'ok'],
])('%j is %s', (text, code) => {
  expect(codeOf(text)).toBe(code);
});
