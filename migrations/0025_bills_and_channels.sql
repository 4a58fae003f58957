-- Why: a provider takes money for one, several or all of its open bills, and other limits at a kiosk than at a counter.
ALTER TABLE provider ADD COLUMN bill_rule text NOT NULL DEFAULT 'free' CHECK (bill_rule IN ('free', 'one', 'several', 'all'));
-- {"kiosk": {"min", "max"}}, minor units as text or null; a channel that is not there has the general limits.
ALTER TABLE provider ADD COLUMN channel_limits jsonb NOT NULL DEFAULT '{}';
-- What the rule of the quote says of bills and channels, and whether a bill has to be chosen first; null where it says nothing.
ALTER TABLE quote ADD COLUMN terms jsonb;
GRANT UPDATE (bill_rule, channel_limits) ON provider TO vahid_hub;
