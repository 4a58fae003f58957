-- Why: the shift of a teller who was suspended is closed by a colleague, and the report says by whom.
ALTER TABLE cash_shift ADD COLUMN closed_by uuid REFERENCES teller (id);
ALTER TABLE cash_shift DISABLE TRIGGER closed_stays;
UPDATE cash_shift SET closed_by = teller_id WHERE closed_at IS NOT NULL;
ALTER TABLE cash_shift ENABLE TRIGGER closed_stays;
ALTER TABLE cash_shift ADD CONSTRAINT cash_shift_closed_by_somebody CHECK ((closed_by IS NULL) = (closed_at IS NULL));
GRANT UPDATE (closed_by) ON cash_shift TO vahid_hub;
