/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { SignatureAlgorithm, SignedRequest } from '../kernel/message-signature.ts';
import type { Result } from '../kernel/result.ts';
import type { SigningKey } from './model.ts';

/** Whose request it is. A device with a token of its own signs with keys of its own, and nobody else with those. */
export interface Signer {
  readonly id: string;
  readonly signaturesRequired: boolean;
  readonly deviceId: string | null;
}

export interface NewKey {
  readonly agentCode: string;
  readonly algorithm: SignatureAlgorithm;
  /** ed25519: base64 of the public key (SubjectPublicKeyInfo), as it stands in a PEM file. */
  readonly publicKey?: string;
  /** Code of a device that signs with it what it sends with its own token; left out: the agent itself. */
  readonly deviceCode?: string;
  /** A key of the agent that ends a day after this one begins. */
  readonly replaces?: string;
}

export interface AgentKeys {
  readonly required: boolean;
  /** Newest first, at most 100. */
  readonly keys: readonly SigningKey[];
}

/** Who changes keys, for the audit. */
export type KeyKeeper =
  { readonly kind: 'operator'; readonly id: string } | { readonly kind: 'system'; readonly id: null };

export interface SignatureService {
  /**
   * Looks at the signature of an agent's request, and uses its nonce up. Answers with the SHA-256 that the body must have, null
   * where there is nothing to compare. Unknown, revoked and expired keys, and those of others, get the answer of a wrong
   * signature. Refuses: signature_required, bad_signature, stale_timestamp, replayed_nonce.
   */
  check(signer: Signer, request: SignedRequest): Promise<Result<Buffer | null, Refusal>>;
  /** Those of the agent itself, or of one of its devices. Refuses: not_found (agent or device). */
  list(agentCode: string, deviceCode?: string): Promise<Result<AgentKeys, Refusal>>;
  /** A new key; the secret of an hmac-sha256 key is handed out once. Refuses: not_found, invalid_request. */
  add(
    by: KeyKeeper,
    key: NewKey,
  ): Promise<Result<{ readonly key: SigningKey; readonly secret: string | null }, Refusal>>;
  /** At once and for ever. Refuses: not_found. */
  revoke(by: KeyKeeper, agentCode: string, keyId: string): Promise<Result<SigningKey, Refusal>>;
  /** Whether requests without a signature are refused. Refuses: not_found, invalid_request (no usable key). */
  require(by: KeyKeeper, agentCode: string, isRequired: boolean): Promise<Result<AgentKeys, Refusal>>;
  /** Forgets nonces whose instant is too old to be taken; returns how many. */
  sweep(): Promise<number>;
}
