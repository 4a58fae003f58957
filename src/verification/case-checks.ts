import type { FindingRow, StatementCheck } from './statement-check.ts';

export const caseChecks: readonly StatementCheck[] = [
  {
    // One person proposes, another approves, and each step left its row.
    name: 'cases_have_two_people',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT id::text AS subject, 'resolved by fewer than two people' AS detail FROM review_case
            WHERE state = 'resolved' AND (proposed_by IS NULL OR approved_by IS NULL OR proposed_by = approved_by)
            UNION ALL
           SELECT c.id::text, 'resolved without a record of ' || wanted.action FROM review_case c
            CROSS JOIN (VALUES ('case.proposed'), ('case.approved'), ('case.resolved')) AS wanted (action)
            WHERE c.state = 'resolved' AND NOT EXISTS (SELECT 1 FROM audit_event a
                  WHERE a.target_id = c.id AND a.target_kind = 'review_case' AND a.action = wanted.action)
            UNION ALL
           SELECT id::text, 'open, and yet resolved at an instant' FROM review_case WHERE (state = 'resolved') <> (resolved_at IS NOT NULL)
            LIMIT 100`),
  },
  {
    name: 'refunds_have_two_people',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT id::text AS subject, 'approved by fewer than two people' AS detail FROM refund
            WHERE state = 'approved' AND (decided_by IS NULL OR decided_by = requested_by)
            UNION ALL
           SELECT r.id::text, 'without a record of ' || wanted.action FROM refund r
            CROSS JOIN (VALUES ('refund.requested', NULL), ('refund.approved', 'approved'), ('refund.refused', 'refused')) AS wanted (action, state)
            WHERE coalesce(wanted.state, r.state) = r.state AND NOT EXISTS (SELECT 1 FROM audit_event a
                  WHERE a.target_id = r.id AND a.target_kind = 'refund' AND a.action = wanted.action)
            LIMIT 100`),
  },
];
