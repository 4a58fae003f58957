import { isUtf8 } from 'node:buffer';
import { type FieldProblem, fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Objects and arrays inside one another; requests of the hub need four. */
const mostDepth = 16;

/** Names that reach into an object's prototype wherever somebody copies keys without care. */
const poisonous: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Longest part of a key that an error repeats, in characters. */
const shownKeyLength = 64;

/**
 * Reads a body as JSON in UTF-8: no byte order mark, no key twice in one object, no control characters, no half of a
 * surrogate pair. Refuses: invalid_json, duplicate_key, unknown_field (a key into the prototype), invalid_request (with
 * the field whose text has a forbidden character).
 */
export function parseStrictJson(bytes: Buffer): Result<unknown, Refusal> {
  if (!isUtf8(bytes)) return err(refusal('invalid_json'));
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(refusal('invalid_json'));
  }
  const problem = keyProblem(text) ?? (mayHoldForbidden.test(text) ? textProblem(value, '') : null);
  return problem ? err(problem) : ok(value);
}

/** Signs of JSON, as UTF-16 code units. */
const sign = {
  quote: 0x22,
  comma: 0x2c,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/**
 * Walks over the signs of a text that is known to be JSON, since `JSON.parse` keeps the last of two equal keys and says
 * nothing. Every body passes here, so strings are leapt over and only keys are looked at.
 */
function keyProblem(text: string): Refusal | null {
  // What the scan is inside of: the keys seen of an object, or null for an array.
  const levels: (Set<string> | null)[] = [];
  let keys: Set<string> | null = null;
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === sign.quote) {
      const end = endOfString(text, at);
      const problem = keys && expectsKey ? useKey(keys, text.slice(at, end + 1)) : null;
      if (problem) return problem;
      expectsKey = false;
      at = end;
    } else if (code === sign.comma) {
      expectsKey = keys !== null;
    } else if (code === sign.openObject || code === sign.openArray) {
      if (levels.length >= mostDepth) return fieldRefusal('invalid_json', tooDeep);
      keys = code === sign.openObject ? new Set() : null;
      expectsKey = keys !== null;
      levels.push(keys);
    } else if (code === sign.closeObject || code === sign.closeArray) {
      levels.pop();
      keys = levels.at(-1) ?? null;
    }
  }
  return null;
}

/** Index of the quote that ends the string which begins at `start`: the first one that is not escaped. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === sign.backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}

const tooDeep: FieldProblem = { field: '', rule: 'depth', detail: `at most ${mostDepth} levels` };

function useKey(keys: Set<string>, token: string): Refusal | null {
  const key = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
  if (!poisonous.includes(key) && !keys.has(key)) {
    keys.add(key);
    return null;
  }
  const field = `/${pointerPart(key.slice(0, shownKeyLength))}`;
  if (poisonous.includes(key)) {
    return fieldRefusal('unknown_field', { field, rule: 'unknown_field', detail: 'no such field' });
  }
  return fieldRefusal('duplicate_key', { field, rule: 'duplicate_key', detail: 'a key may stand once in an object' });
}

/** Control characters, and halves of surrogate pairs: neither can be stored or printed. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** JSON lets no other control character stand unescaped, and UTF-8 no half of a pair: without these, none can be there. */
const mayHoldForbidden = /[\\\u007f]/;

function textProblem(value: unknown, pointer: string): Refusal | null {
  if (typeof value === 'string') {
    return forbidden.test(value) ? fieldRefusal('invalid_request', charactersOf(pointer)) : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${pointer}/${pointerPart(key)}`;
    if (forbidden.test(key)) return fieldRefusal('invalid_request', charactersOf(pointer));
    const problem = textProblem(inner, place);
    if (problem) return problem;
  }
  return null;
}

function charactersOf(field: string): FieldProblem {
  return { field, rule: 'characters', detail: 'no control characters and no half of a surrogate pair' };
}

/** One step of a JSON pointer (RFC 6901). */
function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
