import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { maxAccountsPerRegistration } from '../accounts/model.ts';
import { makeReadablePassword } from '../platform/crypto/secrets.ts';
import { CommitUnknown, type Sql } from '../platform/database/sql.ts';
import { networkOf } from '../platform/throttle/throttle.ts';
import type { Origin, SheetData } from './api.ts';
import type { CitizenContext } from './context.ts';
import { setPassword } from './credential-store.ts';
import { enrol, giveCard, IdentityTaken } from './enrolment.ts';
import { rules } from './limits.ts';
import { holdPending, openPendingFields, openPendingPerson, type PendingPerson } from './pending.ts';
import { countTry, deletePending, listPendingAccounts, type PendingRow } from './registration-store.ts';
import { codeFits, isOpen } from './short-code.ts';
import { findById } from './store.ts';

const wrongCode = refusal('confirmation_code_invalid');

interface Confirmation {
  readonly registrationToken: string;
  readonly code: string;
  readonly citizenId: string;
  readonly initialPassword: string;
  readonly passwordDigest: string;
}

/**
 * Makes the citizen. The code is checked twice, before the password is hashed and again in the transaction that uses it:
 * hashing holds no lock, and of two confirmations at once one wins.
 */
export async function confirmRegistration(
  ctx: CitizenContext,
  registrationToken: string,
  { code, origin }: { readonly code: string; readonly origin: Origin },
): Promise<Result<SheetData, Refusal>> {
  const allowed = await ctx.throttle.take({ rule: rules.confirmationByNetwork, subject: networkOf(origin.ip) });
  if (!allowed.ok) return allowed;
  const tried = await ctx.db.transaction((sql) => tryCode(ctx, sql, { registrationToken, code }));
  if (!tried.ok) return tried;
  const initialPassword = makeReadablePassword(ctx.ids);
  const hashed = await ctx.crypto.passwords.hash(initialPassword);
  if (!hashed.ok) return hashed;
  const citizenId = ctx.ids.uuid();
  return complete(ctx, { registrationToken, code, citizenId, initialPassword, passwordDigest: hashed.value });
}

/** Whoever lost the race for the FIN hears what everybody with a wrong code hears. */
async function complete(ctx: CitizenContext, confirmation: Confirmation): Promise<Result<SheetData, Refusal>> {
  let sheet: SheetData | undefined;
  try {
    return await ctx.db.transaction(async (sql) => {
      const tried = await tryCode(ctx, sql, confirmation);
      if (!tried.ok) return tried;
      sheet = await makeCitizen(ctx, sql, { row: tried.value, confirmation });
      return ok(sheet);
    });
  } catch (error) {
    if (error instanceof IdentityTaken) return err(wrongCode);
    // The password is shown once: when the answer to COMMIT was lost, look before giving up.
    if (!(error instanceof CommitUnknown) || !sheet) throw error;
    if (!(await findById(ctx.db.sql, confirmation.citizenId))) throw error;
    return ok(sheet);
  }
}

/** Counts the try unless it is right. Refuses: registration_expired, confirmation_code_invalid. */
async function tryCode(
  ctx: CitizenContext,
  sql: Sql,
  { registrationToken, code }: { readonly registrationToken: string; readonly code: string },
): Promise<Result<PendingRow, Refusal>> {
  const pending = await holdPending(ctx, sql, registrationToken);
  if (!pending.ok) return pending;
  const { id, tries, code_expires_at, code_digest } = pending.value;
  if (!isOpen(ctx, { tries, expiresAt: code_expires_at })) return err(wrongCode);
  if (codeFits(ctx, { purpose: 'registration-code', id, digest: code_digest }, code)) return pending;
  await countTry(sql, id);
  return err(wrongCode);
}

async function makeCitizen(
  ctx: CitizenContext,
  sql: Sql,
  { row, confirmation }: { readonly row: PendingRow; readonly confirmation: Confirmation },
): Promise<SheetData> {
  const { citizenId, initialPassword, passwordDigest } = confirmation;
  const person = openPendingPerson(ctx, row);
  const contacts = confirmedContacts(person);
  const enrolment = {
    citizenId,
    person,
    contacts,
    assurance: 'declared',
    consentVersion: row.consent_version,
  } as const;
  const uniqueCode = await enrol(ctx, sql, enrolment);
  if (uniqueCode === undefined || !(await giveCard(ctx, sql, { citizenId, card: person.card }))) {
    throw new IdentityTaken('registered meanwhile');
  }
  const issuedAt = ctx.clock.now();
  await setPassword(sql, { citizenId, digest: passwordDigest, mustChange: true, now: issuedAt });
  const accounts = await linkPendingAccounts(ctx, sql, { row, citizenId });
  await deletePending(sql, row.id);
  await ctx.audit.record(sql, {
    actor: { kind: 'citizen', id: citizenId },
    action: 'citizen.registered',
    target: { kind: 'citizen', id: citizenId },
    details: { assurance: 'declared', consent: row.consent_version, accounts: accounts.length },
  });
  const { fullName, language } = person;
  return { citizenId, uniqueCode, fullName, language, assurance: 'declared', accounts, initialPassword, issuedAt };
}

async function linkPendingAccounts(
  ctx: CitizenContext,
  sql: Sql,
  { row, citizenId }: { readonly row: PendingRow; readonly citizenId: string },
): Promise<SheetData['accounts']> {
  const rows = await listPendingAccounts(sql, row.id, maxAccountsPerRegistration);
  const accounts = rows.map((pending) => ({
    providerId: pending.provider_id,
    account: pending.account,
    fields: openPendingFields(ctx, pending),
    label: pending.label,
    proven: pending.proven,
  }));
  await ctx.accounts.linkChecked(sql, citizenId, accounts);
  return accounts.map(({ providerId, account, label }) => ({ providerId, account, label }));
}

/** The contact that received the code is the person's; the other one is only what they typed. */
function confirmedContacts(person: PendingPerson) {
  const { phone, email, confirmBy } = person;
  return {
    phone: phone === null ? null : { address: phone, trusted: confirmBy === 'sms' },
    email: email === null ? null : { address: email, trusted: confirmBy === 'email' },
  };
}
