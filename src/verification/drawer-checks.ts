import type { FindingRow, StatementCheck } from './statement-check.ts';

/** Channels by which cash reaches a drawer, and by which it is given back from one. */
const takenIn = `('counter', 'kiosk')`;
const givenBack = `('counter', 'kiosk', 'collected')`;

export const drawerChecks: readonly StatementCheck[] = [
  {
    // The shifts of a teller leave no payment out and share none; the Z-reports of an outlet have no gap.
    name: 'shifts_follow',
    read: (sql) =>
      sql.rows<FindingRow>(
        `SELECT id::text AS subject, 'shift ' || number || ' of its teller does not begin where the one before ended' AS detail
             FROM (SELECT id, number, after_day, after_transfer, lag(number) OVER before AS previous,
                          lag(closed_day) OVER before AS ended_day, lag(closed_transfer) OVER before AS ended
                     FROM cash_shift WINDOW before AS (PARTITION BY teller_id ORDER BY number)) AS s
            WHERE number <> coalesce(previous, 0) + 1
               OR previous IS NOT NULL AND (after_day, after_transfer) IS DISTINCT FROM (ended_day, ended)
            UNION ALL
           SELECT coalesce(s.outlet_id, n.outlet_id)::text,
                  coalesce(s.reports, 0) || ' Z-reports up to ' || coalesce(s.last, 0) || ', the last number is ' || coalesce(n.last_number, 0)
             FROM (SELECT outlet_id, count(z_number) AS reports, max(z_number) AS last FROM cash_shift
                    WHERE z_number IS NOT NULL GROUP BY outlet_id) AS s
             FULL JOIN cash_report_number n ON n.outlet_id = s.outlet_id
            WHERE s.reports IS DISTINCT FROM n.last_number::bigint OR s.last IS DISTINCT FROM n.last_number
            LIMIT 100`,
      ),
  },
  {
    // Float, and what the books say was paid, given back and moved since the shift was opened, is what the closing count was
    // held against: what came before lies in the float. What it differed by is the teller's difference, and there is no other.
    name: 'drawers_match_books',
    read: (sql) =>
      sql.rows<FindingRow>(
        `WITH closed AS (SELECT * FROM cash_shift WHERE closed_at IS NOT NULL),
           moved AS (
             SELECT shift_id, currency, amount FROM cash_count WHERE occasion = 'opening'
              UNION ALL
             SELECT s.id, y.currency, y.amount + y.payer_fee + y.payer_fee_vat
               FROM closed s JOIN payment y ON y.teller_id = s.teller_id AND y.settlement_day BETWEEN s.after_day AND s.closed_day
                                           AND y.lane = s.lane AND y.transfer > s.opened_transfer AND y.transfer <= s.closed_transfer
              WHERE y.channel IN ${takenIn}
              UNION ALL
             SELECT s.id, y.currency, -(y.amount + y.payer_fee + y.payer_fee_vat)
               FROM closed s JOIN reversal r ON r.requested_by = 'teller:' || s.teller_id
               JOIN transfer t ON t.payment_id = r.payment_id AND t.kind IN ('reversal', 'refund', 'cancellation')
                              AND t.settlement_day BETWEEN s.after_day AND s.closed_day
                              AND t.lane = s.lane AND t.number > s.opened_transfer AND t.number <= s.closed_transfer
               JOIN payment y ON y.settlement_day = r.settlement_day AND y.id = r.payment_id
              WHERE y.channel IN ${givenBack}
              UNION ALL
             SELECT shift_id, currency, CASE kind WHEN 'change' THEN amount ELSE -amount END FROM cash_movement WHERE state = 'done'
              UNION ALL
             SELECT to_shift_id, currency, amount FROM cash_movement WHERE to_shift_id IS NOT NULL),
           told AS (SELECT shift_id, currency, amount, expected FROM cash_count WHERE occasion = 'closing'),
           held AS (SELECT shift_id, currency, sum(amount) AS amount FROM moved JOIN closed ON closed.id = shift_id GROUP BY shift_id, currency)
           SELECT shift_id::text AS subject,
                  currency || ': the books come to ' || coalesce(h.amount, 0) || ', the count says ' || coalesce(c.expected::text, 'nothing') AS detail
             FROM held h FULL JOIN told c USING (shift_id, currency)
            WHERE coalesce(h.amount, 0) <> coalesce(c.expected, 0)
            UNION ALL
           SELECT shift_id::text,
                  currency || ': counted ' || coalesce(c.amount - c.expected, 0) || ' off, recorded as ' || coalesce(d.amount, 0)
             FROM told c FULL JOIN cash_difference d USING (shift_id, currency)
            WHERE coalesce(c.amount - c.expected, 0) <> coalesce(d.amount, 0)
            LIMIT 100`,
      ),
  },
];
