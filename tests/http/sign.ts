import { createHash, createHmac, type KeyObject, randomBytes, sign as signWith } from 'node:crypto';

export interface SignatureWish {
  readonly method?: string;
  readonly target: string;
  readonly body?: string;
  /** Headers to be signed, in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly keyId: string;
  /** A private key of ed25519, or a shared secret. */
  readonly key: KeyObject | Buffer;
  readonly at: Date;
  readonly nonce?: string;
}

export const digestOf = (body: string) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** The headers of a signed request, written from docs/agents.md and not from the code that checks them. */
export function signed(wish: SignatureWish): Record<string, string> {
  const { target, body, keyId, key, at, nonce = randomBytes(12).toString('hex') } = wish;
  const headers = { ...(body === undefined ? {} : { 'content-digest': digestOf(body) }), ...wish.headers };
  const at0 = target.indexOf('?');
  const [path, query] = at0 === -1 ? [target, '?'] : [target.slice(0, at0), target.slice(at0)];
  const parts = {
    '@method': wish.method ?? (body === undefined ? 'GET' : 'POST'),
    '@path': path,
    '@query': query,
    ...headers,
  };
  const covered = Object.keys(parts).map((name) => `"${name}"`);
  const parameters = `(${covered.join(' ')});created=${Math.floor(at.getTime() / 1000)};nonce="${nonce}";keyid="${keyId}"`;
  const lines = Object.entries(parts).map(([name, value]) => `"${name}": ${value}`);
  const base = Buffer.from([...lines, `"@signature-params": ${parameters}`].join('\n'));
  const signature = Buffer.isBuffer(key) ? createHmac('sha256', key).update(base).digest() : signWith(null, base, key);
  return {
    ...headers,
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${signature.toString('base64')}:`,
  };
}
