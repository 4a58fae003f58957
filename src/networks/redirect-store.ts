import type { Sql } from '../platform/database/sql.ts';

/** Money of a payment on its way to another one. */
interface RedirectRow {
  readonly agentId: string;
  readonly paymentId: string;
  /** Key of the payment that takes the money over. */
  readonly key: string;
  /** The device that has the notes and when they were stacked; null where no kiosk took them. */
  readonly notes: { readonly tellerId: string; readonly at: Date } | null;
}

/** False where the payment, or the key, is bound already. */
export async function insertRedirect(sql: Sql, { agentId, paymentId, key, notes }: RedirectRow): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO kiosk_redirect (agent_id, client_key, payment_id, teller_id, notes_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [agentId, key, paymentId, notes?.tellerId ?? null, notes?.at ?? null],
  );
  return inserted === 1;
}

/** The key that the money of a payment is bound to; undefined where it is to none. */
export async function selectKeyOf(sql: Sql, paymentId: string): Promise<string | undefined> {
  const row = await sql.first<{ key: string }>('SELECT client_key AS key FROM kiosk_redirect WHERE payment_id = $1', [
    paymentId,
  ]);
  return row?.key;
}

/** False where the money is bound to another key by now, or the new key to other money. */
export async function moveToKey(
  sql: Sql,
  paymentId: string,
  step: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const moved = await sql.run(
    `UPDATE kiosk_redirect r SET client_key = $3 WHERE payment_id = $1 AND client_key = $2
        AND NOT EXISTS (SELECT 1 FROM kiosk_redirect o WHERE o.agent_id = r.agent_id AND o.client_key = $3)`,
    [paymentId, step.from, step.to],
  );
  return moved === 1;
}

/** The key that took over from one that was closed for it; undefined for every other key. */
export async function selectMovedTo(sql: Sql, agentId: string, key: string): Promise<string | undefined> {
  const row = await sql.first<{ key: string | null }>(
    `SELECT answer->>'movedTo' AS key FROM idempotency_key WHERE agent_id = $1 AND client_key = $2 AND status = 'abandoned'`,
    [agentId, key],
  );
  return row?.key ?? undefined;
}

/** Why a payment was reversed, or is to be: the words of whoever was first. */
export async function selectReversalReason(sql: Sql, paymentId: string): Promise<string | undefined> {
  const row = await sql.first<{ reason: string }>('SELECT reason FROM reversal WHERE payment_id = $1', [paymentId]);
  return row?.reason;
}

/** Nothing where the money is bound to another key by now, or has paid under this one. */
export async function deleteRedirect(
  sql: Sql,
  of: { readonly paymentId: string; readonly key: string },
): Promise<void> {
  await sql.run(
    `DELETE FROM kiosk_redirect r WHERE r.payment_id = $1 AND r.client_key = $2 AND NOT EXISTS (
       SELECT 1 FROM idempotency_key k WHERE k.agent_id = r.agent_id AND k.client_key = r.client_key AND k.status = 'accepted')`,
    [of.paymentId, of.key],
  );
}
