import type { Database } from '../../platform/database/sql.ts';
import { checkHashChain } from './hash-chain.ts';
import { outcomeOf, type CloseCheckName, type CloseCheckResult, type Evidence, type Inapplicable } from './model.ts';
import * as outside from './outside-store.ts';
import * as store from './store.ts';

interface CloseCheck {
  readonly check: CloseCheckName;
  readonly isBlocking: boolean;
  readonly look: (db: Database, day: string) => Promise<Evidence | Inapplicable>;
}

/** What is checked before a day is closed, in the order of docs/operators.md. */
const closeChecks: readonly CloseCheck[] = [
  { check: 'trial_balance', isBlocking: true, look: store.checkTrialBalance },
  { check: 'hash_chain', isBlocking: true, look: checkHashChain },
  { check: 'in_transit', isBlocking: true, look: store.checkInTransit },
  { check: 'lines_complete', isBlocking: true, look: store.checkLines },
  { check: 'lines_equal_payable', isBlocking: true, look: store.checkPayables },
  { check: 'agent_positions', isBlocking: true, look: store.checkAgents },
  { check: 'provider_registries', isBlocking: false, look: outside.checkProviderRegistries },
  { check: 'unknown_payments', isBlocking: false, look: store.checkUnknown },
  { check: 'reversals', isBlocking: true, look: store.checkReversals },
  { check: 'windows', isBlocking: true, look: store.checkWindows },
  { check: 'keys', isBlocking: true, look: store.checkKeys },
  { check: 'outbox', isBlocking: false, look: store.checkOutbox },
  { check: 'duplicates', isBlocking: false, look: store.checkDuplicates },
  { check: 'receipt_numbers', isBlocking: true, look: store.checkReceipts },
  { check: 'clock', isBlocking: false, look: outside.checkClock },
  { check: 'previous_day', isBlocking: true, look: store.checkPreviousDay },
  { check: 'files', isBlocking: true, look: store.checkFiles },
  { check: 'backup', isBlocking: false, look: outside.checkBackup },
];

/** Runs every check of a day whose reports are written and which is not closed yet. */
export async function runCloseChecks(db: Database, day: string): Promise<CloseCheckResult[]> {
  const results: CloseCheckResult[] = [];
  for (const [index, { check, isBlocking, look }] of closeChecks.entries()) {
    results.push({ number: index + 1, check, isBlocking, ...outcomeOf(await look(db, day)) });
  }
  return results;
}

/** Whether a failure of this check keeps a day from being closed. */
export function holdsUp(name: CloseCheckName): boolean {
  return closeChecks.some(({ check, isBlocking: blocks }) => check === name && blocks);
}
