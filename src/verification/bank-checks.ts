import { hubOwner } from '../ledger/chart.ts';
import type { FindingRow, StatementCheck } from './statement-check.ts';

export const bankChecks: readonly StatementCheck[] = [
  {
    // Every entry that was posted has one transfer of its amount to whom it says, every one that two people assigned a second, and
    // what is unidentified is the entries that say so. An entry on its way may stand on either side.
    name: 'deposits_match_statements',
    read: (sql) =>
      sql.rows<FindingRow>(
        `WITH told AS (
             SELECT 'bank-entry:' || e.id AS key, e.id, e.amount, e.currency, 'bank_mirror' AS from_kind,
                    CASE e.state WHEN 'deposited' THEN 'agent_position' ELSE 'unidentified_deposits' END AS to_kind,
                    CASE e.state WHEN 'deposited' THEN e.agent_id ELSE $1 END AS to_owner
               FROM bank_entry e WHERE e.state IN ('deposited', 'unassigned', 'assigning', 'assigned')
              UNION ALL
             SELECT 'bank-entry-assigned:' || e.id, e.id, e.amount, e.currency, 'unidentified_deposits', 'agent_position', e.agent_id
               FROM bank_entry e WHERE e.state = 'assigned'),
           moved AS (
             SELECT k.key, t.kind,
                    count(*) AS postings,
                    bool_or(a.kind = told.from_kind AND a.owner_id = $1 AND a.currency = told.currency AND p.amount = -told.amount) AS leaves,
                    bool_or(a.kind = told.to_kind AND a.owner_id = told.to_owner AND a.currency = told.currency AND p.amount = told.amount) AS arrives
               FROM told JOIN entry_key k ON k.key = told.key
               JOIN transfer t ON t.settlement_day = k.settlement_day AND t.lane = k.lane AND t.number = k.transfer
               CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount)
               JOIN ledger_account a ON a.id = p.account_id
              GROUP BY k.key, t.kind),
           kept AS (
             SELECT a.currency::text AS currency, sum(p.amount) AS held
               FROM (SELECT unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                      WHERE account_ids && (SELECT array_agg(id) FROM ledger_account WHERE kind = 'unidentified_deposits')) AS p
               JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'unidentified_deposits' GROUP BY a.currency),
           said AS (
             SELECT currency::text AS currency, coalesce(sum(amount) FILTER (WHERE state = 'unassigned'), 0) AS least, sum(amount) AS most
               FROM bank_entry WHERE state IN ('unassigned', 'assigning') OR (state = 'due' AND agent_id IS NULL) GROUP BY currency)
           SELECT told.key AS subject, 'is not one deposit of ' || told.amount AS detail
             FROM told LEFT JOIN moved ON moved.key = told.key
            WHERE (moved.kind = 'deposit' AND moved.postings = 2 AND moved.leaves AND moved.arrives) IS NOT TRUE
            UNION ALL
           SELECT k.key, 'stands for no entry that was posted' FROM entry_key k
            WHERE k.key LIKE 'bank-entry%' AND NOT EXISTS (SELECT 1 FROM told WHERE told.key = k.key)
              AND NOT EXISTS (SELECT 1 FROM bank_entry e WHERE e.state IN ('due', 'assigning') AND k.key LIKE '%:' || e.id)
            UNION ALL
           SELECT coalesce(kept.currency, said.currency),
                  'unidentified are ' || coalesce(kept.held, 0) || ', entries say ' || coalesce(said.least, 0) || ' to ' || coalesce(said.most, 0)
             FROM kept FULL JOIN said USING (currency)
            WHERE coalesce(kept.held, 0) NOT BETWEEN coalesce(said.least, 0) AND coalesce(said.most, 0)
            UNION ALL
           SELECT e.id::text, 'is ' || e.state || ', and nobody else released its statement'
             FROM bank_entry e JOIN bank_statement s ON s.id = e.statement_id
            WHERE e.state NOT IN ('waiting', 'rejected') AND (s.state = 'released' AND s.decided_by <> s.received_by) IS NOT TRUE
            UNION ALL
           SELECT e.id::text, 'is ' || e.state || ' without two people' FROM bank_entry e
            WHERE e.state IN ('assigning', 'assigned') AND NOT EXISTS (
                  SELECT 1 FROM bank_entry_assignment s WHERE s.entry_id = e.id AND s.agent_id = e.agent_id AND s.state = 'approved'
                     AND s.decided_by <> s.proposed_by)
            LIMIT 100`,
        [hubOwner],
      ),
  },
];
