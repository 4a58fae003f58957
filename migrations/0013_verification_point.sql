-- Why: proving the books from their first day takes longer every day. A clean run of the verifier leaves where it ended and
-- what every account had turned over by then, so that the next one may begin there.

CREATE TABLE verification_point (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lane smallint NOT NULL,
  -- The last batch that was proved, its hash and its last numbers.
  batch bigint NOT NULL CHECK (batch >= 1),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  transfer bigint NOT NULL,
  posting bigint NOT NULL,
  settlement_day date NOT NULL,
  committed_at timestamptz NOT NULL,
  -- [[account, credits, debits]] of the lane, minor units as text: where the next replay begins.
  turnover jsonb NOT NULL,
  verified_at timestamptz NOT NULL
);
CREATE INDEX verification_point_of_lane ON verification_point (lane, batch, id);
CALL make_append_only('verification_point');

GRANT SELECT, INSERT ON verification_point TO vahid_hub;
