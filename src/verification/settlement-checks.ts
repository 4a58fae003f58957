import type { FindingRow, StatementCheck } from './statement-check.ts';

/** Days that were closed after `since`, with the closed day before each. */
const closedDays = `due AS (
  SELECT day, before FROM (SELECT day, closed_at, lag(day) OVER (ORDER BY day) AS before FROM settlement_window WHERE state = 'closed') AS w
   WHERE $1::timestamptz IS NULL OR closed_at > $1)`;

export const settlementChecks: readonly StatementCheck[] = [
  {
    name: 'positions_recompute',
    read: (sql, { since }) =>
      sql.rows<FindingRow>(
        `WITH ${closedDays},
           of_payment AS (
             SELECT day, account_id, payment_id, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS debits,
                    coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS credits
               FROM (SELECT settlement_day AS day, payment_id, unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                      WHERE payment_id IS NOT NULL AND settlement_day IN (SELECT day FROM due)
                        AND settlement_day BETWEEN (SELECT min(day) FROM due) AND (SELECT max(day) FROM due)) AS p
              GROUP BY day, account_id, payment_id),
           made AS (
             SELECT m.day, CASE a.kind WHEN 'agent_position' THEN 'agent' WHEN 'provider_payable' THEN 'provider'
                                 WHEN 'in_transit' THEN 'in_transit' WHEN 'payer_refundable' THEN 'refundable'
                                 WHEN 'agent_commission_payable' THEN 'commission' WHEN 'fee_income' THEN 'hub_fees'
                                 WHEN 'vat_payable' THEN 'vat' ELSE 'other' END AS party, a.owner_id AS party_id, a.currency,
                    count(DISTINCT m.payment_id) AS payments, sum(m.debits) AS debits, sum(m.credits) AS credits
               FROM of_payment m JOIN ledger_account a ON a.id = m.account_id GROUP BY 1, 2, 3, 4),
           told AS (SELECT s.* FROM settlement_position s LEFT JOIN due ON due.day = s.day LEFT JOIN settlement_window w ON w.day = s.day
                     WHERE due.day IS NOT NULL OR w.state IS DISTINCT FROM 'closed')
           SELECT day || ' ' || currency AS subject, 'net sums to ' || sum(net) AS detail FROM told GROUP BY day, currency HAVING sum(net) <> 0
            UNION ALL
           SELECT coalesce(told.day, made.day) || ' ' || coalesce(told.party, made.party) || ' ' || coalesce(told.party_id, made.party_id),
                  'position differs from the postings of the day'
             FROM told FULL JOIN made USING (day, party, party_id, currency)
            WHERE (told.payments, told.debits, told.credits) IS DISTINCT FROM (made.payments, made.debits, made.credits)
            LIMIT 100`,
        [since],
      ),
  },
  {
    name: 'positions_recompute',
    read: (sql, { since }) =>
      sql.rows<FindingRow>(
        `WITH ${closedDays},
           made AS (
             SELECT due.day, side.leg, y.agent_id, y.provider_id, y.currency, count(DISTINCT y.id) AS payments, sum(side.sign * y.amount) AS amount
               FROM due JOIN transfer t ON t.settlement_day = due.day
               JOIN payment y ON y.settlement_day = t.payment_day AND y.id = t.payment_id
               JOIN (VALUES ('accepted', 'acceptance', 1), ('accepted', 'reversal', -1), ('accepted', 'refund', -1),
                            ('accepted', 'cancellation', -1), ('confirmed', 'confirmation', 1), ('confirmed', 'late_success', 1),
                            ('confirmed', 'cancellation', -1)) AS side (leg, kind, sign) ON side.kind = t.kind
              GROUP BY due.day, side.leg, y.agent_id, y.provider_id, y.currency)
           SELECT coalesce(told.day, made.day) || ' ' || leg || ' ' || coalesce(told.agent_id, made.agent_id) AS subject,
                  'bilateral sum differs from its payments' AS detail
             FROM (SELECT b.* FROM settlement_bilateral b JOIN due ON due.day = b.day) AS told
             FULL JOIN made USING (day, leg, agent_id, provider_id, currency)
            WHERE (told.payments, told.amount) IS DISTINCT FROM (made.payments, made.amount)
            LIMIT 100`,
        [since],
      ),
  },
  {
    // A snapshot is the one of the closed day before it and the postings of its day; so by its days each is the sum of all postings.
    name: 'snapshots_recompute',
    read: (sql, { since }) =>
      sql.rows<FindingRow>(
        `WITH ${closedDays},
           made AS (
             SELECT day, account_id, lane, sum(balance) AS balance
               FROM (SELECT due.day, s.account_id, s.lane, s.balance FROM due JOIN balance_snapshot s ON s.settlement_day = due.before
                     UNION ALL
                     SELECT settlement_day, account_id, lane, sum(amount)
                       FROM (SELECT settlement_day, lane, unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                              WHERE settlement_day IN (SELECT day FROM due)
                                AND settlement_day BETWEEN (SELECT min(day) FROM due) AND (SELECT max(day) FROM due)) AS p
                      GROUP BY settlement_day, account_id, lane) AS parts
              GROUP BY day, account_id, lane)
           SELECT coalesce(told.account_id, made.account_id) || ' ' || day AS subject,
                  'snapshot ' || coalesce(told.balance::text, 'none') || ', postings ' || coalesce(made.balance::text, 'none') AS detail
             FROM (SELECT s.settlement_day AS day, s.account_id, s.lane, s.balance FROM balance_snapshot s JOIN due ON due.day = s.settlement_day) AS told
             FULL JOIN made USING (day, account_id, lane)
            WHERE told.balance IS DISTINCT FROM made.balance
            LIMIT 100`,
        [since],
      ),
  },
];
