import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseUniqueCode, type UniqueCode } from '../kernel/unique-code.ts';
import { readPrintedPassword } from '../platform/crypto/secrets.ts';
import { networkOf, type Counted } from '../platform/throttle/throttle.ts';
import type { Origin, SignedIn } from './api.ts';
import type { CitizenContext } from './context.ts';
import { findCredentialByCode, strengthenDigest, type CredentialRow } from './credential-store.ts';
import { isKnownDevice } from './device.ts';
import { rules } from './limits.ts';
import { openSession } from './session.ts';
import { findByUniqueCode } from './store.ts';

const wrong = refusal('invalid_credentials');

export interface SignIn {
  readonly uniqueCode: string;
  readonly password: string;
  readonly deviceToken?: string | undefined;
}

/**
 * Signs a citizen in. A code that nobody has costs the same statements and the same hashing as a wrong password. Tries are
 * counted before the hashing, so that a hundred at once are a hundred.
 */
export async function signIn(ctx: CitizenContext, input: SignIn, origin: Origin): Promise<Result<SignedIn, Refusal>> {
  const network = { rule: rules.signInByNetwork, subject: networkOf(origin.ip) };
  const code = parseUniqueCode(input.uniqueCode);
  if (!code.ok) {
    // Anybody can compute the check digit, so a code that cannot exist tells nothing; it is counted all the same.
    const allowed = await ctx.throttle.take(network);
    return allowed.ok ? err(wrong) : allowed;
  }
  const own = countedFor(ctx, { code: code.value, network: network.subject, deviceToken: input.deviceToken });
  const allowed = await ctx.throttle.take(network, ...own);
  if (!allowed.ok) return allowed;
  const credential = await findCredentialByCode(ctx.db.sql, code.value);
  const verified = await verify(ctx, credential, input.password);
  if (!verified.ok) return verified;
  if (!credential || !verified.value) {
    await recordRefusal(ctx, credential);
    return err(wrong);
  }
  await ctx.throttle.giveBack(network, ...own.slice(1));
  await ctx.throttle.forgive(...own.slice(0, 1));
  await strengthen(ctx, credential, input.password);
  return open(ctx, code.value, credential);
}

/** A known device has tries of its own; strangers share those of the code. The first is forgiven after a success. */
function countedFor(
  ctx: CitizenContext,
  from: { readonly code: UniqueCode; readonly network: string; readonly deviceToken: string | undefined },
): Counted[] {
  if (isKnownDevice(ctx, from.code, from.deviceToken)) {
    return [{ rule: rules.signInByDevice, subject: from.deviceToken }];
  }
  return [
    { rule: rules.signInByPair, subject: `${from.code} ${from.network}` },
    { rule: rules.signInByCode, subject: from.code },
  ];
}

async function verify(
  ctx: CitizenContext,
  credential: CredentialRow | undefined,
  typed: string,
): Promise<Result<boolean, Refusal>> {
  const password = credential?.must_change === true ? readPrintedPassword(typed) : typed;
  return ctx.crypto.passwords.verify(credential?.password_digest, password);
}

/** A digest of weaker days is replaced while the password is at hand. A busy hasher is no reason to refuse anybody. */
async function strengthen(ctx: CitizenContext, credential: CredentialRow, typed: string): Promise<void> {
  if (!ctx.crypto.passwords.isOutdated(credential.password_digest)) return;
  const hashed = await ctx.crypto.passwords.hash(credential.must_change ? readPrintedPassword(typed) : typed);
  if (!hashed.ok) return;
  const { citizen_id: citizenId, version } = credential;
  await strengthenDigest(ctx.db.sql, { citizenId, version }, hashed.value);
}

async function open(
  ctx: CitizenContext,
  code: UniqueCode,
  credential: CredentialRow,
): Promise<Result<SignedIn, Refusal>> {
  return ctx.db.transaction(async (sql) => {
    const citizen = await findByUniqueCode(sql, code);
    const { version: credentialVersion, must_change: mustChange } = credential;
    const signedIn = citizen && (await openSession(ctx, sql, { citizen, credentialVersion, mustChange }));
    return signedIn ? ok(signedIn) : err(wrong);
  });
}

async function recordRefusal(ctx: CitizenContext, credential: CredentialRow | undefined): Promise<void> {
  await ctx.audit.record(ctx.db.sql, {
    actor: { kind: 'visitor', id: null },
    action: 'session.refused',
    target: { kind: 'citizen', id: credential?.citizen_id ?? null },
  });
}
