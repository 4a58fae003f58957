import type { UniqueCode } from '../kernel/unique-code.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';
import type { Assurance, Citizen } from './model.ts';

/** A citizen's row with the current card, still sealed. */
export interface CitizenRow {
  readonly id: string;
  readonly unique_code: UniqueCode;
  readonly assurance: Assurance;
  readonly language: Language;
  readonly person: Buffer;
  readonly registered_at: Date;
  readonly card_id: string | null;
  readonly card: Buffer | null;
}

const columns = `citizen.id, citizen.unique_code, citizen.assurance, citizen.language, citizen.person, citizen.registered_at,
  current_card.id AS card_id, current_card.card`;
const tables = `citizen LEFT JOIN identity_card current_card
  ON current_card.citizen_id = citizen.id AND current_card.superseded_at IS NULL`;

export function citizenOf(row: CitizenRow): Citizen {
  return { citizenId: row.id, uniqueCode: row.unique_code, assurance: row.assurance, language: row.language };
}

export async function findById(sql: Sql, citizenId: string): Promise<CitizenRow | undefined> {
  return sql.first<CitizenRow>(`SELECT ${columns} FROM ${tables} WHERE citizen.id = $1`, [citizenId]);
}

export async function findByUniqueCode(sql: Sql, code: UniqueCode): Promise<CitizenRow | undefined> {
  return sql.first<CitizenRow>(`SELECT ${columns} FROM ${tables} WHERE citizen.unique_code = $1`, [code]);
}

export async function findByFin(sql: Sql, candidates: readonly Buffer[]): Promise<CitizenRow | undefined> {
  return sql.first<CitizenRow>(`SELECT ${columns} FROM ${tables} WHERE citizen.fin_index = ANY ($1::bytea[])`, [
    candidates,
  ]);
}

/** Whom the card stands for now; a card that was renewed finds nobody. */
export async function findByCard(sql: Sql, candidates: readonly Buffer[]): Promise<CitizenRow | undefined> {
  return sql.first<CitizenRow>(`SELECT ${columns} FROM ${tables} WHERE current_card.card_index = ANY ($1::bytea[])`, [
    candidates,
  ]);
}

/** Whoever has the FIN, or else the card: one statement whether there is somebody or not. */
export async function findKnown(
  sql: Sql,
  identity: { readonly fin: readonly Buffer[]; readonly card: readonly Buffer[] },
): Promise<CitizenRow | undefined> {
  return sql.first<CitizenRow>(
    `SELECT ${columns} FROM (
       SELECT id, 1 AS rank FROM citizen WHERE fin_index = ANY ($1::bytea[])
       UNION ALL
       SELECT citizen_id, 2 FROM identity_card WHERE card_index = ANY ($2::bytea[]) AND superseded_at IS NULL
       ORDER BY rank LIMIT 1) known
     JOIN ${tables} ON citizen.id = known.id`,
    [identity.fin, identity.card],
  );
}

/** Holds the citizen for the rest of the transaction. */
export async function lockCitizen(sql: Sql, citizenId: string): Promise<void> {
  await sql.run('SELECT 1 FROM citizen WHERE id = $1 FOR UPDATE', [citizenId]);
}

export interface NewCitizen {
  readonly id: string;
  readonly uniqueCode: UniqueCode;
  readonly assurance: Assurance;
  readonly language: Language;
  readonly finIndex: Buffer;
  readonly person: Buffer;
  readonly keyIds: string;
  readonly consentVersion: string;
  readonly now: Date;
}

/** False when the FIN or the unique code is taken; nothing is written then. */
export async function insertCitizen(sql: Sql, citizen: NewCitizen): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO citizen (id, unique_code, assurance, assurance_since, language, fin_index, person, key_ids,
                          consent_version, consented_at, registered_at)
     VALUES ($1, $2, $3, $9, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT DO NOTHING`,
    [
      citizen.id,
      citizen.uniqueCode,
      citizen.assurance,
      citizen.language,
      citizen.finIndex,
      citizen.person,
      citizen.keyIds,
      citizen.consentVersion,
      citizen.now,
    ],
  );
  return inserted === 1;
}

export interface CitizenChange {
  readonly id: string;
  readonly assurance: Assurance;
  readonly language: Language;
  readonly finIndex: Buffer;
  readonly person: Buffer;
  readonly keyIds: string;
  readonly consentVersion: string;
  readonly now: Date;
}

export async function updateCitizen(sql: Sql, change: CitizenChange): Promise<void> {
  await sql.run(
    `UPDATE citizen SET assurance_since = CASE WHEN assurance = $2 THEN assurance_since ELSE $8 END, assurance = $2,
       language = $3, fin_index = $4, person = $5, key_ids = $6, consent_version = $7, consented_at = $8
     WHERE id = $1`,
    [
      change.id,
      change.assurance,
      change.language,
      change.finIndex,
      change.person,
      change.keyIds,
      change.consentVersion,
      change.now,
    ],
  );
}

export async function updateLanguage(sql: Sql, citizenId: string, language: Language): Promise<number> {
  return sql.run('UPDATE citizen SET language = $2 WHERE id = $1', [citizenId, language]);
}

export interface NewCard {
  readonly id: string;
  readonly citizenId: string;
  readonly cardIndex: Buffer;
  readonly card: Buffer;
  readonly keyIds: string;
  readonly now: Date;
}

/** False when somebody else has the card; nothing is written then. */
export async function insertCard(sql: Sql, card: NewCard): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO identity_card (id, citizen_id, card_index, card, key_ids, added_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [card.id, card.citizenId, card.cardIndex, card.card, card.keyIds, card.now],
  );
  return inserted === 1;
}

/** The card finds nobody any more; the row stays. */
export async function supersedeCard(sql: Sql, cardId: string, now: Date): Promise<void> {
  await sql.run('UPDATE identity_card SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL', [cardId, now]);
}
