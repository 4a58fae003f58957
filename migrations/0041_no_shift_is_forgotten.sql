-- Why: a process of the version before may have closed shifts after 0035 had listed those that are to be posted. They are listed now that
-- none runs any more (0037). What is posted already is not: an entry of a shift is posted once for its key.
INSERT INTO cash_posting_due (subject_id, shift_id, since)
SELECT s.id, s.id, date_trunc('milliseconds', clock_timestamp()) FROM cash_shift s
 WHERE s.closed_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM entry_key k WHERE k.key LIKE 'shift-closed:%' AND split_part(k.key, ':', 2) = s.id::text)
ON CONFLICT (subject_id) DO NOTHING;
