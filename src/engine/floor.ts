import { isCurrency } from '../kernel/money.ts';
import { assert, present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import { learnAccounts } from './accounts.ts';
import { accountKey, type AccountRef } from '../ledger/chart.ts';
import type { LaneRow } from './numbering.ts';

/** Sets the floor of an agent's position from the next transfer on, and keeps when it was set for the verifier. */
export async function writeFloor(
  sql: Sql,
  lane: LaneRow,
  change: { agentId: string; currency: string; floor: bigint; at: Date },
): Promise<void> {
  assert(isCurrency(change.currency) && change.floor <= 0n, 'a floor is nought or below, in a currency of the books');
  const account: AccountRef = { kind: 'agent_position', ownerId: change.agentId, currency: change.currency };
  const ids = await learnAccounts(sql, new Map(), [account]);
  const id = present(ids.get(accountKey(account)), 'the position of an agent');
  await sql.run('UPDATE ledger_balance SET floor = $2 WHERE account_id = $1', [id, change.floor]);
  await sql.run(
    `INSERT INTO ledger_floor (account_id, lane, after_transfer, floor, set_at) VALUES ($1, $2, $3, $4, $5)`,
    [id, lane.id, lane.lastTransfer, change.floor, change.at],
  );
}
