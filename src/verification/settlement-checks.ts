import type { FindingRow, StatementCheck } from './statement-check.ts';
import { joinedByHash } from './store.ts';

/** Days that were closed after `since`, with the closed day before each. */
const closedDays = `due AS (
  SELECT day, before FROM (SELECT day, closed_at, lag(day) OVER (ORDER BY day) AS before FROM settlement_window WHERE state = 'closed') AS w
   WHERE $1::timestamptz IS NULL OR closed_at > $1)`;

/** Which position an account is part of. */
const partyText = `
parties AS MATERIALIZED (
  SELECT id AS account_id, owner_id AS party_id, currency,
         CASE kind WHEN 'agent_position' THEN 'agent' WHEN 'provider_payable' THEN 'provider' WHEN 'in_transit' THEN 'in_transit'
                   WHEN 'payer_refundable' THEN 'refundable' WHEN 'agent_commission_payable' THEN 'commission' WHEN 'fee_income' THEN 'hub_fees'
                   WHEN 'vat_payable' THEN 'vat' ELSE 'other' END AS party FROM ledger_account)`;

/**
 * How many payments of a day had to do with each party. Transfers that post to the same accounts in the same order have one shape, and there are
 * a few shapes for each pair of agent and provider, however many payments there are. Nearly every payment is one or two transfers of a day, so payments of the same shapes are
 * counted together, and the few others one by one.
 */
const countText = `
posted AS NOT MATERIALIZED (
  SELECT settlement_day AS day, payment_id, account_ids, amounts FROM transfer
   WHERE payment_id IS NOT NULL AND settlement_day IN (SELECT day FROM due)
     AND settlement_day BETWEEN (SELECT min(day) FROM due) AND (SELECT max(day) FROM due)),
shapes AS MATERIALIZED (SELECT row_number() OVER () AS no, account_ids FROM (SELECT DISTINCT account_ids FROM posted) AS d),
alike AS MATERIALIZED (
  SELECT day, one, other, CASE WHEN transfers > 2 THEN payment_id END AS single, count(*) AS payments
    FROM (SELECT p.day, p.payment_id, count(*) AS transfers, min(s.no) AS one, max(s.no) AS other
            FROM posted p JOIN shapes s USING (account_ids) GROUP BY p.day, p.payment_id) AS seen GROUP BY 1, 2, 3, 4),
touched AS (
  SELECT a.*, unnest(s.account_ids) AS account_id FROM alike a JOIN shapes s ON s.no = a.one WHERE a.single IS NULL
   UNION ALL
  SELECT a.*, unnest(s.account_ids) FROM alike a JOIN shapes s ON s.no = a.other WHERE a.single IS NULL
   UNION ALL
  SELECT a.*, unnest(p.account_ids) FROM alike a JOIN posted p ON p.day = a.day AND p.payment_id = a.single),
counts AS (
  SELECT day, party, party_id, currency, sum(payments) AS payments
    FROM (SELECT DISTINCT t.day, one, other, single, payments, party, party_id, currency FROM touched t JOIN parties USING (account_id)) AS d
   GROUP BY day, party, party_id, currency)`;

export const settlementChecks: readonly StatementCheck[] = [
  {
    name: 'positions_recompute',
    read: (sql, { since }) =>
      sql.rows<FindingRow>(
        `WITH ${closedDays}, ${partyText}, ${countText},
           sums AS (
             SELECT a.day, party, party_id, currency, sum(a.debits) AS debits, sum(a.credits) AS credits
               FROM (SELECT day, account_id, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS debits,
                            coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS credits
                       FROM (SELECT day, unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM posted) AS p GROUP BY day, account_id) AS a
               JOIN parties USING (account_id) GROUP BY a.day, party, party_id, currency),
           made AS (SELECT * FROM sums JOIN counts USING (day, party, party_id, currency)),
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
      joinedByHash(sql, () =>
        sql.rows<FindingRow>(
          `WITH ${closedDays},
           moved AS (
             SELECT settlement_day AS day, payment_day, payment_id,
                    sum(CASE WHEN kind = 'acceptance' THEN 1 WHEN kind IN ('reversal', 'refund', 'cancellation') THEN -1 END) AS accepted,
                    sum(CASE WHEN kind IN ('confirmation', 'late_success') THEN 1 WHEN kind = 'cancellation' THEN -1 END) AS confirmed
               FROM transfer
              WHERE payment_id IS NOT NULL AND settlement_day IN (SELECT day FROM due)
                AND settlement_day BETWEEN (SELECT min(day) FROM due) AND (SELECT max(day) FROM due)
              GROUP BY settlement_day, payment_day, payment_id),
           sides AS (
             SELECT m.day, y.agent_id, y.provider_id, y.currency, count(m.accepted) AS in_payments, sum(m.accepted * y.amount) AS in_amount,
                    count(m.confirmed) AS out_payments, sum(m.confirmed * y.amount) AS out_amount
               FROM moved m JOIN payment y ON y.settlement_day = m.payment_day AND y.id = m.payment_id
              GROUP BY m.day, y.agent_id, y.provider_id, y.currency),
           made AS (
             SELECT s.day, leg.*, s.agent_id, s.provider_id, s.currency
               FROM sides s CROSS JOIN LATERAL (VALUES ('accepted', in_payments, in_amount), ('confirmed', out_payments, out_amount)) AS leg (leg, payments, amount)
              WHERE leg.payments > 0)
           SELECT coalesce(told.day, made.day) || ' ' || leg || ' ' || coalesce(told.agent_id, made.agent_id) AS subject,
                  'bilateral sum differs from its payments' AS detail
             FROM (SELECT b.* FROM settlement_bilateral b JOIN due ON due.day = b.day) AS told
             FULL JOIN made USING (day, leg, agent_id, provider_id, currency)
            WHERE (told.payments, told.amount) IS DISTINCT FROM (made.payments, made.amount)
            LIMIT 100`,
          [since],
        ),
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
