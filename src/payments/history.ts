import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../platform/database/sql.ts';
import { type AccountHistory, findSimilar, mostPayments, usualOf } from './guards.ts';
import * as store from './history-store.ts';

export interface HistoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** The citizen's linked accounts. */
  readonly listLinks: (
    citizenId: string,
  ) => Promise<readonly { readonly providerId: string; readonly account: string }[]>;
}

/** What was longer ago says nothing of what is usual now: milliseconds. */
const lookedBackMs = 400 * 24 * 3_600_000;

export interface HistoryQuestion {
  readonly providerId: string;
  readonly account: string;
  /** The citizen for whom is asked; null for whoever stands there. */
  readonly citizenId: string | null;
}

/** What is known of an account before it is paid. */
export function createHistoryReader(deps: HistoryDeps): (asked: HistoryQuestion) => Promise<AccountHistory> {
  return async ({ citizenId, ...account }) => {
    const { sql } = deps.db;
    const since = new Date(deps.clock.now().getTime() - lookedBackMs);
    const amounts = await store.selectAmounts(sql, account, { since, limit: mostPayments });
    const usualAmount = usualOf(amounts);
    if (citizenId === null) return { usualAmount, similarAccount: null };
    const links = await deps.listLinks(citizenId);
    const linked = links.filter((link) => link.providerId === account.providerId).map((link) => link.account);
    if (linked.includes(account.account)) return { usualAmount, similarAccount: null };
    const paid = await store.selectPaidAccounts(sql, { citizenId, providerId: account.providerId }, since);
    return { usualAmount, similarAccount: findSimilar(account.account, [...linked, ...paid]) };
  };
}
