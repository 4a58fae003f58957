import type { PaymentState } from '../payments/states.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Standing } from './nudge.ts';

export interface AskedPayment {
  readonly providerId: string;
  readonly reference: string;
  readonly settlementDay: string;
}

interface StandingRow {
  payment_id: string;
  state: PaymentState;
  is_leased: boolean;
  inquiries: number;
  failures: number;
  reversal_requested: boolean;
  was_confirmed: boolean;
  reversed_at: Date | null;
}

/** The delivery of a payment, locked until the transaction ends: no worker claims it meanwhile. */
export async function lockStanding(sql: Sql, payment: AskedPayment): Promise<Standing | undefined> {
  const row = await sql.first<StandingRow>(
    `SELECT v.payment_id, v.state, v.lease_until IS NOT NULL AS is_leased, v.inquiries, v.failures, v.reversal_requested,
            EXISTS (SELECT FROM delivery_attempt a
                     WHERE a.settlement_day = v.settlement_day AND a.payment_id = v.payment_id AND a.event = 'ended'
                       AND a.kind <> 'cancel' AND a.outcome = 'confirmed') AS was_confirmed,
            (SELECT r.decided_at FROM reversal r WHERE r.payment_id = v.payment_id AND r.state = 'done') AS reversed_at
       FROM delivery v
      WHERE v.settlement_day = $1 AND v.provider_id = $2
        AND v.payment_id = (SELECT y.id FROM payment y WHERE y.settlement_day = $1 AND y.receipt_number = $3)
        FOR UPDATE OF v`,
    [payment.settlementDay, payment.providerId, payment.reference],
  );
  return (
    row && {
      ...{ paymentId: row.payment_id, settlementDay: payment.settlementDay, state: row.state },
      ...{ isUnderWay: row.is_leased, inquiries: row.inquiries, failures: row.failures },
      ...{ reversalRequested: row.reversal_requested, wasConfirmed: row.was_confirmed, reversedAt: row.reversed_at },
    }
  );
}

/** False while an earlier nudge of the payment still holds. */
export async function takeNudge(
  sql: Sql,
  paymentId: string,
  { now, holdsUntil }: { readonly now: Date; readonly holdsUntil: Date },
): Promise<boolean> {
  const taken = await sql.run(
    `INSERT INTO delivery_nudge (payment_id, holds_until) VALUES ($1, $3)
     ON CONFLICT (payment_id) DO UPDATE SET holds_until = excluded.holds_until WHERE delivery_nudge.holds_until <= $2`,
    [paymentId, now, holdsUntil],
  );
  return taken === 1;
}

/** The open outcome of a payment is due to be asked about at once; the attempt number, and so the fence, stays. */
export async function askSoon(
  sql: Sql,
  { settlementDay, paymentId }: Pick<Standing, 'settlementDay' | 'paymentId'>,
  now: Date,
): Promise<void> {
  await sql.run(
    `UPDATE delivery SET next_action_at = least(next_action_at, $3)
      WHERE settlement_day = $1 AND payment_id = $2 AND state = 'unknown' AND lease_until IS NULL AND NOT resend_allowed`,
    [settlementDay, paymentId, now],
  );
}

/** At most `limit`. */
export function deleteNudges(sql: Sql, before: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM delivery_nudge WHERE payment_id IN (
       SELECT payment_id FROM delivery_nudge WHERE holds_until < $1 ORDER BY holds_until LIMIT $2)`,
    [before, limit],
  );
}
