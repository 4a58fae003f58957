import { verifyReportFiles } from '../settlement/files.ts';
import type { FindingRow, StatementCheck } from './statement-check.ts';

export const reportChecks: readonly StatementCheck[] = [
  {
    name: 'reports_match_postings',
    read: (sql, { since }) =>
      sql.rows<FindingRow>(
        `WITH due AS (SELECT day FROM settlement_window WHERE state = 'closed' AND ($1::timestamptz IS NULL OR closed_at > $1))
           SELECT r.day || ' ' || r.provider_id || ' ' || r.currency AS subject, 'report and payout order differ' AS detail
             FROM settlement_report r LEFT JOIN payout_order o ON o.number = r.payout_order
            WHERE (r.net > 0) <> (o.number IS NOT NULL) OR o.amount <> r.net
            UNION ALL
           SELECT r.day || ' ' || r.provider_id || ' ' || r.currency, 'report says ' || (r.net - r.brought_forward) || ', postings say ' || coalesce(s.net, 0)
             FROM settlement_report r LEFT JOIN settlement_position s ON s.day = r.day AND s.party = 'provider'
                  AND s.party_id = r.provider_id AND s.currency = r.currency
            WHERE r.net - r.brought_forward <> coalesce(s.net, 0)
            UNION ALL
           SELECT s.day || ' ' || s.party_id || ' ' || s.currency, 'position without a report' FROM settlement_position s
            WHERE s.party = 'provider' AND NOT EXISTS (SELECT 1 FROM settlement_report r WHERE r.day = s.day
                  AND r.provider_id = s.party_id AND r.currency = s.currency)
            UNION ALL
           SELECT r.day || ' ' || r.provider_id || ' ' || r.currency, 'report differs from the payments it lists'
             FROM (SELECT r.day, r.provider_id, r.currency, r.mode, r.payments, r.gross, r.cancelled, r.fee, r.vat, r.net - r.brought_forward AS of_day,
                          count(y.id) FILTER (WHERE t.kind <> 'cancellation') AS real_payments,
                          coalesce(sum(y.amount) FILTER (WHERE t.kind <> 'cancellation'), 0) AS real_gross,
                          coalesce(sum(y.amount) FILTER (WHERE t.kind = 'cancellation'), 0) AS real_cancelled,
                          coalesce(sum(y.provider_fee * side.sign) FILTER (WHERE y.provider_fee_mode = r.mode), 0) AS real_fee,
                          coalesce(sum(y.provider_fee_vat * side.sign) FILTER (WHERE y.provider_fee_mode = r.mode), 0) AS real_vat,
                          CASE WHEN bool_and(y.provider_fee_mode = 'gross') THEN 'gross' ELSE 'net' END AS real_mode
                     FROM settlement_report r JOIN due ON due.day = r.day
                     LEFT JOIN (transfer t JOIN (VALUES ('confirmation', 1), ('late_success', 1), ('cancellation', -1)) AS side (kind, sign) ON side.kind = t.kind
                                JOIN payment y ON y.settlement_day = t.payment_day AND y.id = t.payment_id)
                            ON t.settlement_day = r.day AND y.provider_id = r.provider_id AND y.currency = r.currency
                    GROUP BY r.day, r.provider_id, r.currency) AS r
            WHERE (payments, gross, cancelled, fee, vat, mode) IS DISTINCT FROM (real_payments, real_gross, real_cancelled, real_fee, real_vat, real_mode)
               OR of_day <> gross - cancelled - CASE mode WHEN 'net' THEN fee + vat ELSE 0 END
            UNION ALL
           SELECT day || ' ' || provider_id || ' ' || currency, 'brings forward ' || brought_forward || ', the report before left ' || coalesce(net_before, 0)
             FROM (SELECT day, provider_id, currency, brought_forward, lag(net) OVER (PARTITION BY provider_id, currency ORDER BY day) AS net_before
                     FROM settlement_report) AS r
            WHERE brought_forward <> least(coalesce(net_before, 0), 0)
            UNION ALL
           SELECT r.day || ' ' || r.provider_id || ' ' || r.currency, 'left a debt that the next closed day does not report' FROM settlement_report r
             JOIN settlement_window w ON w.state = 'closed' AND w.day = r.day + 1
            WHERE r.net < 0 AND NOT EXISTS (SELECT 1 FROM settlement_report n
                  WHERE n.day = w.day AND n.provider_id = r.provider_id AND n.currency = r.currency)
            UNION ALL
           SELECT o.number, 'in flight without its transfer' FROM payout_order o
            WHERE o.state <> 'ordered' AND NOT EXISTS (SELECT 1 FROM entry_key k
                  WHERE k.key = 'payout:' || o.day || ':' || o.provider_id || ':' || o.currency)
            LIMIT 100`,
        [since],
      ),
  },
  { name: 'reports_match_postings', read: (sql) => verifyReportFiles(sql) },
];
