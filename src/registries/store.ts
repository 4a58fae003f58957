import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { type Currency, minor } from '../kernel/money.ts';
import type { AcceptedLine } from '../payments/answers.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { LineOutcome, LineResult, Progress, Registry, RegistryLine } from './model.ts';

const registryColumns = `id, agent_id AS "agentId", outlet_id AS "outletId", teller_id AS "tellerId", name,
  encode(sha256, 'hex') AS sha256, line_count AS "lineCount", received_at AS "receivedAt", finished_at AS "finishedAt"`;

export type RegistryInsert = Pick<Registry, 'id' | 'agentId' | 'outletId' | 'tellerId' | 'name' | 'receivedAt'>;

/** A file that is being received: nobody's yet. */
export async function insertRegistry(sql: Sql, registry: RegistryInsert): Promise<void> {
  await sql.run(
    `INSERT INTO payment_registry (id, agent_id, outlet_id, teller_id, name, state, received_at)
     VALUES ($1, $2, $3, $4, $5, 'receiving', $6)`,
    [registry.id, registry.agentId, registry.outletId, registry.tellerId, registry.name, registry.receivedAt],
  );
}

/** Adds lines and returns the numbers of those whose key stood in the file before. */
export async function insertLines(sql: Sql, registryId: string, lines: readonly RegistryLine[]): Promise<number[]> {
  const added = await sql.rows<{ line: number }>(
    `INSERT INTO payment_registry_line
       (registry_id, line, client_key, provider_id, account, currency, amount, reference, confirm_duplicate, quote_id)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::text[],
       $9::boolean[], $10::uuid[])
     ON CONFLICT (registry_id, client_key) DO NOTHING RETURNING line`,
    [
      registryId,
      lines.map((line) => line.line),
      lines.map((line) => line.key),
      lines.map((line) => line.providerId),
      lines.map((line) => line.account),
      lines.map((line) => line.currency),
      lines.map((line) => line.amount),
      lines.map((line) => line.reference),
      lines.map((line) => line.confirmDuplicate),
      lines.map((line) => line.quoteId),
    ],
  );
  const known = new Set(added.map((row) => row.line));
  return lines.map((line) => line.line).filter((line) => !known.has(line));
}

/** The file is whole. A unique index refuses it (23505) where its name or its content is taken. */
export async function acceptRegistry(
  sql: Sql,
  registry: { readonly id: string; readonly sha256: Uint8Array; readonly lineCount: number },
): Promise<void> {
  await sql.run(`UPDATE payment_registry SET state = 'accepted', sha256 = $2, line_count = $3 WHERE id = $1`, [
    registry.id,
    registry.sha256,
    registry.lineCount,
  ]);
}

/** Removes what was received of a file that was not taken, with its lines. */
export async function deleteReceiving(sql: Sql, id: string): Promise<void> {
  await sql.run(`DELETE FROM payment_registry WHERE id = $1 AND state = 'receiving'`, [id]);
}

/** Removes files whose end never came; returns how many. */
export function deleteReceivingBefore(sql: Sql, instant: Date): Promise<number> {
  return sql.run(`DELETE FROM payment_registry WHERE state = 'receiving' AND received_at < $1`, [instant]);
}

/** The registry, if it is this agent's. */
export function selectRegistry(sql: Sql, agentId: string, id: string): Promise<Registry | undefined> {
  return sql.first<Registry>(
    `SELECT ${registryColumns} FROM payment_registry WHERE id = $1 AND agent_id = $2 AND state = 'accepted'`,
    [id, agentId],
  );
}

/** The registry of a content. */
export function selectByContent(sql: Sql, agentId: string, sha256: Uint8Array): Promise<Registry | undefined> {
  return sql.first<Registry>(
    `SELECT ${registryColumns} FROM payment_registry WHERE agent_id = $1 AND sha256 = $2 AND state = 'accepted'`,
    [agentId, sha256],
  );
}

export async function selectProgress(sql: Sql, id: string): Promise<Progress> {
  const rows = await sql.rows<{ state: keyof Progress; count: number }>(
    `SELECT state, count(*)::int AS count FROM payment_registry_line WHERE registry_id = $1 GROUP BY state LIMIT 3`,
    [id],
  );
  const counts = new Map(rows.map((row) => [row.state, row.count]));
  return {
    waiting: counts.get('waiting') ?? 0,
    accepted: counts.get('accepted') ?? 0,
    refused: counts.get('refused') ?? 0,
  };
}

/** Takes the oldest registry that has work and that nobody holds. */
export function claimRegistry(sql: Sql, now: Date, leaseUntil: Date): Promise<Registry | undefined> {
  return sql.first<Registry>(
    `UPDATE payment_registry SET lease_until = $2 WHERE id = (
       SELECT id FROM payment_registry
        WHERE finished_at IS NULL AND state = 'accepted' AND (lease_until IS NULL OR lease_until <= $1)
        ORDER BY received_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${registryColumns}`,
    [now, leaseUntil],
  );
}

/** Holds a registry until an instant; null gives it back. */
export async function updateLease(sql: Sql, id: string, leaseUntil: Date | null): Promise<void> {
  await sql.run('UPDATE payment_registry SET lease_until = $2 WHERE id = $1', [id, leaseUntil]);
}

/** Ends a registry of which no line waits. */
export async function finishRegistry(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run(
    `UPDATE payment_registry SET finished_at = $2, lease_until = NULL
      WHERE id = $1 AND finished_at IS NULL
        AND NOT EXISTS (SELECT FROM payment_registry_line WHERE registry_id = $1 AND state = 'waiting')`,
    [id, at],
  );
}

interface LineRow {
  line: number;
  client_key: string;
  provider_id: string;
  account: string;
  currency: Currency;
  amount: bigint;
  reference: string;
  confirm_duplicate: boolean;
  quote_id: string | null;
  refusal_code: ErrorCode | null;
  payment: AcceptedLine | null;
}

const lineColumns =
  'line, client_key, provider_id, account, currency, amount, reference, confirm_duplicate, quote_id, refusal_code, payment';

/** The next lines that wait, in the order of the file. */
export async function selectWaiting(sql: Sql, id: string, limit: number): Promise<RegistryLine[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${lineColumns} FROM payment_registry_line WHERE registry_id = $1 AND state = 'waiting' ORDER BY line LIMIT $2`,
    [id, limit],
  );
  return rows.map(lineOf);
}

/** Lines with their outcomes after a line, in the order of the file. */
export async function selectResults(
  sql: Sql,
  id: string,
  page: { readonly after: number; readonly limit: number },
): Promise<LineResult[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${lineColumns} FROM payment_registry_line WHERE registry_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
    [id, page.after, page.limit],
  );
  return rows.map((row) => ({ ...lineOf(row), outcome: outcomeOf(row) }));
}

/** Keeps the quotes that lines will be paid by. A line that has one already keeps it. */
export async function updateQuotes(
  sql: Sql,
  id: string,
  quotes: readonly { readonly line: number; readonly quoteId: string }[],
): Promise<void> {
  await sql.run(
    `UPDATE payment_registry_line l SET quote_id = q.quote_id FROM unnest($2::int[], $3::uuid[]) AS q (line, quote_id)
      WHERE l.registry_id = $1 AND l.line = q.line AND l.quote_id IS NULL`,
    [id, quotes.map((quote) => quote.line), quotes.map((quote) => quote.quoteId)],
  );
}

/** Keeps what lines have come to. The first outcome stays. */
export async function updateOutcomes(
  sql: Sql,
  id: string,
  outcomes: readonly { readonly line: number; readonly outcome: LineOutcome }[],
): Promise<void> {
  await sql.run(
    `UPDATE payment_registry_line l SET state = o.state, refusal_code = o.code, payment = o.payment
       FROM unnest($2::int[], $3::text[], $4::text[], $5::jsonb[]) AS o (line, state, code, payment)
      WHERE l.registry_id = $1 AND l.line = o.line AND l.state = 'waiting'`,
    [
      id,
      outcomes.map(({ line }) => line),
      outcomes.map(({ outcome }) => outcome.state),
      outcomes.map(({ outcome }) => (outcome.state === 'refused' ? outcome.code : null)),
      outcomes.map(({ outcome }) => (outcome.state === 'accepted' ? JSON.stringify(outcome.payment) : null)),
    ],
  );
}

function lineOf(row: LineRow): RegistryLine {
  return {
    line: row.line,
    key: row.client_key,
    providerId: row.provider_id,
    account: row.account,
    currency: row.currency,
    amount: minor(row.amount),
    reference: row.reference,
    confirmDuplicate: row.confirm_duplicate,
    quoteId: row.quote_id,
  };
}

function outcomeOf(row: LineRow): LineOutcome | null {
  if (row.payment) return { state: 'accepted', payment: row.payment };
  return row.refusal_code === null ? null : { state: 'refused', code: row.refusal_code };
}
