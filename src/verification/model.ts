/** What the verifier proves, by name. A name is a promise to whoever reads the findings by machine. */
export const checkNames = [
  'transfers_balance',
  'books_balance',
  'balances_match_postings',
  'floors_held',
  'batches_gapless',
  'batch_hashes_chain',
  'transfers_in_batches',
  'transfers_in_windows',
  'postings_name_accounts',
  'postings_match_payments',
  'windows_follow',
  'movements_have_keys',
  'one_acceptance_per_payment',
  'one_delivery_per_payment',
  'state_matches_ledger',
  'keys_match_payments',
  'in_transit_matches_states',
  'references_used_once',
  'receipts_gapless',
  'reversals_match_states',
  'one_accepted_attempt',
  'work_is_scheduled',
  'cases_have_two_people',
  'refunds_have_two_people',
  'fees_recompute',
  'suspense_matches_lines',
  'deposits_match_statements',
  'shifts_follow',
  'drawers_match_books',
  'drawers_match_ledger',
  'positions_recompute',
  'reports_match_postings',
  'snapshots_recompute',
  'batch_snapshots_recompute',
  'holds_match_balances',
  'holds_held',
  'point_stands',
] as const;

export type CheckName = (typeof checkNames)[number];

/** One thing that is not as it must be. */
export interface Finding {
  readonly check: CheckName;
  /** What it is about: a transfer, a payment, a day … by its number or id. Never personal data. */
  readonly subject: string;
  readonly detail: string;
}

/** `incremental`: what came since the last clean run, and whatever may still change. */
export type VerificationMode = 'full' | 'incremental';

export interface Verification {
  readonly mode: VerificationMode;
  /** The batch after which each lane was checked; nought where it was checked from its beginning. */
  readonly since: readonly { readonly lane: number; readonly batch: number }[];
  readonly checks: readonly CheckName[];
  /** Payments accepted and transfers posted in what was checked. */
  readonly payments: number;
  readonly transfers: number;
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** Findings one check reports at most; more say nothing new. */
export const mostFindingsPerCheck = 100;
