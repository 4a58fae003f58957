import type { Sql } from '../platform/database/sql.ts';
import type { NamedFindingRow, Page, PageCheck } from './statement-check.ts';

/** The payments that were accepted in a page: each payment is in exactly one. */
const acceptedIn = `SELECT t.payment_day AS day, t.payment_id AS id FROM transfer t
  WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $4 AND $5 AND t.kind = 'acceptance'`;

/** Payments that something else was booked for in a page: those accepted earlier are looked at again. */
const movedIn = `SELECT DISTINCT t.payment_day AS day, t.payment_id AS id FROM transfer t
  WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $4 AND $5 AND t.kind <> 'acceptance' AND t.payment_id IS NOT NULL`;

/** Payments whose outcome is still to come. */
const stillOpen = `SELECT settlement_day AS day, payment_id AS id FROM delivery WHERE next_action_at IS NOT NULL`;

/** What a table has of the payments that are looked at, read by key in one go; `id` is the column that names the payment. The bounds find the months. */
const ofSubjects = (id: string) =>
  `settlement_day BETWEEN (SELECT min(day) FROM subject) AND (SELECT max(day) FROM subject)
     AND settlement_day = ANY (ARRAY(SELECT DISTINCT day FROM subject)) AND ${id} = ANY (ARRAY(SELECT id FROM subject))`;

/**
 * The payments that are as nearly all are: confirmed after one attempt that began and ended, accepted and confirmed in the books and nothing
 * else, proven by their provider's number if they have one, never taken back. Nothing that is looked for below can be wrong with them, so it is looked for in the others alone.
 */
const plainText = `
paid AS MATERIALIZED (SELECT settlement_day, id, receipt_number, provider_id FROM payment WHERE ${ofSubjects('id')}),
told AS MATERIALIZED (
  SELECT settlement_day, payment_id, receipt_number, provider_id, provider_transaction, decided_day FROM delivery
   WHERE ${ofSubjects('payment_id')} AND state = 'confirmed' AND attempt_no = 1 AND NOT reversal_requested),
booked AS MATERIALIZED (
  SELECT payment_id, min(settlement_day) AS first_day, max(settlement_day) FILTER (WHERE kind = 'confirmation') AS day FROM transfer
   WHERE settlement_day >= (SELECT min(day) FROM subject) AND payment_id = ANY (ARRAY(SELECT id FROM subject))
   GROUP BY payment_id HAVING count(*) = 2 AND min(lane) = max(lane)
      AND max(number) FILTER (WHERE kind = 'acceptance') < max(number) FILTER (WHERE kind = 'confirmation')),
tried AS MATERIALIZED (
  SELECT settlement_day, payment_id FROM delivery_attempt WHERE ${ofSubjects('payment_id')}
   GROUP BY settlement_day, payment_id HAVING count(*) = 2 AND min(attempt_no) = 1 AND max(attempt_no) = 1),
taken_back AS MATERIALIZED (SELECT payment_id FROM reversal WHERE payment_id = ANY (ARRAY(SELECT id FROM subject))),
plain AS MATERIALIZED (
  SELECT y.settlement_day AS day, y.id FROM paid y
    JOIN told v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id AND v.receipt_number = y.receipt_number AND v.provider_id = y.provider_id
    JOIN booked b ON b.payment_id = y.id AND b.first_day >= y.settlement_day AND b.day = v.decided_day
    JOIN tried a ON a.settlement_day = y.settlement_day AND a.payment_id = y.id
    LEFT JOIN taken_back r ON r.payment_id = y.id
    LEFT JOIN LATERAL (SELECT payment_id FROM provider_reference WHERE provider_id = v.provider_id
                          AND provider_transaction = v.provider_transaction LIMIT 1) AS f ON true
   WHERE r.payment_id IS NULL AND (v.provider_transaction IS NULL OR f.payment_id = y.id)),
looked_at AS (SELECT s.* FROM subject s LEFT JOIN plain p ON p.day = s.day AND p.id = s.id WHERE p.id IS NULL)`;

/** A delivery that is open is none of them. */
const allText = `looked_at AS (SELECT * FROM subject)`;

/** Everything that must agree with a payment beside its money: delivery, state, attempts, the provider's number, the reversal. */
const deliveryText = (subjects: string, lookedAt: string) => `
WITH subject AS MATERIALIZED (${subjects}), ${lookedAt},
seen AS (
  SELECT s.id, y.id IS NOT NULL AND v.payment_id IS NOT NULL AND v.receipt_number = y.receipt_number AND v.provider_id = y.provider_id AS is_paired,
         v.state, v.attempt_no, v.ever_unknown, v.reversal_requested, v.provider_transaction, v.decided_day, moved.kinds, moved.decided_day AS booked_day,
         tries.started, tries.least, tries.most, tries.confirmed, tries.cancelled,
         r.state AS reversal, r.settlement_day = s.day AS is_reversal_of_day, f.payment_id AS proven
    FROM looked_at s
    LEFT JOIN LATERAL (SELECT * FROM payment WHERE settlement_day = s.day AND id = s.id LIMIT 1) AS y ON true
    LEFT JOIN LATERAL (SELECT * FROM delivery WHERE settlement_day = s.day AND payment_id = s.id LIMIT 1) AS v ON true
    LEFT JOIN LATERAL (SELECT * FROM reversal WHERE payment_id = s.id LIMIT 1) AS r ON true
    LEFT JOIN LATERAL (SELECT * FROM provider_reference WHERE provider_id = v.provider_id
                          AND provider_transaction = v.provider_transaction LIMIT 1) AS f ON true
    LEFT JOIN LATERAL (SELECT string_agg(t.kind, ' ' ORDER BY t.lane, t.number) AS kinds,
                              max(t.settlement_day) FILTER (WHERE t.kind = CASE v.state WHEN 'confirmed' THEN 'confirmation' WHEN 'rejected' THEN 'rejection' END
                                OR v.state = 'reversed' AND t.kind IN ('reversal', 'refund', 'cancellation')) AS decided_day
                         FROM transfer t WHERE t.payment_id = s.id AND t.settlement_day >= s.day) AS moved ON true
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE a.event = 'started') AS started, min(a.attempt_no) AS least, max(a.attempt_no) AS most,
                              count(*) FILTER (WHERE a.event = 'ended' AND a.kind = 'pay' AND a.outcome = 'confirmed') AS confirmed,
                              count(*) FILTER (WHERE a.event = 'ended' AND a.kind = 'cancel' AND a.outcome = 'cancelled') AS cancelled
                         FROM delivery_attempt a WHERE a.settlement_day = s.day AND a.payment_id = s.id) AS tries ON true)
SELECT 'one_delivery_per_payment' AS check, id::text AS subject, 'payment and delivery are not one to one' AS detail FROM seen WHERE is_paired IS NOT TRUE
 UNION ALL
SELECT 'state_matches_ledger', id::text, state || ' after ' || coalesce(kinds, 'nothing') FROM seen
 WHERE NOT CASE WHEN state IS NULL THEN true WHEN state IN ('accepted', 'sending', 'unknown') THEN kinds IS NOT DISTINCT FROM 'acceptance'
                WHEN state = 'confirmed' THEN kinds IS NOT DISTINCT FROM 'acceptance confirmation'
                WHEN state = 'rejected' THEN coalesce(kinds, '') IN ('acceptance rejection', 'acceptance rejection late_success')
                WHEN state = 'reversed' THEN coalesce(kinds, '') IN ('acceptance reversal', 'acceptance rejection refund', 'acceptance confirmation cancellation')
                ELSE false END
 UNION ALL
SELECT 'state_matches_ledger', id::text, 'decided on ' || coalesce(decided_day::text, 'no day') || ', booked on ' || coalesce(booked_day::text, 'none')
  FROM seen WHERE decided_day IS DISTINCT FROM booked_day
 UNION ALL
SELECT 'one_accepted_attempt', id::text, started || ' of ' || attempt_no || ' attempts have a beginning, the last is ' || coalesce(most, 0) FROM seen
 WHERE started <> attempt_no OR most > attempt_no OR least < 1
 UNION ALL
-- After an unknown attempt, a provider that takes repeats safely may confirm more than one of them: one credit all the same.
SELECT 'one_accepted_attempt', id::text, confirmed || ' attempts to pay were confirmed' FROM seen WHERE confirmed > 1 AND NOT ever_unknown
 UNION ALL
SELECT 'references_used_once', id::text, 'a number that proves another payment, or none' FROM seen
 WHERE provider_transaction IS NOT NULL AND proven IS DISTINCT FROM id
 UNION ALL
-- What the provider did not cancel itself is taken back from it by two people and by nobody else.
SELECT 'refunds_have_two_people', id::text, 'taken back from the provider without its cancel, a case or a refund' FROM seen
 WHERE state = 'reversed' AND kinds LIKE '%cancellation' AND cancelled = 0
   AND NOT EXISTS (SELECT 1 FROM refund f WHERE f.payment_id = seen.id AND f.state = 'approved')
   AND NOT EXISTS (SELECT 1 FROM review_case c WHERE c.subject_id = seen.id AND c.action = 'cancelled' AND c.approved_by IS NOT NULL)
 UNION ALL
SELECT 'reversals_match_states', id::text, 'reversal ' || coalesce(reversal, 'none') || ', payment ' || coalesce(state, 'none') FROM seen
 WHERE (state = 'reversed') <> (coalesce(reversal, '') = 'done') OR reversal_requested <> (coalesce(reversal, '') = 'pending') OR NOT is_reversal_of_day
 LIMIT 100`;

const names = [
  'one_delivery_per_payment',
  'state_matches_ledger',
  'one_accepted_attempt',
  'references_used_once',
  'reversals_match_states',
  'refunds_have_two_people',
] as const;

const spanOf = (page: Page) => [page.lane, page.firstDay, page.lastDay, page.firstTransfer, page.lastTransfer];

export const acceptedDeliveries: PageCheck = {
  names,
  read: (sql, page) => sql.rows<NamedFindingRow>(deliveryText(acceptedIn, plainText), spanOf(page)),
};

/** For incremental runs: payments accepted before, about which something is new. */
export const movedDeliveries: PageCheck = {
  names,
  read: (sql, page) => sql.rows<NamedFindingRow>(deliveryText(movedIn, plainText), spanOf(page)),
};

export function readOpenDeliveries(sql: Sql): Promise<NamedFindingRow[]> {
  return sql.rows<NamedFindingRow>(deliveryText(stillOpen, allText));
}
