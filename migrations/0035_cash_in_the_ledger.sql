-- Why: what a teller's drawer takes, moves and differs by is posted, so that the ledger says of every closed drawer what was counted in
-- it. Payments stay as they are: a shift is posted in one sum when it is closed, beside the lane and a few moments later.

ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_kind_known CHECK (kind IN (
  'agent_position', 'agent_collateral', 'agent_commission_payable', 'teller_drawer', 'agent_vault', 'agent_takings', 'cash_in_hand_over',
  'cash_over_short', 'in_transit', 'provider_payable', 'provider_receivable', 'payer_refundable', 'payer_wallet', 'payer_bonus',
  'card_clearing', 'chargebacks', 'fee_income', 'vat_payable', 'payout_in_flight', 'unidentified_deposits', 'undeliverable_suspense',
  'rounding', 'bank_mirror'));
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_kind_check;

ALTER TABLE transfer ADD CONSTRAINT transfer_kind_of_chart CHECK (kind IN (
  'acceptance', 'confirmation', 'rejection', 'reversal', 'refund', 'cancellation', 'late_success', 'deposit',
  'withdrawal', 'payout', 'payout_settled', 'payout_returned', 'carry', 'commission_paid', 'correction',
  'hold_posted', 'suspense', 'suspense_released', 'shift_closed', 'cash_difference', 'difference_corrected'));
ALTER TABLE transfer DROP CONSTRAINT transfer_kind_listed;

-- Whether a difference is corrected by somebody else than whoever accepted it.
ALTER TABLE agent ADD COLUMN corrections_need_another boolean NOT NULL DEFAULT false;
GRANT UPDATE (corrections_need_another) ON agent TO vahid_hub;

-- What became of a difference after the shift was closed, for ever. Above nought: money was found and lies in the vault; below: money
-- of the vault was given to whom it was owed.
CREATE TABLE cash_correction (
  id uuid PRIMARY KEY,
  shift_id uuid NOT NULL,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  corrected_by uuid NOT NULL REFERENCES teller (id),
  corrected_at timestamptz NOT NULL,
  FOREIGN KEY (shift_id, currency) REFERENCES cash_difference (shift_id, currency)
);
CREATE INDEX cash_correction_of_shift ON cash_correction (shift_id);
CALL make_append_only('cash_correction');

-- Shifts and corrections that the lane has to post; a row goes when it is posted. Each is posted once for its keys, however often it is
-- tried: `shift-closed:`, `cash-difference:` and `difference-corrected:`, the id, and the currency.
CREATE TABLE cash_posting_due (
  subject_id uuid PRIMARY KEY,
  shift_id uuid NOT NULL REFERENCES cash_shift (id),
  since timestamptz NOT NULL
);
CREATE INDEX cash_posting_due_order ON cash_posting_due (since, subject_id);

-- All shifts that were closed before; in whole milliseconds, as the worker reads them.
INSERT INTO cash_posting_due (subject_id, shift_id, since)
SELECT id, id, date_trunc('milliseconds', clock_timestamp()) FROM cash_shift WHERE closed_at IS NOT NULL;

GRANT SELECT, INSERT ON cash_correction TO vahid_hub;
GRANT SELECT, INSERT, DELETE ON cash_posting_due TO vahid_hub;
