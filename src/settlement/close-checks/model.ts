/** What a close checks, by name. A name is a promise to whoever reads the outcomes by machine. */
export type CloseCheckName =
  | 'trial_balance'
  | 'hash_chain'
  | 'in_transit'
  | 'lines_complete'
  | 'lines_equal_payable'
  | 'agent_positions'
  | 'provider_registries'
  | 'unknown_payments'
  | 'reversals'
  | 'windows'
  | 'keys'
  | 'outbox'
  | 'duplicates'
  | 'receipt_numbers'
  | 'clock'
  | 'previous_day'
  | 'files'
  | 'backup';

export type CheckOutcome = 'ok' | 'failed' | 'not_applicable';

/** How a check of a close came out. */
export interface CloseCheckResult {
  /** From 1 to 18, as docs/operators.md lists them. */
  readonly number: number;
  readonly check: CloseCheckName;
  readonly outcome: CheckOutcome;
  /** A blocking check that failed keeps the day from being closed. */
  readonly isBlocking: boolean;
  /** What was looked at, what was found, or why there is nothing to look at. Never personal data. */
  readonly detail: string;
}

/** What a check found: nothing in `found` where all is well. */
export interface Evidence {
  /** What was looked at, with counts. */
  readonly seen: string;
  readonly found: readonly FoundRow[];
}

/** Why there is nothing to look at. */
export interface Inapplicable {
  readonly inapplicable: string;
}

export interface FoundRow {
  readonly subject: string;
  readonly detail: string;
}

/** Findings that a detail names; more say nothing new. */
const mostNamed = 5;

/** Outcome and detail of what a check has seen and found. */
export function outcomeOf(evidence: Evidence | Inapplicable): Pick<CloseCheckResult, 'outcome' | 'detail'> {
  if ('inapplicable' in evidence) return { outcome: 'not_applicable', detail: evidence.inapplicable };
  const { seen, found } = evidence;
  if (found.length === 0) return { outcome: 'ok', detail: seen };
  const named = found.slice(0, mostNamed).map((row) => `${row.subject}: ${row.detail}`);
  const more = found.length > mostNamed ? `; and ${found.length - mostNamed} more` : '';
  return { outcome: 'failed', detail: `${seen}; found ${named.join('; ')}${more}` };
}
