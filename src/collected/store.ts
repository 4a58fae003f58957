import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { minor, type Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CollectedLine, LineState, NewLine, NumberGap } from './model.ts';

interface LineRow {
  id: string;
  batch_id: string;
  agent_id: string;
  outlet_id: string;
  number: bigint;
  provider_code: string;
  account: string;
  currency: Currency;
  amount: bigint;
  channel: NewLine['channel'];
  collected_at: Date;
  received_at: Date;
  state: LineState;
  reason: ErrorCode | null;
  attempt: number;
  quote_id: string | null;
  payment_id: string | null;
  payment_day: string | null;
  decided_at: Date | null;
}

const columns = `l.id, l.batch_id, l.agent_id, l.outlet_id, l.number, l.provider_code, l.account, l.currency, l.amount, l.channel,
  l.collected_at, l.received_at, l.state, l.reason, l.attempt, l.quote_id, l.payment_id, l.payment_day, l.decided_at`;

export interface BatchInsert {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly receivedAt: Date;
}

export async function insertBatch(sql: Sql, batch: BatchInsert, lineCount: number): Promise<void> {
  await sql.run(
    'INSERT INTO collected_batch (id, agent_id, outlet_id, line_count, received_at) VALUES ($1, $2, $3, $4, $5)',
    [batch.id, batch.agentId, batch.outletId, lineCount, batch.receivedAt],
  );
}

/** Adds the lines that the office has not brought before; returns how many. */
export async function insertLines(
  sql: Sql,
  batch: BatchInsert,
  lines: readonly (NewLine & { readonly id: string })[],
): Promise<number> {
  return sql.run(
    `INSERT INTO collected_line (id, batch_id, agent_id, outlet_id, received_at, number, provider_code, account, currency, amount, channel,
       collected_at)
     SELECT l.id, $1, $2, $3, $4, l.number, l.provider, l.account, l.currency, l.amount, l.channel, l.collected_at
       FROM unnest($5::uuid[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::timestamptz[])
            AS l (id, number, provider, account, currency, amount, channel, collected_at)
     ON CONFLICT (outlet_id, number) DO NOTHING`,
    [
      ...[batch.id, batch.agentId, batch.outletId, batch.receivedAt],
      lines.map((line) => line.id),
      lines.map((line) => line.number),
      lines.map((line) => line.providerCode),
      lines.map((line) => line.account),
      lines.map((line) => line.currency),
      lines.map((line) => line.amount),
      lines.map((line) => line.channel),
      lines.map((line) => line.collectedAt),
    ],
  );
}

/** Lines of an office by their numbers; at most 1,000. */
export async function selectByNumbers(
  sql: Sql,
  outletId: string,
  numbers: readonly number[],
): Promise<CollectedLine[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${columns} FROM collected_line l WHERE l.outlet_id = $1 AND l.number = ANY($2::bigint[]) LIMIT 1000`,
    [outletId, numbers],
  );
  return rows.map(lineOf);
}

export async function selectAfter(
  sql: Sql,
  outletId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<CollectedLine[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${columns} FROM collected_line l WHERE l.outlet_id = $1 AND l.number > $2 ORDER BY l.number LIMIT $3`,
    [outletId, page.after, page.limit],
  );
  return rows.map(lineOf);
}

export async function selectLine(sql: Sql, id: string): Promise<CollectedLine | undefined> {
  const row = await sql.first<LineRow>(`SELECT ${columns} FROM collected_line l WHERE l.id = $1`, [id]);
  return row && lineOf(row);
}

export async function selectSuspense(sql: Sql, limit: number): Promise<CollectedLine[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${columns} FROM collected_line l WHERE l.state = 'suspense' ORDER BY l.received_at, l.id LIMIT $1`,
    [limit],
  );
  return rows.map(lineOf);
}

/** Lines of a state that wait for a step of the hub, oldest first. */
export async function selectOpen(sql: Sql, state: LineState, limit: number): Promise<CollectedLine[]> {
  const rows = await sql.rows<LineRow>(
    `SELECT ${columns} FROM collected_line l
      WHERE l.state = $1 AND l.state IN ('waiting', 'placing', 'accepted', 'parking', 'paying', 'releasing')
      ORDER BY l.received_at, l.id LIMIT $2`,
    [state, limit],
  );
  return rows.map(lineOf);
}

export type PaymentEnd = 'confirmed' | 'rejected' | 'reversed';

/** Payments of lines whose outcome is known and that have not heard of it. */
export async function selectDecided(
  sql: Sql,
  limit: number,
): Promise<{ readonly line: CollectedLine; readonly end: PaymentEnd }[]> {
  const rows = await sql.rows<LineRow & { end: PaymentEnd }>(
    `SELECT ${columns}, v.state AS end FROM collected_line l
       JOIN delivery v ON v.settlement_day = l.payment_day AND v.payment_id = l.payment_id
      WHERE l.state = 'accepted' AND v.state IN ('confirmed', 'rejected', 'reversed') ORDER BY l.received_at, l.id LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ line: lineOf(row), end: row.end }));
}

/** Who asked for the reversal of a payment. */
export async function selectReverser(sql: Sql, paymentId: string): Promise<string | undefined> {
  const row = await sql.first<{ by: string }>('SELECT requested_by AS by FROM reversal WHERE payment_id = $1', [
    paymentId,
  ]);
  return row?.by;
}

export interface LineChange {
  readonly from: LineState;
  readonly to: LineState;
  readonly at: Date;
  readonly reason?: ErrorCode;
  readonly quoteId?: string;
  readonly payment?: { readonly id: string; readonly settlementDay: string };
  readonly paidBy?: string;
}

/** Takes a line from one state to the next; false where somebody else was first. */
export async function moveLine(sql: Sql, id: string, change: LineChange): Promise<boolean> {
  const moved = await sql.run(
    `UPDATE collected_line SET state = $3, decided_at = $4, reason = coalesce($5, reason), quote_id = coalesce($6, quote_id),
            payment_id = coalesce($7, payment_id), payment_day = coalesce($8, payment_day), paid_by = coalesce($9, paid_by)
      WHERE id = $1 AND state = $2`,
    [
      ...[id, change.from, change.to, change.at, change.reason ?? null, change.quoteId ?? null],
      ...[change.payment?.id ?? null, change.payment?.settlementDay ?? null, change.paidBy ?? null],
    ],
  );
  return moved === 1;
}

/** Gives a line in suspense another account, under a new attempt; false where somebody else was first. */
export async function assignLine(
  sql: Sql,
  id: string,
  to: { readonly providerCode: string; readonly account: string; readonly login: string; readonly at: Date },
): Promise<boolean> {
  const moved = await sql.run(
    `UPDATE collected_line SET state = 'releasing', attempt = attempt + 1, provider_code = $2, account = $3, assigned_by = $4,
            decided_at = $5, reason = NULL, quote_id = NULL, payment_id = NULL, payment_day = NULL
      WHERE id = $1 AND state = 'suspense'`,
    [id, to.providerCode, to.account, to.login, to.at],
  );
  return moved === 1;
}

/** Ranges of numbers between 1 and the highest that the office has not brought; at most 1,000. */
export function selectGaps(sql: Sql, outletId: string): Promise<NumberGap[]> {
  return sql.rows<NumberGap>(
    `SELECT (before + 1)::int AS from, (number - 1)::int AS to
       FROM (SELECT number, lag(number, 1, 0::bigint) OVER (ORDER BY number) AS before FROM collected_line WHERE outlet_id = $1) AS seen
      WHERE number > before + 1 ORDER BY number LIMIT 1000`,
    [outletId],
  );
}

function lineOf(row: LineRow): CollectedLine {
  return {
    ...{
      id: row.id,
      batchId: row.batch_id,
      agentId: row.agent_id,
      outletId: row.outlet_id,
      number: Number(row.number),
    },
    ...{ providerCode: row.provider_code, account: row.account, currency: row.currency, amount: minor(row.amount) },
    ...{ channel: row.channel, collectedAt: row.collected_at, receivedAt: row.received_at, state: row.state },
    ...{ reason: row.reason, attempt: row.attempt, quoteId: row.quote_id, decidedAt: row.decided_at },
    payment:
      row.payment_id !== null && row.payment_day !== null
        ? { id: row.payment_id, settlementDay: row.payment_day }
        : null,
  };
}
