import { err, ok, type Result } from '../../src/kernel/result.ts';

const maxDepth = 16;

/**
 * Parses JSON, or says `malformed`: also for what `JSON.parse` lets through, a key named twice in one object (the last
 * would win silently), `__proto__` as a key, and nesting deeper than any message of the protocols.
 */
export function parseStrictJson(source: string): Result<unknown, 'malformed'> {
  try {
    if (!keysAreSound(source)) return err('malformed');
    return ok(JSON.parse(source));
  } catch {
    return err('malformed');
  }
}

/** Keys seen in each open object; an open array is null. Syntax is left to `JSON.parse`. */
type Open = Set<string> | null;

function keysAreSound(source: string): boolean {
  const open: Open[] = [];
  let keyComes = false;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '"') {
      const end = endOfString(source, at);
      if (keyComes && !addKey(open.at(-1), source.slice(at, end))) return false;
      keyComes = false;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : null) > maxDepth) return false;
      keyComes = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      keyComes = open.at(-1) instanceof Set;
    }
  }
  return true;
}

function addKey(keys: Open | undefined, quoted: string): boolean {
  const key = String(JSON.parse(quoted));
  if (!keys || keys.has(key) || key === '__proto__') return false;
  keys.add(key);
  return true;
}

/** Index after the closing quote of the string that opens at `start`. */
function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '"') return at + 1;
  }
  return source.length;
}
