import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

/**
 * Signed requests: a narrow profile of HTTP Message Signatures (RFC 9421) with the digest of the body (RFC 9530). One
 * signature, `sig1`; what changes the meaning of a request has to be covered by it.
 */
export const signatureAlgorithms = ['ed25519', 'hmac-sha256'] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** A request as its signature sees it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Names in small letters, and values in the order they were sent; a name that comes twice is there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly hasBody: boolean;
}

/** What a signature says, before anybody has looked whether it is right. */
export interface SignatureClaims {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm | null;
  readonly created: Date;
  readonly nonce: string;
  readonly signature: Buffer;
  /** The text that was signed. */
  readonly base: string;
  /** SHA-256 of the body; null where there is none. */
  readonly digest: Buffer | null;
}

/** Seconds by which an instant may differ from the hub's clock. */
export const toleranceSeconds = 300;

const derived = ['@method', '@path', '@query'] as const;
/** Headers that change what a request does: signed where they are sent. */
const meaningful = ['content-digest', 'vahid-teller', 'idempotency-key', 'vahid-file-name'];
const alsoSigned = ['content-type', 'authorization'];

const inputPattern =
  /^sig1=(\((?<covered>"[@a-z-]{1,30}"(?: "[@a-z-]{1,30}"){0,15})\);created=(?<created>\d{1,12});nonce="(?<nonce>[A-Za-z0-9_-]{16,64})";keyid="(?<keyId>[a-z][a-z0-9-]{1,63})"(?:;alg="(?<algorithm>ed25519|hmac-sha256)")?)$/;
const signaturePattern = /^sig1=:(?<signature>[A-Za-z0-9+/]{20,200}={0,2}):$/;
const digestPattern = /^sha-256=:(?<digest>[A-Za-z0-9+/]{43}=):$/;

/** Null where a header is missing, comes twice, is not well formed, or leaves something unsigned that has to be signed. */
export function readSignature(request: SignedRequest): SignatureClaims | null {
  const input = inputPattern.exec(headerOf(request, 'signature-input') ?? '');
  const signed = signaturePattern.exec(headerOf(request, 'signature') ?? '');
  if (!input?.groups || !signed?.groups) return null;
  const covered = (input.groups['covered'] ?? '').split(' ').map((name) => name.slice(1, -1));
  const lines = covered.map((name) => lineOf(request, name));
  if (!coversAll(request, covered) || lines.includes(null)) return null;
  const digest = digestPattern.exec(headerOf(request, 'content-digest') ?? '')?.groups?.['digest'];
  if (request.hasBody !== (digest !== undefined)) return null;
  return {
    keyId: input.groups['keyId'] ?? '',
    algorithm: (input.groups['algorithm'] as SignatureAlgorithm | undefined) ?? null,
    created: new Date(Number(input.groups['created']) * 1000),
    nonce: input.groups['nonce'] ?? '',
    signature: Buffer.from(signed.groups['signature'] ?? '', 'base64'),
    base: [...lines, `"@signature-params": ${input[1] ?? ''}`].join('\n'),
    digest: digest === undefined ? null : Buffer.from(digest, 'base64'),
  };
}

/** Whether a request carries any part of a signature. */
export function isSigned(request: SignedRequest): boolean {
  return request.headers.some(([name]) => name === 'signature' || name === 'signature-input');
}

/** Compares in constant time. `material`: the public key (SubjectPublicKeyInfo), or the shared secret. */
export function fitsKey(claims: SignatureClaims, key: { algorithm: SignatureAlgorithm; material: Buffer }): boolean {
  if (claims.algorithm !== null && claims.algorithm !== key.algorithm) return false;
  const base = Buffer.from(claims.base, 'utf8');
  if (key.algorithm === 'ed25519') {
    const publicKey = createPublicKey({ key: key.material, format: 'der', type: 'spki' });
    return verify(null, base, publicKey, claims.signature);
  }
  const expected = createHmac('sha256', key.material).update(base).digest();
  return expected.length === claims.signature.length && timingSafeEqual(expected, claims.signature);
}

export function isFresh(created: Date, now: Date): boolean {
  return Math.abs(now.getTime() - created.getTime()) <= toleranceSeconds * 1000;
}

function coversAll(request: SignedRequest, covered: readonly string[]): boolean {
  const sent = meaningful.filter((name) => request.headers.some(([header]) => header === name));
  const isOnce = new Set(covered).size === covered.length;
  return isOnce && [...derived, ...sent].every((name) => covered.includes(name));
}

/** A line of the signed text; null where the part is not there, or not one that can be signed. */
function lineOf(request: SignedRequest, name: string): string | null {
  const at = request.target.indexOf('?');
  const parts: Readonly<Record<string, string>> = {
    '@method': request.method,
    '@path': at === -1 ? request.target : request.target.slice(0, at),
    '@query': at === -1 ? '?' : request.target.slice(at),
  };
  const isHeader = meaningful.includes(name) || alsoSigned.includes(name);
  const value = isHeader ? headerOf(request, name) : parts[name];
  return value === undefined ? null : `"${name}": ${value}`;
}

/** The value of a header that was sent exactly once. */
function headerOf(request: SignedRequest, name: string): string | undefined {
  const values = request.headers.filter(([header]) => header === name);
  return values.length === 1 ? values[0]?.[1].trim() : undefined;
}
