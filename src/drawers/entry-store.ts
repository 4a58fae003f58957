import type { Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';

/** Something that the lane has to post: a closed shift, or a correction of one. */
export interface Due {
  readonly subjectId: string;
  readonly shiftId: string;
  readonly agentId: string;
  readonly since: Date;
}

export async function insertDue(sql: Sql, due: Omit<Due, 'agentId'>): Promise<void> {
  await sql.run('INSERT INTO cash_posting_due (subject_id, shift_id, since) VALUES ($1, $2, $3)', [
    ...[due.subjectId, due.shiftId, due.since],
  ]);
}

/** What has waited longest, after one that was looked at before. */
export function selectDue(sql: Sql, after: Due | null, limit: number): Promise<Due[]> {
  return sql.rows<Due>(
    `SELECT d.subject_id AS "subjectId", d.shift_id AS "shiftId", s.agent_id AS "agentId", d.since
       FROM cash_posting_due d JOIN cash_shift s ON s.id = d.shift_id
      WHERE $1::timestamptz IS NULL OR (d.since, d.subject_id) > ($1::timestamptz, $2::uuid)
      ORDER BY d.since, d.subject_id LIMIT $3`,
    [after?.since ?? null, after?.subjectId ?? null, limit],
  );
}

export async function removeDue(sql: Sql, subjectIds: readonly string[]): Promise<void> {
  await sql.run('DELETE FROM cash_posting_due WHERE subject_id = ANY($1::uuid[])', [subjectIds]);
}

interface Amount {
  readonly currency: Currency;
  readonly amount: bigint;
}

/** What was counted when the teller's shift of this number was closed. */
export function selectClosingOf(sql: Sql, tellerId: string, number: number): Promise<Amount[]> {
  return sql.rows<Amount>(
    `SELECT c.currency, c.amount FROM cash_shift s JOIN cash_count c ON c.shift_id = s.id AND c.occasion = 'closing'
      WHERE s.teller_id = $1 AND s.number = $2 ORDER BY c.currency LIMIT 10`,
    [tellerId, number],
  );
}

interface DifferenceRow extends Amount {
  readonly reason: string;
  readonly recordedAt: Date;
}

export function selectDifferences(sql: Sql, shiftId: string): Promise<DifferenceRow[]> {
  return sql.rows<DifferenceRow>(
    `SELECT currency, amount, reason, posted_at AS "recordedAt" FROM cash_difference WHERE shift_id = $1 ORDER BY currency LIMIT 10`,
    [shiftId],
  );
}

interface CorrectionRow extends Amount {
  readonly id: string;
  readonly reason: string;
  readonly correctedBy: string;
  readonly correctedAt: Date;
}

const correctionColumns = `id, currency, amount, reason, corrected_by AS "correctedBy", corrected_at AS "correctedAt"`;

export function selectCorrection(sql: Sql, id: string): Promise<CorrectionRow | undefined> {
  return sql.first<CorrectionRow>(`SELECT ${correctionColumns} FROM cash_correction WHERE id = $1`, [id]);
}

/** What all corrections of a shift come to, however many there are. */
export function selectCorrected(sql: Sql, shiftId: string): Promise<Amount[]> {
  return sql.rows<Amount>(
    'SELECT currency, sum(amount)::bigint AS amount FROM cash_correction WHERE shift_id = $1 GROUP BY currency LIMIT 10',
    [shiftId],
  );
}

/** Oldest first, at most 1,000. */
export function selectCorrections(sql: Sql, shiftId: string): Promise<CorrectionRow[]> {
  return sql.rows<CorrectionRow>(
    `SELECT ${correctionColumns} FROM cash_correction WHERE shift_id = $1 ORDER BY corrected_at, id LIMIT 1000`,
    [shiftId],
  );
}

export async function insertCorrection(sql: Sql, shiftId: string, correction: CorrectionRow): Promise<void> {
  await sql.run(
    `INSERT INTO cash_correction (id, shift_id, currency, amount, reason, corrected_by, corrected_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[correction.id, shiftId, correction.currency, correction.amount, correction.reason],
      ...[correction.correctedBy, correction.correctedAt],
    ],
  );
}
