import type { FindingRow, StatementCheck } from './statement-check.ts';

export const snapshotChecks: readonly StatementCheck[] = [
  {
    // A snapshot says what all postings up to its batch come to, and leaves out no deferred account that moved since the last.
    name: 'batch_snapshots_recompute',
    read: (sql) =>
      sql.rows<FindingRow>(`WITH marks AS (
             SELECT lane, array_agg(last_posting + 1 ORDER BY batch) AS firsts, array_agg(batch ORDER BY batch) AS batches
               FROM snapshot_batch GROUP BY lane),
           moved AS (
             SELECT p.account_id, p.lane, m.batches[width_bucket(p.number, m.firsts) + 1] AS batch, sum(p.amount) AS amount
               FROM (SELECT lane, first_posting + generate_subscripts(account_ids, 1) - 1 AS number, unnest(account_ids) AS account_id,
                            unnest(amounts) AS amount FROM transfer) AS p
               JOIN marks m ON m.lane = p.lane AND p.number < m.firsts[cardinality(m.firsts)]
               JOIN ledger_account a ON a.id = p.account_id AND a.mode = 'deferred'
              GROUP BY 1, 2, 3),
           made AS (
             SELECT account_id, lane, batch, sum(amount) OVER (PARTITION BY account_id, lane ORDER BY batch) AS balance FROM moved)
           SELECT account_id || ' ' || lane || '/' || batch AS subject,
                  'snapshot ' || coalesce(told.balance::text, 'none') || ', postings ' || coalesce(made.balance::text, 'none') AS detail
             FROM snapshot_balance told FULL JOIN made USING (account_id, lane, batch)
            WHERE told.balance IS DISTINCT FROM made.balance
            UNION ALL
           SELECT s.lane || '/' || s.batch, 'snapshot is not at the end of its batch'
             FROM snapshot_batch s LEFT JOIN batch b ON b.lane = s.lane AND b.number = s.batch
            WHERE (b.last_posting, b.settlement_day) IS DISTINCT FROM (s.last_posting, s.settlement_day)
            LIMIT 100`),
  },
];
