import jwt, { type TokenOrHeader } from '@fastify/jwt';
import type { FastifyRequest } from 'fastify';
import { assert } from '../../kernel/assert.ts';
import type { Api } from '../api.ts';
import { type TokenSettings, tokenSettingsProblems } from '../settings.ts';

/** What a valid token says; whether it still holds, the database says at every call, for a payment to the lane. */
export interface TokenClaims {
  /** The device whose token it is; null: the agent's own, or an operator's. */
  readonly device: DeviceClaims | null;
  /** Whom it names: an agent, and at the routes of operators an operator. The ids of one are never those of another. */
  readonly agentId: string;
  readonly tokenVersion: number;
}

interface DeviceClaims {
  /** Codes that the agent gave the device and its outlet. */
  readonly code: string;
  readonly outlet: string;
  /** Id of the credential that brought the token. */
  readonly credentialId: string;
}

/** Type in the header of the hub's access tokens (RFC 9068), so that no other kind of token passes for one. */
const tokenType = 'at+jwt';
const algorithm = 'HS256';
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Payload {
  readonly sub?: unknown;
  readonly ver?: unknown;
  readonly device?: unknown;
  readonly outlet?: unknown;
  readonly credential?: unknown;
}

/** Teaches a part of the server to sign and verify tokens. One algorithm, fixed keys, every claim required. */
export async function registerTokens(app: Api, settings: TokenSettings): Promise<void> {
  const problems = tokenSettingsProblems(settings);
  assert(problems.length === 0, `tokens need ${problems.join(', ')}`);
  const signing = settings.keys.current;
  // As text, because a verifier is kept only for keys that are text.
  const secrets = new Map(settings.keys.all.map((key) => [key.id, key.bytes.toString('base64')]));
  await app.register(jwt, {
    secret: async (_request: FastifyRequest, token: TokenOrHeader) => {
      // To verify, the header of the token decides which of our keys; to sign there is no header yet.
      const kid = 'header' in token ? token.header.kid : signing.id;
      const secret = kid === undefined ? undefined : secrets.get(kid);
      if (secret === undefined) throw new Error('no such token key');
      return secret;
    },
    decode: { complete: true },
    sign: {
      algorithm,
      kid: signing.id,
      header: { alg: algorithm, typ: tokenType },
      iss: settings.issuer,
      aud: settings.audience,
      expiresIn: settings.ttlSeconds,
    },
    verify: {
      algorithms: [algorithm],
      checkTyp: tokenType,
      allowedIss: settings.issuer,
      allowedAud: settings.audience,
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'ver'],
      // Whatever its `exp` says, no token is good for longer than the hub gives.
      maxAge: settings.ttlSeconds,
    },
  });
}

/** The claims of a request's bearer token; null when there is none, or any rule for tokens is broken. */
export async function readToken(request: FastifyRequest): Promise<TokenClaims | null> {
  try {
    const payload = await request.jwtVerify<Payload>();
    const { sub, ver } = payload;
    const isOurs = typeof sub === 'string' && uuid.test(sub) && typeof ver === 'number' && Number.isSafeInteger(ver);
    if (!isOurs) return null;
    const device = deviceIn(payload);
    return device === undefined ? null : { agentId: sub, tokenVersion: ver, device };
  } catch {
    // Which rule a token breaks helps only whoever forges one.
    return null;
  }
}

/** The device of a token, null where it is nobody's; undefined where it is neither. */
function deviceIn({ device, outlet, credential }: Payload): DeviceClaims | null | undefined {
  if (device === undefined && outlet === undefined && credential === undefined) return null;
  const isWhole = typeof device === 'string' && typeof outlet === 'string' && typeof credential === 'string';
  return isWhole && uuid.test(credential) ? { code: device, outlet, credentialId: credential } : undefined;
}
