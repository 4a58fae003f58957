import { assert } from '../kernel/assert.ts';
import { makeUniqueCode, type UniqueCode } from '../kernel/unique-code.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CitizenContext } from './context.ts';
import type { Assurance, IdentityCard } from './model.ts';
import type { Person } from './person.ts';
import type { Contacts } from './reach.ts';
import { findByFin, insertCard, insertCitizen } from './store.ts';

/** Somebody else has the FIN or the card, and the transaction must leave nothing behind. */
export class IdentityTaken extends Error {
  override readonly name = 'IdentityTaken';
}

/** With ten million citizens one new code in ten thousand is taken; five in a row mean a broken source of randomness. */
const codeAttempts = 5;

export interface Enrolment {
  readonly citizenId: string;
  readonly person: Person;
  readonly contacts: Contacts;
  readonly assurance: Assurance;
  readonly consentVersion: string;
}

/** Writes the citizen under a new unique code. Undefined, with nothing written, when the FIN is registered already. */
export async function enrol(ctx: CitizenContext, sql: Sql, enrolment: Enrolment): Promise<UniqueCode | undefined> {
  const { citizenId, person, contacts } = enrolment;
  const { vault } = ctx;
  const citizen = {
    id: citizenId,
    assurance: enrolment.assurance,
    language: person.language,
    finIndex: vault.finIndex(person.fin),
    person: vault.sealPerson(citizenId, { fin: person.fin, fullName: person.fullName, ...contacts }),
    keyIds: vault.keyIds,
    consentVersion: enrolment.consentVersion,
    now: ctx.clock.now(),
  };
  if (await findByFin(sql, vault.finCandidates(person.fin))) return undefined;
  for (let attempt = 0; attempt < codeAttempts; attempt += 1) {
    const uniqueCode = makeUniqueCode(ctx.ids);
    if (await insertCitizen(sql, { ...citizen, uniqueCode })) return uniqueCode;
    if (await findByFin(sql, vault.finCandidates(person.fin))) return undefined;
  }
  assert(false, 'a free unique code is found');
}

/** Gives the citizen the card. False, with nothing written, when it is somebody else's. */
export async function giveCard(
  ctx: CitizenContext,
  sql: Sql,
  given: { readonly citizenId: string; readonly card: IdentityCard },
): Promise<boolean> {
  const id = ctx.ids.uuid();
  const { vault } = ctx;
  return insertCard(sql, {
    id,
    citizenId: given.citizenId,
    cardIndex: vault.cardIndex(given.card),
    card: vault.sealCard(id, given.card),
    keyIds: vault.keyIds,
    now: ctx.clock.now(),
  });
}
