import { fieldRefusal, refusal, type FieldProblem, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { readPrintedPassword } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { SignedIn } from './api.ts';
import type { CitizenContext } from './context.ts';
import { findCredential, lockCredential, setPassword, type CredentialRow } from './credential-store.ts';
import { noticeUsefulMs, rules } from './limits.ts';
import { passwordProblems, personalPasswordProblems } from './password-policy.ts';
import { reach } from './reach.ts';
import { authenticate, openSession } from './session.ts';
import { findById, type CitizenRow } from './store.ts';

const field = '/newPassword';

interface Change {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Changes the password of whoever is signed in; every session ends and a new one begins, so that a stolen one is worthless. */
export async function changePassword(
  ctx: CitizenContext,
  sessionToken: string,
  change: Change,
): Promise<Result<SignedIn, Refusal>> {
  const session = await authenticate(ctx, sessionToken);
  if (!session.ok) return session;
  const { citizenId } = session.value.citizen;
  const counted = { rule: rules.passwordChange, subject: citizenId };
  const allowed = await ctx.throttle.take(counted);
  if (!allowed.ok) return allowed;
  const verified = await verifyCurrent(ctx, citizenId, change);
  if (!verified.ok) return verified;
  await ctx.throttle.giveBack(counted);
  const acceptable = await checkNewPassword(ctx, citizenId, change.newPassword);
  if (!acceptable.ok) return acceptable;
  const hashed = await ctx.crypto.passwords.hash(change.newPassword);
  if (!hashed.ok) return hashed;
  return ctx.db.transaction(async (sql): Promise<Result<SignedIn, Refusal>> => {
    const held = await lockCredential(sql, citizenId);
    const citizen = await findById(sql, citizenId);
    if (!citizen || held?.version !== verified.value.version) return err(refusal('session_ended'));
    const credentialVersion = await replacePassword(ctx, sql, { citizen, digest: hashed.value, action: 'changed' });
    const signedIn = await openSession(ctx, sql, { citizen, credentialVersion, mustChange: false });
    return signedIn ? ok(signedIn) : err(refusal('session_ended'));
  });
}

/** The current password fits, and the new one is another. */
async function verifyCurrent(
  ctx: CitizenContext,
  citizenId: string,
  change: Change,
): Promise<Result<CredentialRow, Refusal>> {
  const credential = await findCredential(ctx.db.sql, citizenId);
  if (!credential) return err(refusal('session_ended'));
  const read = (typed: string) => (credential.must_change ? readPrintedPassword(typed) : typed).normalize('NFC');
  const fits = await ctx.crypto.passwords.verify(credential.password_digest, read(change.currentPassword));
  if (!fits.ok) return fits;
  if (!fits.value) return err(refusal('invalid_credentials'));
  if (read(change.newPassword) !== read(change.currentPassword)) return ok(credential);
  const problem = { field, rule: 'password_same', detail: 'another password than the present one' };
  return err(fieldRefusal('password_not_acceptable', problem));
}

/** Refuses: password_not_acceptable, with every rule that is broken. */
export async function checkNewPassword(
  ctx: CitizenContext,
  citizenId: string,
  password: string,
): Promise<Result<void, Refusal>> {
  const row = await findById(ctx.db.sql, citizenId);
  return refuseFor([...passwordProblems(field, password), ...(row ? personalProblems(ctx, row, password) : [])]);
}

/** As `checkNewPassword`, of what can be said without knowing whose password it will be. */
export function checkAnybodysPassword(password: string): Result<void, Refusal> {
  return refuseFor(passwordProblems(field, password));
}

/** Sets the password, tells the person where they can be reached, and leaves a trace. Returns the credential's version. */
export async function replacePassword(
  ctx: CitizenContext,
  sql: Sql,
  change: { readonly citizen: CitizenRow; readonly digest: string; readonly action: 'changed' | 'renewed' },
): Promise<number> {
  const { citizen, digest } = change;
  const version = await setPassword(sql, { citizenId: citizen.id, digest, mustChange: false, now: ctx.clock.now() });
  await ctx.notices.enqueue(sql, {
    to: reach(ctx.vault.openPerson(citizen.id, citizen.person)),
    language: citizen.language,
    citizenId: citizen.id,
    notice: { kind: 'password-renewed' },
    usefulForMs: noticeUsefulMs,
  });
  await ctx.audit.record(sql, {
    actor: { kind: 'citizen', id: citizen.id },
    action: `password.${change.action}`,
    target: { kind: 'citizen', id: citizen.id },
  });
  return version;
}

function personalProblems(ctx: CitizenContext, row: CitizenRow, password: string): FieldProblem[] {
  const person = ctx.vault.openPerson(row.id, row.person);
  const card = row.card && row.card_id !== null ? ctx.vault.openCard(row.card_id, row.card) : null;
  return personalPasswordProblems(field, password, {
    uniqueCode: row.unique_code,
    fin: person.fin,
    cardNumber: card?.number ?? null,
    phone: person.phone?.address ?? null,
  });
}

function refuseFor(problems: readonly FieldProblem[]): Result<void, Refusal> {
  return problems.length === 0 ? ok(undefined) : err(fieldRefusal('password_not_acceptable', ...problems));
}
