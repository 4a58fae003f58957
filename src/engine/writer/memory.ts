import { present } from '../../kernel/assert.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Sql } from '../../platform/database/sql.ts';
import type { AccountIds } from '../accounts.ts';
import { readLane } from '../day.ts';
import type { LaneRow, NumberedBatch } from '../numbering.ts';
import { readTellerTaken } from '../read-accept.ts';
import { positionName, takenName, type Known } from './decide-batch.ts';
import type { Item } from './item.ts';

/** All that the holder of a lane keeps in mind between batches; read again whenever something may have moved without it. */
export interface Memory extends Known {
  lane: LaneRow;
  accountIds: AccountIds;
}

export async function openMemory(sql: Sql, lane: number, accountIds: AccountIds): Promise<Memory> {
  return { lane: await readLane(sql, lane), accountIds, positions: new Map(), taken: new Map() };
}

/** Learns the positions and tellers' takings that the items need and the memory lacks. */
export async function learnFor(sql: Sql, memory: Memory, items: readonly Item[]): Promise<void> {
  const positions = new Map<string, { agentId: string; currency: Currency }>();
  const takings = new Map<string, { tellerId: string; currency: Currency }>();
  for (const { ahead } of items) {
    if (ahead?.kind !== 'accept') continue;
    const { agentId, tellerId, currency } = ahead.command;
    const position = positionName(agentId, currency);
    if (!memory.positions.has(position)) positions.set(position, { agentId, currency });
    if (tellerId === null || ahead.state.tellerLimit === null) continue;
    const taken = takenName(tellerId, currency);
    if (!memory.taken.has(taken)) takings.set(taken, { tellerId, currency });
  }
  if (positions.size > 0) await learnPositions(sql, memory, positions);
  for (const [name, teller] of takings) {
    memory.taken.set(name, await readTellerTaken(sql, { ...teller, day: memory.lane.settlementDay }));
  }
}

async function learnPositions(
  sql: Sql,
  memory: Memory,
  wanted: ReadonlyMap<string, { readonly agentId: string; readonly currency: Currency }>,
): Promise<void> {
  const pairs = [...wanted.values()];
  const rows = await sql.rows<{ ownerId: string; currency: string; accountId: bigint; balance: bigint; floor: bigint }>(
    `SELECT a.owner_id AS "ownerId", a.currency, a.id AS "accountId", b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM unnest($1::uuid[], $2::text[]) AS w (owner_id, currency)
       JOIN ledger_account a ON a.kind = 'agent_position' AND a.owner_id = w.owner_id AND a.currency = w.currency
       JOIN ledger_balance b ON b.account_id = a.id`,
    [pairs.map((pair) => pair.agentId), pairs.map((pair) => pair.currency)],
  );
  for (const name of wanted.keys()) memory.positions.set(name, null);
  for (const { ownerId, currency, ...position } of rows) {
    memory.positions.set(positionName(ownerId, currency), position);
  }
}

/** The lane after a batch. */
export function laneAfter(lane: LaneRow, numbered: NumberedBatch): LaneRow {
  return {
    ...lane,
    lastBatch: numbered.number,
    lastTransfer: present(numbered.transfers.at(-1), 'the last transfer of a batch').number,
    lastPosting: present(numbered.postings.at(-1), 'the last posting of a batch').number,
    lastReceipt: lane.lastReceipt + numbered.payments.length,
    lastHash: numbered.hash,
  };
}
