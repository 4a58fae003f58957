import { present } from '../../kernel/assert.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Sql } from '../../platform/database/sql.ts';
import type { AccountIds } from '../accounts.ts';
import { readLane } from '../day.ts';
import type { LaneRow, NumberedBatch } from '../numbering.ts';
import { catchUpTaken, ownersOf, readTaken, takenName, type TakingOwner } from '../takings.ts';
import { positionName, type Known } from './decide-batch.ts';
import type { Item } from './item.ts';

/** All that the holder of a lane keeps in mind between batches; read again whenever something may have moved without it. */
export interface Memory extends Known {
  lane: LaneRow;
  accountIds: AccountIds;
}

/** Takings as they were after a transfer of the lane: what came after it is read and added, instead of the whole day. */
export interface KeptTakings extends Pick<Memory, 'taken'> {
  readonly day: string;
  readonly after: bigint;
}

/** What stays true of a memory when a command that ran alone ends it. */
export function keptOf({ lane, taken }: Memory): KeptTakings {
  return { day: lane.settlementDay, after: lane.lastTransfer, taken };
}

export async function openMemory(
  sql: Sql,
  laneId: number,
  { accountIds, kept }: { readonly accountIds: AccountIds; readonly kept: KeptTakings | null },
): Promise<Memory> {
  const lane = await readLane(sql, laneId);
  const taken = kept?.day === lane.settlementDay ? kept.taken : new Map<string, bigint>();
  if (kept && taken.size > 0 && lane.lastTransfer > kept.after) {
    await catchUpTaken(sql, taken, { lane: laneId, day: kept.day, after: kept.after });
  }
  return { lane, accountIds, positions: new Map(), taken };
}

/** Learns the positions and takings that the items need and the memory lacks. */
export async function learnFor(sql: Sql, memory: Memory, items: readonly Item[]): Promise<void> {
  const positions = new Map<string, { agentId: string; currency: Currency }>();
  const takings = new Map<string, TakingOwner>();
  for (const { ahead } of items) {
    if (ahead?.kind !== 'accept') continue;
    const { agentId, currency } = ahead.command;
    const position = positionName(agentId, currency);
    if (!memory.positions.has(position)) positions.set(position, { agentId, currency });
    for (const owner of ownersOf(ahead.command, ahead.state.limits)) {
      const name = takenName(owner);
      if (!memory.taken.has(name)) takings.set(name, owner);
    }
  }
  if (positions.size > 0) await learnPositions(sql, memory, positions);
  if (takings.size === 0) return;
  const read = await readTaken(sql, [...takings.values()], memory.lane.settlementDay);
  for (const [name, total] of read) memory.taken.set(name, total);
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
    lastPosting: numbered.lastPosting,
    lastReceipt: lane.lastReceipt + numbered.payments.length,
    lastHash: numbered.hash,
  };
}
