import type { Clock } from '../kernel/clock.ts';
import type { Minor } from '../kernel/money.ts';
import { coalesce } from '../platform/database/coalesce.ts';
import type { Database } from '../platform/database/sql.ts';
import { type AccountHistory, findSimilar, mostPayments, usualOf } from './guards.ts';
import * as store from './history-store.ts';

interface LinkedAccount {
  readonly providerId: string;
  readonly account: string;
}

export interface HistoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** The citizen's linked accounts. */
  readonly listLinks: (citizenId: string) => Promise<readonly LinkedAccount[]>;
}

/** What was longer ago says nothing of what is usual now: milliseconds. */
const lookedBackMs = 400 * 24 * 3_600_000;

export interface HistoryQuestion {
  readonly providerId: string;
  readonly account: string;
  /** The citizen for whom is asked; null for whoever stands there. */
  readonly citizenId: string | null;
}

/** What is known of an account before it is paid. Ten accounts that are asked about at once are one question to the books. */
export function createHistoryReader(deps: HistoryDeps): (asked: HistoryQuestion) => Promise<AccountHistory> {
  const { sql } = deps.db;
  const since = () => new Date(deps.clock.now().getTime() - lookedBackMs);
  const amountsOf = coalesce<LinkedAccount, readonly Minor[]>({
    nameOf: store.nameOfAccount,
    load: (accounts) => store.selectAmounts(sql, accounts, { since: since(), limit: mostPayments }),
  });
  const linksOf = coalesce<string, readonly LinkedAccount[]>({
    nameOf: (citizenId) => citizenId,
    load: async (citizens) =>
      new Map(await Promise.all(citizens.map(async (id) => [id, await deps.listLinks(id)] as const))),
  });

  async function similarOf({ citizenId, providerId, account }: HistoryQuestion): Promise<string | null> {
    if (citizenId === null) return null;
    const links = (await linksOf(citizenId)) ?? [];
    const linked = links.filter((link) => link.providerId === providerId).map((link) => link.account);
    if (linked.includes(account)) return null;
    const paid = await store.selectPaidAccounts(sql, { citizenId, providerId }, since());
    return findSimilar(account, [...linked, ...paid]);
  }

  return async (asked) => {
    const [amounts = [], similarAccount] = await Promise.all([amountsOf(asked), similarOf(asked)]);
    return { usualAmount: usualOf(amounts), similarAccount };
  };
}
