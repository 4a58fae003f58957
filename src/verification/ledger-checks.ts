import type { FindingRow, StatementCheck } from './statement-check.ts';

/** Where each lane is looked at from: three lists of the same length. */
const fromPoints = `unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS point (lane, batch, transfer, posting)`;

export const ledgerChecks: readonly StatementCheck[] = [
  {
    name: 'batches_gapless',
    read: (sql, { lanes }) =>
      sql.rows<FindingRow>(
        `SELECT lane || '/' || number AS subject, 'follows ' || coalesce(before::text, 'nothing') AS detail
             FROM (SELECT b.lane, b.number, b.first_transfer, b.first_posting, b.prev_hash, b.settlement_day, coalesce(point.batch, 0) AS after,
                          lag(b.number) OVER w AS before, lag(b.last_transfer) OVER w AS transfer_before,
                          lag(b.last_posting) OVER w AS posting_before, lag(b.hash) OVER w AS hash_before,
                          lag(b.settlement_day) OVER w AS day_before
                     FROM batch b LEFT JOIN ${fromPoints} ON point.lane = b.lane
                    WHERE b.number >= coalesce(point.batch, 0) WINDOW w AS (PARTITION BY b.lane ORDER BY b.number)) AS b
            WHERE number > after AND (number <> coalesce(before, 0) + 1 OR first_transfer <> coalesce(transfer_before, 0) + 1
               OR first_posting <> coalesce(posting_before, 0) + 1 OR settlement_day < day_before
               OR prev_hash IS DISTINCT FROM coalesce(hash_before, decode(repeat('00', 32), 'hex')))
            UNION ALL
           SELECT 'lane ' || l.id, 'last numbers differ from the batches'
             FROM lane l LEFT JOIN batch b ON b.lane = l.id AND b.number = (SELECT max(number) FROM batch WHERE lane = l.id)
            WHERE l.last_batch <> coalesce(b.number, 0) OR l.last_transfer <> coalesce(b.last_transfer, 0)
               OR l.last_posting <> coalesce(b.last_posting, 0) OR l.last_hash <> coalesce(b.hash, decode(repeat('00', 32), 'hex'))
            LIMIT 100`,
        lanes,
      ),
  },
  {
    // The pages find what is not as its batch says; the counts find what no batch speaks of.
    name: 'transfers_in_batches',
    read: (sql, { lanes, sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT 'lane ' || coalesce(stored.lane, counted.lane) AS subject, 'stores ' || coalesce(stored.rows, 0) || ' ' || coalesce(stored.kind, counted.kind) ||
                ', its batches count ' || coalesce(counted.rows, 0) AS detail
           FROM (SELECT 'transfers' AS kind, t.lane, count(*) AS rows FROM transfer t LEFT JOIN ${fromPoints} ON point.lane = t.lane
                  WHERE t.settlement_day >= $5 AND t.number > coalesce(point.transfer, 0) GROUP BY t.lane
                 UNION ALL
                 SELECT 'postings', t.lane, sum(greatest(cardinality(t.account_ids), cardinality(t.amounts)))
                   FROM transfer t LEFT JOIN ${fromPoints} ON point.lane = t.lane
                  WHERE t.settlement_day >= $5 AND t.number > coalesce(point.transfer, 0) GROUP BY t.lane) AS stored
           FULL JOIN (SELECT kind, b.lane, sum(CASE kind WHEN 'transfers' THEN b.last_transfer - b.first_transfer ELSE b.last_posting - b.first_posting END + 1) AS rows
                        FROM batch b LEFT JOIN ${fromPoints} ON point.lane = b.lane CROSS JOIN (VALUES ('transfers'), ('postings')) AS each (kind)
                       WHERE b.number > coalesce(point.batch, 0) GROUP BY kind, b.lane) AS counted USING (kind, lane)
          WHERE stored.rows IS DISTINCT FROM counted.rows
          LIMIT 100`,
        [...lanes, sinceDay],
      ),
  },
  {
    name: 'one_acceptance_per_payment',
    read: (sql, { lanes, sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT 'lane ' || coalesce(y.lane, t.lane) AS subject, coalesce(y.rows, 0) || ' payments, ' || coalesce(t.rows, 0) || ' acceptances' AS detail
           FROM (SELECT y.lane, count(*) AS rows FROM payment y LEFT JOIN ${fromPoints} ON point.lane = y.lane
                  WHERE y.settlement_day >= $5 AND y.transfer > coalesce(point.transfer, 0) GROUP BY y.lane) AS y
           FULL JOIN (SELECT t.lane, count(*) AS rows FROM transfer t LEFT JOIN ${fromPoints} ON point.lane = t.lane
                       WHERE t.settlement_day >= $5 AND t.number > coalesce(point.transfer, 0) AND t.kind = 'acceptance' GROUP BY t.lane) AS t
                  ON t.lane = y.lane
          WHERE y.rows IS DISTINCT FROM t.rows
          LIMIT 100`,
        [...lanes, sinceDay],
      ),
  },
  {
    name: 'floors_held',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT b.account_id::text AS subject, 'floor ' || b.floor || ' was never set' AS detail
             FROM ledger_balance b WHERE b.floor <> coalesce((SELECT f.floor FROM ledger_floor f WHERE f.account_id = b.account_id
                  ORDER BY f.id DESC LIMIT 1), 0)
            LIMIT 100`),
  },
  {
    name: 'transfers_in_windows',
    read: (sql, { lanes }) =>
      sql.rows<FindingRow>(
        `SELECT b.lane || '/' || b.number AS subject, 'day ' || b.settlement_day || ' is not the window of its batch range' AS detail
             FROM batch b LEFT JOIN ${fromPoints} ON point.lane = b.lane LEFT JOIN settlement_window w ON w.day = b.settlement_day
            WHERE b.number > coalesce(point.batch, 0)
              AND (w.day IS NULL OR b.number <= w.batch_after OR b.number > coalesce(w.batch_through, b.number))
            LIMIT 100`,
        lanes,
      ),
  },
  {
    // Every calendar day has its window, they follow one another in days and batches, and the lane stands on the open one.
    name: 'windows_follow',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT day::text AS subject, 'does not follow ' || coalesce(before::text, 'nothing') AS detail
             FROM (SELECT day, state, batch_after, batch_through, lag(day) OVER w AS before, lag(state) OVER w AS state_before,
                          lag(batch_through) OVER w AS through_before
                     FROM settlement_window WINDOW w AS (ORDER BY day)) AS windows
            WHERE day <> coalesce(before + 1, day) OR batch_after IS DISTINCT FROM CASE WHEN before IS NULL THEN 0 ELSE through_before END
               OR batch_through < batch_after OR state = 'closed' AND state_before <> 'closed'
            UNION ALL
           SELECT 'lane ' || l.id, 'stands on a day that is not open' FROM lane l
            WHERE NOT EXISTS (SELECT 1 FROM settlement_window w WHERE w.day = l.settlement_day AND w.state = 'open')
            LIMIT 100`),
  },
  {
    // A movement that belongs to no payment is posted once for its key, and those of a close are what its report says.
    name: 'movements_have_keys',
    read: (sql, { lanes, sinceDay }) =>
      sql.rows<FindingRow>(
        `WITH keys AS (SELECT k.* FROM entry_key k WHERE k.settlement_day >= $5)
           SELECT t.lane || '/' || t.number AS subject, 'movement with ' || count(k.key) || ' keys' AS detail
             FROM transfer t LEFT JOIN ${fromPoints} ON point.lane = t.lane
             LEFT JOIN keys k ON k.settlement_day = t.settlement_day AND k.lane = t.lane AND k.transfer = t.number
            WHERE t.payment_id IS NULL AND t.settlement_day >= $5 AND t.number > coalesce(point.transfer, 0)
            GROUP BY t.lane, t.number HAVING count(k.key) <> 1
            UNION ALL
           SELECT k.key, 'stands for no movement' FROM keys k
            WHERE NOT EXISTS (SELECT 1 FROM transfer t WHERE t.settlement_day = k.settlement_day AND t.lane = k.lane
                  AND t.number = k.transfer AND t.payment_id IS NULL)
            UNION ALL
           SELECT k.key, 'moved ' || coalesce(p.amount, 0) || ', its report says ' || coalesce(told.amount, 0)
             FROM keys k
             LEFT JOIN (SELECT kind || ':' || r.day || ':' || r.provider_id || ':' || r.currency AS key, account, r.provider_id, r.currency,
                               CASE kind WHEN 'payout' THEN greatest(r.net, 0) WHEN 'carry' THEN least(r.net, 0) - r.brought_forward END AS amount
                          FROM settlement_report r, (VALUES ('payout', 'payout_in_flight'), ('carry', 'provider_receivable')) AS made (kind, account))
                       AS told ON told.key = k.key
             LEFT JOIN ledger_account a ON a.kind = told.account AND a.owner_id = told.provider_id AND a.currency = told.currency
             LEFT JOIN transfer t ON t.settlement_day = k.settlement_day AND t.lane = k.lane AND t.number = k.transfer
             LEFT JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount) ON p.account_id = a.id
            WHERE (k.key LIKE 'payout:%' OR k.key LIKE 'carry:%') AND (told.key IS NULL OR p.amount IS DISTINCT FROM told.amount)
            LIMIT 100`,
        [...lanes, sinceDay],
      ),
  },
];
