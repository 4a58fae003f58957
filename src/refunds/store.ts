import type { Sql } from '../platform/database/sql.ts';
import type { PaymentState } from '../payments/states.ts';
import type { Refund, RefundState } from './model.ts';

/**
 * What became of an approval, the payment tells: nothing has to be kept in step. After an approval only a provider that
 * declined lets another be asked for.
 */
const columns = `r.id, r.payment_id AS "paymentId", r.agent_id AS "agentId", r.client_key AS key, r.reason,
  r.requested_by AS "requestedBy", r.requested_at AS "requestedAt", r.decided_by AS "decidedBy", r.decided_at AS "decidedAt", r.answer,
  CASE WHEN r.state <> 'approved' THEN r.state
       WHEN EXISTS (SELECT 1 FROM refund later WHERE later.payment_id = r.payment_id AND later.id > r.id) THEN 'declined'
       WHEN v.state = 'reversed' THEN 'done'
       WHEN b.state = 'refused' AND b.decided_at >= r.decided_at THEN 'declined' ELSE r.state END AS state`;
const joined = `refund r JOIN delivery v ON v.settlement_day = r.payment_day AND v.payment_id = r.payment_id
  LEFT JOIN reversal b ON b.payment_id = r.payment_id`;

export interface RefundablePayment {
  readonly id: string;
  readonly day: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly state: PaymentState;
  readonly decidedDay: string | null;
  readonly reversal: 'pending' | 'done' | 'refused' | null;
}

/** A payment with what decides on its refund; of one agent, where one is named. */
export function findPayment(sql: Sql, id: string, agentId: string | null): Promise<RefundablePayment | undefined> {
  return sql.first<RefundablePayment>(
    `SELECT y.id, y.settlement_day AS day, y.agent_id AS "agentId", y.provider_id AS "providerId", v.state,
            v.decided_day AS "decidedDay", (SELECT b.state FROM reversal b WHERE b.payment_id = y.id) AS reversal
       FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
      WHERE y.id = $1 AND ($2::uuid IS NULL OR y.agent_id = $2)`,
    [id, agentId],
  );
}

export function selectRefund(sql: Sql, id: string): Promise<Refund | undefined> {
  return sql.first<Refund>(`SELECT ${columns} FROM ${joined} WHERE r.id = $1`, [id]);
}

/** With its row locked until the transaction ends. */
export function lockRefund(sql: Sql, id: string): Promise<Refund | undefined> {
  return sql.first<Refund>(`SELECT ${columns} FROM ${joined} WHERE r.id = $1 FOR UPDATE OF r`, [id]);
}

export function selectByKey(sql: Sql, agentId: string, key: string): Promise<Refund | undefined> {
  return sql.first<Refund>(`SELECT ${columns} FROM ${joined} WHERE r.agent_id = $1 AND r.client_key = $2`, [
    agentId,
    key,
  ]);
}

/** Oldest first, at most 100. */
export function selectOfPayment(sql: Sql, paymentId: string): Promise<Refund[]> {
  return sql.rows<Refund>(`SELECT ${columns} FROM ${joined} WHERE r.payment_id = $1 ORDER BY r.id LIMIT 100`, [
    paymentId,
  ]);
}

/** The newest first. Ids are made in order of time. */
export function selectRefunds(
  sql: Sql,
  filter: { readonly state: RefundState | null; readonly before: string | null; readonly limit: number },
): Promise<Refund[]> {
  return sql.rows<Refund>(
    `SELECT * FROM (SELECT ${columns} FROM ${joined} WHERE $2::uuid IS NULL OR r.id < $2) AS seen
      WHERE $1::text IS NULL OR state = $1 ORDER BY id DESC LIMIT $3`,
    [filter.state, filter.before, filter.limit],
  );
}

/** False where the agent's key, or an open refund of the payment, is there already. */
export async function insertRefund(
  sql: Sql,
  refund: Pick<Refund, 'id' | 'paymentId' | 'agentId' | 'key' | 'reason' | 'requestedBy' | 'requestedAt'>,
  paymentDay: string,
): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO refund (id, payment_id, payment_day, agent_id, client_key, reason, requested_by, requested_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'requested') ON CONFLICT DO NOTHING`,
    [
      ...[refund.id, refund.paymentId, paymentDay, refund.agentId, refund.key, refund.reason],
      ...[refund.requestedBy, refund.requestedAt],
    ],
  );
  return inserted === 1;
}

export async function updateDecision(
  sql: Sql,
  id: string,
  decision: {
    readonly state: 'approved' | 'refused';
    readonly by: string;
    readonly at: Date;
    readonly answer: string | null;
  },
): Promise<void> {
  await sql.run('UPDATE refund SET state = $2, decided_by = $3, decided_at = $4, answer = $5 WHERE id = $1', [
    ...[id, decision.state, decision.by, decision.at, decision.answer],
  ]);
}
