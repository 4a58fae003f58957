import type { Sql } from '../platform/database/sql.ts';
import type { Currency } from '../kernel/money.ts';
import type { CodeLine, PaymentCode, PaymentFilter } from './api.ts';
import type { PaymentView } from './model.ts';
import { minor } from '../kernel/money.ts';
import { paymentColumns, paymentFromRow, paymentJoin, type PaymentRow } from './rows.ts';
import type { ReceiptNumberParts } from './receipt-number.ts';

/** Whose payments are asked for: each party sees its own. */
export type Viewer = { readonly agentId: string } | { readonly citizenId: string };

/** Where a page begins: after the payment accepted at this instant under this receipt number, newest first. */
export interface PageStart {
  readonly acceptedAt: Date;
  readonly receiptNumber: string;
}

export async function findPayment(sql: Sql, viewer: Viewer, paymentId: string): Promise<PaymentView | undefined> {
  const row =
    'agentId' in viewer
      ? await sql.first<PaymentRow>(
          `SELECT ${paymentColumns} FROM ${paymentJoin} WHERE y.id = $1 AND y.agent_id = $2`,
          [paymentId, viewer.agentId],
        )
      : await sql.first<PaymentRow>(
          `SELECT ${paymentColumns} FROM ${paymentJoin} WHERE y.id = $1 AND y.citizen_id = $2`,
          [paymentId, viewer.citizenId],
        );
  return row && paymentFromRow(row);
}

/**
 * The page is cut before deliveries are joined: so it is read from the index, whatever the agent has taken in all its years. Where a
 * state is asked for, each payment's delivery is looked at on the way.
 */
export async function listPayments(
  sql: Sql,
  { viewer, filter }: { readonly viewer: Viewer; readonly filter: PaymentFilter },
  page: { readonly limit: number; readonly start: PageStart | null },
): Promise<PaymentView[]> {
  const range = [page.start?.acceptedAt ?? null, page.start?.receiptNumber ?? null, page.limit] as const;
  const { day = null, providerId = null, tellerId = null, state = null } = filter;
  const rows =
    'agentId' in viewer
      ? await sql.rows<PaymentRow>(
          `SELECT ${paymentColumns} FROM (
              SELECT * FROM payment p
               WHERE agent_id = $1 AND ($2::timestamptz IS NULL OR (accepted_at, receipt_number) < ($2, $3))
                 AND ($5::date IS NULL OR settlement_day = $5) AND ($6::uuid IS NULL OR provider_id = $6)
                 AND ($7::uuid IS NULL OR teller_id = $7)
                 AND ($8::text IS NULL OR EXISTS (
                       SELECT FROM delivery v WHERE v.settlement_day = p.settlement_day AND v.payment_id = p.id AND v.state = $8))
               ORDER BY accepted_at DESC, receipt_number DESC LIMIT $4) AS y
            JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
            ORDER BY y.accepted_at DESC, y.receipt_number DESC`,
          [viewer.agentId, ...range, day, providerId, tellerId, state],
        )
      : await sql.rows<PaymentRow>(
          `SELECT ${paymentColumns} FROM (
              SELECT * FROM payment WHERE citizen_id = $1 AND ($2::timestamptz IS NULL OR (accepted_at, receipt_number) < ($2, $3))
               ORDER BY accepted_at DESC, receipt_number DESC LIMIT $4) AS y
            JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
            ORDER BY y.accepted_at DESC, y.receipt_number DESC`,
          [viewer.citizenId, ...range],
        );
  return rows.map(paymentFromRow);
}

/** A payment by receipt number and the secret of its QR code. */
export async function findByReceipt(
  sql: Sql,
  receipt: ReceiptNumberParts & { number: string },
  token: string,
): Promise<PaymentView | undefined> {
  const row = await sql.first<PaymentRow>(
    `SELECT ${paymentColumns} FROM ${paymentJoin}
      WHERE y.settlement_day = $1 AND y.receipt_number = $2 AND y.receipt_token = $3`,
    [receipt.day, receipt.number, token],
  );
  return row && paymentFromRow(row);
}

/** A payment of the agent by receipt number alone: whoever works for the agent may see what the agent took. */
export async function findOfAgent(
  sql: Sql,
  agentId: string,
  receipt: ReceiptNumberParts & { number: string },
): Promise<PaymentView | undefined> {
  const row = await sql.first<PaymentRow>(
    `SELECT ${paymentColumns} FROM ${paymentJoin}
      WHERE y.settlement_day = $1 AND y.receipt_number = $2 AND y.agent_id = $3`,
    [receipt.day, receipt.number, agentId],
  );
  return row && paymentFromRow(row);
}

export async function selectUndoer(sql: Sql, paymentId: string): Promise<string | undefined> {
  const row = await sql.first<{ by: string }>('SELECT requested_by AS by FROM reversal WHERE payment_id = $1', [
    paymentId,
  ]);
  return row?.by;
}

interface CodeRow {
  code: string;
  citizen_id: string;
  currency: Currency;
  lines: { providerId: string; account: string; fields: Record<string, string>; amount: string }[];
  created_at: Date;
  expires_at: Date;
  paid_at: Date | null;
}

/** False when the code is taken: the caller draws another. */
export async function insertCode(sql: Sql, code: Omit<PaymentCode, 'state' | 'paidAt'>): Promise<boolean> {
  const lines = code.lines.map((line: CodeLine) => ({ ...line, amount: line.amount.toString() }));
  const touched = await sql.run(
    `INSERT INTO payment_code (code, citizen_id, currency, lines, created_at, expires_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6)
     ON CONFLICT (code) DO NOTHING`,
    [code.code, code.citizenId, code.currency, JSON.stringify(lines), code.createdAt, code.expiresAt],
  );
  return touched === 1;
}

export async function findCode(sql: Sql, code: string, now: Date): Promise<PaymentCode | undefined> {
  const row = await sql.first<CodeRow>('SELECT * FROM payment_code WHERE code = $1', [code]);
  if (!row) return undefined;
  return {
    code: row.code,
    citizenId: row.citizen_id,
    currency: row.currency,
    lines: row.lines.map((line) => ({ ...line, amount: minor(BigInt(line.amount)) })),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    state: row.paid_at ? 'paid' : row.expires_at <= now ? 'expired' : 'open',
    paidAt: row.paid_at,
  };
}
