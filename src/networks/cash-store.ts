import { minor, type Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CashEvent, CashSums } from './cash.ts';

export async function insertEvents(
  sql: Sql,
  tellerId: string,
  { events, at }: { readonly events: readonly CashEvent[]; readonly at: Date },
): Promise<number> {
  return sql.run(
    `INSERT INTO kiosk_cash_event (teller_id, number, kind, currency, amount, occurred_at, received_at)
     SELECT $1, e.*, $7 FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
            AS e (number, kind, currency, amount, occurred_at)
     ON CONFLICT DO NOTHING`,
    [
      tellerId,
      events.map((event) => event.number),
      events.map((event) => event.kind),
      events.map((event) => event.currency),
      events.map((event) => event.amount),
      events.map((event) => event.occurredAt),
      at,
    ],
  );
}

/** Events of a device by their numbers, at most 1,000. */
export async function selectEvents(sql: Sql, tellerId: string, numbers: readonly number[]): Promise<CashEvent[]> {
  const rows = await sql.rows<Omit<CashEvent, 'number' | 'amount'> & { number: bigint; amount: bigint }>(
    `SELECT number, kind, currency, amount, occurred_at AS "occurredAt" FROM kiosk_cash_event
      WHERE teller_id = $1 AND number = ANY($2::bigint[]) LIMIT 1000`,
    [tellerId, numbers],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number), amount: minor(row.amount) }));
}

/** Numbers below the highest that a device has not sent; at most 1,000 ranges. */
export function selectEventGaps(sql: Sql, tellerId: string): Promise<{ from: number; to: number }[]> {
  return sql.rows(
    `SELECT (before + 1)::int AS from, (number - 1)::int AS to
       FROM (SELECT number, lag(number, 1, 0::bigint) OVER (ORDER BY number) AS before FROM kiosk_cash_event WHERE teller_id = $1) AS seen
      WHERE number > before + 1 ORDER BY number LIMIT 1000`,
    [tellerId],
  );
}

interface SumsRow {
  currency: Currency;
  since: Date | null;
  stackedNotes: number;
  stacked: string;
  backNotes: number;
  back: string;
  payments: number;
  paid: string;
  collected: bigint | null;
  stackedBefore: string;
}

/** When the notes of a payment were stacked that took them over from another; undefined for one that was paid by notes of its own. */
export async function selectNotesAt(
  sql: Sql,
  of: { readonly agentId: string; readonly tellerId: string | null; readonly basketId: string },
): Promise<Date | undefined> {
  const row = await sql.first<{ notesAt: Date }>(
    `SELECT r.notes_at AS "notesAt" FROM kiosk_redirect r JOIN idempotency_key k USING (agent_id, client_key)
      WHERE r.teller_id = $1 AND r.agent_id = $2 AND k.basket_id = $3`,
    [of.tellerId, of.agentId, of.basketId],
  );
  return row?.notesAt;
}

/**
 * Notes and payments of a device by currency, since its last collection; reversed and refused payments do not count. A payment with
 * the money of another one counts where the notes of that one do.
 */
export async function selectSums(sql: Sql, tellerId: string): Promise<CashSums[]> {
  const rows = await sql.rows<SumsRow>(
    `WITH emptied AS (
         SELECT currency, number, occurred_at, amount, lag(number, 1, 0::bigint) OVER (PARTITION BY currency ORDER BY number) AS before,
                row_number() OVER (PARTITION BY currency ORDER BY number DESC) AS age
           FROM kiosk_cash_event WHERE teller_id = $1 AND kind = 'collected'),
       last AS (SELECT * FROM emptied WHERE age = 1),
       notes AS (
         SELECT e.currency,
                (count(*) FILTER (WHERE e.kind = 'stacked' AND e.number > coalesce(l.number, 0)))::int AS stacked_notes,
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'stacked' AND e.number > coalesce(l.number, 0)), 0) AS stacked,
                (count(*) FILTER (WHERE e.kind IN ('returned', 'rejected') AND e.number > coalesce(l.number, 0)))::int AS back_notes,
                coalesce(sum(e.amount) FILTER (WHERE e.kind IN ('returned', 'rejected') AND e.number > coalesce(l.number, 0)), 0) AS back,
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'stacked' AND e.number > l.before AND e.number < l.number), 0) AS stacked_before
           FROM kiosk_cash_event e LEFT JOIN last l USING (currency) WHERE e.teller_id = $1 GROUP BY e.currency),
       moved AS (
         SELECT k.basket_id, r.notes_at FROM kiosk_redirect r JOIN idempotency_key k USING (agent_id, client_key)
          WHERE r.teller_id = $1 AND k.basket_id IS NOT NULL),
       paid AS (
         SELECT y.currency, count(*)::int AS count, sum(y.amount + y.payer_fee + y.payer_fee_vat) AS amount
           FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
           LEFT JOIN last l ON l.currency = y.currency
           LEFT JOIN moved m ON m.basket_id = y.basket_id
          WHERE y.teller_id = $1 AND y.channel = 'kiosk' AND v.state <> 'reversed' AND (l.occurred_at IS NULL OR coalesce(m.notes_at, y.accepted_at) > l.occurred_at)
          GROUP BY y.currency)
       SELECT coalesce(n.currency, p.currency) AS currency, l.occurred_at AS since, coalesce(n.stacked_notes, 0) AS "stackedNotes",
              coalesce(n.stacked, 0)::text AS stacked, coalesce(n.back_notes, 0) AS "backNotes", coalesce(n.back, 0)::text AS back,
              coalesce(p.count, 0) AS payments, coalesce(p.amount, 0)::text AS paid, l.amount AS collected,
              coalesce(n.stacked_before, 0)::text AS "stackedBefore"
         FROM notes n FULL JOIN paid p USING (currency) LEFT JOIN last l ON l.currency = coalesce(n.currency, p.currency)
        ORDER BY 1 LIMIT 100`,
    [tellerId],
  );
  return rows.map((row) => ({
    ...row,
    stacked: BigInt(row.stacked),
    back: BigInt(row.back),
    paid: BigInt(row.paid),
    stackedBefore: BigInt(row.stackedBefore),
  }));
}
