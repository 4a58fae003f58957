DOMAIN currency_code text CHECK ((VALUE = ANY (ARRAY['AZN'::text, 'EUR'::text, 'RUB'::text, 'BYN'::text])))
DOMAIN language_code text CHECK ((VALUE = ANY (ARRAY['az'::text, 'ru'::text, 'en'::text])))

TYPE written_attempt_end
  settlement_day date
  payment_id uuid
  attempt_no integer
  kind text
  at timestamp with time zone
  worker text
  outcome text
  provider_code text
  reason text
TYPE written_event
  topic text
  subject_id uuid
TYPE written_key
  agent_id uuid
  client_key text
  request_hash text
  status text
  answer jsonb
  basket_id uuid
TYPE written_move
  settlement_day date
  payment_id uuid
  from_state text
  attempt_no integer
  to_state text
  provider_transaction text
  reversal_requested boolean
  decided_day date
TYPE written_movement
  account_id bigint
  debits bigint
  credits bigint
  before bigint
  floor bigint
TYPE written_payment
  id uuid
  receipt_number text
  receipt_token text
  transfer bigint
  basket_id uuid
  line smallint
  agent_id uuid
  outlet_id uuid
  teller_id uuid
  channel text
  provider_id uuid
  account text
  fields jsonb
  citizen_id uuid
  quote_id uuid
  currency text
  amount bigint
  payer_fee bigint
  payer_fee_vat bigint
  payer_fee_rule uuid
  payer_fee_version integer
  provider_fee bigint
  provider_fee_vat bigint
  provider_fee_rule uuid
  provider_fee_version integer
  provider_fee_mode text
  commission bigint
  commission_rule uuid
  commission_version integer
  duplicate_confirmed boolean
TYPE written_reference
  provider_id uuid
  provider_transaction text
  payment_id uuid
TYPE written_transfer
  number bigint
  kind text
  payment_id uuid
  payment_day date
  reverses bigint
  first_posting bigint
  currency text
  account_ids bigint[]
  amounts bigint[]


TABLE account_link
  id uuid NOT NULL
  citizen_id uuid NOT NULL
  account_id uuid NOT NULL
  label text
  fields bytea NOT NULL
  key_id text NOT NULL
  proof text NOT NULL
  linked_by text NOT NULL
  linked_at timestamp with time zone NOT NULL
  unlinked_at timestamp with time zone
  unlink_reason text
  CHECK ((unlinked_at >= linked_at))
  CHECK (((unlinked_at IS NULL) = (unlink_reason IS NULL)))
  CHECK (((length(label) >= 1) AND (length(label) <= 60)))
  CHECK ((linked_by = ANY (ARRAY['registration'::text, 'citizen'::text, 'teller'::text])))
  CHECK ((proof = ANY (ARRAY['none'::text, 'proven'::text])))
  CHECK ((unlink_reason = ANY (ARRAY['citizen'::text, 'teller'::text, 'taken-over'::text])))
  FOREIGN KEY (account_id) REFERENCES subscriber_account(id)
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (id)

TABLE agent
  id uuid NOT NULL
  code text NOT NULL
  kind text NOT NULL
  name_az text NOT NULL
  name_ru text NOT NULL
  name_en text NOT NULL
  state text NOT NULL
  client_id text
  secret_hash text
  token_version integer NOT NULL DEFAULT 1
  created_at timestamp with time zone NOT NULL
  shift_required boolean NOT NULL DEFAULT false
  signatures_required boolean NOT NULL DEFAULT false
  client_certificates text[] NOT NULL DEFAULT '{}'::text[]
  payment_limit bigint
  corrections_need_another boolean NOT NULL DEFAULT false
  device_credentials_required boolean NOT NULL DEFAULT false
  CHECK (((client_id IS NULL) = (secret_hash IS NULL)))
  CHECK (((kind <> 'cabinet'::text) OR (client_id IS NULL)))
  CHECK (((cardinality(client_certificates) <= 5) AND (array_position(client_certificates, NULL::text) IS NULL)))
  CHECK ((client_id ~ '^[a-z0-9][a-z0-9-]{2,63}$'::text))
  CHECK ((code ~ '^[a-z][a-z0-9-]{1,31}$'::text))
  CHECK ((kind = ANY (ARRAY['bank'::text, 'post'::text, 'kiosk'::text, 'cabinet'::text])))
  CHECK (((length(name_az) >= 1) AND (length(name_az) <= 100)))
  CHECK (((length(name_en) >= 1) AND (length(name_en) <= 100)))
  CHECK (((length(name_ru) >= 1) AND (length(name_ru) <= 100)))
  CHECK ((payment_limit > 0))
  CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
  CHECK ((token_version >= 1))
  PRIMARY KEY (id)
  UNIQUE (client_id)
  UNIQUE (code)

TABLE audit_event
  id uuid NOT NULL
  at timestamp with time zone NOT NULL
  actor_kind text NOT NULL
  actor_id uuid
  action text NOT NULL
  target_kind text NOT NULL
  target_id uuid
  details jsonb NOT NULL DEFAULT '{}'::jsonb
  CHECK ((action ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'::text))
  CHECK ((actor_kind = ANY (ARRAY['visitor'::text, 'citizen'::text, 'teller'::text, 'agent'::text, 'operator'::text, 'system'::text])))
  CHECK ((target_kind ~ '^[a-z][a-z_]*$'::text))
  PRIMARY KEY (id)

TABLE balance_snapshot
  account_id bigint NOT NULL
  settlement_day date NOT NULL
  lane smallint NOT NULL
  batch bigint NOT NULL
  balance bigint NOT NULL
  FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  PRIMARY KEY (account_id, settlement_day, lane)

TABLE bank_account
  id uuid NOT NULL
  number text NOT NULL
  currency currency_code NOT NULL
  format text NOT NULL
  added_by uuid NOT NULL
  added_at timestamp with time zone NOT NULL
  CHECK ((format = ANY (ARRAY['camt.053'::text, 'mt940'::text])))
  CHECK ((number ~ '^[A-Z0-9]{4,34}$'::text))
  FOREIGN KEY (added_by) REFERENCES hub_operator(id)
  PRIMARY KEY (id)
  UNIQUE (number)

TABLE bank_entry
  id uuid NOT NULL
  account_id uuid NOT NULL
  reference text NOT NULL
  statement_id uuid NOT NULL
  position integer NOT NULL
  side text NOT NULL
  amount bigint NOT NULL
  currency currency_code NOT NULL
  booked_on date NOT NULL
  details text NOT NULL
  state text NOT NULL
  agent_id uuid
  reason text
  CHECK ((amount > 0))
  CHECK (((state = ANY (ARRAY['waiting'::text, 'rejected'::text])) OR ((state = 'debit'::text) = (side = 'debit'::text))))
  CHECK (((state = ANY (ARRAY['waiting'::text, 'rejected'::text, 'debit'::text, 'due'::text, 'unassigned'::text])) OR (agent_id IS NOT NULL)))
  CHECK ((((state <> ALL (ARRAY['debit'::text, 'unassigned'::text])) AND (side = 'credit'::text)) OR (agent_id IS NULL)))
  CHECK (((side = 'credit'::text) OR (reason IS NULL) OR (reason = 'returned'::text)))
  CHECK ((length(details) <= 500))
  CHECK (("position" >= 1))
  CHECK ((reason = ANY (ARRAY['no_reference'::text, 'several_agents'::text, 'returned'::text])))
  CHECK (((length(reference) >= 1) AND (length(reference) <= 64)))
  CHECK ((side = ANY (ARRAY['credit'::text, 'debit'::text])))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'rejected'::text, 'debit'::text, 'due'::text, 'deposited'::text, 'unassigned'::text, 'assigning'::text, 'assigned'::text])))
  FOREIGN KEY (account_id) REFERENCES bank_account(id)
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (statement_id) REFERENCES bank_statement(id)
  PRIMARY KEY (id)

TABLE bank_entry_assignment
  id uuid NOT NULL
  entry_id uuid NOT NULL
  agent_id uuid NOT NULL
  reason text NOT NULL
  proposed_by uuid NOT NULL
  proposed_at timestamp with time zone NOT NULL
  state text NOT NULL
  decided_by uuid
  decided_at timestamp with time zone
  answer text
  CHECK (((length(answer) >= 1) AND (length(answer) <= 200)))
  CHECK (((state = 'proposed'::text) = (decided_by IS NULL)))
  CHECK (((state = 'proposed'::text) = (decided_at IS NULL)))
  CHECK (((state = 'refused'::text) = (answer IS NOT NULL)))
  CHECK (((state <> 'approved'::text) OR (decided_by <> proposed_by)))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
  CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'refused'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (decided_by) REFERENCES hub_operator(id)
  FOREIGN KEY (entry_id) REFERENCES bank_entry(id)
  FOREIGN KEY (proposed_by) REFERENCES hub_operator(id)
  PRIMARY KEY (id)

TABLE bank_statement
  id uuid NOT NULL
  account_id uuid NOT NULL
  sha256 bytea NOT NULL
  position integer NOT NULL
  format text NOT NULL
  name text NOT NULL
  opening bigint NOT NULL
  closing bigint NOT NULL
  closed_on date NOT NULL
  added integer NOT NULL
  known integer NOT NULL
  pending integer NOT NULL
  received_by uuid NOT NULL
  received_at timestamp with time zone NOT NULL
  state text NOT NULL
  decided_by uuid
  decided_at timestamp with time zone
  answer text
  CHECK ((added >= 0))
  CHECK (((length(answer) >= 1) AND (length(answer) <= 200)))
  CHECK (((state = 'waiting'::text) = (decided_by IS NULL)))
  CHECK (((state = 'waiting'::text) = (decided_at IS NULL)))
  CHECK (((state = 'rejected'::text) = (answer IS NOT NULL)))
  CHECK (((state <> 'released'::text) OR (decided_by <> received_by)))
  CHECK ((format = ANY (ARRAY['camt.053'::text, 'mt940'::text])))
  CHECK ((known >= 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 64)))
  CHECK ((pending >= 0))
  CHECK (("position" >= 1))
  CHECK ((length(sha256) = 32))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'released'::text, 'rejected'::text])))
  FOREIGN KEY (account_id) REFERENCES bank_account(id)
  FOREIGN KEY (decided_by) REFERENCES hub_operator(id)
  FOREIGN KEY (received_by) REFERENCES hub_operator(id)
  PRIMARY KEY (id)

TABLE batch
  lane smallint NOT NULL
  number bigint NOT NULL
  epoch bigint NOT NULL
  settlement_day date NOT NULL
  first_transfer bigint NOT NULL
  last_transfer bigint NOT NULL
  first_posting bigint NOT NULL
  last_posting bigint NOT NULL
  credits numeric NOT NULL
  committed_at timestamp with time zone NOT NULL
  prev_hash bytea NOT NULL
  hash bytea NOT NULL
  CHECK (((last_transfer >= first_transfer) AND (last_posting >= first_posting)))
  PRIMARY KEY (lane, number)

TABLE block_tariff
  provider_id uuid NOT NULL
  valid_from date NOT NULL
  period text NOT NULL
  blocks jsonb NOT NULL
  entered_at timestamp with time zone NOT NULL
  CHECK ((period = ANY (ARRAY['month'::text, 'year'::text])))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, valid_from, entered_at)

TABLE card_load
  payment_id uuid NOT NULL
  provider_id uuid NOT NULL
  agent_id uuid NOT NULL
  reference text NOT NULL
  account text NOT NULL
  card text NOT NULL
  amount bigint NOT NULL
  currency currency_code NOT NULL
  state text NOT NULL
  attempt integer NOT NULL
  credit text
  write_before timestamp with time zone
  changed_at timestamp with time zone NOT NULL
  CHECK ((amount > 0))
  CHECK (((attempt >= 1) AND (attempt <= 9)))
  CHECK ((card ~ '^[0-9A-Za-z-]{1,40}$'::text))
  CHECK (((state = 'issued'::text) = (write_before IS NOT NULL)))
  CHECK (((state <> ALL (ARRAY['issued'::text, 'not-loaded'::text, 'loaded'::text])) OR (credit IS NOT NULL)))
  CHECK ((credit ~ '^[0-9]{4,40}$'::text))
  CHECK ((state = ANY (ARRAY['paid'::text, 'issued'::text, 'not-loaded'::text, 'loaded'::text, 'confirmed'::text, 'voiding'::text, 'voided'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (payment_id)

TABLE card_load_event
  id bigint NOT NULL IDENTITY
  payment_id uuid NOT NULL
  at timestamp with time zone NOT NULL
  from_state text NOT NULL
  to_state text NOT NULL
  attempt integer NOT NULL
  CHECK ((((from_state || '>'::text) || to_state) = ANY (ARRAY['paid>issued'::text, 'paid>confirmed'::text, 'paid>voiding'::text, 'issued>loaded'::text, 'issued>not-loaded'::text, 'issued>confirmed'::text, 'issued>voiding'::text, 'not-loaded>issued'::text, 'not-loaded>confirmed'::text, 'not-loaded>voiding'::text, 'loaded>confirmed'::text, 'voiding>voided'::text, 'voiding>confirmed'::text])))
  FOREIGN KEY (payment_id) REFERENCES card_load(payment_id)
  PRIMARY KEY (id)

TABLE cash_basket
  agent_id uuid NOT NULL
  client_key text NOT NULL
  request_hash bytea
  mode text
  currency currency_code
  tendered bigint
  made_at timestamp with time zone NOT NULL
  CHECK ((num_nulls(request_hash, mode, currency, tendered) = ANY (ARRAY[0, 4])))
  CHECK ((client_key ~ '^[!-~]{1,255}$'::text))
  CHECK ((mode = ANY (ARRAY['all_or_nothing'::text, 'each_line'::text])))
  CHECK ((length(request_hash) = 32))
  CHECK ((tendered > 0))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (agent_id, client_key)

TABLE cash_basket_refusal
  agent_id uuid NOT NULL
  client_key text NOT NULL
  part integer NOT NULL
  line integer
  code text NOT NULL
  details jsonb
  CHECK (((line >= 0) AND (line <= 99)))
  CHECK (((part >= 0) AND (part <= 99)))
  FOREIGN KEY (agent_id, client_key) REFERENCES cash_basket(agent_id, client_key)
  PRIMARY KEY (agent_id, client_key, part)

TABLE cash_correction
  id uuid NOT NULL
  shift_id uuid NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  reason text NOT NULL
  corrected_by uuid NOT NULL
  corrected_at timestamp with time zone NOT NULL
  CHECK ((amount <> 0))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
  FOREIGN KEY (corrected_by) REFERENCES teller(id)
  FOREIGN KEY (shift_id, currency) REFERENCES cash_difference(shift_id, currency)
  PRIMARY KEY (id)

TABLE cash_count
  id uuid NOT NULL
  shift_id uuid NOT NULL
  occasion text NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  expected bigint
  denominations jsonb
  counted_at timestamp with time zone NOT NULL
  CHECK ((amount >= 0))
  CHECK (((occasion = 'opening'::text) = (expected IS NULL)))
  CHECK ((occasion = ANY (ARRAY['opening'::text, 'during'::text, 'closing'::text])))
  FOREIGN KEY (shift_id) REFERENCES cash_shift(id)
  PRIMARY KEY (id, currency)

TABLE cash_difference
  shift_id uuid NOT NULL
  teller_id uuid NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  reason text NOT NULL
  posted_at timestamp with time zone NOT NULL
  CHECK ((amount <> 0))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
  FOREIGN KEY (shift_id) REFERENCES cash_shift(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (shift_id, currency)

TABLE cash_movement
  id uuid NOT NULL
  shift_id uuid NOT NULL
  kind text NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  note text NOT NULL
  to_teller_id uuid
  to_shift_id uuid
  state text NOT NULL
  recorded_at timestamp with time zone NOT NULL
  decided_at timestamp with time zone
  CHECK ((amount > 0))
  CHECK (((kind = 'to_teller'::text) = (to_teller_id IS NOT NULL)))
  CHECK ((((kind = 'to_teller'::text) AND (state = 'done'::text)) = (to_shift_id IS NOT NULL)))
  CHECK (((kind = 'to_teller'::text) OR (state = 'done'::text)))
  CHECK (((state = 'offered'::text) = (decided_at IS NULL)))
  CHECK ((to_shift_id <> shift_id))
  CHECK ((kind = ANY (ARRAY['to_teller'::text, 'to_vault'::text, 'change'::text, 'to_payer'::text])))
  CHECK ((length(note) <= 200))
  CHECK ((state = ANY (ARRAY['offered'::text, 'done'::text, 'withdrawn'::text])))
  FOREIGN KEY (shift_id) REFERENCES cash_shift(id)
  FOREIGN KEY (to_shift_id) REFERENCES cash_shift(id)
  FOREIGN KEY (to_teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)

TABLE cash_posting_due
  subject_id uuid NOT NULL
  shift_id uuid NOT NULL
  since timestamp with time zone NOT NULL
  FOREIGN KEY (shift_id) REFERENCES cash_shift(id)
  PRIMARY KEY (subject_id)

TABLE cash_report_number
  outlet_id uuid NOT NULL
  last_number integer NOT NULL
  CHECK ((last_number >= 1))
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  PRIMARY KEY (outlet_id)

TABLE cash_request
  agent_id uuid NOT NULL
  client_key text NOT NULL
  request_hash bytea NOT NULL
  subject_id uuid NOT NULL
  created_at timestamp with time zone NOT NULL
  CHECK (((length(client_key) >= 1) AND (length(client_key) <= 255)))
  CHECK ((length(request_hash) = 32))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (agent_id, client_key)

TABLE cash_shift
  id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid NOT NULL
  teller_id uuid NOT NULL
  number integer NOT NULL
  lane smallint NOT NULL
  after_day date NOT NULL
  after_transfer bigint NOT NULL
  opened_at timestamp with time zone NOT NULL
  opened_transfer bigint NOT NULL
  closed_at timestamp with time zone
  closed_day date
  closed_transfer bigint
  z_number integer
  reason text
  closed_by uuid
  CHECK ((opened_transfer >= after_transfer))
  CHECK ((closed_transfer >= opened_transfer))
  CHECK ((num_nulls(closed_at, closed_day, closed_transfer, z_number) = ANY (ARRAY[0, 4])))
  CHECK (((reason IS NULL) OR (closed_at IS NOT NULL)))
  CHECK (((closed_by IS NULL) = (closed_at IS NULL)))
  CHECK ((number >= 1))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
  CHECK ((z_number >= 1))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (closed_by) REFERENCES teller(id)
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (outlet_id, z_number)
  UNIQUE (teller_id, number)

TABLE citizen
  id uuid NOT NULL
  unique_code text NOT NULL
  assurance text NOT NULL
  assurance_since timestamp with time zone NOT NULL
  language language_code NOT NULL
  fin_index bytea NOT NULL
  person bytea NOT NULL
  key_ids text NOT NULL
  consent_version text NOT NULL
  consented_at timestamp with time zone NOT NULL
  registered_at timestamp with time zone NOT NULL
  CHECK ((assurance = ANY (ARRAY['declared'::text, 'seen'::text, 'checked'::text])))
  CHECK ((octet_length(fin_index) = 32))
  CHECK ((unique_code ~ '^[0-9]{12}$'::text))
  PRIMARY KEY (id)
  UNIQUE (fin_index)
  UNIQUE (unique_code)

TABLE clock_reading
  hour timestamp with time zone NOT NULL
  process text NOT NULL
  readings integer NOT NULL
  least_skew_ms bigint NOT NULL
  most_skew_ms bigint NOT NULL
  most_step_ms bigint NOT NULL
  CHECK ((most_skew_ms >= least_skew_ms))
  CHECK ((most_step_ms >= 0))
  CHECK (((length(process) >= 1) AND (length(process) <= 100)))
  CHECK ((readings > 0))
  PRIMARY KEY (hour, process)

TABLE close_check
  id bigint NOT NULL IDENTITY
  day date NOT NULL
  number smallint NOT NULL
  check text NOT NULL
  outcome text NOT NULL
  detail text NOT NULL
  at timestamp with time zone NOT NULL
  CHECK (((number >= 1) AND (number <= 18)))
  CHECK ((outcome = ANY (ARRAY['ok'::text, 'failed'::text, 'not_applicable'::text])))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  PRIMARY KEY (id)

TABLE closing
  lane smallint NOT NULL
  id bigint NOT NULL IDENTITY
  day date NOT NULL
  value_date date NOT NULL
  next_batch bigint NOT NULL
  last_batch bigint NOT NULL
  batches_at_once bigint NOT NULL
  transfers bigint NOT NULL DEFAULT 0
  payments bigint NOT NULL DEFAULT 0
  last_receipt bigint NOT NULL DEFAULT 0
  PRIMARY KEY (lane)

TABLE closing_account
  account_id bigint NOT NULL
  lane smallint NOT NULL
  debits bigint NOT NULL
  credits bigint NOT NULL
  moved bigint NOT NULL
  PRIMARY KEY (account_id, lane)

TABLE closing_finding
  check text NOT NULL
  subject text NOT NULL
  detail text NOT NULL

TABLE closing_line
  provider_id uuid NOT NULL
  currency text NOT NULL
  receipt_number text NOT NULL
  number bigint NOT NULL
  lane smallint NOT NULL
  kind text NOT NULL
  mode text NOT NULL
  account text NOT NULL
  agent_id uuid NOT NULL
  accepted_at timestamp with time zone NOT NULL
  posted_at timestamp with time zone NOT NULL
  provider_transaction text
  amount bigint NOT NULL
  fee bigint NOT NULL
  vat bigint NOT NULL
  PRIMARY KEY (provider_id, currency, receipt_number, number, lane)

TABLE closing_pair
  agent_id uuid NOT NULL
  provider_id uuid NOT NULL
  currency text NOT NULL
  accepted bigint NOT NULL
  accepted_amount bigint NOT NULL
  charged bigint NOT NULL
  confirmed bigint NOT NULL
  confirmed_amount bigint NOT NULL
  transit bigint NOT NULL
  transit_amount bigint NOT NULL
  refundable bigint NOT NULL
  invoiced bigint NOT NULL
  commission bigint NOT NULL
  fees bigint NOT NULL
  vat bigint NOT NULL
  undone bigint NOT NULL
  settled bigint NOT NULL
  PRIMARY KEY (agent_id, provider_id, currency)

TABLE closing_report
  provider_id uuid NOT NULL
  currency text NOT NULL
  lines bigint NOT NULL DEFAULT 0
  payments bigint NOT NULL DEFAULT 0
  gross bigint NOT NULL DEFAULT 0
  cancelled bigint NOT NULL DEFAULT 0
  withheld_fee bigint NOT NULL DEFAULT 0
  withheld_vat bigint NOT NULL DEFAULT 0
  invoiced_lines bigint NOT NULL DEFAULT 0
  invoiced_fee bigint NOT NULL DEFAULT 0
  invoiced_vat bigint NOT NULL DEFAULT 0
  brought_forward bigint NOT NULL DEFAULT 0
  mode text
  fee bigint
  vat bigint
  net bigint
  payout_order text
  iban text
  csv_sha256 bytea
  pdf_sha256 bytea
  is_written boolean NOT NULL DEFAULT false
  PRIMARY KEY (provider_id, currency)

TABLE collected_batch
  id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid NOT NULL
  line_count integer NOT NULL
  received_at timestamp with time zone NOT NULL
  CHECK ((line_count > 0))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  PRIMARY KEY (id)

TABLE collected_line
  id uuid NOT NULL
  batch_id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid NOT NULL
  number bigint NOT NULL
  provider_code text NOT NULL
  account text NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  channel text NOT NULL
  collected_at timestamp with time zone NOT NULL
  received_at timestamp with time zone NOT NULL
  state text NOT NULL DEFAULT 'waiting'::text
  reason text
  attempt integer NOT NULL DEFAULT 1
  quote_id uuid
  payment_id uuid
  payment_day date
  assigned_by text
  paid_by uuid
  decided_at timestamp with time zone
  CHECK ((amount > 0))
  CHECK (((length(assigned_by) >= 1) AND (length(assigned_by) <= 100)))
  CHECK ((attempt >= 1))
  CHECK ((channel = ANY (ARRAY['counter'::text, 'kiosk'::text])))
  CHECK (((payment_id IS NULL) = (payment_day IS NULL)))
  CHECK (((state <> ALL (ARRAY['accepted'::text, 'confirmed'::text, 'reversed'::text])) OR (payment_id IS NOT NULL)))
  CHECK (((state = ANY (ARRAY['paying'::text, 'paid_out'::text])) = (paid_by IS NOT NULL)))
  CHECK ((number >= 1))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'placing'::text, 'accepted'::text, 'confirmed'::text, 'reversed'::text, 'parking'::text, 'suspense'::text, 'paying'::text, 'paid_out'::text, 'releasing'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (batch_id) REFERENCES collected_batch(id)
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  FOREIGN KEY (paid_by) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (outlet_id, number)

TABLE credential
  citizen_id uuid NOT NULL
  password_digest text NOT NULL
  must_change boolean NOT NULL
  version integer NOT NULL DEFAULT 1
  changed_at timestamp with time zone NOT NULL
  CHECK ((password_digest ~~ '$argon2id$%'::text))
  CHECK ((version >= 1))
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (citizen_id)

TABLE day_comparison
  id uuid NOT NULL
  agent_id uuid NOT NULL
  day date NOT NULL
  failure text
  sha256 bytea NOT NULL
  day_ended boolean NOT NULL
  matched integer NOT NULL
  difference_count integer NOT NULL
  problem_count integer NOT NULL
  report jsonb NOT NULL
  received_at timestamp with time zone NOT NULL
  CHECK (((failure IS NULL) = ((difference_count = 0) AND (problem_count = 0))))
  CHECK ((difference_count >= 0))
  CHECK ((failure = ANY (ARRAY['file_rejected'::text, 'day_differs'::text])))
  CHECK ((matched >= 0))
  CHECK ((problem_count >= 0))
  CHECK ((length(sha256) = 32))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (id)

TABLE debt_change
  provider_id uuid NOT NULL
  account text NOT NULL
  changed_at timestamp with time zone NOT NULL
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, account)

TABLE debt_last_known
  provider_id uuid NOT NULL
  account text NOT NULL
  currency currency_code NOT NULL
  balance bigint NOT NULL
  bills jsonb NOT NULL
  obtained_at timestamp with time zone NOT NULL
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, account)

TABLE debt_registry
  id uuid NOT NULL
  generation bigint NOT NULL IDENTITY
  provider_id uuid NOT NULL
  name text NOT NULL
  state text NOT NULL
  file_date date NOT NULL
  file_number integer NOT NULL
  sha256 bytea
  line_count integer NOT NULL DEFAULT 0
  sum bigint NOT NULL DEFAULT 0
  problems jsonb NOT NULL DEFAULT '[]'::jsonb
  problem_count integer NOT NULL DEFAULT 0
  change jsonb
  handed_in_by text NOT NULL
  decided_by text
  received_at timestamp with time zone NOT NULL
  decided_at timestamp with time zone
  lines_removed_at timestamp with time zone
  received_lines integer NOT NULL DEFAULT 0
  received_bytes bigint NOT NULL DEFAULT 0
  size_bytes bigint
  progressed_at timestamp with time zone
  repeats uuid
  CHECK ((decided_by <> handed_in_by))
  CHECK (((state = 'refused'::text) = (problem_count > 0)))
  CHECK (((state <> ALL (ARRAY['active'::text, 'held'::text])) OR (lines_removed_at IS NULL)))
  CHECK ((file_number >= 0))
  CHECK (((length(handed_in_by) >= 1) AND (length(handed_in_by) <= 80)))
  CHECK ((line_count >= 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  CHECK ((received_bytes >= 0))
  CHECK ((received_lines >= 0))
  CHECK (((state = 'repeated'::text) = (repeats IS NOT NULL)))
  CHECK ((length(sha256) = 32))
  CHECK ((size_bytes >= 0))
  CHECK ((state = ANY (ARRAY['receiving'::text, 'broken_off'::text, 'repeated'::text, 'refused'::text, 'held'::text, 'active'::text, 'superseded'::text, 'discarded'::text])))
  CHECK (((state = ANY (ARRAY['receiving'::text, 'broken_off'::text, 'repeated'::text, 'refused'::text])) OR ((sha256 IS NOT NULL) AND (line_count > 0))))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (repeats) REFERENCES debt_registry(id)
  PRIMARY KEY (id)
  UNIQUE (generation)

TABLE debt_registry_line
  generation bigint NOT NULL
  account text NOT NULL
  bill text NOT NULL
  period text
  due_on date
  amount bigint NOT NULL
  holder_name text
  address text
  PRIMARY KEY (generation, account, bill)

TABLE delivery PARTITION BY RANGE (settlement_day)
  settlement_day date NOT NULL
  payment_id uuid NOT NULL
  provider_id uuid NOT NULL
  receipt_number text NOT NULL
  state text NOT NULL
  attempt_no integer NOT NULL DEFAULT 0
  next_action_at timestamp with time zone
  lease_until timestamp with time zone
  lease_owner text
  ever_unknown boolean NOT NULL DEFAULT false
  unknown_since timestamp with time zone
  inquiries integer NOT NULL DEFAULT 0
  resend_allowed boolean NOT NULL DEFAULT false
  reversal_requested boolean NOT NULL DEFAULT false
  provider_transaction text
  decided_at timestamp with time zone
  decided_day date
  failures integer NOT NULL DEFAULT 0
  CHECK (((state = ANY ('{accepted,sending,unknown,confirmed,rejected,reversed}'::text[])) AND ((state <> 'sending'::text) OR (lease_until IS NOT NULL)) AND (((state = ANY ('{accepted,sending,unknown}'::text[])) = (next_action_at IS NOT NULL)) OR ((state = 'confirmed'::text) AND reversal_requested))))
  PRIMARY KEY (settlement_day, payment_id)

TABLE delivery_attempt PARTITION BY RANGE (settlement_day)
  settlement_day date NOT NULL
  payment_id uuid NOT NULL
  attempt_no integer NOT NULL
  event text NOT NULL
  kind text NOT NULL
  at timestamp with time zone NOT NULL
  worker text NOT NULL
  outcome text
  provider_code text
  reason text
  CHECK (((event = ANY ('{started,ended}'::text[])) AND (kind = ANY ('{pay,status,cancel}'::text[])) AND ((event = 'ended'::text) = (outcome IS NOT NULL))))
  PRIMARY KEY (settlement_day, payment_id, attempt_no, event)

TABLE delivery_nudge
  payment_id uuid NOT NULL
  holds_until timestamp with time zone NOT NULL
  PRIMARY KEY (payment_id)

TABLE deposit_reference
  reference text NOT NULL
  agent_id uuid NOT NULL
  added_by uuid NOT NULL
  added_at timestamp with time zone NOT NULL
  CHECK (((reference ~ '^[A-Z0-9-]{6,34}$'::text) AND (reference ~ '[0-9]'::text)))
  FOREIGN KEY (added_by) REFERENCES hub_operator(id)
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (reference)

TABLE dev_message
  id uuid NOT NULL
  channel text NOT NULL
  address text NOT NULL
  subject text NOT NULL
  body text NOT NULL
  attachment bytea
  attachment_name text
  created_at timestamp with time zone NOT NULL
  CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text])))
  CHECK (((attachment IS NULL) = (attachment_name IS NULL)))
  PRIMARY KEY (id)

TABLE device_credential
  id uuid NOT NULL
  teller_id uuid NOT NULL
  client_id text NOT NULL
  secret_hash text NOT NULL
  created_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  last_used_at timestamp with time zone
  CHECK ((client_id ~ '^device_[0-9a-f]{16}$'::text))
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (client_id)

TABLE entry_key
  key text NOT NULL
  settlement_day date NOT NULL
  lane smallint NOT NULL
  transfer bigint NOT NULL
  CHECK (((length(key) >= 1) AND (length(key) <= 200)))
  PRIMARY KEY (key)

TABLE fee_rule
  id uuid NOT NULL
  version integer NOT NULL
  bearer text NOT NULL
  provider_id uuid
  agent_id uuid
  channel text
  currency currency_code NOT NULL
  slabs jsonb NOT NULL
  min_fee bigint NOT NULL DEFAULT 0
  max_fee bigint
  vat_rate_ppm integer NOT NULL
  valid_from date NOT NULL
  valid_to date
  CHECK ((bearer = ANY (ARRAY['payer'::text, 'provider'::text, 'commission'::text])))
  CHECK ((channel = ANY (ARRAY['counter'::text, 'kiosk'::text, 'cabinet'::text, 'bulk'::text, 'collected'::text])))
  CHECK ((max_fee >= min_fee))
  CHECK ((valid_to > valid_from))
  CHECK ((min_fee >= 0))
  CHECK ((vat_rate_ppm >= 0))
  CHECK ((version >= 1))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id, version)

TABLE hold
  id uuid NOT NULL
  key text NOT NULL
  from_account bigint NOT NULL
  to_account bigint NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  made_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  settlement_day date NOT NULL
  lane smallint NOT NULL
  after_transfer bigint NOT NULL
  place bigint NOT NULL DEFAULT nextval('hold_order'::regclass)
  CHECK ((amount > 0))
  CHECK ((expires_at > made_at))
  CHECK ((from_account <> to_account))
  CHECK (((length(key) >= 1) AND (length(key) <= 200)))
  FOREIGN KEY (from_account) REFERENCES ledger_account(id)
  FOREIGN KEY (to_account) REFERENCES ledger_account(id)
  PRIMARY KEY (id)
  UNIQUE (key)

TABLE hold_open
  hold_id uuid NOT NULL
  expires_at timestamp with time zone NOT NULL
  FOREIGN KEY (hold_id) REFERENCES hold(id)
  PRIMARY KEY (hold_id)

TABLE hold_resolution
  hold_id uuid NOT NULL
  state text NOT NULL
  amount bigint NOT NULL
  transfer bigint
  resolved_at timestamp with time zone NOT NULL
  settlement_day date NOT NULL
  lane smallint NOT NULL
  after_transfer bigint NOT NULL
  place bigint NOT NULL DEFAULT nextval('hold_order'::regclass)
  CHECK ((amount >= 0))
  CHECK ((((state = 'posted'::text) = (transfer IS NOT NULL)) AND ((state = 'posted'::text) = (amount > 0))))
  CHECK ((state = ANY (ARRAY['posted'::text, 'voided'::text, 'expired'::text])))
  FOREIGN KEY (hold_id) REFERENCES hold(id)
  PRIMARY KEY (hold_id)

TABLE holiday
  day date NOT NULL
  kind text NOT NULL
  name text NOT NULL
  CHECK ((kind = ANY (ARRAY['off'::text, 'working'::text])))
  PRIMARY KEY (day)

TABLE hub_operator
  id uuid NOT NULL
  login text NOT NULL
  state text NOT NULL
  secret_hash text NOT NULL
  token_version integer NOT NULL DEFAULT 1
  created_at timestamp with time zone NOT NULL
  CHECK ((login ~ '^[a-z][a-z0-9._-]{1,39}$'::text))
  CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
  CHECK ((token_version >= 1))
  PRIMARY KEY (id)
  UNIQUE (login)

TABLE idempotency_key
  agent_id uuid NOT NULL
  client_key text NOT NULL
  request_hash bytea NOT NULL
  status text NOT NULL
  answer jsonb
  basket_id uuid
  created_at timestamp with time zone NOT NULL
  CHECK (((length(client_key) >= 1) AND (length(client_key) <= 255)))
  CHECK ((status = ANY ('{accepted,refused,abandoned,basket}'::text[])))
  PRIMARY KEY (agent_id, client_key)

TABLE identity_card
  id uuid NOT NULL
  citizen_id uuid NOT NULL
  card_index bytea NOT NULL
  card bytea NOT NULL
  key_ids text NOT NULL
  added_at timestamp with time zone NOT NULL
  superseded_at timestamp with time zone
  CHECK ((octet_length(card_index) = 32))
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (id)

TABLE kiosk_cash_event
  teller_id uuid NOT NULL
  number bigint NOT NULL
  kind text NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  occurred_at timestamp with time zone NOT NULL
  received_at timestamp with time zone NOT NULL
  CHECK ((amount >= 0))
  CHECK ((kind = ANY (ARRAY['stacked'::text, 'returned'::text, 'rejected'::text, 'collected'::text])))
  CHECK ((number >= 1))
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (teller_id, number)

TABLE kiosk_redirect
  agent_id uuid NOT NULL
  client_key text NOT NULL
  payment_id uuid NOT NULL
  teller_id uuid
  notes_at timestamp with time zone
  CHECK (((teller_id IS NULL) = (notes_at IS NULL)))
  CHECK ((client_key ~ '^[!-~]{1,255}$'::text))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (agent_id, client_key)
  UNIQUE (payment_id)

TABLE lane
  id smallint NOT NULL
  epoch bigint NOT NULL DEFAULT 0
  holder text
  backend_pid integer
  heartbeat_at timestamp with time zone
  settlement_day date NOT NULL
  last_batch bigint NOT NULL DEFAULT 0
  last_transfer bigint NOT NULL DEFAULT 0
  last_posting bigint NOT NULL DEFAULT 0
  last_receipt integer NOT NULL DEFAULT 0
  last_hash bytea NOT NULL
  CHECK (((id >= 0) AND (id <= 9)))
  PRIMARY KEY (id)

TABLE ledger_account
  id bigint NOT NULL IDENTITY
  kind text NOT NULL
  owner_id uuid NOT NULL
  currency currency_code NOT NULL
  mode text NOT NULL
  created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
  CHECK ((mode =
CASE
    WHEN (kind = ANY (ARRAY['agent_position'::text, 'payer_wallet'::text, 'payer_bonus'::text])) THEN 'strict'::text
    ELSE 'deferred'::text
END))
  CHECK ((kind = ANY (ARRAY['agent_position'::text, 'agent_collateral'::text, 'agent_commission_payable'::text, 'teller_drawer'::text, 'agent_vault'::text, 'agent_takings'::text, 'cash_in_hand_over'::text, 'cash_over_short'::text, 'in_transit'::text, 'provider_payable'::text, 'provider_receivable'::text, 'payer_refundable'::text, 'payer_wallet'::text, 'payer_bonus'::text, 'card_clearing'::text, 'chargebacks'::text, 'fee_income'::text, 'vat_payable'::text, 'payout_in_flight'::text, 'unidentified_deposits'::text, 'undeliverable_suspense'::text, 'rounding'::text, 'bank_mirror'::text])))
  CHECK ((mode = ANY (ARRAY['strict'::text, 'deferred'::text])))
  PRIMARY KEY (id)
  UNIQUE (kind, owner_id, currency)

TABLE ledger_balance
  account_id bigint NOT NULL
  debits bigint NOT NULL DEFAULT 0
  credits bigint NOT NULL DEFAULT 0
  pending_debits bigint NOT NULL DEFAULT 0
  pending_credits bigint NOT NULL DEFAULT 0
  floor bigint NOT NULL
  CHECK ((floor <= 0))
  CHECK ((LEAST(debits, credits, pending_debits, pending_credits) >= 0))
  FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  PRIMARY KEY (account_id)

TABLE ledger_floor
  id bigint NOT NULL IDENTITY
  account_id bigint NOT NULL
  lane smallint NOT NULL
  after_transfer bigint NOT NULL
  floor bigint NOT NULL
  set_at timestamp with time zone NOT NULL
  CHECK ((floor <= 0))
  FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  PRIMARY KEY (id)

TABLE maintenance_schedule
  id uuid NOT NULL
  provider_id uuid NOT NULL
  rhythm text NOT NULL
  weekdays smallint[] NOT NULL DEFAULT '{}'::smallint[]
  month_days smallint[] NOT NULL DEFAULT '{}'::smallint[]
  first_on date NOT NULL
  last_on date
  start_minute smallint NOT NULL
  lasts_minutes integer NOT NULL
  time_zone text NOT NULL
  planned_by text NOT NULL
  planned_at timestamp with time zone NOT NULL
  written_until timestamp with time zone NOT NULL
  cancelled_at timestamp with time zone
  CHECK ((last_on >= first_on))
  CHECK (((rhythm = 'weekly'::text) = (cardinality(weekdays) > 0)))
  CHECK (((rhythm = 'monthly'::text) = (cardinality(month_days) > 0)))
  CHECK (((rhythm <> 'once'::text) OR (last_on = first_on)))
  CHECK (((lasts_minutes >= 1) AND (lasts_minutes <= 10080)))
  CHECK (((length(planned_by) >= 1) AND (length(planned_by) <= 100)))
  CHECK ((rhythm = ANY (ARRAY['once'::text, 'daily'::text, 'weekly'::text, 'monthly'::text])))
  CHECK (((start_minute >= 0) AND (start_minute <= 1439)))
  CHECK ((weekdays <@ ARRAY[(1)::smallint, (2)::smallint, (3)::smallint, (4)::smallint, (5)::smallint, (6)::smallint, (7)::smallint]))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)

TABLE maintenance_window
  provider_id uuid NOT NULL
  schedule_id uuid NOT NULL
  starts_at timestamp with time zone NOT NULL
  ends_at timestamp with time zone NOT NULL
  CHECK ((ends_at > starts_at))
  FOREIGN KEY (schedule_id) REFERENCES maintenance_schedule(id)
  PRIMARY KEY (schedule_id, starts_at)

TABLE meter_reading
  id uuid NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  serial text NOT NULL
  value bigint NOT NULL
  read_on date NOT NULL
  state text NOT NULL
  handed_in_by text NOT NULL
  handed_in_at timestamp with time zone NOT NULL
  answered_at timestamp with time zone
  CHECK (((length(account) >= 1) AND (length(account) <= 100)))
  CHECK (((answered_at IS NULL) OR (state = ANY (ARRAY['taken'::text, 'refused'::text]))))
  CHECK ((handed_in_by ~ '^(citizen|teller):'::text))
  CHECK ((serial ~ '^[0-9A-Za-z-]{1,40}$'::text))
  CHECK ((state = ANY (ARRAY['stored'::text, 'unsent'::text, 'taken'::text, 'refused'::text])))
  CHECK (((value >= 0) AND (value <= 999999999)))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)

TABLE meter_rule
  provider_id uuid NOT NULL
  most_per_day integer NOT NULL
  CHECK (((most_per_day >= 1) AND (most_per_day <= 1000000)))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id)

TABLE network
  agent_id uuid NOT NULL
  secret_digest bytea
  addresses text[] NOT NULL
  teller_id uuid NOT NULL
  changed_at timestamp with time zone NOT NULL
  CHECK ((cardinality(addresses) <= 50))
  CHECK (((secret_digest IS NOT NULL) OR (cardinality(addresses) > 0)))
  CHECK ((length(secret_digest) = 32))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (agent_id)

TABLE network_service
  agent_id uuid NOT NULL
  code text NOT NULL
  provider_id uuid NOT NULL
  CHECK ((code ~ '^[0-9A-Za-z_-]{1,32}$'::text))
  FOREIGN KEY (agent_id) REFERENCES network(agent_id)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (agent_id, code)

TABLE network_transaction
  agent_id uuid NOT NULL
  txn_id text NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  amount bigint NOT NULL
  teller_id uuid NOT NULL
  txn_date text
  phone_digest bytea
  attempt integer NOT NULL DEFAULT 1
  quote_id uuid
  payment_id uuid
  receipt_number text
  refused_result integer
  received_at timestamp with time zone NOT NULL
  CHECK ((amount > 0))
  CHECK ((attempt >= 1))
  CHECK (((payment_id IS NULL) = (receipt_number IS NULL)))
  CHECK (((payment_id IS NULL) OR (refused_result IS NULL)))
  CHECK ((length(phone_digest) = 32))
  CHECK ((txn_id ~ '^[0-9]{1,20}$'::text))
  FOREIGN KEY (agent_id) REFERENCES network(agent_id)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (agent_id, txn_id)

TABLE outbox
  id bigint NOT NULL IDENTITY
  topic text NOT NULL
  subject_id uuid NOT NULL
  payload jsonb NOT NULL DEFAULT '{}'::jsonb
  created_at timestamp with time zone NOT NULL
  due_at timestamp with time zone NOT NULL
  published_at timestamp with time zone
  attempts integer NOT NULL DEFAULT 0
  PRIMARY KEY (id)

TABLE outbox_message
  id uuid NOT NULL
  kind text NOT NULL
  citizen_id uuid
  channel text NOT NULL
  language language_code NOT NULL
  content bytea
  state text NOT NULL
  attempts smallint NOT NULL DEFAULT 0
  created_at timestamp with time zone NOT NULL
  due_at timestamp with time zone NOT NULL
  useless_at timestamp with time zone NOT NULL
  lease_until timestamp with time zone
  finished_at timestamp with time zone
  CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text])))
  CHECK (((state = 'due'::text) = (content IS NOT NULL)))
  CHECK (((state = 'due'::text) = (finished_at IS NULL)))
  CHECK ((kind ~ '^[a-z][a-z-]{1,39}$'::text))
  CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'failed'::text, 'expired'::text, 'void'::text])))
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (id)

TABLE outlet
  id uuid NOT NULL
  agent_id uuid NOT NULL
  code text NOT NULL
  name text NOT NULL
  address text NOT NULL
  payment_limit bigint
  daily_limit bigint
  reversal_limit bigint
  difference_limit bigint
  state text NOT NULL DEFAULT 'active'::text
  CHECK (((length(address) >= 1) AND (length(address) <= 300)))
  CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'::text))
  CHECK ((daily_limit > 0))
  CHECK ((difference_limit >= 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 200)))
  CHECK ((payment_limit > 0))
  CHECK ((reversal_limit >= 0))
  CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (id)
  UNIQUE (agent_id, code)
  UNIQUE (id, agent_id)

TABLE password_renewal
  id uuid NOT NULL
  token_digest bytea NOT NULL
  citizen_id uuid
  code_digest bytea NOT NULL
  tries smallint NOT NULL DEFAULT 0
  expires_at timestamp with time zone NOT NULL
  CHECK ((octet_length(code_digest) = 32))
  CHECK ((octet_length(token_digest) = 32))
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (id)
  UNIQUE (token_digest)

TABLE payment PARTITION BY RANGE (settlement_day)
  settlement_day date NOT NULL
  id uuid NOT NULL
  receipt_number text NOT NULL
  receipt_token text NOT NULL
  lane smallint NOT NULL
  transfer bigint NOT NULL
  basket_id uuid NOT NULL
  line smallint NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid
  teller_id uuid
  channel text NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  fields jsonb NOT NULL DEFAULT '{}'::jsonb
  citizen_id uuid
  quote_id uuid
  currency currency_code NOT NULL
  amount bigint NOT NULL
  payer_fee bigint NOT NULL
  payer_fee_vat bigint NOT NULL
  payer_fee_rule uuid
  payer_fee_version integer
  provider_fee bigint NOT NULL
  provider_fee_vat bigint NOT NULL
  provider_fee_rule uuid
  provider_fee_version integer
  provider_fee_mode text NOT NULL
  commission bigint NOT NULL
  commission_rule uuid
  commission_version integer
  duplicate_confirmed boolean NOT NULL DEFAULT false
  accepted_at timestamp with time zone NOT NULL
  CHECK (((channel = ANY ('{counter,kiosk,cabinet,bulk,collected}'::text[])) AND (provider_fee_mode = ANY ('{net,gross}'::text[]))))
  CHECK (((amount > 0) AND (line >= 0) AND (LEAST(payer_fee, payer_fee_vat, provider_fee, provider_fee_vat, commission) >= 0)))
  CHECK ((receipt_number ~ '^[0-9]{16}$'::text))
  PRIMARY KEY (id, settlement_day)
  UNIQUE (settlement_day, receipt_number)

TABLE payment_answer
  payment_id uuid NOT NULL
  question text NOT NULL
  answered_by text NOT NULL
  answered_at timestamp with time zone NOT NULL
  CHECK ((question = ANY (ARRAY['possible_duplicate'::text, 'unusual_amount'::text, 'similar_account'::text])))
  PRIMARY KEY (payment_id, question)

TABLE payment_code
  code text NOT NULL
  citizen_id uuid NOT NULL
  currency currency_code NOT NULL
  lines jsonb NOT NULL
  created_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  basket_id uuid
  paid_at timestamp with time zone
  CHECK (((basket_id IS NULL) = (paid_at IS NULL)))
  CHECK ((code ~ '^[0-9]{10}$'::text))
  PRIMARY KEY (code)

TABLE payment_registry
  id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid NOT NULL
  teller_id uuid NOT NULL
  name text NOT NULL
  state text NOT NULL
  sha256 bytea
  line_count integer NOT NULL DEFAULT 0
  received_at timestamp with time zone NOT NULL
  lease_until timestamp with time zone
  finished_at timestamp with time zone
  CHECK (((state = 'receiving'::text) OR ((sha256 IS NOT NULL) AND (line_count > 0))))
  CHECK (((finished_at IS NULL) OR (state = 'accepted'::text)))
  CHECK ((line_count >= 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  CHECK ((length(sha256) = 32))
  CHECK ((state = ANY (ARRAY['receiving'::text, 'accepted'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)

TABLE payment_registry_line
  registry_id uuid NOT NULL
  line integer NOT NULL
  client_key text NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  reference text NOT NULL DEFAULT ''::text
  confirm_duplicate boolean NOT NULL
  quote_id uuid
  state text NOT NULL DEFAULT 'waiting'::text
  refusal_code text
  payment jsonb
  CHECK ((amount > 0))
  CHECK (((state = 'refused'::text) = (refusal_code IS NOT NULL)))
  CHECK (((state = 'accepted'::text) = (payment IS NOT NULL)))
  CHECK (((length(client_key) >= 1) AND (length(client_key) <= 255)))
  CHECK ((line > 1))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'accepted'::text, 'refused'::text])))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (registry_id) REFERENCES payment_registry(id) ON DELETE CASCADE
  PRIMARY KEY (registry_id, line)
  UNIQUE (registry_id, client_key)

TABLE payout_order
  number text NOT NULL
  day date NOT NULL
  provider_id uuid NOT NULL
  currency currency_code NOT NULL
  amount bigint NOT NULL
  iban text
  value_date date NOT NULL
  state text NOT NULL DEFAULT 'ordered'::text
  created_at timestamp with time zone NOT NULL
  CHECK ((amount > 0))
  CHECK ((state = ANY (ARRAY['ordered'::text, 'in_flight'::text, 'settled'::text])))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  PRIMARY KEY (number)
  UNIQUE (day, provider_id, currency)

TABLE pending_account
  id uuid NOT NULL
  registration_id uuid NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  fields bytea NOT NULL
  label text
  proven boolean NOT NULL
  CHECK (((length(account) >= 1) AND (length(account) <= 100)))
  CHECK (((length(label) >= 1) AND (length(label) <= 60)))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (registration_id) REFERENCES pending_registration(id) ON DELETE CASCADE
  PRIMARY KEY (id)
  UNIQUE (registration_id, provider_id, account)

TABLE pending_registration
  id uuid NOT NULL
  token_digest bytea NOT NULL
  person bytea NOT NULL
  language language_code NOT NULL
  confirm_by text NOT NULL
  consent_version text NOT NULL
  code_digest bytea NOT NULL
  code_expires_at timestamp with time zone NOT NULL
  tries smallint NOT NULL DEFAULT 0
  codes_made smallint NOT NULL DEFAULT 1
  account_failures smallint NOT NULL DEFAULT 0
  started_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  CHECK ((octet_length(code_digest) = 32))
  CHECK ((confirm_by = ANY (ARRAY['sms'::text, 'email'::text])))
  CHECK ((octet_length(token_digest) = 32))
  PRIMARY KEY (id)
  UNIQUE (token_digest)

TABLE plan
  id uuid NOT NULL
  provider_id uuid NOT NULL
  code text NOT NULL
  name text NOT NULL
  line_kinds text[] NOT NULL
  period text NOT NULL
  offered_from date NOT NULL
  offered_until date
  CHECK ((offered_until > offered_from))
  CHECK ((code ~ '^[a-z0-9][a-z0-9-]{0,47}$'::text))
  CHECK (((line_kinds <@ ARRAY['prepaid'::text, 'postpaid'::text]) AND (cardinality(line_kinds) >= 1)))
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  CHECK ((period = ANY (ARRAY['week'::text, 'month'::text])))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)
  UNIQUE (id, provider_id)
  UNIQUE (provider_id, code)

TABLE plan_replacement
  provider_id uuid NOT NULL
  withdrawn_plan_id uuid NOT NULL
  replacement_plan_id uuid NOT NULL
  announced_on date NOT NULL
  changes_on date NOT NULL
  charge bigint NOT NULL DEFAULT 0
  CHECK ((charge >= 0))
  CHECK ((changes_on >= announced_on))
  CHECK ((withdrawn_plan_id <> replacement_plan_id))
  FOREIGN KEY (replacement_plan_id, provider_id) REFERENCES plan(id, provider_id)
  FOREIGN KEY (withdrawn_plan_id, provider_id) REFERENCES plan(id, provider_id)
  PRIMARY KEY (withdrawn_plan_id)

TABLE plan_terms
  plan_id uuid NOT NULL
  valid_from date NOT NULL
  price bigint
  allowances jsonb NOT NULL
  charging jsonb NOT NULL
  CHECK ((price >= 0))
  FOREIGN KEY (plan_id) REFERENCES plan(id)
  PRIMARY KEY (plan_id, valid_from)

TABLE preparation
  id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid
  teller_id uuid NOT NULL
  channel text NOT NULL
  client_key text NOT NULL
  request_hash bytea NOT NULL
  currency currency_code NOT NULL
  request jsonb NOT NULL
  lines jsonb NOT NULL
  total bigint NOT NULL
  state text NOT NULL
  made_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  ended_at timestamp with time zone
  attempt integer NOT NULL DEFAULT 1
  CHECK ((attempt >= 1))
  CHECK (((state = 'prepared'::text) = (ended_at IS NULL)))
  CHECK ((client_key ~ '^[!-~]{1,255}$'::text))
  CHECK ((length(request_hash) = 32))
  CHECK ((state = ANY (ARRAY['prepared'::text, 'confirmed'::text, 'withdrawn'::text, 'expired'::text])))
  CHECK ((total > 0))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (outlet_id) REFERENCES outlet(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (agent_id, client_key)

TABLE provider
  id uuid NOT NULL
  code text NOT NULL
  service text NOT NULL
  currency currency_code NOT NULL
  protocol text NOT NULL
  endpoint text NOT NULL
  settings jsonb NOT NULL DEFAULT '{}'::jsonb
  secrets bytea
  query_timeout_ms integer NOT NULL
  pay_timeout_ms integer NOT NULL
  max_concurrency integer NOT NULL
  state text NOT NULL
  language language_code NOT NULL
  exactness text NOT NULL
  multiple_of bigint
  min_amount bigint
  max_amount bigint
  fields jsonb NOT NULL
  account_mask text
  account_prefixes text[] NOT NULL DEFAULT '{}'::text[]
  invoice_days smallint[] NOT NULL DEFAULT '{}'::smallint[]
  settlement_mode text NOT NULL
  iban text
  duplicate_window_s integer NOT NULL DEFAULT 600
  version integer NOT NULL DEFAULT 1
  created_at timestamp with time zone NOT NULL
  bill_rule text NOT NULL DEFAULT 'free'::text
  channel_limits jsonb NOT NULL DEFAULT '{}'::jsonb
  CHECK ((account_mask ~ '#'::text))
  CHECK ((bill_rule = ANY (ARRAY['free'::text, 'one'::text, 'several'::text, 'all'::text])))
  CHECK ((max_amount >= COALESCE(min_amount, (1)::bigint)))
  CHECK (((exactness = 'multiple'::text) = (multiple_of IS NOT NULL)))
  CHECK (((exactness <> 'range'::text) OR ((min_amount IS NOT NULL) AND (max_amount IS NOT NULL))))
  CHECK ((code ~ '^[a-z][a-z0-9-]{1,31}$'::text))
  CHECK (((duplicate_window_s >= 0) AND (duplicate_window_s <= 86400)))
  CHECK (((endpoint ~ '^https?://'::text) AND (endpoint !~ '/$'::text) AND (length(endpoint) <= 500)))
  CHECK ((exactness = ANY (ARRAY['exact'::text, 'at-least'::text, 'at-most'::text, 'any'::text, 'range'::text, 'multiple'::text])))
  CHECK ((iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'::text))
  CHECK (((max_concurrency >= 1) AND (max_concurrency <= 200)))
  CHECK ((min_amount > 0))
  CHECK ((multiple_of > 0))
  CHECK (((pay_timeout_ms >= 100) AND (pay_timeout_ms <= 120000)))
  CHECK (((query_timeout_ms >= 100) AND (query_timeout_ms <= 30000)))
  CHECK ((service = ANY (ARRAY['gas'::text, 'water'::text, 'power'::text, 'fixed'::text, 'mobile'::text])))
  CHECK ((settlement_mode = ANY (ARRAY['net'::text, 'gross'::text])))
  CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'maintenance'::text])))
  CHECK ((version >= 1))
  PRIMARY KEY (id)
  UNIQUE (code)

TABLE provider_exchange
  provider_id uuid NOT NULL
  claim uuid NOT NULL
  valid_until timestamp with time zone NOT NULL
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id)

TABLE provider_health
  provider_id uuid NOT NULL
  purpose text NOT NULL
  window_from timestamp with time zone NOT NULL
  answered bigint NOT NULL
  failed bigint NOT NULL
  held_back bigint NOT NULL
  latency bigint[] NOT NULL
  CHECK ((purpose = ANY (ARRAY['query'::text, 'payment'::text])))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, purpose, window_from)

TABLE provider_key
  provider_id uuid NOT NULL
  digest bytea NOT NULL
  made_at timestamp with time zone NOT NULL
  CHECK ((length(digest) = 32))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id)

TABLE provider_name
  provider_id uuid NOT NULL
  valid_from date NOT NULL
  name_az text NOT NULL
  name_ru text NOT NULL
  name_en text NOT NULL
  CHECK (((length(name_az) >= 1) AND (length(name_az) <= 100)))
  CHECK (((length(name_en) >= 1) AND (length(name_en) <= 100)))
  CHECK (((length(name_ru) >= 1) AND (length(name_ru) <= 100)))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, valid_from)

TABLE provider_notification
  provider_id uuid NOT NULL
  id text NOT NULL
  digest bytea NOT NULL
  kind text NOT NULL
  reference text
  outcome text
  happened_at timestamp with time zone NOT NULL
  received_at timestamp with time zone NOT NULL
  state text NOT NULL
  look_at timestamp with time zone
  times integer NOT NULL DEFAULT 1
  names integer NOT NULL DEFAULT 1
  CHECK (((state = ANY (ARRAY['waiting'::text, 'asked'::text])) = (look_at IS NOT NULL)))
  CHECK ((((kind = 'payment'::text) = (reference IS NOT NULL)) AND ((kind = 'payment'::text) = (outcome IS NOT NULL))))
  CHECK ((length(digest) = 32))
  CHECK (((length(id) >= 1) AND (length(id) <= 64)))
  CHECK ((kind = ANY (ARRAY['payment'::text, 'debt'::text, 'plan-replacement'::text])))
  CHECK ((names > 0))
  CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'rejected'::text, 'reversed'::text])))
  CHECK ((reference ~ '^[0-9]{1,20}$'::text))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'asked'::text, 'done'::text, 'quarantined'::text])))
  CHECK ((times > 0))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, id)

TABLE provider_notification_key
  id text NOT NULL
  provider_id uuid NOT NULL
  secret bytea NOT NULL
  created_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  CHECK ((id ~ '^[a-z][a-z0-9-]{1,63}$'::text))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)

TABLE provider_notification_nonce
  key_id text NOT NULL
  nonce text NOT NULL
  digest bytea NOT NULL
  expires_at timestamp with time zone NOT NULL
  CHECK ((length(digest) = 32))
  CHECK (((length(nonce) >= 16) AND (length(nonce) <= 64)))
  PRIMARY KEY (key_id, nonce)

TABLE provider_payment
  provider_id uuid NOT NULL
  reference text NOT NULL
  account text NOT NULL
  amount bigint NOT NULL
  currency currency_code NOT NULL
  accepted_at timestamp with time zone NOT NULL
  state text NOT NULL
  file_number integer
  line integer
  provider_transaction text
  reason text
  decided_at timestamp with time zone
  CHECK ((amount > 0))
  CHECK (((state = 'waiting'::text) = (file_number IS NULL)))
  CHECK (((file_number IS NULL) = (line IS NULL)))
  CHECK (((state = ANY (ARRAY['confirmed'::text, 'rejected'::text])) = (decided_at IS NOT NULL)))
  CHECK ((line > 0))
  CHECK (((length(provider_transaction) >= 1) AND (length(provider_transaction) <= 64)))
  CHECK ((reference ~ '^[0-9]{16}$'::text))
  CHECK ((state = ANY (ARRAY['waiting'::text, 'in_file'::text, 'confirmed'::text, 'rejected'::text])))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, reference)
  UNIQUE (provider_id, file_number, line)

TABLE provider_payment_file
  id uuid NOT NULL
  provider_id uuid NOT NULL
  number integer NOT NULL
  name text NOT NULL
  content bytea NOT NULL
  sha256 bytea NOT NULL
  line_count integer NOT NULL
  sum bigint NOT NULL
  made_at timestamp with time zone NOT NULL
  written_at timestamp with time zone
  acknowledged_at timestamp with time zone
  alarmed_at timestamp with time zone
  CHECK ((line_count > 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  CHECK ((number > 0))
  CHECK ((length(sha256) = 32))
  CHECK ((sum > 0))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id, number)
  UNIQUE (id)

TABLE provider_proposal
  id uuid NOT NULL
  provider_id uuid NOT NULL
  code text NOT NULL
  base_version integer NOT NULL
  entry jsonb NOT NULL
  changes text[] NOT NULL
  secrets bytea
  reason text NOT NULL
  state text NOT NULL
  proposed_by uuid NOT NULL
  proposed_at timestamp with time zone NOT NULL
  decided_by uuid
  decided_at timestamp with time zone
  CHECK ((base_version >= 0))
  CHECK (((state = 'open'::text) = (decided_by IS NULL)))
  CHECK (((state = 'open'::text) = (decided_at IS NULL)))
  CHECK (((state = 'open'::text) OR (secrets IS NULL)))
  CHECK (((state <> 'approved'::text) OR (decided_by <> proposed_by)))
  CHECK ((code ~ '^[a-z][a-z0-9-]{1,31}$'::text))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
  CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text])))
  FOREIGN KEY (decided_by) REFERENCES hub_operator(id)
  FOREIGN KEY (proposed_by) REFERENCES hub_operator(id)
  PRIMARY KEY (id)

TABLE provider_reference
  provider_id uuid NOT NULL
  provider_transaction text NOT NULL
  payment_id uuid NOT NULL
  PRIMARY KEY (provider_id, provider_transaction)

TABLE provider_stand_in
  provider_id uuid NOT NULL
  max_age_s integer NOT NULL
  payable boolean NOT NULL
  max_amount bigint
  CHECK (((max_age_s >= 60) AND (max_age_s <= 5184000)))
  CHECK ((max_amount > 0))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (provider_id)

TABLE quarantined_notification
  id uuid NOT NULL
  provider_id uuid NOT NULL
  reason text NOT NULL
  kind text NOT NULL
  subject text NOT NULL
  claim text NOT NULL
  payment_id uuid
  payment_state text
  notification_id text NOT NULL
  happened_at timestamp with time zone NOT NULL
  first_at timestamp with time zone NOT NULL
  last_at timestamp with time zone NOT NULL
  times integer NOT NULL DEFAULT 1
  state text NOT NULL DEFAULT 'open'::text
  resolved_by uuid
  resolved_at timestamp with time zone
  note text
  CHECK ((((state = 'resolved'::text) = (resolved_at IS NOT NULL)) AND ((state = 'resolved'::text) = (note IS NOT NULL))))
  CHECK (((length(claim) >= 1) AND (length(claim) <= 200)))
  CHECK ((kind = ANY (ARRAY['payment'::text, 'debt'::text, 'plan-replacement'::text])))
  CHECK (((length(note) >= 1) AND (length(note) <= 500)))
  CHECK ((reason = ANY (ARRAY['unknown_payment'::text, 'contradiction'::text, 'id_reused'::text, 'unknown_plan'::text])))
  CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text])))
  CHECK (((length(subject) >= 1) AND (length(subject) <= 200)))
  CHECK ((times > 0))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (resolved_by) REFERENCES hub_operator(id)
  PRIMARY KEY (id)

TABLE quote
  id uuid NOT NULL
  asker text NOT NULL
  agent_id uuid
  citizen_id uuid
  provider_id uuid NOT NULL
  account text NOT NULL
  fields jsonb NOT NULL DEFAULT '{}'::jsonb
  currency currency_code NOT NULL
  balance bigint NOT NULL
  balance_told boolean NOT NULL DEFAULT true
  bills jsonb NOT NULL
  line jsonb
  exactness text NOT NULL
  multiple_of bigint
  min_amount bigint
  max_amount bigint
  holder_name_masked text
  obtained_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  for_citizen_id uuid
  stand_in boolean NOT NULL DEFAULT false
  usual_amount bigint
  similar_account text
  terms jsonb
  CHECK (((length(account) >= 1) AND (length(account) <= 100)))
  CHECK ((asker = ANY (ARRAY['agent'::text, 'citizen'::text])))
  CHECK ((balance_told OR (balance = 0)))
  CHECK ((expires_at > obtained_at))
  CHECK (((asker = 'agent'::text) = (agent_id IS NOT NULL)))
  CHECK (((asker = 'citizen'::text) = (citizen_id IS NOT NULL)))
  CHECK ((exactness = ANY (ARRAY['exact'::text, 'at-least'::text, 'at-most'::text, 'any'::text, 'range'::text, 'multiple'::text])))
  CHECK (((length(similar_account) >= 1) AND (length(similar_account) <= 200)))
  CHECK ((usual_amount > 0))
  PRIMARY KEY (id)

TABLE recon_break
  run_id uuid NOT NULL
  number integer NOT NULL
  kind text NOT NULL
  reference text NOT NULL
  currency currency_code NOT NULL
  here_amount bigint
  there_amount bigint
  here_state text
  there_state text
  provider_transaction text
  CHECK ((here_state = ANY (ARRAY['credited'::text, 'undone'::text, 'refused'::text, 'open'::text])))
  CHECK ((kind = ANY (ARRAY['missing_here'::text, 'missing_there'::text, 'repeated_there'::text, 'other_amount'::text, 'other_account'::text, 'other_state'::text])))
  CHECK ((number >= 1))
  CHECK ((length(provider_transaction) <= 200))
  CHECK ((length(reference) <= 200))
  CHECK ((there_state = ANY (ARRAY['credited'::text, 'cancelled'::text])))
  FOREIGN KEY (run_id) REFERENCES recon_run(id)
  PRIMARY KEY (run_id, number)

TABLE recon_run
  id uuid NOT NULL
  provider_id uuid NOT NULL
  day date NOT NULL
  outcome text NOT NULL
  lines integer NOT NULL
  matched integer NOT NULL
  break_count integer NOT NULL
  reason text
  at timestamp with time zone NOT NULL
  CHECK ((break_count >= 0))
  CHECK (((outcome = 'differs'::text) = (break_count > 0)))
  CHECK (((outcome = 'not_read'::text) = (reason IS NOT NULL)))
  CHECK ((lines >= 0))
  CHECK ((matched >= 0))
  CHECK ((outcome = ANY (ARRAY['agrees'::text, 'differs'::text, 'not_read'::text])))
  CHECK ((length(reason) <= 200))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)

TABLE refund
  id uuid NOT NULL
  payment_id uuid NOT NULL
  payment_day date NOT NULL
  agent_id uuid NOT NULL
  client_key text
  reason text NOT NULL
  requested_by text NOT NULL
  requested_at timestamp with time zone NOT NULL
  state text NOT NULL
  decided_by text
  decided_at timestamp with time zone
  answer text
  CHECK (((length(answer) >= 1) AND (length(answer) <= 200)))
  CHECK (((state = 'requested'::text) = (decided_by IS NULL)))
  CHECK (((state = 'requested'::text) = (decided_at IS NULL)))
  CHECK (((state = 'refused'::text) = (answer IS NOT NULL)))
  CHECK (((state <> 'approved'::text) OR (decided_by <> requested_by)))
  CHECK (((length(client_key) >= 1) AND (length(client_key) <= 255)))
  CHECK ((decided_by ~ '^operator:[0-9a-f-]{36}$'::text))
  CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
  CHECK ((requested_by ~ '^(teller|operator):[0-9a-f-]{36}$'::text))
  CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'refused'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (id)
  UNIQUE (agent_id, client_key)

TABLE restored_backup
  id uuid NOT NULL
  lane smallint NOT NULL
  batch bigint NOT NULL
  settlement_day date NOT NULL
  payments bigint NOT NULL
  proven_at timestamp with time zone NOT NULL
  CHECK ((payments >= 0))
  FOREIGN KEY (lane, batch) REFERENCES batch(lane, number)
  PRIMARY KEY (id)

TABLE reversal
  payment_id uuid NOT NULL
  settlement_day date NOT NULL
  requested_by text NOT NULL
  reason text NOT NULL
  state text NOT NULL
  requested_at timestamp with time zone NOT NULL
  decided_at timestamp with time zone
  CHECK (((state = 'pending'::text) = (decided_at IS NULL)))
  CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'refused'::text])))
  PRIMARY KEY (payment_id)

TABLE review_case
  id uuid NOT NULL
  kind text NOT NULL
  subject_id uuid NOT NULL
  detail text NOT NULL
  state text NOT NULL DEFAULT 'open'::text
  opened_at timestamp with time zone NOT NULL
  resolved_at timestamp with time zone
  owner text
  taken_at timestamp with time zone
  action text
  provider_transaction text
  reason text
  proposed_by text
  proposed_at timestamp with time zone
  approved_by text
  approved_at timestamp with time zone
  CHECK ((action = ANY (ARRAY['confirmed'::text, 'rejected'::text, 'cancelled'::text, 'cancel-refused'::text, 'close'::text])))
  CHECK ((((action IS NULL) = (proposed_by IS NULL)) AND ((action IS NULL) = (reason IS NULL))))
  CHECK (((approved_by IS NULL) OR (approved_by <> proposed_by)))
  CHECK ((kind = ANY (ARRAY['stuck_unknown'::text, 'integrity'::text, 'late_success'::text, 'poison'::text, 'agent_cap'::text, 'file_unacknowledged'::text, 'webhook_down'::text])))
  CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text])))
  PRIMARY KEY (id)

TABLE schema_migration
  version integer NOT NULL
  name text NOT NULL
  sha256 text NOT NULL
  applied_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
  PRIMARY KEY (version)

TABLE session
  id uuid NOT NULL
  citizen_id uuid NOT NULL
  token_digest bytea NOT NULL
  credential_version integer NOT NULL
  opened_at timestamp with time zone NOT NULL
  last_seen_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  CHECK ((octet_length(token_digest) = 32))
  FOREIGN KEY (citizen_id) REFERENCES citizen(id)
  PRIMARY KEY (id)
  UNIQUE (token_digest)

TABLE settlement_bilateral
  day date NOT NULL
  leg text NOT NULL
  agent_id uuid NOT NULL
  provider_id uuid NOT NULL
  currency currency_code NOT NULL
  payments integer NOT NULL
  amount bigint NOT NULL
  CHECK ((leg = ANY (ARRAY['accepted'::text, 'confirmed'::text])))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  PRIMARY KEY (day, leg, agent_id, provider_id, currency)

TABLE settlement_position
  day date NOT NULL
  party text NOT NULL
  party_id uuid NOT NULL
  currency currency_code NOT NULL
  payments integer NOT NULL
  debits bigint NOT NULL
  credits bigint NOT NULL
  net bigint NOT NULL
  CHECK ((net = (credits - debits)))
  CHECK ((credits >= 0))
  CHECK ((debits >= 0))
  CHECK ((party = ANY (ARRAY['agent'::text, 'provider'::text, 'in_transit'::text, 'refundable'::text, 'commission'::text, 'hub_fees'::text, 'vat'::text, 'other'::text])))
  CHECK ((payments >= 0))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  PRIMARY KEY (day, party, party_id, currency)

TABLE settlement_report
  day date NOT NULL
  provider_id uuid NOT NULL
  currency currency_code NOT NULL
  mode text NOT NULL
  payments integer NOT NULL
  gross bigint NOT NULL
  cancelled bigint NOT NULL
  fee bigint NOT NULL
  vat bigint NOT NULL
  brought_forward bigint NOT NULL
  net bigint NOT NULL
  payout_order text
  csv bytea
  csv_sha256 bytea NOT NULL
  pdf bytea
  pdf_sha256 bytea NOT NULL
  created_at timestamp with time zone NOT NULL
  CHECK ((brought_forward <= 0))
  CHECK ((mode = ANY (ARRAY['net'::text, 'gross'::text])))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  FOREIGN KEY (payout_order) REFERENCES payout_order(number)
  PRIMARY KEY (day, provider_id, currency)

TABLE settlement_report_part
  day date NOT NULL
  provider_id uuid NOT NULL
  currency currency_code NOT NULL
  format text NOT NULL
  part integer NOT NULL
  bytes bytea NOT NULL
  CHECK ((format = ANY (ARRAY['csv'::text, 'pdf'::text])))
  CHECK ((part >= 1))
  FOREIGN KEY (day) REFERENCES settlement_window(day)
  PRIMARY KEY (day, provider_id, currency, format, part)

TABLE settlement_window
  day date NOT NULL
  state text NOT NULL
  opened_at timestamp with time zone NOT NULL
  cut_at timestamp with time zone
  closed_at timestamp with time zone
  value_date date
  batch_after bigint NOT NULL
  batch_through bigint
  CHECK ((((state = 'open'::text) = (cut_at IS NULL)) AND ((cut_at IS NULL) = (batch_through IS NULL))))
  CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL)))
  CHECK ((state = ANY (ARRAY['open'::text, 'cut'::text, 'closed'::text])))
  PRIMARY KEY (day)

TABLE signature_nonce
  key_id text NOT NULL
  nonce text NOT NULL
  expires_at timestamp with time zone NOT NULL
  CHECK (((length(nonce) >= 16) AND (length(nonce) <= 64)))
  PRIMARY KEY (key_id, nonce)

TABLE signing_key
  id text NOT NULL
  agent_id uuid NOT NULL
  algorithm text NOT NULL
  material bytea NOT NULL
  created_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  teller_id uuid
  CHECK ((algorithm = ANY (ARRAY['ed25519'::text, 'hmac-sha256'::text])))
  CHECK ((id ~ '^[a-z][a-z0-9-]{1,63}$'::text))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)

TABLE snapshot_balance
  account_id bigint NOT NULL
  lane smallint NOT NULL
  batch bigint NOT NULL
  balance bigint NOT NULL
  FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  FOREIGN KEY (lane, batch) REFERENCES snapshot_batch(lane, batch)
  PRIMARY KEY (account_id, lane, batch)

TABLE snapshot_batch
  lane smallint NOT NULL
  batch bigint NOT NULL
  last_posting bigint NOT NULL
  settlement_day date NOT NULL
  taken_at timestamp with time zone NOT NULL
  FOREIGN KEY (lane, batch) REFERENCES batch(lane, number)
  PRIMARY KEY (lane, batch)

TABLE subscriber_account
  id uuid NOT NULL
  provider_id uuid NOT NULL
  account text NOT NULL
  created_at timestamp with time zone NOT NULL
  CHECK (((length(account) >= 1) AND (length(account) <= 100)))
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  PRIMARY KEY (id)
  UNIQUE (provider_id, account)

TABLE teller
  id uuid NOT NULL
  agent_id uuid NOT NULL
  outlet_id uuid NOT NULL
  code text NOT NULL
  name text NOT NULL
  state text NOT NULL
  daily_limit bigint
  password_digest text
  password_version integer NOT NULL DEFAULT 0
  role text NOT NULL DEFAULT 'teller'::text
  payment_limit bigint
  client_certificates text[] NOT NULL DEFAULT '{}'::text[]
  CHECK (((cardinality(client_certificates) <= 5) AND (array_position(client_certificates, NULL::text) IS NULL)))
  CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'::text))
  CHECK ((daily_limit > 0))
  CHECK (((length(name) >= 1) AND (length(name) <= 200)))
  CHECK ((password_version >= 0))
  CHECK ((payment_limit > 0))
  CHECK ((role = ANY (ARRAY['teller'::text, 'supervisor'::text, 'device'::text])))
  CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (outlet_id, agent_id) REFERENCES outlet(id, agent_id)
  PRIMARY KEY (id)
  UNIQUE (agent_id, code)

TABLE teller_desk
  id uuid NOT NULL
  token_digest bytea NOT NULL
  teller_id uuid NOT NULL
  password_version integer NOT NULL
  customer bytea
  opened_at timestamp with time zone NOT NULL
  last_seen_at timestamp with time zone NOT NULL
  expires_at timestamp with time zone NOT NULL
  CHECK ((length(token_digest) = 32))
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (token_digest)

TABLE throttle
  scope text NOT NULL
  subject bytea NOT NULL
  window_from timestamp with time zone NOT NULL
  taken integer NOT NULL
  CHECK ((scope ~ '^[a-z][a-z-]{1,39}$'::text))
  CHECK ((octet_length(subject) = 32))
  CHECK ((taken >= 0))
  PRIMARY KEY (scope, subject)

TABLE transfer PARTITION BY RANGE (settlement_day)
  settlement_day date NOT NULL
  lane smallint NOT NULL
  number bigint NOT NULL
  kind text NOT NULL
  payment_id uuid
  payment_day date
  reverses bigint
  batch bigint NOT NULL
  posted_at timestamp with time zone NOT NULL
  first_posting bigint NOT NULL
  currency currency_code NOT NULL
  account_ids bigint[] NOT NULL
  amounts bigint[] NOT NULL
  CHECK (((payment_id IS NULL) = (payment_day IS NULL)))
  CHECK ((kind = ANY ('{acceptance,confirmation,rejection,reversal,refund,cancellation,late_success,deposit,withdrawal,payout,payout_settled,payout_returned,carry,commission_paid,correction,hold_posted,suspense,suspense_released,shift_closed,cash_difference,difference_corrected}'::text[])))
  PRIMARY KEY (settlement_day, lane, number)

TABLE verification_point
  id bigint NOT NULL IDENTITY
  lane smallint NOT NULL
  batch bigint NOT NULL
  hash bytea NOT NULL
  transfer bigint NOT NULL
  posting bigint NOT NULL
  settlement_day date NOT NULL
  committed_at timestamp with time zone NOT NULL
  turnover jsonb NOT NULL
  verified_at timestamp with time zone NOT NULL
  CHECK ((batch >= 1))
  CHECK ((octet_length(hash) = 32))
  PRIMARY KEY (id)

TABLE wallet_door
  id uuid NOT NULL
  agent_id uuid NOT NULL
  protocol text NOT NULL
  provider_id uuid NOT NULL
  secret bytea NOT NULL
  merchant text
  teller_id uuid NOT NULL
  changed_at timestamp with time zone NOT NULL
  CHECK (((protocol = 'payme'::text) = (merchant IS NULL)))
  CHECK ((merchant ~ '^[0-9]{1,15}$'::text))
  CHECK ((protocol = ANY (ARRAY['payme'::text, 'click'::text, 'epay'::text])))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  FOREIGN KEY (provider_id) REFERENCES provider(id)
  FOREIGN KEY (teller_id) REFERENCES teller(id)
  PRIMARY KEY (id)
  UNIQUE (agent_id, protocol, provider_id)

TABLE wallet_transaction
  number bigint NOT NULL IDENTITY
  door_id uuid NOT NULL
  txn_id text NOT NULL
  account text NOT NULL
  amount bigint NOT NULL
  app_time bigint NOT NULL
  state text NOT NULL
  created_at timestamp with time zone NOT NULL
  performed_at timestamp with time zone
  cancelled_at timestamp with time zone
  reason integer
  attempt integer NOT NULL DEFAULT 1
  quote_id uuid
  payment_id uuid
  receipt_number text
  CHECK ((amount > 0))
  CHECK ((app_time >= 0))
  CHECK ((attempt >= 1))
  CHECK (((payment_id IS NULL) = (receipt_number IS NULL)))
  CHECK (((state = ANY (ARRAY['performed'::text, 'taken_back'::text])) = (payment_id IS NOT NULL)))
  CHECK (((payment_id IS NULL) = (performed_at IS NULL)))
  CHECK (((state = ANY (ARRAY['cancelled'::text, 'taken_back'::text])) = (cancelled_at IS NOT NULL)))
  CHECK ((state = ANY (ARRAY['created'::text, 'performed'::text, 'cancelled'::text, 'taken_back'::text])))
  CHECK ((txn_id ~ '^[0-9A-Za-z]{1,40}$'::text))
  FOREIGN KEY (door_id) REFERENCES wallet_door(id)
  PRIMARY KEY (door_id, txn_id)
  UNIQUE (number)

TABLE webhook
  id uuid NOT NULL
  agent_id uuid NOT NULL
  url text NOT NULL
  topics text[] NOT NULL
  state text NOT NULL
  secret bytea NOT NULL
  previous_secret bytea
  previous_until timestamp with time zone
  created_at timestamp with time zone NOT NULL
  failing_since timestamp with time zone
  CHECK (((previous_secret IS NULL) = (previous_until IS NULL)))
  CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text, 'removed'::text])))
  CHECK (((cardinality(topics) >= 1) AND (cardinality(topics) <= 10)))
  CHECK (((length(url) >= 8) AND (length(url) <= 500)))
  FOREIGN KEY (agent_id) REFERENCES agent(id)
  PRIMARY KEY (id)

TABLE webhook_delivery
  id uuid NOT NULL
  number bigint NOT NULL IDENTITY
  webhook_id uuid NOT NULL
  topic text NOT NULL
  payment_id uuid NOT NULL
  payment_day date NOT NULL
  receipt_number text NOT NULL
  happened_at timestamp with time zone NOT NULL
  state text NOT NULL DEFAULT 'due'::text
  attempts integer NOT NULL DEFAULT 0
  due_at timestamp with time zone NOT NULL
  lease_until timestamp with time zone
  last_status integer
  last_reason text
  finished_at timestamp with time zone
  CHECK ((state = ANY (ARRAY['due'::text, 'delivered'::text, 'dropped'::text])))
  FOREIGN KEY (webhook_id) REFERENCES webhook(id)
  PRIMARY KEY (id)
  UNIQUE (webhook_id, payment_id, topic)

CREATE INDEX account_link_keys ON public.account_link USING btree (key_id)
CREATE INDEX account_link_of_account ON public.account_link USING btree (account_id) WHERE (unlinked_at IS NULL)
CREATE UNIQUE INDEX account_link_open ON public.account_link USING btree (citizen_id, account_id) WHERE (unlinked_at IS NULL)
CREATE INDEX audit_event_of_actor ON public.audit_event USING btree (actor_id, at)
CREATE INDEX audit_event_of_target ON public.audit_event USING btree (target_id, at)
CREATE UNIQUE INDEX bank_entry_assignment_one ON public.bank_entry_assignment USING btree (entry_id) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text]))
CREATE INDEX bank_entry_due ON public.bank_entry USING btree (id) WHERE (state = ANY (ARRAY['due'::text, 'assigning'::text]))
CREATE INDEX bank_entry_of_state ON public.bank_entry USING btree (state, id DESC)
CREATE INDEX bank_entry_of_statement ON public.bank_entry USING btree (statement_id, id DESC)
CREATE UNIQUE INDEX bank_entry_once ON public.bank_entry USING btree (account_id, reference, side) WHERE (state <> 'rejected'::text)
CREATE INDEX bank_statement_newest ON public.bank_statement USING btree (account_id, closed_on DESC, id DESC) WHERE (state <> 'rejected'::text)
CREATE INDEX bank_statement_of_file ON public.bank_statement USING btree (sha256)
CREATE UNIQUE INDEX bank_statement_once ON public.bank_statement USING btree (account_id, sha256, "position") WHERE (state <> 'rejected'::text)
CREATE INDEX bank_statement_waiting ON public.bank_statement USING btree (account_id, id) WHERE (state = 'waiting'::text)
CREATE INDEX card_load_due ON public.card_load USING btree (changed_at) WHERE (state = ANY (ARRAY['loaded'::text, 'voiding'::text, 'issued'::text]))
CREATE INDEX card_load_event_of_payment ON public.card_load_event USING btree (payment_id, id)
CREATE INDEX cash_correction_of_shift ON public.cash_correction USING btree (shift_id)
CREATE INDEX cash_count_of_shift ON public.cash_count USING btree (shift_id, occasion)
CREATE UNIQUE INDEX cash_count_once ON public.cash_count USING btree (shift_id, occasion, currency) WHERE (occasion <> 'during'::text)
CREATE INDEX cash_difference_of_teller ON public.cash_difference USING btree (teller_id, posted_at)
CREATE INDEX cash_movement_into_shift ON public.cash_movement USING btree (to_shift_id) WHERE (to_shift_id IS NOT NULL)
CREATE INDEX cash_movement_of_shift ON public.cash_movement USING btree (shift_id)
CREATE INDEX cash_posting_due_order ON public.cash_posting_due USING btree (since, subject_id)
CREATE UNIQUE INDEX cash_shift_one_open ON public.cash_shift USING btree (teller_id) WHERE (closed_at IS NULL)
CREATE INDEX citizen_keys ON public.citizen USING btree (key_ids)
CREATE INDEX close_check_of_day ON public.close_check USING btree (day, number, id)
CREATE INDEX collected_line_of_batch ON public.collected_line USING btree (batch_id, number)
CREATE INDEX collected_line_open ON public.collected_line USING btree (received_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'placing'::text, 'accepted'::text, 'parking'::text, 'paying'::text, 'releasing'::text]))
CREATE INDEX collected_line_suspense ON public.collected_line USING btree (received_at, id) WHERE (state = 'suspense'::text)
CREATE INDEX day_comparison_of_agent ON public.day_comparison USING btree (agent_id, id DESC)
CREATE INDEX day_comparison_of_day ON public.day_comparison USING btree (day, agent_id, id DESC)
CREATE INDEX debt_change_over ON public.debt_change USING btree (changed_at)
CREATE UNIQUE INDEX debt_registry_active ON public.debt_registry USING btree (provider_id) WHERE (state = 'active'::text)
CREATE UNIQUE INDEX debt_registry_content ON public.debt_registry USING btree (provider_id, sha256) WHERE (state = ANY (ARRAY['held'::text, 'active'::text, 'superseded'::text, 'discarded'::text]))
CREATE INDEX debt_registry_newest ON public.debt_registry USING btree (provider_id, received_at)
CREATE INDEX debt_registry_removable ON public.debt_registry USING btree (received_at) WHERE ((lines_removed_at IS NULL) AND (state <> ALL (ARRAY['active'::text, 'held'::text])))
CREATE INDEX delivery_nudge_over ON public.delivery_nudge USING btree (holds_until)
CREATE INDEX delivery_open ON ONLY public.delivery USING btree (provider_id, receipt_number) WHERE (next_action_at IS NOT NULL)
CREATE INDEX delivery_reversal ON ONLY public.delivery USING btree (provider_id) WHERE reversal_requested
CREATE INDEX dev_message_newest ON public.dev_message USING btree (created_at, id)
CREATE INDEX device_credential_of_device ON public.device_credential USING btree (teller_id, created_at)
CREATE INDEX hold_of_account ON public.hold USING btree (from_account)
CREATE INDEX hold_open_expiry ON public.hold_open USING btree (expires_at, hold_id)
CREATE INDEX idempotency_key_created ON public.idempotency_key USING brin (created_at) WITH (autosummarize='on')
CREATE UNIQUE INDEX identity_card_current ON public.identity_card USING btree (card_index) WHERE (superseded_at IS NULL)
CREATE INDEX identity_card_keys ON public.identity_card USING btree (key_ids)
CREATE UNIQUE INDEX identity_card_of_citizen ON public.identity_card USING btree (citizen_id) WHERE (superseded_at IS NULL)
CREATE INDEX kiosk_redirect_of_device ON public.kiosk_redirect USING btree (teller_id)
CREATE INDEX ledger_floor_history ON public.ledger_floor USING btree (account_id, lane, after_transfer, id)
CREATE INDEX maintenance_schedule_of_provider ON public.maintenance_schedule USING btree (provider_id)
CREATE INDEX maintenance_schedule_unwritten ON public.maintenance_schedule USING btree (written_until) WHERE ((cancelled_at IS NULL) AND (rhythm <> 'once'::text))
CREATE INDEX maintenance_window_of_provider ON public.maintenance_window USING btree (provider_id, ends_at)
CREATE INDEX meter_reading_answered ON public.meter_reading USING btree (answered_at) WHERE (answered_at IS NOT NULL)
CREATE INDEX meter_reading_of_meter ON public.meter_reading USING btree (provider_id, account, serial, value)
CREATE INDEX meter_reading_of_provider ON public.meter_reading USING btree (provider_id, handed_in_at)
CREATE INDEX meter_reading_stored ON public.meter_reading USING btree (handed_in_at) WHERE (state = 'stored'::text)
CREATE INDEX meter_reading_unsent ON public.meter_reading USING btree (handed_in_at) WHERE (state = 'unsent'::text)
CREATE INDEX network_transaction_of_phone ON public.network_transaction USING btree (agent_id, phone_digest, received_at) WHERE (phone_digest IS NOT NULL)
CREATE INDEX outbox_message_due ON public.outbox_message USING btree (due_at) WHERE (state = 'due'::text)
CREATE INDEX outbox_message_finished ON public.outbox_message USING btree (finished_at) WHERE (state <> 'due'::text)
CREATE INDEX password_renewal_expiry ON public.password_renewal USING btree (expires_at)
CREATE INDEX password_renewal_of_citizen ON public.password_renewal USING btree (citizen_id)
CREATE INDEX payment_code_of_citizen ON public.payment_code USING btree (citizen_id, created_at)
CREATE INDEX payment_collected ON ONLY public.payment USING btree (lane, transfer) WHERE (channel = 'collected'::text)
CREATE INDEX payment_of_account ON ONLY public.payment USING btree (provider_id, account, accepted_at)
CREATE INDEX payment_of_agent ON ONLY public.payment USING btree (agent_id, accepted_at, receipt_number)
CREATE INDEX payment_of_basket ON ONLY public.payment USING btree (basket_id)
CREATE INDEX payment_of_citizen ON ONLY public.payment USING btree (citizen_id, accepted_at, receipt_number) WHERE (citizen_id IS NOT NULL)
CREATE INDEX payment_of_teller ON ONLY public.payment USING btree (teller_id, settlement_day) WHERE (teller_id IS NOT NULL)
CREATE UNIQUE INDEX payment_registry_content ON public.payment_registry USING btree (agent_id, sha256) WHERE (state = 'accepted'::text)
CREATE INDEX payment_registry_line_waiting ON public.payment_registry_line USING btree (registry_id, line) WHERE (state = 'waiting'::text)
CREATE UNIQUE INDEX payment_registry_name ON public.payment_registry USING btree (agent_id, name) WHERE (state = 'accepted'::text)
CREATE INDEX payment_registry_open ON public.payment_registry USING btree (received_at) WHERE (finished_at IS NULL)
CREATE INDEX pending_registration_expiry ON public.pending_registration USING btree (expires_at)
CREATE INDEX preparation_due ON public.preparation USING btree (expires_at, id) WHERE (state = 'prepared'::text)
CREATE INDEX provider_by_service ON public.provider USING btree (service, code)
CREATE INDEX provider_health_by_time ON public.provider_health USING btree (window_from)
CREATE INDEX provider_notification_claim ON public.provider_notification USING btree (provider_id, reference, outcome) WHERE (look_at IS NOT NULL)
CREATE INDEX provider_notification_due ON public.provider_notification USING btree (provider_id, look_at) WHERE (look_at IS NOT NULL)
CREATE INDEX provider_notification_key_of_provider ON public.provider_notification_key USING btree (provider_id, created_at)
CREATE INDEX provider_notification_nonce_expired ON public.provider_notification_nonce USING btree (expires_at)
CREATE INDEX provider_notification_received ON public.provider_notification USING btree (received_at)
CREATE INDEX provider_payment_file_open ON public.provider_payment_file USING btree (made_at) WHERE (acknowledged_at IS NULL)
CREATE INDEX provider_payment_of_account ON public.provider_payment USING btree (provider_id, account)
CREATE INDEX provider_payment_waiting ON public.provider_payment USING btree (provider_id, reference) WHERE (state = 'waiting'::text)
CREATE INDEX provider_proposal_of_code ON public.provider_proposal USING btree (code, id)
CREATE INDEX provider_proposal_open ON public.provider_proposal USING btree (id) WHERE (state = 'open'::text)
CREATE INDEX quarantined_notification_list ON public.quarantined_notification USING btree (state, id)
CREATE UNIQUE INDEX quarantined_notification_open ON public.quarantined_notification USING btree (provider_id, reason, subject, claim) WHERE (state = 'open'::text)
CREATE INDEX quote_expiry ON public.quote USING btree (expires_at)
CREATE INDEX recon_run_of_day ON public.recon_run USING btree (day, provider_id, id DESC)
CREATE INDEX recon_run_of_provider ON public.recon_run USING btree (provider_id, id DESC)
CREATE INDEX refund_of_payment ON public.refund USING btree (payment_id, id)
CREATE UNIQUE INDEX refund_one_open ON public.refund USING btree (payment_id) WHERE (state = 'requested'::text)
CREATE INDEX reversal_of_requester ON public.reversal USING btree (requested_by, decided_at)
CREATE UNIQUE INDEX review_case_one_open ON public.review_case USING btree (kind, subject_id) WHERE (state = 'open'::text)
CREATE INDEX review_case_open ON public.review_case USING btree (opened_at, id) WHERE (state = 'open'::text)
CREATE INDEX session_expiry ON public.session USING btree (expires_at)
CREATE INDEX session_of_citizen ON public.session USING btree (citizen_id)
CREATE UNIQUE INDEX settlement_window_one_open ON public.settlement_window USING btree ((true)) WHERE (state = 'open'::text)
CREATE INDEX signature_nonce_expired ON public.signature_nonce USING btree (expires_at)
CREATE INDEX signing_key_of_agent ON public.signing_key USING btree (agent_id, created_at)
CREATE INDEX signing_key_of_device ON public.signing_key USING btree (teller_id) WHERE (teller_id IS NOT NULL)
CREATE INDEX teller_desk_expiry ON public.teller_desk USING btree (expires_at)
CREATE INDEX teller_of_outlet ON public.teller USING btree (outlet_id)
CREATE INDEX throttle_window ON public.throttle USING btree (window_from)
CREATE INDEX transfer_of_payment ON ONLY public.transfer USING btree (payment_id) WHERE (payment_id IS NOT NULL)
CREATE INDEX verification_point_of_lane ON public.verification_point USING btree (lane, batch, id)
CREATE INDEX wallet_transaction_by_time ON public.wallet_transaction USING btree (door_id, app_time)
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (due_at) WHERE (state = 'due'::text)
CREATE INDEX webhook_delivery_finished ON public.webhook_delivery USING btree (finished_at) WHERE (state <> 'due'::text)
CREATE INDEX webhook_delivery_list ON public.webhook_delivery USING btree (webhook_id, number DESC)
CREATE INDEX webhook_of_agent ON public.webhook USING btree (agent_id) WHERE (state <> 'removed'::text)

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.balance_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.bank_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.card_load_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_basket FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_basket_refusal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_correction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_count FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_difference FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.cash_request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER closed_stays BEFORE UPDATE ON public.cash_shift FOR EACH ROW WHEN ((old.closed_at IS NOT NULL)) EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.close_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.collected_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.day_comparison FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER legal_transition BEFORE UPDATE ON public.delivery FOR EACH ROW EXECUTE FUNCTION check_delivery_transition()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.delivery_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.entry_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.fee_rule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.hold_resolution FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.idempotency_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.kiosk_cash_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_floor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.payment_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.provider_reference FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.recon_break FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.recon_run FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.restored_backup FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.settlement_bilateral FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.settlement_position FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.settlement_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER fixed_with_the_day BEFORE INSERT OR DELETE OR UPDATE ON public.settlement_report_part FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_day()
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.settlement_report_part FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.snapshot_balance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.snapshot_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER balanced AFTER INSERT ON public.transfer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.verification_point FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

FUNCTION check_delivery_transition() SHA-256 f751c95f68be9fda65bfe163ba749d3d726fa9271018cc9d289c67211919e1a5
FUNCTION check_transfer_balanced() SHA-256 ac7e26fb4b6a4a0540eebfcc4aa89daef27d8ae060e417802bb96feaf6197d88
FUNCTION end_lane_holder(lane_id integer) SHA-256 58ee020cd33787940d8dd21f04b0ab97d63228a2369d379b54adc5e383ceb642
FUNCTION expect_rows(what text, counted bigint, wanted bigint, state text) SHA-256 1600f9558eb1dafc4eea7f10d99a1fda14a244f10e0e16def93f36271f9bd3ed
PROCEDURE make_append_only(IN target regclass) SHA-256 c832a9c5f00bc81c70732653717b3c22d49be77eb658f206ee3f36d7c7bec3e8
FUNCTION make_month_partitions(some_day date) SHA-256 c554461009438dc2e3c84febda987209761d82fe41855512cadf4afdbf591843
FUNCTION refuse_change() SHA-256 d0a29dd6bfbdcb2a3fb61290c727a28208fb80259df0e81c85ca1f451158f424
FUNCTION refuse_change_of_closed_day() SHA-256 ec5c9a225c278a9efc0bb513edd69661f90d68d21503619735b1dbfffaac7504

GRANT INSERT, SELECT ON account_link
GRANT UPDATE (fields) ON account_link
GRANT UPDATE (key_id) ON account_link
GRANT UPDATE (label) ON account_link
GRANT UPDATE (proof) ON account_link
GRANT UPDATE (unlink_reason) ON account_link
GRANT UPDATE (unlinked_at) ON account_link
GRANT INSERT, SELECT ON agent
GRANT UPDATE (client_certificates) ON agent
GRANT UPDATE (client_id) ON agent
GRANT UPDATE (corrections_need_another) ON agent
GRANT UPDATE (device_credentials_required) ON agent
GRANT UPDATE (name_az) ON agent
GRANT UPDATE (name_en) ON agent
GRANT UPDATE (name_ru) ON agent
GRANT UPDATE (payment_limit) ON agent
GRANT UPDATE (secret_hash) ON agent
GRANT UPDATE (shift_required) ON agent
GRANT UPDATE (signatures_required) ON agent
GRANT UPDATE (state) ON agent
GRANT UPDATE (token_version) ON agent
GRANT INSERT, SELECT ON audit_event
GRANT INSERT, SELECT ON balance_snapshot
GRANT INSERT, SELECT ON bank_account
GRANT INSERT, SELECT ON bank_entry
GRANT UPDATE (agent_id) ON bank_entry
GRANT UPDATE (state) ON bank_entry
GRANT INSERT, SELECT ON bank_entry_assignment
GRANT UPDATE (answer) ON bank_entry_assignment
GRANT UPDATE (decided_at) ON bank_entry_assignment
GRANT UPDATE (decided_by) ON bank_entry_assignment
GRANT UPDATE (state) ON bank_entry_assignment
GRANT INSERT, SELECT ON bank_statement
GRANT UPDATE (answer) ON bank_statement
GRANT UPDATE (decided_at) ON bank_statement
GRANT UPDATE (decided_by) ON bank_statement
GRANT UPDATE (state) ON bank_statement
GRANT INSERT, SELECT ON batch
GRANT INSERT, SELECT ON block_tariff
GRANT UPDATE (blocks) ON block_tariff
GRANT UPDATE (period) ON block_tariff
GRANT INSERT, SELECT ON card_load
GRANT UPDATE (attempt) ON card_load
GRANT UPDATE (card) ON card_load
GRANT UPDATE (changed_at) ON card_load
GRANT UPDATE (credit) ON card_load
GRANT UPDATE (state) ON card_load
GRANT UPDATE (write_before) ON card_load
GRANT INSERT, SELECT ON card_load_event
GRANT INSERT, SELECT ON cash_basket
GRANT INSERT, SELECT ON cash_basket_refusal
GRANT INSERT, SELECT ON cash_correction
GRANT INSERT, SELECT ON cash_count
GRANT INSERT, SELECT ON cash_difference
GRANT INSERT, SELECT ON cash_movement
GRANT UPDATE (decided_at) ON cash_movement
GRANT UPDATE (state) ON cash_movement
GRANT UPDATE (to_shift_id) ON cash_movement
GRANT DELETE, INSERT, SELECT ON cash_posting_due
GRANT INSERT, SELECT ON cash_report_number
GRANT UPDATE (last_number) ON cash_report_number
GRANT INSERT, SELECT ON cash_request
GRANT INSERT, SELECT ON cash_shift
GRANT UPDATE (closed_at) ON cash_shift
GRANT UPDATE (closed_by) ON cash_shift
GRANT UPDATE (closed_day) ON cash_shift
GRANT UPDATE (closed_transfer) ON cash_shift
GRANT UPDATE (reason) ON cash_shift
GRANT UPDATE (z_number) ON cash_shift
GRANT INSERT, SELECT ON citizen
GRANT UPDATE (assurance) ON citizen
GRANT UPDATE (assurance_since) ON citizen
GRANT UPDATE (consent_version) ON citizen
GRANT UPDATE (consented_at) ON citizen
GRANT UPDATE (fin_index) ON citizen
GRANT UPDATE (key_ids) ON citizen
GRANT UPDATE (language) ON citizen
GRANT UPDATE (person) ON citizen
GRANT INSERT, SELECT, UPDATE ON clock_reading
GRANT INSERT, SELECT ON close_check
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing_account
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing_finding
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing_line
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing_pair
GRANT DELETE, INSERT, SELECT, TRUNCATE, UPDATE ON closing_report
GRANT INSERT, SELECT ON collected_batch
GRANT INSERT, SELECT ON collected_line
GRANT UPDATE (account) ON collected_line
GRANT UPDATE (assigned_by) ON collected_line
GRANT UPDATE (attempt) ON collected_line
GRANT UPDATE (decided_at) ON collected_line
GRANT UPDATE (paid_by) ON collected_line
GRANT UPDATE (payment_day) ON collected_line
GRANT UPDATE (payment_id) ON collected_line
GRANT UPDATE (provider_code) ON collected_line
GRANT UPDATE (quote_id) ON collected_line
GRANT UPDATE (reason) ON collected_line
GRANT UPDATE (state) ON collected_line
GRANT INSERT, SELECT ON credential
GRANT UPDATE (changed_at) ON credential
GRANT UPDATE (must_change) ON credential
GRANT UPDATE (password_digest) ON credential
GRANT UPDATE (version) ON credential
GRANT INSERT, SELECT ON day_comparison
GRANT DELETE, INSERT, SELECT ON debt_change
GRANT UPDATE (changed_at) ON debt_change
GRANT INSERT, SELECT ON debt_last_known
GRANT UPDATE (balance) ON debt_last_known
GRANT UPDATE (bills) ON debt_last_known
GRANT UPDATE (currency) ON debt_last_known
GRANT UPDATE (obtained_at) ON debt_last_known
GRANT DELETE, INSERT, SELECT ON debt_registry
GRANT UPDATE (change) ON debt_registry
GRANT UPDATE (decided_at) ON debt_registry
GRANT UPDATE (decided_by) ON debt_registry
GRANT UPDATE (line_count) ON debt_registry
GRANT UPDATE (lines_removed_at) ON debt_registry
GRANT UPDATE (problem_count) ON debt_registry
GRANT UPDATE (problems) ON debt_registry
GRANT UPDATE (progressed_at) ON debt_registry
GRANT UPDATE (received_bytes) ON debt_registry
GRANT UPDATE (received_lines) ON debt_registry
GRANT UPDATE (repeats) ON debt_registry
GRANT UPDATE (sha256) ON debt_registry
GRANT UPDATE (state) ON debt_registry
GRANT UPDATE (sum) ON debt_registry
GRANT DELETE, INSERT, SELECT ON debt_registry_line
GRANT INSERT, SELECT ON delivery
GRANT UPDATE (attempt_no) ON delivery
GRANT UPDATE (decided_at) ON delivery
GRANT UPDATE (decided_day) ON delivery
GRANT UPDATE (ever_unknown) ON delivery
GRANT UPDATE (failures) ON delivery
GRANT UPDATE (inquiries) ON delivery
GRANT UPDATE (lease_owner) ON delivery
GRANT UPDATE (lease_until) ON delivery
GRANT UPDATE (next_action_at) ON delivery
GRANT UPDATE (provider_transaction) ON delivery
GRANT UPDATE (resend_allowed) ON delivery
GRANT UPDATE (reversal_requested) ON delivery
GRANT UPDATE (state) ON delivery
GRANT UPDATE (unknown_since) ON delivery
GRANT INSERT, SELECT ON delivery_attempt
GRANT DELETE, INSERT, SELECT ON delivery_nudge
GRANT UPDATE (holds_until) ON delivery_nudge
GRANT DELETE, INSERT, SELECT ON deposit_reference
GRANT DELETE, INSERT, SELECT ON dev_message
GRANT INSERT, SELECT ON device_credential
GRANT UPDATE (expires_at) ON device_credential
GRANT UPDATE (last_used_at) ON device_credential
GRANT UPDATE (revoked_at) ON device_credential
GRANT INSERT, SELECT ON entry_key
GRANT INSERT, SELECT ON fee_rule
GRANT INSERT, SELECT ON hold
GRANT DELETE, INSERT, SELECT ON hold_open
GRANT INSERT, SELECT ON hold_resolution
GRANT INSERT, SELECT ON holiday
GRANT INSERT, SELECT ON hub_operator
GRANT UPDATE (secret_hash) ON hub_operator
GRANT UPDATE (state) ON hub_operator
GRANT UPDATE (token_version) ON hub_operator
GRANT INSERT, SELECT ON idempotency_key
GRANT INSERT, SELECT ON identity_card
GRANT UPDATE (card) ON identity_card
GRANT UPDATE (card_index) ON identity_card
GRANT UPDATE (key_ids) ON identity_card
GRANT UPDATE (superseded_at) ON identity_card
GRANT INSERT, SELECT ON kiosk_cash_event
GRANT DELETE, INSERT, SELECT ON kiosk_redirect
GRANT UPDATE (client_key) ON kiosk_redirect
GRANT INSERT, SELECT, UPDATE ON lane
GRANT INSERT, SELECT ON ledger_account
GRANT INSERT, SELECT ON ledger_balance
GRANT UPDATE (credits) ON ledger_balance
GRANT UPDATE (debits) ON ledger_balance
GRANT UPDATE (floor) ON ledger_balance
GRANT UPDATE (pending_credits) ON ledger_balance
GRANT UPDATE (pending_debits) ON ledger_balance
GRANT INSERT, SELECT ON ledger_floor
GRANT INSERT, SELECT ON maintenance_schedule
GRANT UPDATE (cancelled_at) ON maintenance_schedule
GRANT UPDATE (written_until) ON maintenance_schedule
GRANT DELETE, INSERT, SELECT ON maintenance_window
GRANT INSERT, SELECT ON meter_reading
GRANT UPDATE (answered_at) ON meter_reading
GRANT UPDATE (state) ON meter_reading
GRANT DELETE, INSERT, SELECT ON meter_rule
GRANT UPDATE (most_per_day) ON meter_rule
GRANT DELETE, INSERT, SELECT ON network
GRANT UPDATE (addresses) ON network
GRANT UPDATE (changed_at) ON network
GRANT UPDATE (secret_digest) ON network
GRANT UPDATE (teller_id) ON network
GRANT DELETE, INSERT, SELECT ON network_service
GRANT UPDATE (provider_id) ON network_service
GRANT INSERT, SELECT ON network_transaction
GRANT UPDATE (attempt) ON network_transaction
GRANT UPDATE (payment_id) ON network_transaction
GRANT UPDATE (quote_id) ON network_transaction
GRANT UPDATE (receipt_number) ON network_transaction
GRANT UPDATE (refused_result) ON network_transaction
GRANT DELETE, INSERT, SELECT ON outbox
GRANT UPDATE (attempts) ON outbox
GRANT UPDATE (due_at) ON outbox
GRANT UPDATE (published_at) ON outbox
GRANT DELETE, INSERT, SELECT ON outbox_message
GRANT UPDATE (attempts) ON outbox_message
GRANT UPDATE (content) ON outbox_message
GRANT UPDATE (due_at) ON outbox_message
GRANT UPDATE (finished_at) ON outbox_message
GRANT UPDATE (lease_until) ON outbox_message
GRANT UPDATE (state) ON outbox_message
GRANT INSERT, SELECT ON outlet
GRANT UPDATE (address) ON outlet
GRANT UPDATE (daily_limit) ON outlet
GRANT UPDATE (difference_limit) ON outlet
GRANT UPDATE (name) ON outlet
GRANT UPDATE (payment_limit) ON outlet
GRANT UPDATE (reversal_limit) ON outlet
GRANT UPDATE (state) ON outlet
GRANT DELETE, INSERT, SELECT ON password_renewal
GRANT UPDATE (tries) ON password_renewal
GRANT INSERT, SELECT ON payment
GRANT INSERT, SELECT ON payment_answer
GRANT INSERT, SELECT ON payment_code
GRANT UPDATE (basket_id) ON payment_code
GRANT UPDATE (paid_at) ON payment_code
GRANT DELETE, INSERT, SELECT ON payment_registry
GRANT UPDATE (finished_at) ON payment_registry
GRANT UPDATE (lease_until) ON payment_registry
GRANT UPDATE (line_count) ON payment_registry
GRANT UPDATE (sha256) ON payment_registry
GRANT UPDATE (state) ON payment_registry
GRANT DELETE, INSERT, SELECT ON payment_registry_line
GRANT UPDATE (payment) ON payment_registry_line
GRANT UPDATE (quote_id) ON payment_registry_line
GRANT UPDATE (refusal_code) ON payment_registry_line
GRANT UPDATE (state) ON payment_registry_line
GRANT INSERT, SELECT ON payout_order
GRANT UPDATE (state) ON payout_order
GRANT DELETE, INSERT, SELECT ON pending_account
GRANT UPDATE (fields) ON pending_account
GRANT UPDATE (label) ON pending_account
GRANT UPDATE (proven) ON pending_account
GRANT DELETE, INSERT, SELECT ON pending_registration
GRANT UPDATE (account_failures) ON pending_registration
GRANT UPDATE (code_digest) ON pending_registration
GRANT UPDATE (code_expires_at) ON pending_registration
GRANT UPDATE (codes_made) ON pending_registration
GRANT UPDATE (person) ON pending_registration
GRANT UPDATE (tries) ON pending_registration
GRANT INSERT, SELECT ON plan
GRANT UPDATE (name) ON plan
GRANT UPDATE (offered_until) ON plan
GRANT INSERT, SELECT ON plan_replacement
GRANT UPDATE (announced_on) ON plan_replacement
GRANT UPDATE (changes_on) ON plan_replacement
GRANT UPDATE (charge) ON plan_replacement
GRANT UPDATE (replacement_plan_id) ON plan_replacement
GRANT INSERT, SELECT ON plan_terms
GRANT INSERT, SELECT ON preparation
GRANT UPDATE (attempt) ON preparation
GRANT UPDATE (ended_at) ON preparation
GRANT UPDATE (state) ON preparation
GRANT INSERT, SELECT ON provider
GRANT UPDATE (account_mask) ON provider
GRANT UPDATE (account_prefixes) ON provider
GRANT UPDATE (bill_rule) ON provider
GRANT UPDATE (channel_limits) ON provider
GRANT UPDATE (duplicate_window_s) ON provider
GRANT UPDATE (endpoint) ON provider
GRANT UPDATE (exactness) ON provider
GRANT UPDATE (fields) ON provider
GRANT UPDATE (iban) ON provider
GRANT UPDATE (invoice_days) ON provider
GRANT UPDATE (language) ON provider
GRANT UPDATE (max_amount) ON provider
GRANT UPDATE (max_concurrency) ON provider
GRANT UPDATE (min_amount) ON provider
GRANT UPDATE (multiple_of) ON provider
GRANT UPDATE (pay_timeout_ms) ON provider
GRANT UPDATE (protocol) ON provider
GRANT UPDATE (query_timeout_ms) ON provider
GRANT UPDATE (secrets) ON provider
GRANT UPDATE (settings) ON provider
GRANT UPDATE (settlement_mode) ON provider
GRANT UPDATE (state) ON provider
GRANT UPDATE (version) ON provider
GRANT DELETE, INSERT, SELECT ON provider_exchange
GRANT UPDATE (claim) ON provider_exchange
GRANT UPDATE (valid_until) ON provider_exchange
GRANT DELETE, INSERT, SELECT ON provider_health
GRANT UPDATE (answered) ON provider_health
GRANT UPDATE (failed) ON provider_health
GRANT UPDATE (held_back) ON provider_health
GRANT UPDATE (latency) ON provider_health
GRANT INSERT, SELECT ON provider_key
GRANT UPDATE (digest) ON provider_key
GRANT UPDATE (made_at) ON provider_key
GRANT INSERT, SELECT ON provider_name
GRANT DELETE, INSERT, SELECT ON provider_notification
GRANT UPDATE (look_at) ON provider_notification
GRANT UPDATE (names) ON provider_notification
GRANT UPDATE (state) ON provider_notification
GRANT UPDATE (times) ON provider_notification
GRANT INSERT, SELECT ON provider_notification_key
GRANT UPDATE (expires_at) ON provider_notification_key
GRANT UPDATE (revoked_at) ON provider_notification_key
GRANT UPDATE (secret) ON provider_notification_key
GRANT DELETE, INSERT, SELECT ON provider_notification_nonce
GRANT INSERT, SELECT ON provider_payment
GRANT UPDATE (decided_at) ON provider_payment
GRANT UPDATE (file_number) ON provider_payment
GRANT UPDATE (line) ON provider_payment
GRANT UPDATE (provider_transaction) ON provider_payment
GRANT UPDATE (reason) ON provider_payment
GRANT UPDATE (state) ON provider_payment
GRANT INSERT, SELECT ON provider_payment_file
GRANT UPDATE (acknowledged_at) ON provider_payment_file
GRANT UPDATE (alarmed_at) ON provider_payment_file
GRANT UPDATE (written_at) ON provider_payment_file
GRANT INSERT, SELECT ON provider_proposal
GRANT UPDATE (decided_at) ON provider_proposal
GRANT UPDATE (decided_by) ON provider_proposal
GRANT UPDATE (secrets) ON provider_proposal
GRANT UPDATE (state) ON provider_proposal
GRANT INSERT, SELECT ON provider_reference
GRANT DELETE, INSERT, SELECT ON provider_stand_in
GRANT UPDATE (max_age_s) ON provider_stand_in
GRANT UPDATE (max_amount) ON provider_stand_in
GRANT UPDATE (payable) ON provider_stand_in
GRANT INSERT, SELECT ON quarantined_notification
GRANT UPDATE (last_at) ON quarantined_notification
GRANT UPDATE (note) ON quarantined_notification
GRANT UPDATE (resolved_at) ON quarantined_notification
GRANT UPDATE (resolved_by) ON quarantined_notification
GRANT UPDATE (state) ON quarantined_notification
GRANT UPDATE (times) ON quarantined_notification
GRANT DELETE, INSERT, SELECT ON quote
GRANT INSERT, SELECT ON recon_break
GRANT INSERT, SELECT ON recon_run
GRANT INSERT, SELECT ON refund
GRANT UPDATE (answer) ON refund
GRANT UPDATE (decided_at) ON refund
GRANT UPDATE (decided_by) ON refund
GRANT UPDATE (state) ON refund
GRANT INSERT, SELECT ON restored_backup
GRANT INSERT, SELECT ON reversal
GRANT UPDATE (decided_at) ON reversal
GRANT UPDATE (reason) ON reversal
GRANT UPDATE (requested_at) ON reversal
GRANT UPDATE (requested_by) ON reversal
GRANT UPDATE (state) ON reversal
GRANT INSERT, SELECT ON review_case
GRANT UPDATE (action) ON review_case
GRANT UPDATE (approved_at) ON review_case
GRANT UPDATE (approved_by) ON review_case
GRANT UPDATE (owner) ON review_case
GRANT UPDATE (proposed_at) ON review_case
GRANT UPDATE (proposed_by) ON review_case
GRANT UPDATE (provider_transaction) ON review_case
GRANT UPDATE (reason) ON review_case
GRANT UPDATE (resolved_at) ON review_case
GRANT UPDATE (state) ON review_case
GRANT UPDATE (taken_at) ON review_case
GRANT SELECT ON schema_migration
GRANT DELETE, INSERT, SELECT ON session
GRANT UPDATE (last_seen_at) ON session
GRANT INSERT, SELECT ON settlement_bilateral
GRANT INSERT, SELECT ON settlement_position
GRANT INSERT, SELECT ON settlement_report
GRANT DELETE, INSERT, SELECT ON settlement_report_part
GRANT INSERT, SELECT ON settlement_window
GRANT UPDATE (batch_through) ON settlement_window
GRANT UPDATE (closed_at) ON settlement_window
GRANT UPDATE (cut_at) ON settlement_window
GRANT UPDATE (state) ON settlement_window
GRANT UPDATE (value_date) ON settlement_window
GRANT DELETE, INSERT, SELECT ON signature_nonce
GRANT INSERT, SELECT ON signing_key
GRANT UPDATE (expires_at) ON signing_key
GRANT UPDATE (material) ON signing_key
GRANT UPDATE (revoked_at) ON signing_key
GRANT INSERT, SELECT ON snapshot_balance
GRANT INSERT, SELECT ON snapshot_batch
GRANT INSERT, SELECT ON subscriber_account
GRANT INSERT, SELECT ON teller
GRANT UPDATE (client_certificates) ON teller
GRANT UPDATE (daily_limit) ON teller
GRANT UPDATE (name) ON teller
GRANT UPDATE (outlet_id) ON teller
GRANT UPDATE (password_digest) ON teller
GRANT UPDATE (password_version) ON teller
GRANT UPDATE (payment_limit) ON teller
GRANT UPDATE (role) ON teller
GRANT UPDATE (state) ON teller
GRANT DELETE, INSERT, SELECT ON teller_desk
GRANT UPDATE (customer) ON teller_desk
GRANT UPDATE (last_seen_at) ON teller_desk
GRANT DELETE, INSERT, SELECT ON throttle
GRANT UPDATE (taken) ON throttle
GRANT UPDATE (window_from) ON throttle
GRANT INSERT, SELECT ON transfer
GRANT INSERT, SELECT ON verification_point
GRANT INSERT, SELECT ON wallet_door
GRANT UPDATE (changed_at) ON wallet_door
GRANT UPDATE (merchant) ON wallet_door
GRANT UPDATE (secret) ON wallet_door
GRANT UPDATE (teller_id) ON wallet_door
GRANT INSERT, SELECT ON wallet_transaction
GRANT UPDATE (attempt) ON wallet_transaction
GRANT UPDATE (cancelled_at) ON wallet_transaction
GRANT UPDATE (payment_id) ON wallet_transaction
GRANT UPDATE (performed_at) ON wallet_transaction
GRANT UPDATE (quote_id) ON wallet_transaction
GRANT UPDATE (reason) ON wallet_transaction
GRANT UPDATE (receipt_number) ON wallet_transaction
GRANT UPDATE (state) ON wallet_transaction
GRANT INSERT, SELECT ON webhook
GRANT UPDATE (failing_since) ON webhook
GRANT UPDATE (previous_secret) ON webhook
GRANT UPDATE (previous_until) ON webhook
GRANT UPDATE (secret) ON webhook
GRANT UPDATE (state) ON webhook
GRANT DELETE, INSERT, SELECT ON webhook_delivery
GRANT UPDATE (attempts) ON webhook_delivery
GRANT UPDATE (due_at) ON webhook_delivery
GRANT UPDATE (finished_at) ON webhook_delivery
GRANT UPDATE (last_reason) ON webhook_delivery
GRANT UPDATE (last_status) ON webhook_delivery
GRANT UPDATE (lease_until) ON webhook_delivery
GRANT UPDATE (state) ON webhook_delivery
