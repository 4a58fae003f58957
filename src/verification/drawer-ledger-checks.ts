import type { FindingRow, StatementCheck } from './statement-check.ts';

/** What is closed or corrected is posted within seconds; what still waits after so many minutes has been forgotten. */
const mostMinutes = 60;

/** Channels by which cash reaches a drawer, and by which it is given back from one. */
const takenIn = `('counter', 'kiosk')`;
const givenBack = `('counter', 'kiosk', 'collected')`;

/** Entries of drawers by their keys: of which kind of transfer, of whom, and of which currency. */
const bookedText = `
keys AS (
  SELECT k.*, split_part(key, ':', 1) AS word, split_part(key, ':', 2) AS subject, split_part(key, ':', 3) AS of_currency FROM entry_key k
   WHERE key LIKE 'shift-closed:%' OR key LIKE 'cash-difference:%' OR key LIKE 'difference-corrected:%'),
booked AS (
  SELECT k.word, k.subject, k.of_currency, t.kind, t.reverses, k.transfer, a.kind AS account, a.owner_id, a.currency, p.amount
    FROM keys k
    JOIN transfer t ON t.settlement_day = k.settlement_day AND t.lane = k.lane AND t.number = k.transfer
    CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount)
    JOIN ledger_account a ON a.id = p.account_id)`;

/**
 * What a closed shift must have come to, account by account, from payments, movements and counts. What goes to or comes from the vault
 * is the rest: postings sum to nought.
 */
const shiftsText = `WITH ${bookedText},
closed AS (
  SELECT s.* FROM cash_shift s LEFT JOIN cash_posting_due d ON d.subject_id = s.id
   WHERE s.closed_at IS NOT NULL AND (d.since IS NULL OR d.since < $1::timestamptz - make_interval(mins => $2))),
legs AS (
  SELECT s.id, c.currency, 'drawer' AS leg, -c.amount AS amount FROM closed s JOIN cash_count c ON c.shift_id = s.id AND c.occasion = 'closing'
   UNION ALL
  SELECT s.id, c.currency, 'drawer', c.amount FROM closed s JOIN cash_shift o ON o.teller_id = s.teller_id AND o.number = s.number - 1
    JOIN cash_count c ON c.shift_id = o.id AND c.occasion = 'closing'
   UNION ALL
  SELECT s.id, y.currency, 'takings', y.amount + y.payer_fee + y.payer_fee_vat
    FROM closed s JOIN payment y ON y.teller_id = s.teller_id AND y.settlement_day BETWEEN s.after_day AND s.closed_day
                                AND y.lane = s.lane AND y.transfer > s.after_transfer AND y.transfer <= s.closed_transfer
   WHERE y.channel IN ${takenIn}
   UNION ALL
  SELECT s.id, y.currency, 'takings', -(y.amount + y.payer_fee + y.payer_fee_vat)
    FROM closed s JOIN reversal r ON r.requested_by = 'teller:' || s.teller_id
    JOIN transfer t ON t.payment_id = r.payment_id AND t.kind IN ('reversal', 'refund', 'cancellation')
                   AND t.settlement_day BETWEEN s.after_day AND s.closed_day
                   AND t.lane = s.lane AND t.number > s.after_transfer AND t.number <= s.closed_transfer
    JOIN payment y ON y.settlement_day = r.settlement_day AND y.id = r.payment_id
   WHERE y.channel IN ${givenBack}
   UNION ALL
  SELECT s.id, m.currency, CASE m.kind WHEN 'to_payer' THEN 'takings' ELSE 'handed' END, -m.amount
    FROM closed s JOIN cash_movement m ON m.shift_id = s.id AND m.state = 'done' AND m.kind IN ('to_payer', 'to_teller')
   UNION ALL
  SELECT s.id, m.currency, 'handed', m.amount FROM closed s JOIN cash_movement m ON m.to_shift_id = s.id
   UNION ALL
  SELECT s.id, d.currency, 'over_short', d.amount FROM closed s JOIN cash_difference d ON d.shift_id = s.id),
told AS (
  SELECT id::text AS subject, currency::text AS currency, coalesce(sum(amount) FILTER (WHERE leg = 'drawer'), 0) AS drawer,
         coalesce(sum(amount) FILTER (WHERE leg = 'takings'), 0) AS takings, coalesce(sum(amount) FILTER (WHERE leg = 'handed'), 0) AS handed,
         coalesce(sum(amount) FILTER (WHERE leg = 'over_short'), 0) AS over_short
    FROM legs GROUP BY 1, 2),
posted AS (
  SELECT b.subject, b.of_currency AS currency, coalesce(sum(b.amount) FILTER (WHERE account = 'teller_drawer'), 0) AS drawer,
         coalesce(sum(b.amount) FILTER (WHERE account = 'agent_takings'), 0) AS takings,
         coalesce(sum(b.amount) FILTER (WHERE account = 'cash_in_hand_over'), 0) AS handed,
         coalesce(sum(b.amount) FILTER (WHERE account = 'cash_over_short'), 0) AS over_short,
         bool_and(b.currency = b.of_currency AND b.kind = CASE b.word WHEN 'shift-closed' THEN 'shift_closed' ELSE 'cash_difference' END
              AND (b.account = 'cash_over_short') <= (b.word = 'cash-difference')
              AND CASE WHEN b.account IN ('teller_drawer', 'cash_over_short') THEN b.owner_id = s.teller_id
                       WHEN b.account IN ('agent_vault', 'agent_takings', 'cash_in_hand_over') THEN b.owner_id = s.agent_id ELSE false END) AS is_own
    FROM booked b LEFT JOIN cash_shift s ON s.id::text = b.subject WHERE b.word <> 'difference-corrected' GROUP BY 1, 2)
SELECT coalesce(t.subject, p.subject) AS subject,
       coalesce(t.currency, p.currency) || ': the drawer comes to ' || coalesce(-t.drawer, 0) || ' more, taken ' || coalesce(t.takings, 0) ||
       ', handed over ' || coalesce(t.handed, 0) || ', difference ' || coalesce(t.over_short, 0) || '; the ledger says ' ||
       coalesce(-p.drawer, 0) || ', ' || coalesce(p.takings, 0) || ', ' || coalesce(p.handed, 0) || ', ' || coalesce(p.over_short, 0) ||
       CASE WHEN p.is_own IS FALSE THEN ', on accounts that are not its own' ELSE '' END AS detail
  FROM told t FULL JOIN posted p ON p.subject = t.subject AND p.currency = t.currency
 WHERE (coalesce(t.drawer, 0), coalesce(t.takings, 0), coalesce(t.handed, 0), coalesce(t.over_short, 0)) IS DISTINCT FROM
       (coalesce(p.drawer, 0), coalesce(p.takings, 0), coalesce(p.handed, 0), coalesce(p.over_short, 0))
       AND NOT EXISTS (SELECT 1 FROM cash_posting_due d WHERE t.subject IS NULL AND d.subject_id::text = p.subject)
    OR p.is_own IS FALSE
 LIMIT 100`;

/** A correction moves its own sum between vault and difference, names the difference, and takes back no more than there was. */
const correctionsText = `WITH ${bookedText},
waiting AS (SELECT subject_id::text AS subject FROM cash_posting_due WHERE since >= $1::timestamptz - make_interval(mins => $2)),
posted AS (
  SELECT b.subject, b.of_currency AS currency, min(b.reverses) AS reverses,
         sum(b.amount) FILTER (WHERE account = 'cash_over_short' AND b.owner_id = s.teller_id) AS over_short,
         sum(b.amount) FILTER (WHERE account = 'agent_vault' AND b.owner_id = s.agent_id) AS vault,
         count(*) = 2 AND bool_and(b.kind = 'difference_corrected' AND b.currency = b.of_currency) AS is_plain
    FROM booked b LEFT JOIN cash_correction c ON c.id::text = b.subject LEFT JOIN cash_shift s ON s.id = c.shift_id
   WHERE b.word = 'difference-corrected' GROUP BY 1, 2)
SELECT coalesce(c.id::text, p.subject) AS subject, 'corrects by ' || coalesce(c.amount, 0) || ', the ledger says ' || coalesce(p.over_short, 0) AS detail
  FROM cash_correction c FULL JOIN posted p ON p.subject = c.id::text AND p.currency = c.currency
  LEFT JOIN entry_key k ON k.key = 'cash-difference:' || c.shift_id || ':' || c.currency
 WHERE ((p.over_short, p.vault, p.is_plain, p.reverses) IS DISTINCT FROM (c.amount::numeric, -c.amount::numeric, true, k.transfer))
   AND NOT EXISTS (SELECT 1 FROM waiting w WHERE w.subject = c.id::text)
 UNION ALL
SELECT d.shift_id::text, d.currency || ': ' || d.amount || ' was corrected by ' || sum(c.amount)
  FROM cash_difference d JOIN cash_correction c ON c.shift_id = d.shift_id AND c.currency = d.currency
 GROUP BY d.shift_id, d.currency, d.amount HAVING sign(d.amount) * (d.amount + sum(c.amount)) < 0 OR bool_or(sign(c.amount) = sign(d.amount))
 LIMIT 100`;

export const drawerLedgerChecks: readonly StatementCheck[] = [
  {
    // Every closed shift is posted, under its keys and once, for what its own rows come to; so is every correction.
    name: 'drawers_match_ledger',
    read: async (sql, { now }) => [
      ...(await sql.rows<FindingRow>(shiftsText, [now, mostMinutes])),
      ...(await sql.rows<FindingRow>(correctionsText, [now, mostMinutes])),
    ],
  },
];
