import type { CheckName } from '../../src/verification/model.ts';

/** What somebody with the keys of the database changes, and the check that tells. */
export interface Tampering {
  readonly what: string;
  readonly sql: string;
  readonly found: CheckName;
}

/** Postings of a transfer that no longer are what its batch was hashed with. */
export const ofPostings: readonly Tampering[] = [
  {
    what: 'postings that were added beside a transfer',
    sql: `UPDATE transfer SET account_ids = account_ids || account_ids[1] || account_ids[1], amounts = amounts || ARRAY[5, -5]::bigint[]
           WHERE number = 1`,
    found: 'transfers_in_batches',
  },
  {
    what: 'postings that were numbered anew',
    sql: `UPDATE transfer SET first_posting = first_posting + 1 WHERE number = 1`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'postings that changed their places',
    sql: `UPDATE transfer SET account_ids = account_ids[2:] || account_ids[1], amounts = amounts[2:] || amounts[1] WHERE number = 1`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'postings that changed their lower bound',
    sql: `UPDATE transfer SET account_ids = ('[0:' || cardinality(account_ids) - 1 || ']=' || account_ids::text)::bigint[] WHERE number = 1`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'an account without an amount',
    sql: `UPDATE transfer SET account_ids = account_ids || account_ids[1] WHERE number = 1`,
    found: 'transfers_in_batches',
  },
  {
    what: 'an amount without an account',
    sql: `UPDATE transfer SET amounts = amounts || ARRAY[5, -5]::bigint[] WHERE number = 1`,
    found: 'postings_name_accounts',
  },
  {
    what: 'a transfer whose postings were all removed',
    sql: `UPDATE transfer SET account_ids = '{}', amounts = '{}' WHERE number = 1`,
    found: 'transfers_in_batches',
  },
  {
    what: 'a transfer that was moved to another currency',
    sql: `UPDATE transfer SET currency = 'EUR' WHERE number = 1`,
    found: 'postings_name_accounts',
  },
];
