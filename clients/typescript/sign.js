import { createHash, createHmac, createPrivateKey, randomBytes, sign } from 'node:crypto';

/**
 * The headers of a signed request (RFC 9421 and 9530, as docs/agents.md narrows them). `signingKey` is `{ keyId, privateKey }`
 * with a PEM of ed25519, or `{ keyId, secret }` with the secret in base64.
 */
export function signedHeaders(signingKey, { method, target, headers, body }) {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (body !== undefined) {
    named['content-digest'] = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  }
  const at = target.indexOf('?');
  const parts = {
    '@method': method,
    '@path': at === -1 ? target : target.slice(0, at),
    '@query': at === -1 ? '?' : target.slice(at),
    ...named,
  };
  const covered = Object.keys(parts).map((name) => `"${name}"`);
  const nonce = randomBytes(16).toString('base64url');
  const created = Math.floor(Date.now() / 1000);
  const input = `(${covered.join(' ')});created=${created};nonce="${nonce}";keyid="${signingKey.keyId}"`;
  const lines = Object.entries(parts).map(([name, value]) => `"${name}": ${value}`);
  const base = Buffer.from([...lines, `"@signature-params": ${input}`].join('\n'));
  return {
    ...named,
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${signatureOf(signingKey, base).toString('base64')}:`,
  };
}

function signatureOf({ privateKey, secret }, base) {
  if (privateKey !== undefined) return sign(null, base, createPrivateKey(privateKey));
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(base).digest();
}
