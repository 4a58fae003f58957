import { fieldRefusal, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseUniqueCode } from '../kernel/unique-code.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import { networkOf } from '../platform/throttle/throttle.ts';
import type { Origin, StartedRenewal } from './api.ts';
import type { CitizenContext } from './context.ts';
import { countRenewalTry, insertRenewal, lockRenewal } from './credential-store.ts';
import { codeMinutes, rules } from './limits.ts';
import type { Channel } from './model.ts';
import { checkAnybodysPassword, checkNewPassword, replacePassword } from './password-change.ts';
import { reachBy } from './reach.ts';
import { codeFits, isOpen, makeCode } from './short-code.ts';
import { findById, findByUniqueCode } from './store.ts';
import { defaultLanguage } from '../platform/messages/language.ts';

const wrongCode = refusal('confirmation_code_invalid');

/**
 * Sends a code to the contact on record. Whoever has no such code, or no such contact, gets the same answer after the same
 * statements: a row whose digest belongs to no code, and a message that goes to nobody.
 */
export async function startRenewal(
  ctx: CitizenContext,
  input: { readonly uniqueCode: string; readonly by: Channel },
  origin: Origin,
): Promise<Result<StartedRenewal, Refusal>> {
  const code = parseUniqueCode(input.uniqueCode);
  if (!code.ok) {
    return err(fieldRefusal('invalid_request', { field: '/uniqueCode', rule: 'unique_code', detail: 'the 12 digits' }));
  }
  const allowed = await ctx.throttle.take(
    { rule: rules.renewalByNetwork, subject: networkOf(origin.ip) },
    { rule: rules.renewalByCode, subject: code.value },
  );
  if (!allowed.ok) return allowed;
  const [id, renewalToken] = [ctx.ids.uuid(), makeToken(ctx.ids)];
  return ctx.db.transaction(async (sql) => {
    const row = await findByUniqueCode(sql, code.value);
    const to = row ? reachBy(ctx.vault.openPerson(row.id, row.person), input.by) : null;
    const made = makeCode(ctx, { purpose: 'renewal-code', id }, to !== null);
    const citizenId = to ? (row?.id ?? null) : null;
    const renewal = { id, tokenDigest: tokenDigest(renewalToken), citizenId };
    await insertRenewal(sql, { ...renewal, codeDigest: made.digest, expiresAt: made.expiresAt });
    await ctx.notices.enqueue(sql, {
      to,
      language: row?.language ?? defaultLanguage,
      citizenId,
      notice: { kind: 'renewal-code', code: made.code, minutes: codeMinutes },
      usefulForMs: codeMinutes * 60_000,
    });
    await ctx.audit.record(sql, {
      actor: { kind: 'visitor', id: null },
      action: 'password.renewal_asked',
      target: { kind: 'citizen', id: row?.id ?? null },
    });
    return ok({ renewalToken, codeExpiresAt: made.expiresAt });
  });
}

/** Sets a new password with the code, once. A password that will not do costs no try. */
export async function finishRenewal(
  ctx: CitizenContext,
  renewalToken: string,
  { code, newPassword, origin }: { readonly code: string; readonly newPassword: string; readonly origin: Origin },
): Promise<Result<void, Refusal>> {
  const allowed = await ctx.throttle.take({ rule: rules.confirmationByNetwork, subject: networkOf(origin.ip) });
  if (!allowed.ok) return allowed;
  const plain = checkAnybodysPassword(newPassword);
  if (!plain.ok) return plain;
  const tried = await ctx.db.transaction((sql) => tryCode(ctx, sql, { renewalToken, code }));
  if (!tried.ok) return tried;
  const acceptable = await checkNewPassword(ctx, tried.value, newPassword);
  if (!acceptable.ok) return acceptable;
  const hashed = await ctx.crypto.passwords.hash(newPassword);
  if (!hashed.ok) return hashed;
  return ctx.db.transaction(async (sql): Promise<Result<void, Refusal>> => {
    const again = await tryCode(ctx, sql, { renewalToken, code });
    if (!again.ok) return again;
    const citizen = await findById(sql, again.value);
    if (!citizen) return err(wrongCode);
    // Removes every renewal of the citizen, this one included: a code is good once.
    await replacePassword(ctx, sql, { citizen, digest: hashed.value, action: 'renewed' });
    return ok(undefined);
  });
}

/** Counts the try unless it is right; returns whose password it is. Refuses: confirmation_code_invalid. */
async function tryCode(
  ctx: CitizenContext,
  sql: Sql,
  { renewalToken, code }: { readonly renewalToken: string; readonly code: string },
): Promise<Result<string, Refusal>> {
  const row = renewalToken.length > 64 ? undefined : await lockRenewal(sql, tokenDigest(renewalToken));
  if (!row || !isOpen(ctx, { tries: row.tries, expiresAt: row.expires_at })) return err(wrongCode);
  const fits = codeFits(ctx, { purpose: 'renewal-code', id: row.id, digest: row.code_digest }, code);
  if (fits && row.citizen_id !== null) return ok(row.citizen_id);
  await countRenewalTry(sql, row.id);
  return err(wrongCode);
}
