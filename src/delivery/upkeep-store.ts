import type { Sql } from '../platform/database/sql.ts';

export interface Lapse {
  readonly providerId: string;
  readonly now: Date;
  /** Attempts without an end in a row after which a delivery waits until `poisonUntil`. */
  readonly poisonAfter: number;
  readonly poisonUntil: Date;
}

/**
 * Attempts whose lease lapsed are over: the worker died, or stood still. What was being sent becomes unknown. What takes
 * its worker down every time waits for a person. At most 1000, oldest first; returns how many.
 */
export async function expireLeases(sql: Sql, lapse: Lapse): Promise<number> {
  return sql.run(
    `UPDATE delivery
        SET state = CASE state WHEN 'sending' THEN 'unknown' ELSE state END, ever_unknown = ever_unknown OR state = 'sending',
            unknown_since = CASE state WHEN 'sending' THEN coalesce(unknown_since, $2) ELSE unknown_since END,
            failures = failures + 1, next_action_at = CASE WHEN failures + 1 >= $3 THEN $4::timestamptz ELSE $2 END,
            lease_until = NULL, lease_owner = NULL
      WHERE (settlement_day, payment_id) IN (
              SELECT settlement_day, payment_id FROM delivery
               WHERE provider_id = $1 AND next_action_at IS NOT NULL AND lease_until <= $2
               ORDER BY receipt_number LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
    [lapse.providerId, lapse.now, lapse.poisonAfter, lapse.poisonUntil],
  );
}

/** The provider is back: what waits to be sent to it is due at once. Returns how many deliveries had waited. */
export async function bringForward(sql: Sql, providerId: string, now: Date): Promise<number> {
  return sql.run(
    `UPDATE delivery SET next_action_at = $2
      WHERE provider_id = $1 AND next_action_at > $2 AND state = 'accepted' AND failures = 0`,
    [providerId, now],
  );
}

/** Open outcomes of these payments are due to be asked about at once. Returns how many. */
export async function lookAgain(
  sql: Sql,
  payments: { readonly providerId: string; readonly references: readonly string[] },
  now: Date,
): Promise<number> {
  return sql.run(
    `UPDATE delivery SET next_action_at = $3
      WHERE provider_id = $1 AND receipt_number = ANY ($2::text[]) AND state = 'unknown' AND next_action_at > $3`,
    [payments.providerId, payments.references, now],
  );
}

/** A person says that a delivery which failed again and again is to be tried once more. */
export async function tryAgain(sql: Sql, paymentId: string, now: Date): Promise<void> {
  await sql.run(
    `UPDATE delivery SET failures = 0, next_action_at = $2
      WHERE settlement_day = (SELECT settlement_day FROM payment WHERE id = $1) AND payment_id = $1
        AND next_action_at IS NOT NULL AND lease_until IS NULL`,
    [paymentId, now],
  );
}

/**
 * Providers with deliveries that are due, leases that lapsed or reversals that can be carried out, at most 10,000. One probe each, in the order of the
 * receipts, since that is the order of the index of open deliveries. Without one the server believes that a due delivery is met soon wherever it begins,
 * and reads the month from its beginning where there is none.
 */
export async function listProvidersDue(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.rows<{ provider_id: string }>(
    `SELECT p.id AS provider_id FROM provider p
      WHERE (SELECT true FROM delivery v WHERE v.provider_id = p.id AND v.next_action_at <= $1
                AND (v.lease_until IS NULL OR v.lease_until <= $1) ORDER BY v.receipt_number LIMIT 1)
         OR (SELECT true FROM delivery v WHERE v.provider_id = p.id AND v.reversal_requested AND v.state IN ('accepted', 'rejected')
              ORDER BY v.receipt_number LIMIT 1)
      ORDER BY p.id LIMIT 10000`,
    [now],
  );
  return rows.map((row) => row.provider_id);
}

/** Payments whose reversal was wished for and can be carried out now, oldest first, at most 100. */
export async function listReversible(sql: Sql, providerId: string): Promise<{ id: string; settlementDay: string }[]> {
  return sql.rows<{ id: string; settlementDay: string }>(
    `SELECT payment_id AS id, settlement_day AS "settlementDay" FROM delivery
      WHERE provider_id = $1 AND reversal_requested AND state IN ('accepted', 'rejected') ORDER BY receipt_number LIMIT 100`,
    [providerId],
  );
}

/**
 * Opens a case for each outcome, and each cancel, that has been unknown since before `since`, and for each delivery that
 * failed `poisonAfter` times in a row. Returns how many were opened.
 */
export async function openCases(
  sql: Sql,
  cases: { readonly since: Date; readonly poisonAfter: number; readonly now: Date; readonly newId: () => string },
): Promise<number> {
  const found = await sql.rows<{ kind: string; payment_id: string; detail: string }>(
    `WITH broken AS (
       SELECT 'stuck_unknown' AS kind, v.payment_id,
              CASE v.state WHEN 'unknown' THEN 'no provider answer' ELSE 'no answer to the cancel' END AS detail
         FROM delivery v LEFT JOIN reversal r ON v.state = 'confirmed' AND r.payment_id = v.payment_id
        WHERE v.next_action_at IS NOT NULL
          AND (v.state = 'unknown' AND v.unknown_since < $1 OR v.state = 'confirmed' AND r.state = 'pending' AND r.requested_at < $1)
       UNION ALL
       SELECT 'poison', payment_id, failures || ' attempts failed without an answer' FROM delivery
        WHERE next_action_at IS NOT NULL AND failures >= $2)
     SELECT kind, payment_id, detail FROM broken b
      WHERE NOT EXISTS (SELECT 1 FROM review_case c WHERE c.kind = b.kind AND c.subject_id = b.payment_id AND c.state = 'open')
      LIMIT 1000`,
    [cases.since, cases.poisonAfter],
  );
  if (found.length === 0) return 0;
  return sql.run(
    `INSERT INTO review_case (id, kind, subject_id, detail, opened_at)
     SELECT id, kind, subject, detail, $5 FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS c (id, kind, subject, detail)
     ON CONFLICT (kind, subject_id) WHERE state = 'open' DO NOTHING`,
    [
      found.map(() => cases.newId()),
      found.map((row) => row.kind),
      found.map((row) => row.payment_id),
      found.map((row) => row.detail),
      cases.now,
    ],
  );
}
