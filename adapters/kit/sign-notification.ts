import { createHash, createHmac } from 'node:crypto';

/** A message before it is signed. */
export interface UnsignedMessage {
  readonly method: string;
  /** Path of the hub's door, without a query. */
  readonly path: string;
  readonly body: string;
}

export interface SigningWith {
  readonly keyId: string;
  readonly secret: Uint8Array;
  readonly at: Date;
  /** 16 to 64 letters, digits, hyphens and underscores; never twice under one key. */
  readonly nonce: string;
}

/** The headers of a signed message as a provider makes them, written from adapters/native-rest/README.md. */
export function signatureHeaders(
  { method, path, body }: UnsignedMessage,
  { keyId, secret, at, nonce }: SigningWith,
): Record<string, string> {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const created = Math.floor(at.getTime() / 1000);
  const parameters = `("@method" "@path" "@query" "content-digest");created=${created};nonce="${nonce}";keyid="${keyId}"`;
  const base = [
    `"@method": ${method}`,
    `"@path": ${path}`,
    '"@query": ?',
    `"content-digest": ${digest}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const signature = createHmac('sha256', secret).update(base).digest('base64');
  return {
    'content-type': 'application/json',
    'content-digest': digest,
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${signature}:`,
  };
}
