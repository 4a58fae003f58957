-- Why: not everybody at an outlet may do everything, and not everybody may take any sum. A teller, a supervisor and a device have
-- rights of their own; agent, outlet and teller have limits, of which the strictest holds.

-- Whoever is here already works as before.
ALTER TABLE teller ADD COLUMN role text NOT NULL DEFAULT 'teller' CHECK (role IN ('teller', 'supervisor', 'device'));

-- Most that one payment may come to, fees included, minor units of each currency; null: no limit of its own.
ALTER TABLE agent ADD COLUMN payment_limit bigint CHECK (payment_limit > 0);
ALTER TABLE outlet ADD COLUMN payment_limit bigint CHECK (payment_limit > 0);
ALTER TABLE teller ADD COLUMN payment_limit bigint CHECK (payment_limit > 0);

-- Most that all tellers and devices of the outlet may accept in one settlement day, minor units of each currency.
ALTER TABLE outlet ADD COLUMN daily_limit bigint CHECK (daily_limit > 0);
-- Most that a teller may reverse, and most that a drawer may differ, without a supervisor; minor units of each currency.
ALTER TABLE outlet ADD COLUMN reversal_limit bigint CHECK (reversal_limit >= 0);
ALTER TABLE outlet ADD COLUMN difference_limit bigint CHECK (difference_limit >= 0);

-- The day of an outlet is counted over its tellers, by the index that counts theirs.
CREATE INDEX teller_of_outlet ON teller (outlet_id);

GRANT UPDATE (payment_limit) ON agent TO vahid_hub;
GRANT UPDATE (payment_limit, daily_limit, reversal_limit, difference_limit) ON outlet TO vahid_hub;
GRANT UPDATE (role, payment_limit) ON teller TO vahid_hub;
