import { createHmac } from 'node:crypto';

export type ChecksumHash = 'sha1' | 'sha256' | 'md5';

/** The HMAC over all parameters, sorted by key, each as `KEYvalue` and a line feed; hexadecimal. */
export function checksumOf(parameters: ReadonlyMap<string, string>, secret: string, hash: ChecksumHash): string {
  const sorted = [...parameters].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = sorted.map(([key, value]) => `${key}${value}\n`).join('');
  return createHmac(hash, secret).update(text, 'utf8').digest('hex');
}
