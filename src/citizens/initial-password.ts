import type { Refusal } from '../kernel/errors/catalogue.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { UniqueCode } from '../kernel/unique-code.ts';
import { readPrintedPassword } from '../platform/crypto/secrets.ts';
import type { CitizenContext } from './context.ts';
import { findCredentialByCode } from './credential-store.ts';

/** Whether the citizen has not chosen a password yet, and, where `printed` is given, that it is the initial one. */
export async function hasInitialPassword(
  ctx: CitizenContext,
  uniqueCode: UniqueCode,
  printed: string | undefined,
): Promise<Result<boolean, Refusal>> {
  const credential = await findCredentialByCode(ctx.db.sql, uniqueCode);
  if (credential?.must_change !== true) return ok(false);
  if (printed === undefined) return ok(true);
  return ctx.crypto.passwords.verify(credential.password_digest, readPrintedPassword(printed));
}
