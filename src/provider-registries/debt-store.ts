import { assert } from '../kernel/assert.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import type { FileProblem } from '../kernel/provider-files.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DebtRegistry, MassChange } from './model.ts';

const columns = `id, generation, provider_id AS "providerId", name, state, file_date AS "fileDate", file_number AS "fileNumber",
  line_count AS "lineCount", sum, problems, problem_count AS "problemCount", change, handed_in_by AS "handedInBy",
  decided_by AS "decidedBy", received_at AS "receivedAt", decided_at AS "decidedAt", repeats, sha256,
  received_lines AS "receivedLines", received_bytes AS "receivedBytes", size_bytes AS "sizeBytes", progressed_at AS "progressedAt"`;

type Row = Omit<DebtRegistry, 'change' | 'sha256' | 'receivedBytes' | 'sizeBytes'> & {
  readonly sha256: Buffer | null;
  readonly receivedBytes: bigint;
  readonly sizeBytes: bigint | null;
  readonly change: (Omit<MassChange, 'sumBefore' | 'sumAfter'> & { sumBefore: string; sumAfter: string }) | null;
};

export type ReceivedFile = Pick<
  DebtRegistry,
  'id' | 'providerId' | 'name' | 'fileDate' | 'fileNumber' | 'handedInBy' | 'receivedAt' | 'sizeBytes'
>;

/** A file that is being received: nobody's yet. Returns what its lines are written under; undefined where the id is used. */
export async function insertReceiving(sql: Sql, file: ReceivedFile): Promise<bigint | undefined> {
  const rows = await sql.rows<{ generation: bigint }>(
    `INSERT INTO debt_registry (id, provider_id, name, state, file_date, file_number, handed_in_by, received_at, size_bytes)
     VALUES ($1, $2, $3, 'receiving', $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING generation`,
    [
      ...[file.id, file.providerId, file.name, file.fileDate, file.fileNumber, file.handedInBy],
      ...[file.receivedAt, file.sizeBytes],
    ],
  );
  return rows[0]?.generation;
}

/** How far the reading is, for whoever asks meanwhile. False where it counts as broken off by now. */
export async function updateProgress(
  sql: Sql,
  id: string,
  read: { readonly lines: number; readonly bytes: number; readonly at: Date },
): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE debt_registry SET received_lines = $2, received_bytes = $3, progressed_at = $4 WHERE id = $1 AND state = 'receiving'`,
    [id, read.lines, read.bytes, read.at],
  );
  return updated === 1;
}

/** The end of the file never came. What was written of it after its lines were removed is to be removed as well. */
export async function breakOff(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run(
    `UPDATE debt_registry SET state = 'broken_off', decided_at = coalesce(decided_at, $2), lines_removed_at = NULL
      WHERE id = $1 AND state IN ('receiving', 'broken_off')`,
    [id, at],
  );
}

/** The content was known by another registry. */
export async function markRepeated(
  sql: Sql,
  id: string,
  known: { readonly repeats: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `UPDATE debt_registry SET state = 'repeated', repeats = $2, decided_at = $3 WHERE id = $1 AND state = 'receiving'`,
    [id, known.repeats, known.at],
  );
}

const lineColumns = 'generation, account, bill, period, due_on, amount, holder_name, address';

/** Adds rows of COPY, all or none: a bill that is there already is refused (23505). */
export async function copyLines(sql: Sql, rows: Uint8Array): Promise<void> {
  await sql.copy(`COPY debt_registry_line (${lineColumns}) FROM STDIN`, rows);
}

/** Adds the rows whose bill is not there yet, the first of several, and returns their places from 1. Needs a transaction. */
export async function copyNewLines(sql: Sql, rows: Uint8Array): Promise<readonly number[]> {
  await sql.run(
    `CREATE TEMPORARY TABLE handed_in (place integer GENERATED ALWAYS AS IDENTITY, LIKE debt_registry_line) ON COMMIT DROP`,
  );
  await sql.copy(`COPY handed_in (${lineColumns}) FROM STDIN`, rows);
  const added = await sql.rows<{ place: number }>(
    `WITH firsts AS (SELECT DISTINCT ON (generation, account, bill) * FROM handed_in ORDER BY generation, account, bill, place),
          added AS (INSERT INTO debt_registry_line (${lineColumns}) SELECT ${lineColumns} FROM firsts
                    ON CONFLICT DO NOTHING RETURNING account, bill)
     SELECT place FROM firsts JOIN added USING (account, bill)`,
  );
  return added.map(({ place }) => place);
}

export interface Refused {
  readonly problems: readonly FileProblem[];
  readonly problemCount: number;
  readonly sha256: Uint8Array;
  readonly decidedAt: Date;
}

export async function refuse(sql: Sql, id: string, refused: Refused): Promise<void> {
  await sql.run(
    `UPDATE debt_registry SET state = 'refused', problems = $2::jsonb, problem_count = $3, sha256 = $4, decided_at = $5
      WHERE id = $1 AND state = 'receiving'`,
    [id, JSON.stringify(refused.problems), refused.problemCount, refused.sha256, refused.decidedAt],
  );
}

export interface WholeFile {
  readonly id: string;
  readonly providerId: string;
  readonly sha256: Uint8Array;
  readonly lineCount: number;
  readonly sum: bigint;
  readonly change: MassChange;
  readonly state: 'held' | 'active';
  readonly at: Date;
}

/** The file is whole. A unique index refuses it (23505) where its content is known. */
export async function keepWhole(sql: Sql, file: WholeFile): Promise<void> {
  if (file.state === 'active') await supersede(sql, file.providerId);
  const kept = await sql.run(
    `UPDATE debt_registry SET state = $2, sha256 = $3, line_count = $4, sum = $5, change = $6::jsonb, decided_at = $7
      WHERE id = $1 AND state = 'receiving'`,
    [
      file.id,
      file.state,
      file.sha256,
      file.lineCount,
      file.sum,
      changeText(file.change),
      file.state === 'held' ? null : file.at,
    ],
  );
  assert(kept === 1, 'a debt registry is kept once, before anybody removes it');
}

function changeText(change: MassChange): string {
  return JSON.stringify({ ...change, sumBefore: String(change.sumBefore), sumAfter: String(change.sumAfter) });
}

async function supersede(sql: Sql, providerId: string): Promise<void> {
  await sql.run(`UPDATE debt_registry SET state = 'superseded' WHERE provider_id = $1 AND state = 'active'`, [
    providerId,
  ]);
}

/** A second person's decision about a held registry. */
export async function decideHeld(
  sql: Sql,
  registry: Pick<DebtRegistry, 'id' | 'providerId'>,
  decision: { readonly state: 'active' | 'discarded'; readonly by: string; readonly at: Date },
): Promise<void> {
  if (decision.state === 'active') await supersede(sql, registry.providerId);
  await sql.run(
    `UPDATE debt_registry SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'held'`,
    [registry.id, decision.state, decision.by, decision.at],
  );
}

/** Registries of a provider are switched one at a time. */
export async function lockProvider(sql: Sql, providerId: string): Promise<void> {
  await sql.rows(`SELECT pg_advisory_xact_lock(7042, hashtext($1))`, [providerId]);
}

export async function selectRegistry(sql: Sql, id: string): Promise<DebtRegistry | undefined> {
  return registryOf(await sql.first<Row>(`SELECT ${columns} FROM debt_registry WHERE id = $1`, [id]));
}

export async function selectActive(sql: Sql, providerId: string): Promise<DebtRegistry | undefined> {
  const row = await sql.first<Row>(`SELECT ${columns} FROM debt_registry WHERE provider_id = $1 AND state = 'active'`, [
    providerId,
  ]);
  return registryOf(row);
}

/** The registry that was taken, or is held, with this content. */
export async function selectByContent(
  sql: Sql,
  providerId: string,
  sha256: Uint8Array,
): Promise<DebtRegistry | undefined> {
  const row = await sql.first<Row>(
    `SELECT ${columns} FROM debt_registry
      WHERE provider_id = $1 AND sha256 = $2 AND state IN ('held', 'active', 'superseded', 'discarded')`,
    [providerId, sha256],
  );
  return registryOf(row);
}

/** The newest registries of a provider, newest first, at most 100. */
export async function selectNewest(sql: Sql, providerId: string): Promise<readonly DebtRegistry[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM debt_registry
      WHERE provider_id = $1 AND state NOT IN ('receiving', 'broken_off', 'repeated') ORDER BY received_at DESC, id DESC LIMIT 100`,
    [providerId],
  );
  return rows.map((row) => registryOf(row));
}

function registryOf(row: Row): DebtRegistry;
function registryOf(row: Row | undefined): DebtRegistry | undefined;
function registryOf(row: Row | undefined): DebtRegistry | undefined {
  if (!row) return undefined;
  const { change } = row;
  return {
    ...row,
    sha256: row.sha256?.toString('hex') ?? null,
    receivedBytes: Number(row.receivedBytes),
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    change: change && { ...change, sumBefore: BigInt(change.sumBefore), sumAfter: BigInt(change.sumAfter) },
  };
}

/** The account that ends a piece of so many lines of a generation; undefined where fewer are left. */
export async function selectPieceEnd(
  sql: Sql,
  piece: { readonly generation: bigint; readonly after: string; readonly lines: number },
): Promise<string | undefined> {
  const row = await sql.first<{ account: string }>(
    `SELECT account FROM debt_registry_line WHERE generation = $1 AND account > $2 ORDER BY account OFFSET $3 LIMIT 1`,
    [piece.generation, piece.after, piece.lines],
  );
  return row?.account;
}

/** Compares two generations over the accounts after one and up to another (null: all that follow). */
export async function compareGenerations(
  sql: Sql,
  pair: { readonly before: bigint; readonly after: bigint },
  range: { readonly from: string; readonly to: string | null },
): Promise<MassChange> {
  const row = await sql.first<{
    accounts: bigint;
    gone: bigint;
    changed: bigint;
    sum_before: string;
    sum_after: string;
  }>(
    `WITH old AS (SELECT account, sum(amount) AS amount FROM debt_registry_line
                   WHERE generation = $1 AND account > $3 AND ($4::text IS NULL OR account <= $4) GROUP BY account),
          new AS (SELECT account, sum(amount) AS amount FROM debt_registry_line
                   WHERE generation = $2 AND account > $3 AND ($4::text IS NULL OR account <= $4) GROUP BY account)
     SELECT count(o.account) AS accounts,
            count(o.account) FILTER (WHERE n.account IS NULL OR o.amount > 0 AND n.amount <= 0) AS gone,
            count(o.account) FILTER (WHERE n.amount IS DISTINCT FROM o.amount) AS changed,
            coalesce(sum(o.amount), 0)::text AS sum_before, coalesce(sum(n.amount), 0)::text AS sum_after
       FROM old o FULL JOIN new n ON n.account = o.account`,
    [pair.before, pair.after, range.from, range.to],
  );
  return {
    accounts: Number(row?.accounts ?? 0),
    gone: Number(row?.gone ?? 0),
    changed: Number(row?.changed ?? 0),
    sumBefore: BigInt(row?.sum_before ?? 0),
    sumAfter: BigInt(row?.sum_after ?? 0),
  };
}

export interface BookedLine {
  readonly account: string;
  readonly bill: string;
  readonly period: string | null;
  readonly dueOn: BusinessDate | null;
  readonly amount: bigint;
  readonly holderName: string | null;
  readonly address: string | null;
}

/** An account's lines, at most 201: more bills than that are nobody's. */
export function selectLines(sql: Sql, generation: bigint, account: string): Promise<BookedLine[]> {
  return sql.rows<BookedLine>(
    `SELECT account, bill, period, due_on AS "dueOn", amount, holder_name AS "holderName", address FROM debt_registry_line
      WHERE generation = $1 AND account = $2 ORDER BY bill LIMIT 201`,
    [generation, account],
  );
}
