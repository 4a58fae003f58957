import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { present } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Recipient } from '../notices/service.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import { networkOf } from '../platform/throttle/throttle.ts';
import type { Origin, RegistrationInput, StartedRegistration } from './api.ts';
import { later, type CitizenContext } from './context.ts';
import { codeMinutes, codesPerRegistration, noticeUsefulMs, registrationMs, rules } from './limits.ts';
import { consentVersion } from './model.ts';
import { holdPending, openPendingPerson, sealPendingPerson, type PendingPerson } from './pending.ts';
import { parsePerson } from './person.ts';
import { reach } from './reach.ts';
import { insertPending, replaceCode } from './registration-store.ts';
import { makeCode } from './short-code.ts';
import { findKnown, type CitizenRow } from './store.ts';

/**
 * Begins a registration. A person who is registered already gets a row, a code digest and a message like everybody else,
 * only that the digest belongs to no code and the message goes to the contact on record: neither the answer nor the work
 * behind it tells whoever asks whether the person is known.
 */
export async function startRegistration(
  ctx: CitizenContext,
  input: RegistrationInput,
  origin: Origin,
): Promise<Result<StartedRegistration, Refusal>> {
  const parsed = parsePerson(input, { cardFormats: ctx.cardFormats, contactNeeded: true });
  if (!parsed.ok) return parsed;
  const person = { ...parsed.value, confirmBy: present(parsed.value.confirmBy, 'contact of an online registration') };
  const to = addressOf(person);
  const allowed = await ctx.throttle.take(
    { rule: rules.registrationByNetwork, subject: networkOf(origin.ip) },
    { rule: rules.registrationByPerson, subject: person.fin },
    { rule: rules.codesByContact, subject: to.address.toLowerCase() },
  );
  if (!allowed.ok) return allowed;
  const registrationToken = makeToken(ctx.ids);
  const begun = await ctx.db.transaction((sql) => writePending(ctx, sql, { person, to, registrationToken }));
  return ok({ registrationToken, confirmBy: person.confirmBy, ...begun });
}

async function writePending(
  ctx: CitizenContext,
  sql: Sql,
  begin: { readonly person: PendingPerson; readonly to: Recipient; readonly registrationToken: string },
): Promise<{ codeExpiresAt: Date; expiresAt: Date }> {
  const { person, to } = begin;
  const id = ctx.ids.uuid();
  const known = await findKnownPerson(ctx, sql, person);
  const made = makeCode(ctx, { purpose: 'registration-code', id }, known === undefined);
  const expiresAt = later(ctx.clock, registrationMs);
  await insertPending(sql, {
    id,
    tokenDigest: tokenDigest(begin.registrationToken),
    person: sealPendingPerson(ctx, id, person),
    language: person.language,
    confirmBy: person.confirmBy,
    consentVersion,
    codeDigest: made.digest,
    codeExpiresAt: made.expiresAt,
    now: ctx.clock.now(),
    expiresAt,
  });
  if (known) await tellOwner(ctx, sql, known);
  else await sendCode(ctx, sql, { to, person, code: made.code });
  await ctx.audit.record(sql, {
    actor: { kind: 'visitor', id: null },
    action: 'registration.started',
    target: { kind: 'pending_registration', id },
  });
  return { codeExpiresAt: made.expiresAt, expiresAt };
}

/** A new code in place of the old one, for whoever is slow with a paper bill. */
export async function resendCode(
  ctx: CitizenContext,
  registrationToken: string,
  origin: Origin,
): Promise<Result<StartedRegistration, Refusal>> {
  const allowed = await ctx.throttle.take({ rule: rules.registrationByNetwork, subject: networkOf(origin.ip) });
  if (!allowed.ok) return allowed;
  return ctx.db.transaction(async (sql): Promise<Result<StartedRegistration, Refusal>> => {
    const row = await holdPending(ctx, sql, registrationToken);
    if (!row.ok) return row;
    const { id, codes_made, expires_at } = row.value;
    if (codes_made >= codesPerRegistration) {
      const leftMs = expires_at.getTime() - ctx.clock.now().getTime();
      return err(refusal('too_many_requests', { retryAfterSeconds: String(Math.ceil(leftMs / 1000)) }));
    }
    const person = openPendingPerson(ctx, row.value);
    const known = await findKnownPerson(ctx, sql, person);
    const made = makeCode(ctx, { purpose: 'registration-code', id }, known === undefined);
    await replaceCode(sql, id, made);
    // The owner was told once, when it began; the row is written so that the work is the same.
    await sendCode(ctx, sql, { to: known ? null : addressOf(person), person, code: made.code });
    const { confirmBy } = person;
    return ok({ registrationToken, confirmBy, codeExpiresAt: made.expiresAt, expiresAt: expires_at });
  });
}

function findKnownPerson(ctx: CitizenContext, sql: Sql, person: PendingPerson): Promise<CitizenRow | undefined> {
  return findKnown(sql, { fin: ctx.vault.finCandidates(person.fin), card: ctx.vault.cardCandidates(person.card) });
}

async function tellOwner(ctx: CitizenContext, sql: Sql, known: CitizenRow): Promise<void> {
  await ctx.notices.enqueue(sql, {
    to: reach(ctx.vault.openPerson(known.id, known.person)),
    language: known.language,
    citizenId: known.id,
    notice: { kind: 'registration-attempt' },
    usefulForMs: noticeUsefulMs,
  });
}

async function sendCode(
  ctx: CitizenContext,
  sql: Sql,
  message: { readonly to: Recipient | null; readonly person: PendingPerson; readonly code: string },
): Promise<void> {
  await ctx.notices.enqueue(sql, {
    to: message.to,
    language: message.person.language,
    citizenId: null,
    notice: { kind: 'confirmation-code', code: message.code, minutes: codeMinutes },
    usefulForMs: codeMinutes * 60_000,
  });
}

function addressOf(person: PendingPerson): Recipient {
  const address = person.confirmBy === 'sms' ? person.phone : person.email;
  return { channel: person.confirmBy, address: present(address, 'address of the confirmation') };
}
