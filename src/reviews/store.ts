import { minor, type Currency } from '../kernel/money.ts';
import type { PaymentState } from '../payments/states.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AttemptRow, CaseAction, CaseKind, CasePayment, Proposal, ReviewCase } from './model.ts';

interface CaseRow {
  id: string;
  kind: CaseKind;
  subject_id: string;
  detail: string;
  state: 'open' | 'resolved';
  opened_at: Date;
  owner: string | null;
  action: CaseAction | null;
  provider_transaction: string | null;
  reason: string | null;
  proposed_by: string | null;
  proposed_at: Date | null;
  approved_by: string | null;
}

const columns =
  'id, kind, subject_id, detail, state, opened_at, owner, action, provider_transaction, reason, proposed_by, proposed_at, approved_by';

export async function listOpen(sql: Sql, limit: number): Promise<ReviewCase[]> {
  const rows = await sql.rows<CaseRow>(
    `SELECT ${columns} FROM review_case WHERE state = 'open' ORDER BY opened_at, id LIMIT $1`,
    [limit],
  );
  return rows.map(caseOf);
}

export async function findCase(sql: Sql, id: string): Promise<ReviewCase | undefined> {
  const row = await sql.first<CaseRow>(`SELECT ${columns} FROM review_case WHERE id = $1`, [id]);
  return row && caseOf(row);
}

/** The case with its row locked until the transaction ends. */
export async function lockCase(sql: Sql, id: string): Promise<ReviewCase | undefined> {
  const row = await sql.first<CaseRow>(`SELECT ${columns} FROM review_case WHERE id = $1 FOR UPDATE`, [id]);
  return row && caseOf(row);
}

export async function updateOwner(sql: Sql, id: string, owner: { by: string; at: Date }): Promise<void> {
  await sql.run('UPDATE review_case SET owner = $2, taken_at = coalesce(taken_at, $3) WHERE id = $1', [
    id,
    owner.by,
    owner.at,
  ]);
}

export async function updateProposal(
  sql: Sql,
  id: string,
  { proposal, by, at }: { readonly proposal: Proposal; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `UPDATE review_case SET action = $2, provider_transaction = $3, reason = $4, proposed_by = $5, proposed_at = $6,
            approved_by = NULL, approved_at = NULL WHERE id = $1`,
    [id, proposal.action, proposal.providerTransaction, proposal.reason, by, at],
  );
}

/** Null takes the approval back: what it approved could not be carried out. */
export async function updateApproval(sql: Sql, id: string, approval: { by: string; at: Date } | null): Promise<void> {
  await sql.run('UPDATE review_case SET approved_by = $2, approved_at = $3 WHERE id = $1', [
    id,
    approval?.by ?? null,
    approval?.at ?? null,
  ]);
}

export async function updateResolved(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run(`UPDATE review_case SET state = 'resolved', resolved_at = $2 WHERE id = $1`, [id, at]);
}

interface PaymentRow {
  id: string;
  settlement_day: string;
  receipt_number: string;
  provider_id: string;
  provider_code: string;
  amount: bigint;
  currency: Currency;
  accepted_at: Date;
  state: PaymentState;
  attempt_no: number;
  lease_until: Date | null;
  reversal_requested: boolean;
  provider_transaction: string | null;
}

/** The payments among the subjects of cases, by id. */
export async function findPayments(sql: Sql, ids: readonly string[]): Promise<Map<string, CasePayment>> {
  const rows = await sql.rows<PaymentRow>(
    `SELECT y.id, y.settlement_day, y.receipt_number, y.provider_id, p.code AS provider_code, y.amount, y.currency, y.accepted_at,
            v.state, v.attempt_no, v.lease_until, v.reversal_requested, v.provider_transaction
       FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
       JOIN provider p ON p.id = y.provider_id
      WHERE y.id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, paymentOf(row)]));
}

/** The last 40 rows of a payment's attempts, oldest first. */
export async function listAttempts(sql: Sql, payment: CasePayment): Promise<AttemptRow[]> {
  const rows = await sql.rows<AttemptRow>(
    `SELECT attempt_no AS "attemptNo", event, kind, at, worker, outcome, provider_code AS "providerCode", reason
       FROM delivery_attempt WHERE settlement_day = $1 AND payment_id = $2 ORDER BY attempt_no DESC, event LIMIT 40`,
    [payment.settlementDay, payment.id],
  );
  return rows.toReversed();
}

function caseOf(row: CaseRow): ReviewCase {
  const { action, reason, proposed_by: by, proposed_at: at } = row;
  const isProposed = action !== null && reason !== null && by !== null && at !== null;
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    detail: row.detail,
    state: row.state,
    openedAt: row.opened_at,
    owner: row.owner,
    proposal: isProposed ? { action, providerTransaction: row.provider_transaction, reason, by, at } : null,
    approvedBy: row.approved_by,
  };
}

function paymentOf(row: PaymentRow): CasePayment {
  return {
    id: row.id,
    settlementDay: row.settlement_day,
    receiptNumber: row.receipt_number,
    providerId: row.provider_id,
    providerCode: row.provider_code,
    amount: minor(row.amount),
    currency: row.currency,
    acceptedAt: row.accepted_at,
    state: row.state,
    attemptNo: row.attempt_no,
    leaseUntil: row.lease_until,
    reversalRequested: row.reversal_requested,
    providerTransaction: row.provider_transaction,
  };
}
