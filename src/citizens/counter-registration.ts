import { present } from '../kernel/assert.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { makeReadablePassword } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CounterOutcome, RegistrationInput, SheetData, TellerActor } from './api.ts';
import type { CitizenContext } from './context.ts';
import { setPassword } from './credential-store.ts';
import { enrol, giveCard, IdentityTaken } from './enrolment.ts';
import { noticeUsefulMs } from './limits.ts';
import { consentVersion, cardWasSeen, type Assurance } from './model.ts';
import { parsePerson, type Person } from './person.ts';
import { reach, sharesContact, toldAtCounter, type Contacts } from './reach.ts';
import { sheetOf } from './sheet.ts';
import {
  findByCard,
  findByFin,
  findById,
  lockCitizen,
  supersedeCard,
  updateCitizen,
  type CitizenRow,
} from './store.ts';

interface AtCounter {
  readonly actor: TellerActor;
  readonly person: Person;
  readonly renewPassword: boolean;
  readonly passwordDigest: string;
}

interface Done {
  readonly outcome: CounterOutcome;
  readonly citizenId: string;
  readonly passwordRenewed: boolean;
}

/** Registers the holder of a card that a teller has in hand: anew, over a declared registration, or as an update. */
export async function registerAtCounter(
  ctx: CitizenContext,
  actor: TellerActor,
  input: RegistrationInput & { readonly renewPassword?: boolean | undefined },
): Promise<Result<{ readonly outcome: CounterOutcome; readonly sheet: SheetData }, Refusal>> {
  const person = parsePerson(input, { cardFormats: ctx.cardFormats, contactNeeded: false });
  if (!person.ok) return person;
  // Hashed whether it will be needed or not: no lock is held for it.
  const initialPassword = makeReadablePassword(ctx.ids);
  const hashed = await ctx.crypto.passwords.hash(initialPassword);
  if (!hashed.ok) return hashed;
  const renewPassword = input.renewPassword === true;
  const atCounter = { actor, person: person.value, renewPassword, passwordDigest: hashed.value };
  try {
    const done = await ctx.db.transaction((sql) => registerPerson(ctx, sql, atCounter));
    const sheet = await sheetOf(ctx, done.citizenId, done.passwordRenewed ? initialPassword : null);
    return ok({ outcome: done.outcome, sheet });
  } catch (error) {
    if (error instanceof IdentityTaken) return err(refusal('identity_conflict'));
    throw error;
  }
}

async function registerPerson(ctx: CitizenContext, sql: Sql, at: AtCounter): Promise<Done> {
  const citizenId = ctx.ids.uuid();
  const contacts = toldAtCounter(at.person);
  const enrolment = { citizenId, person: at.person, contacts, assurance: 'seen', consentVersion } as const;
  const uniqueCode = await enrol(ctx, sql, enrolment);
  const known = uniqueCode === undefined ? await holdByFin(ctx, sql, at.person.fin) : undefined;
  if (known) return cardWasSeen(known.assurance) ? update(ctx, sql, { at, known }) : takeOver(ctx, sql, { at, known });
  await bringCard(ctx, sql, { at, citizenId, heldCardId: null });
  await setPassword(sql, { citizenId, digest: at.passwordDigest, mustChange: true, now: ctx.clock.now() });
  await record(ctx, sql, {
    at,
    citizenId,
    action: 'citizen.registered',
    details: { assurance: 'seen', consent: consentVersion },
  });
  return { outcome: 'registered', citizenId, passwordRenewed: true };
}

/** The registration of a FIN as it stands once nobody else is changing it. */
async function holdByFin(ctx: CitizenContext, sql: Sql, fin: string): Promise<CitizenRow> {
  const found = present(await findByFin(sql, ctx.vault.finCandidates(fin)), 'registration that kept ours out');
  await lockCitizen(sql, found.id);
  return present(await findById(sql, found.id), 'registration just held');
}

/**
 * The person with the card is the person; whoever declared to be them is not believed any more. Contacts, password and
 * sessions go. Links stay only where the person names a contact that was confirmed before, which a squatter's was not.
 */
async function takeOver(
  ctx: CitizenContext,
  sql: Sql,
  { at, known }: { readonly at: AtCounter; readonly known: CitizenRow },
): Promise<Done> {
  const before = ctx.vault.openPerson(known.id, known.person);
  const linksKept = sharesContact(before, at.person);
  await rewrite(ctx, sql, { at, known, contacts: toldAtCounter(at.person), assurance: 'seen' });
  await setPassword(sql, { citizenId: known.id, digest: at.passwordDigest, mustChange: true, now: ctx.clock.now() });
  const setAside = linksKept ? 0 : await ctx.accounts.setAside(sql, known.id, 'taken-over');
  await tell(ctx, sql, { known, contacts: before, kind: 'taken-over' });
  await record(ctx, sql, {
    at,
    citizenId: known.id,
    action: 'citizen.taken_over',
    details: { linksKept, setAside, consent: consentVersion },
  });
  return { outcome: 'taken-over', citizenId: known.id, passwordRenewed: true };
}

/** A renewed card, another name, another telephone; what is not given again stays. */
async function update(
  ctx: CitizenContext,
  sql: Sql,
  { at, known }: { readonly at: AtCounter; readonly known: CitizenRow },
): Promise<Done> {
  const before = ctx.vault.openPerson(known.id, known.person);
  const told = toldAtCounter(at.person);
  const contacts = { phone: told.phone ?? before.phone, email: told.email ?? before.email };
  await rewrite(ctx, sql, { at, known, contacts, assurance: known.assurance });
  const replaced = {
    phone: contacts.phone?.address === before.phone?.address ? null : before.phone,
    email: contacts.email?.address === before.email?.address ? null : before.email,
  };
  const contactChanged = reach(replaced) !== null;
  if (contactChanged) await tell(ctx, sql, { known, contacts: replaced, kind: 'contact-changed' });
  if (at.renewPassword) {
    await setPassword(sql, { citizenId: known.id, digest: at.passwordDigest, mustChange: true, now: ctx.clock.now() });
    await tell(ctx, sql, { known, contacts, kind: 'password-renewed' });
  }
  const details = { contactChanged, passwordRenewed: at.renewPassword, consent: consentVersion };
  await record(ctx, sql, { at, citizenId: known.id, action: 'citizen.updated', details });
  return { outcome: 'updated', citizenId: known.id, passwordRenewed: at.renewPassword };
}

async function rewrite(
  ctx: CitizenContext,
  sql: Sql,
  change: {
    readonly at: AtCounter;
    readonly known: CitizenRow;
    readonly contacts: Contacts;
    readonly assurance: Assurance;
  },
): Promise<void> {
  const { at, known, contacts, assurance } = change;
  const { fin, fullName, language } = at.person;
  await updateCitizen(sql, {
    id: known.id,
    assurance,
    language,
    finIndex: ctx.vault.finIndex(fin),
    person: ctx.vault.sealPerson(known.id, { fin, fullName, ...contacts }),
    keyIds: ctx.vault.keyIds,
    consentVersion,
    now: ctx.clock.now(),
  });
  await bringCard(ctx, sql, { at, citizenId: known.id, heldCardId: known.card_id });
}

/**
 * Makes the card in the teller's hand the citizen's current one. Somebody who only declared it loses it; where another
 * counter saw it with another FIN, a person has to look: `IdentityTaken` undoes everything.
 */
async function bringCard(
  ctx: CitizenContext,
  sql: Sql,
  bring: { readonly at: AtCounter; readonly citizenId: string; readonly heldCardId: string | null },
): Promise<void> {
  const { at, citizenId, heldCardId } = bring;
  const { card } = at.person;
  const now = ctx.clock.now();
  const holder = await findByCard(sql, ctx.vault.cardCandidates(card));
  if (holder?.id === citizenId) return;
  if (holder) {
    if (cardWasSeen(holder.assurance)) throw new IdentityTaken('a counter saw this card with another FIN');
    await supersedeCard(sql, present(holder.card_id, 'card that was found'), now);
    await record(ctx, sql, { at, citizenId: holder.id, action: 'citizen.card_withdrawn', details: {} });
  }
  if (heldCardId !== null) await supersedeCard(sql, heldCardId, now);
  if (!(await giveCard(ctx, sql, { citizenId, card }))) throw new IdentityTaken('registered meanwhile');
}

async function tell(
  ctx: CitizenContext,
  sql: Sql,
  message: {
    readonly known: CitizenRow;
    readonly contacts: Contacts;
    readonly kind: 'taken-over' | 'contact-changed' | 'password-renewed';
  },
): Promise<void> {
  await ctx.notices.enqueue(sql, {
    to: reach(message.contacts),
    language: message.known.language,
    citizenId: message.known.id,
    notice: { kind: message.kind },
    usefulForMs: noticeUsefulMs,
  });
}

async function record(
  ctx: CitizenContext,
  sql: Sql,
  event: {
    readonly at: AtCounter;
    readonly citizenId: string;
    readonly action: string;
    readonly details: Readonly<Record<string, string | number | boolean>>;
  },
): Promise<void> {
  const { actor } = event.at;
  await ctx.audit.record(sql, {
    actor: { kind: 'teller', id: actor.tellerId },
    action: event.action,
    target: { kind: 'citizen', id: event.citizenId },
    details: { ...event.details, agentId: actor.agentId },
  });
}
