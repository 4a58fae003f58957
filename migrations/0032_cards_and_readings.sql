-- Why: a card number that was typed wrong at the counter kept the credit of its payment from every card for ever. While the provider
-- has not issued credit for certain the card may be another; which one it takes, the provider decides.
GRANT UPDATE (card) ON card_load TO vahid_hub;

-- Why: a provider wants to see which readings were passed to it on a day, as it sees the payments. A reading belongs to the day
-- on which its provider answered. Null while nobody has, and for readings that a provider gets as a list.
ALTER TABLE meter_reading ADD COLUMN answered_at timestamptz CHECK (answered_at IS NULL OR state IN ('taken', 'refused'));
UPDATE meter_reading SET answered_at = handed_in_at WHERE state IN ('taken', 'refused');
CREATE INDEX meter_reading_answered ON meter_reading (answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX meter_reading_stored ON meter_reading (handed_in_at) WHERE state = 'stored';
GRANT UPDATE (answered_at) ON meter_reading TO vahid_hub;
