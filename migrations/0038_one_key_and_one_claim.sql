-- Why: a key means one thing. That of a basket with cash stands among the keys of payments as well, so that no payment is made
-- under it. And what a provider tells of a payment is looked at again once, by its latest word, however often it was told.

ALTER TABLE idempotency_key DROP CONSTRAINT idempotency_key_status_check;
-- `basket`: the key of a basket with cash, whose lines have keys of their own.
ALTER TABLE idempotency_key ADD CONSTRAINT idempotency_key_status_check
  CHECK (status IN ('accepted', 'refused', 'abandoned', 'basket'));

-- Where a payment was made under the key before, that holds.
INSERT INTO idempotency_key (agent_id, client_key, request_hash, status, answer, created_at)
  SELECT agent_id, client_key, request_hash, 'basket', '{"status":"basket"}', made_at FROM cash_basket WHERE request_hash IS NOT NULL
  ON CONFLICT DO NOTHING;

-- Providers take turns: what one of them told fills no round of the others.
CREATE INDEX provider_notification_due ON provider_notification (provider_id, look_at) WHERE look_at IS NOT NULL;
DROP INDEX provider_notification_open;
-- Of what was told of a payment with one outcome, the latest word is open.
CREATE INDEX provider_notification_claim ON provider_notification (provider_id, reference, outcome) WHERE look_at IS NOT NULL;

-- Names under which the same was told; those that a later one stands for are done.
ALTER TABLE provider_notification ADD COLUMN names integer NOT NULL DEFAULT 1 CHECK (names > 0);
GRANT UPDATE (names) ON provider_notification TO vahid_hub;

UPDATE provider_notification n SET state = 'done', look_at = NULL
 WHERE look_at IS NOT NULL AND EXISTS (
   SELECT FROM provider_notification o
    WHERE o.provider_id = n.provider_id AND o.reference = n.reference AND o.outcome = n.outcome AND o.look_at IS NOT NULL
      AND (o.happened_at, o.received_at, o.id) > (n.happened_at, n.received_at, n.id));
