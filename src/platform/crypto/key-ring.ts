import { err, ok, type Result } from '../../kernel/result.ts';

/** One secret key of 256 bits and the name it goes by in stored rows. */
export interface NamedKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Keys of one purpose. New values are made with the current key; what older keys made stays readable. */
export interface KeyRing {
  readonly current: NamedKey;
  /** Current first. */
  readonly all: readonly NamedKey[];
}

const keyBytes = 32;
const mostKeys = 8;

/**
 * Reads `id:base64,id:base64`, the current key first; each key is 32 bytes. To rotate: put the new key last everywhere,
 * then first everywhere, re-encrypt, and only then take the old one away. The error text holds no secret.
 */
export function parseKeyRing(text: string): Result<KeyRing, string> {
  const keys: NamedKey[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    const match = /^([a-z0-9]{1,16}):([A-Za-z0-9+/]{43}=)$/.exec(part);
    const id = match?.[1];
    const bytes = Buffer.from(match?.[2] ?? '', 'base64');
    if (id === undefined || bytes.length !== keyBytes) {
      return err(
        'must be `id:key`, separated by commas: an id of 1 to 16 small letters and digits, 32 bytes in base64',
      );
    }
    if (keys.some((key) => key.id === id || key.bytes.equals(bytes))) return err('names the same key twice');
    keys.push({ id, bytes });
  }
  const [current] = keys;
  if (current === undefined || keys.length > mostKeys) return err(`must name 1 to ${mostKeys} keys`);
  return ok({ current, all: keys });
}
