import type { FindingRow, StatementCheck } from './statement-check.ts';

export const suspenseChecks: readonly StatementCheck[] = [
  {
    // What lies in suspense is the lines that say so. A line that is on its way in or out may stand on either side.
    name: 'suspense_matches_lines',
    read: (sql) =>
      sql.rows<FindingRow>(
        `WITH kept AS (
             SELECT a.currency::text AS currency, coalesce(sum(p.amount), 0) AS held
               FROM ledger_account a LEFT JOIN (
                    SELECT unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                     WHERE account_ids && (SELECT array_agg(id) FROM ledger_account WHERE kind = 'undeliverable_suspense')) AS p ON p.account_id = a.id
              WHERE a.kind = 'undeliverable_suspense' GROUP BY a.currency),
           told AS (
             SELECT currency::text AS currency, coalesce(sum(amount) FILTER (WHERE state = 'suspense'), 0) AS least, sum(amount) AS most
               FROM collected_line WHERE state IN ('suspense', 'parking', 'paying', 'releasing') GROUP BY currency)
           SELECT coalesce(k.currency, t.currency) AS subject,
                  'holds ' || coalesce(k.held, 0) || ', lines say ' || coalesce(t.least, 0) || ' to ' || coalesce(t.most, 0) AS detail
             FROM kept k FULL JOIN told t USING (currency)
            WHERE coalesce(k.held, 0) NOT BETWEEN coalesce(t.least, 0) AND coalesce(t.most, 0)
            UNION ALL
           SELECT l.id::text, 'is ' || l.state || ' without its payment' FROM collected_line l
            WHERE l.state IN ('accepted', 'confirmed', 'reversed') AND NOT EXISTS (
                  SELECT 1 FROM payment y WHERE y.settlement_day = l.payment_day AND y.id = l.payment_id AND y.channel = 'collected'
                     AND (y.agent_id, y.amount, y.currency) = (l.agent_id, l.amount, l.currency))
            LIMIT 100`,
      ),
  },
];
