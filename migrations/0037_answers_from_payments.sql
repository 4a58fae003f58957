-- What a key was answered with, where it was accepted, stands in the payments of its basket: it is made from them whenever it is asked
-- for again, and not written a second time with each payment. Keys of before keep their copy; nobody reads it.
ALTER TABLE idempotency_key ALTER COLUMN answer DROP NOT NULL;
COMMENT ON COLUMN idempotency_key.answer IS 'Why the basket was refused, word for word; null where it was accepted: its payments say that.';
