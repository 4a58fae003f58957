import { present } from '../kernel/assert.ts';
import { accountKey, chart, type AccountRef } from '../ledger/chart.ts';
import type { Sql } from '../platform/database/sql.ts';

/** Ledger accounts by name; known ones are remembered, since an account never changes its number. */
export type AccountIds = Map<string, bigint>;

/** Opens the accounts that are not there yet (a strict one with an empty balance and floor nought) and learns their ids. */
export async function learnAccounts(sql: Sql, known: AccountIds, accounts: readonly AccountRef[]): Promise<AccountIds> {
  const missing = accounts.filter((account) => !known.has(accountKey(account)));
  if (missing.length === 0) return known;
  const kinds = missing.map((account) => account.kind);
  const owners = missing.map((account) => account.ownerId);
  const currencies = missing.map((account) => account.currency);
  await sql.run(
    `WITH opened AS (
       INSERT INTO ledger_account (kind, owner_id, currency, mode)
       SELECT DISTINCT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[])
       ON CONFLICT (kind, owner_id, currency) DO NOTHING RETURNING id, mode)
     INSERT INTO ledger_balance (account_id, floor) SELECT id, 0 FROM opened WHERE mode = 'strict'`,
    [kinds, owners, currencies, missing.map((account) => chart[account.kind].mode)],
    { prepared: 'open_accounts' },
  );
  const rows = await sql.rows<AccountRef & { id: bigint }>(
    `SELECT a.id, a.kind, a.owner_id AS "ownerId", a.currency FROM ledger_account a
       JOIN unnest($1::text[], $2::uuid[], $3::text[]) AS wanted (kind, owner_id, currency)
         ON a.kind = wanted.kind AND a.owner_id = wanted.owner_id AND a.currency = wanted.currency`,
    [kinds, owners, currencies],
    { prepared: 'find_accounts' },
  );
  const learned = new Map(known);
  for (const row of rows) learned.set(accountKey(row), row.id);
  for (const account of missing) present(learned.get(accountKey(account)), 'an account just opened');
  return learned;
}
