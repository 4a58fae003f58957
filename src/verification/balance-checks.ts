import type { Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CheckName, Finding } from './model.ts';
import type { Turnover } from './replay.ts';

export interface AccountRow {
  id: bigint;
  kind: string;
  owner_id: string;
  currency: Currency;
  mode: 'strict' | 'deferred';
  debits: bigint | null;
  credits: bigint | null;
  /** Payments in transit, by their states. */
  open: bigint;
  /** What a drawer was counted to at its last close, or a teller was over and short by all differences; null where something waits. */
  told: bigint | null;
}

const none: Turnover = { credits: 0n, debits: 0n };

/** Every account with its balance row and the payments that are in transit on it. */
export function readAccounts(sql: Sql): Promise<AccountRow[]> {
  return sql.rows<AccountRow>(
    `SELECT a.id, a.kind, a.owner_id, a.currency, a.mode, b.debits, b.credits, coalesce(o.total, 0)::bigint AS open,
            CASE WHEN a.kind IN ('teller_drawer', 'cash_over_short') AND NOT EXISTS (
                        SELECT 1 FROM cash_posting_due d JOIN cash_shift s ON s.id = d.shift_id WHERE s.teller_id = a.owner_id)
                 THEN CASE a.kind WHEN 'teller_drawer' THEN -coalesce(
                        (SELECT c.amount FROM cash_count c WHERE c.occasion = 'closing' AND c.currency = a.currency AND c.shift_id = (
                                SELECT id FROM cash_shift WHERE teller_id = a.owner_id AND closed_at IS NOT NULL ORDER BY number DESC LIMIT 1)), 0)
                      ELSE (SELECT coalesce(sum(amount), 0) FROM cash_difference WHERE teller_id = a.owner_id AND currency = a.currency)
                         + (SELECT coalesce(sum(c.amount), 0) FROM cash_difference d JOIN cash_correction c USING (shift_id, currency)
                             WHERE d.teller_id = a.owner_id AND c.currency = a.currency) END END::bigint AS told
       FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
       LEFT JOIN (SELECT y.provider_id, y.currency, sum(y.amount) AS total FROM delivery v
                    JOIN payment y ON y.settlement_day = v.settlement_day AND y.id = v.payment_id
                   WHERE v.next_action_at IS NOT NULL AND v.state IN ('accepted', 'sending', 'unknown') GROUP BY y.provider_id, y.currency) AS o
              ON a.kind = 'in_transit' AND o.provider_id = a.owner_id AND o.currency = a.currency
      ORDER BY a.id LIMIT 10000000`,
  );
}

/** Holds what the replay came to against the balance rows, the open payments, and nought. */
export function checkBalances(accounts: readonly AccountRow[], turnover: ReadonlyMap<bigint, Turnover>): Finding[] {
  const findings: Finding[] = [];
  const totals = new Map<Currency, bigint>();
  const find = (check: CheckName, subject: string, detail: string) => findings.push({ check, subject, detail });
  for (const account of accounts) {
    const { credits, debits } = turnover.get(account.id) ?? none;
    const name = `${account.kind}:${account.owner_id}:${account.currency}`;
    totals.set(account.currency, (totals.get(account.currency) ?? 0n) + credits - debits);
    if (account.mode === 'strict' && (account.credits !== credits || account.debits !== debits)) {
      const row = account.credits === null || account.debits === null ? 'none' : account.credits - account.debits;
      find('balances_match_postings', name, `row ${row}, postings ${credits - debits}`);
    }
    if (account.kind === 'in_transit' && credits - debits !== account.open) {
      find('in_transit_matches_states', name, `ledger ${credits - debits}, states ${account.open}`);
    }
    if (account.told !== null && credits - debits !== account.told) {
      find('drawers_match_ledger', name, `ledger ${credits - debits}, counts and differences ${account.told}`);
    }
  }
  for (const [currency, total] of totals) if (total !== 0n) find('books_balance', currency, total.toString());
  return findings;
}
