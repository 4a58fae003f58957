-- Why: billers without an online system hand their files in over the API as well. Whoever uploads chooses the id, so that how
-- far the file is can be asked meanwhile, and what became of it after the answer was lost. A file that arrived in a folder or on a
-- server is one worker's: whoever exchanges files with a provider claims it first.

ALTER TABLE debt_registry
  -- Of a file that is being read: lines and bytes so far, how many bytes there are where that is known, and when it was last heard of.
  ADD COLUMN received_lines integer NOT NULL DEFAULT 0 CHECK (received_lines >= 0),
  ADD COLUMN received_bytes bigint NOT NULL DEFAULT 0 CHECK (received_bytes >= 0),
  ADD COLUMN size_bytes bigint CHECK (size_bytes >= 0),
  ADD COLUMN progressed_at timestamptz,
  -- The registry that had this content before.
  ADD COLUMN repeats uuid REFERENCES debt_registry (id);

ALTER TABLE debt_registry DROP CONSTRAINT debt_registry_state_check;
-- `broken_off`: its end never came. `repeated`: its content was known.
ALTER TABLE debt_registry ADD CONSTRAINT debt_registry_state_check
  CHECK (state IN ('receiving', 'broken_off', 'repeated', 'refused', 'held', 'active', 'superseded', 'discarded'));
ALTER TABLE debt_registry DROP CONSTRAINT debt_registry_check1;
ALTER TABLE debt_registry ADD CONSTRAINT debt_registry_whole_check
  CHECK (state IN ('receiving', 'broken_off', 'repeated', 'refused') OR (sha256 IS NOT NULL AND line_count > 0));
ALTER TABLE debt_registry ADD CONSTRAINT debt_registry_repeated_check CHECK ((state = 'repeated') = (repeats IS NOT NULL));

-- What a provider that exchanges files proves itself by at the API. Kept as a digest: the key is shown once.
CREATE TABLE provider_key (
  provider_id uuid PRIMARY KEY REFERENCES provider (id),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  made_at timestamptz NOT NULL
);

-- Who exchanges files with a provider now. A worker that is no more loses its claim when the time is over.
CREATE TABLE provider_exchange (
  provider_id uuid PRIMARY KEY REFERENCES provider (id),
  claim uuid NOT NULL,
  valid_until timestamptz NOT NULL
);

GRANT UPDATE (received_lines, received_bytes, progressed_at, repeats) ON debt_registry TO vahid_hub;
GRANT SELECT, INSERT ON provider_key TO vahid_hub;
GRANT UPDATE (digest, made_at) ON provider_key TO vahid_hub;
GRANT SELECT, INSERT, DELETE ON provider_exchange TO vahid_hub;
GRANT UPDATE (claim, valid_until) ON provider_exchange TO vahid_hub;
