-- Why: an agent's own file of a day, held against the books, is evidence: that both agreed, or in what they differed and when that
-- was known. It is kept whatever came of it, and the operators see which days nobody has compared.
CREATE TABLE day_comparison (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  day date NOT NULL,
  -- What the comparison came to: null where both sides agree.
  failure text CHECK (failure IN ('file_rejected', 'day_differs')),
  -- SHA-256 of what was read of the file.
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  -- Whether the day had ended: an agreement about a day that goes on says nothing of its end.
  day_ended boolean NOT NULL,
  matched integer NOT NULL CHECK (matched >= 0),
  difference_count integer NOT NULL CHECK (difference_count >= 0),
  problem_count integer NOT NULL CHECK (problem_count >= 0),
  -- The first differences and problems; amounts in minor units, as text.
  report jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  CHECK ((failure IS NULL) = (difference_count = 0 AND problem_count = 0))
);
CREATE INDEX day_comparison_of_agent ON day_comparison (agent_id, id DESC);
CREATE INDEX day_comparison_of_day ON day_comparison (day, agent_id, id DESC);
CALL make_append_only('day_comparison');
GRANT SELECT, INSERT ON day_comparison TO vahid_hub;
