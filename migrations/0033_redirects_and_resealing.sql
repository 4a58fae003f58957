-- Why: a payer at a kiosk changes to another service, perhaps after the box was emptied. The new payment takes over notes that were
-- stacked for the first one, so it counts where those count, and not with the notes that came since. And what is sealed has to move to
-- new keys, wherever it lies.

CREATE TABLE kiosk_redirect (
  agent_id uuid NOT NULL REFERENCES agent (id),
  -- Key of the payment that takes the money over, whether it has been made by now or not.
  client_key text COLLATE "C" NOT NULL CHECK (client_key ~ '^[!-~]{1,255}$'),
  -- The payment whose money it is: it pays one other, whatever is asked for how often.
  payment_id uuid NOT NULL UNIQUE,
  -- The device that has the notes, and when the payment that they were stacked for was accepted; null where no kiosk took it.
  teller_id uuid REFERENCES teller (id),
  notes_at timestamptz,
  PRIMARY KEY (agent_id, client_key),
  CHECK ((teller_id IS NULL) = (notes_at IS NULL))
);
CREATE INDEX kiosk_redirect_of_device ON kiosk_redirect (teller_id);

-- The key changes where nothing can come of the one before; a row goes where the payment was not reversed for it.
GRANT SELECT, INSERT, UPDATE (client_key), DELETE ON kiosk_redirect TO vahid_hub;

GRANT UPDATE (material) ON signing_key TO vahid_hub;
GRANT UPDATE (secret) ON provider_notification_key TO vahid_hub;
GRANT UPDATE (person) ON pending_registration TO vahid_hub;

-- And a receipt that is printed again says what it said: a tariff counts for what was told after it was entered. What was entered
-- before this migration was known all along.
ALTER TABLE block_tariff ADD COLUMN entered_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE block_tariff ALTER COLUMN entered_at DROP DEFAULT;
ALTER TABLE block_tariff DROP CONSTRAINT block_tariff_pkey;
ALTER TABLE block_tariff ADD PRIMARY KEY (provider_id, valid_from, entered_at);
