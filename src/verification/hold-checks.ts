import type { FindingRow, StatementCheck } from './statement-check.ts';

export const holdChecks: readonly StatementCheck[] = [
  {
    // What strict balances keep is the sum of the open holds; a hold is open or has ended; and one that was posted names the
    // one transfer that moved its money.
    name: 'holds_match_balances',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT b.account_id::text AS subject,
                  'keeps ' || b.pending_debits || ' and awaits ' || b.pending_credits || ', open holds say '
                  || coalesce(o.debits, 0) || ' and ' || coalesce(o.credits, 0) AS detail
             FROM ledger_balance b
             LEFT JOIN (SELECT account_id, sum(debits) AS debits, sum(credits) AS credits
                          FROM hold h CROSS JOIN LATERAL (VALUES (h.from_account, h.amount, 0), (h.to_account, 0, h.amount))
                               AS side (account_id, debits, credits)
                         WHERE NOT EXISTS (SELECT 1 FROM hold_resolution r WHERE r.hold_id = h.id)
                         GROUP BY account_id) AS o ON o.account_id = b.account_id
            WHERE (b.pending_debits, b.pending_credits) IS DISTINCT FROM (coalesce(o.debits, 0), coalesce(o.credits, 0))
            UNION ALL
           SELECT h.id::text, CASE WHEN r.hold_id IS NULL THEN 'open, and not among the open holds' ELSE 'ended, and still among the open holds' END
             FROM hold h LEFT JOIN hold_resolution r ON r.hold_id = h.id LEFT JOIN hold_open o ON o.hold_id = h.id
            WHERE (r.hold_id IS NULL) <> (o.hold_id IS NOT NULL) OR o.expires_at <> h.expires_at
            UNION ALL
           SELECT h.id::text, 'posted ' || r.amount || ' of ' || h.amount || ' by transfer ' || r.transfer || ', which moved '
                  || coalesce(moved.amount::text, 'something else')
             FROM hold h JOIN hold_resolution r ON r.hold_id = h.id AND r.state = 'posted'
             LEFT JOIN LATERAL (
                  SELECT sum(p.amount) FILTER (WHERE p.account_id = h.to_account) AS amount
                    FROM transfer t CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount)
                   WHERE t.settlement_day = r.settlement_day AND t.lane = r.lane AND t.number = r.transfer AND t.kind = 'hold_posted'
                  HAVING count(*) = 2 AND count(*) FILTER (WHERE p.account_id = h.from_account) = 1) AS moved ON true
            WHERE r.amount > h.amount OR moved.amount IS DISTINCT FROM r.amount
            UNION ALL
           SELECT t.lane || '/' || t.number, 'posts no hold' FROM transfer t
            WHERE t.kind = 'hold_posted'
              AND NOT EXISTS (SELECT 1 FROM hold_resolution r WHERE r.settlement_day = t.settlement_day AND r.lane = t.lane AND r.transfer = t.number)
            LIMIT 100`),
  },
  {
    // Replays accounts that ever had a hold in the order of the lane: neither a hold nor a movement takes what is not there or
    // is kept for a hold. What posts a hold was proved when the hold was made.
    name: 'holds_held',
    read: (sql) =>
      sql.rows<FindingRow>(`WITH held AS (SELECT DISTINCT from_account AS account_id FROM hold),
           happened AS (
             SELECT p.account_id, p.lane, p.transfer AS place, 0 AS turn, p.number AS step, p.amount, 0::bigint AS kept,
                    CASE WHEN p.amount < 0 AND p.kind <> 'hold_posted' THEN 'posting ' || p.number END AS taking
               FROM (SELECT lane, number AS transfer, kind, first_posting + generate_subscripts(account_ids, 1) - 1 AS number,
                            unnest(account_ids) AS account_id, unnest(amounts) AS amount
                       FROM transfer) AS p
               JOIN held USING (account_id)
              UNION ALL
             SELECT from_account, lane, after_transfer, 1, place, 0, amount, 'hold ' || id FROM hold
              UNION ALL
             SELECT h.from_account, r.lane, r.after_transfer, 1, r.place, 0, -h.amount, NULL
               FROM hold_resolution r JOIN hold h ON h.id = r.hold_id),
           line AS (
             SELECT account_id, lane, place, turn, taking,
                    sum(amount) OVER (PARTITION BY account_id ORDER BY lane, place, turn, step) AS balance,
                    sum(kept) OVER (PARTITION BY account_id ORDER BY lane, place, turn, step) AS kept
               FROM happened)
           SELECT account_id::text AS subject, taking || ' at ' || balance || ' with ' || kept || ' kept' AS detail
             FROM line
            WHERE taking IS NOT NULL AND balance - kept < (
                  -- A hold stands between two transfers, and so may a change of the floor: either side of it is right.
                  SELECT coalesce(min(f.floor), 0) FROM ledger_floor f
                   WHERE f.account_id = line.account_id AND f.lane = line.lane AND f.after_transfer <= line.place - 1 + line.turn
                     AND f.id >= coalesce((SELECT max(g.id) FROM ledger_floor g WHERE g.account_id = f.account_id
                                              AND g.lane = f.lane AND g.after_transfer < line.place), 0))
            LIMIT 100`),
  },
];
