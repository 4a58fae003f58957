import { decideHold, decidePostHold, decideVoidHold } from '../holds/decide.ts';
import type {
  Hold,
  MakeHold,
  MakeHoldOutcome,
  PostHold,
  PostHoldOutcome,
  VoidHold,
  VoidHoldOutcome,
} from '../holds/model.ts';
import { holdColumns, holdFromRow, holdJoin, type HoldRow } from '../holds/rows.ts';
import { assert, present } from '../kernel/assert.ts';
import { accountKey, chart, type AccountRef } from '../ledger/chart.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Decision, Effects } from '../payments/effects.ts';
import type { AccountIds } from './accounts.ts';
import type { NumberedBatch } from './numbering.ts';
import type { Turn } from './turns.ts';

type HeldTurn = Pick<Turn, 'sql' | 'stamp'>;

/** Decides on a hold at its turn; the balance's row is locked. */
export async function holdAtTurn({ sql, stamp }: HeldTurn, command: MakeHold): Promise<Decision<MakeHoldOutcome>> {
  const from = await sql.first<{ balance: bigint; floor: bigint }>(
    `SELECT b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      WHERE a.kind = $1 AND a.owner_id = $2 AND a.currency = $3 FOR UPDATE OF b`,
    [command.from.kind, command.from.ownerId, command.from.currency],
    { prepared: 'lock_payer_of_hold' },
  );
  const known = await holdOfKey(sql, command.key);
  return decideHold({ known, from: from ?? null }, command, stamp);
}

export async function postHoldAtTurn({ sql, stamp }: HeldTurn, command: PostHold): Promise<Decision<PostHoldOutcome>> {
  return decidePostHold(await findHold(sql, command.id), command, stamp);
}

export async function voidHoldAtTurn({ sql, stamp }: HeldTurn, command: VoidHold): Promise<Decision<VoidHoldOutcome>> {
  return decideVoidHold(await findHold(sql, command.id), command, stamp);
}

/** The hold that a key stands for, at its turn. */
export async function holdOfKey(sql: Sql, key: string): Promise<Hold | null> {
  const row = await sql.first<HoldRow>(`SELECT ${holdColumns} FROM ${holdJoin} WHERE h.key = $1`, [key], {
    prepared: 'hold_of_key',
  });
  return row ? holdFromRow(row) : null;
}

async function findHold(sql: Sql, id: string): Promise<Hold | null> {
  const row = await sql.first<HoldRow>(`SELECT ${holdColumns} FROM ${holdJoin} WHERE h.id = $1`, [id], {
    prepared: 'hold_of_id',
  });
  return row ? holdFromRow(row) : null;
}

/** Accounts whose pending amounts the effects change; both lanes open them before they write. */
export function accountsOfHolds({ holds, holdResolutions }: Effects): AccountRef[] {
  return [...holds, ...holdResolutions.map((resolution) => resolution.hold)].flatMap(({ from, to }) => [from, to]);
}

/**
 * Writes holds and their ends, and what strict balances keep for them. After `writeBatch`, in the same transaction; `batch`
 * is null where nothing was posted. A statement of its own, so that payments do not carry it.
 */
export async function writeHolds(
  { sql, lane, stamp }: Pick<Turn, 'sql' | 'lane' | 'stamp'>,
  written: { readonly effects: Effects; readonly accountIds: AccountIds; readonly batch: NumberedBatch | null },
): Promise<void> {
  const { effects, accountIds, batch } = written;
  const idOf = (account: AccountRef) =>
    present(accountIds.get(accountKey(account)), 'the account of a hold').toString();
  const transfers = batch?.transfers ?? [];
  const pending = pendingOf(effects, idOf);
  const last = lane.lastTransfer + BigInt(transfers.length);
  const document = {
    at: stamp.at.toISOString(),
    day: stamp.day,
    lane: lane.id,
    afterTransfer: last.toString(),
    holds: effects.holds.map(({ id, key, from, to, amount, expiresAt }) => ({
      ...{ id, key, currency: from.currency, amount: amount.toString(), expiresAt: expiresAt.toISOString() },
      ...{ fromAccount: idOf(from), toAccount: idOf(to) },
    })),
    ends: effects.holdResolutions.map(({ hold, state, amount, transferIndex }) => ({
      ...{ holdId: hold.id, state, amount: amount.toString() },
      // What is given back without a posting is free before the movements of the same turn, which may take it.
      afterTransfer: (transferIndex === null ? lane.lastTransfer : last).toString(),
      transfer:
        transferIndex === null ? null : present(transfers[transferIndex], 'the transfer of a hold').number.toString(),
    })),
    pending,
  };
  const touched = present(
    await sql.first<{ closed: number; balances: number }>(writeHoldsText, [JSON.stringify(document)], {
      prepared: 'write_holds',
    }),
    'the counts of the holds',
  );
  assert(touched.closed === effects.holdResolutions.length, 'every hold was open when it ended');
  assert(touched.balances === pending.length, 'every strict balance of the holds was there');
}

/** What strict accounts keep more or less: the whole of a hold when it is made, and the whole of it when it ends. */
function pendingOf(effects: Effects, idOf: (account: AccountRef) => string) {
  const sums = new Map<string, { debits: bigint; credits: bigint }>();
  const add = (account: AccountRef, side: 'debits' | 'credits', amount: bigint) => {
    if (chart[account.kind].mode !== 'strict') return;
    const sum = sums.get(idOf(account)) ?? { debits: 0n, credits: 0n };
    sums.set(idOf(account), { ...sum, [side]: sum[side] + amount });
  };
  const keep = ({ from, to }: { from: AccountRef; to: AccountRef }, amount: bigint) => {
    add(from, 'debits', amount);
    add(to, 'credits', amount);
  };
  for (const hold of effects.holds) keep(hold, hold.amount);
  for (const { hold } of effects.holdResolutions) keep(hold, -hold.amount);
  return [...sums].map(([accountId, { debits, credits }]) => ({
    ...{ accountId, debits: debits.toString(), credits: credits.toString() },
  }));
}

const writeHoldsText = `
WITH d AS (SELECT $1::jsonb AS doc),
made AS (SELECT h.* FROM d, jsonb_to_recordset(doc->'holds')
           AS h (id uuid, key text, "fromAccount" bigint, "toAccount" bigint, currency text, amount bigint, "expiresAt" timestamptz)),
ends AS (SELECT e.* FROM d, jsonb_to_recordset(doc->'ends') AS e ("holdId" uuid, state text, amount bigint, transfer bigint, "afterTransfer" bigint)),
new_holds AS (
  INSERT INTO hold (id, key, from_account, to_account, currency, amount, made_at, expires_at, settlement_day, lane, after_transfer)
  SELECT id, key, "fromAccount", "toAccount", currency, amount, (doc->>'at')::timestamptz, "expiresAt", (doc->>'day')::date,
         (doc->>'lane')::smallint, (doc->>'afterTransfer')::bigint FROM made, d),
new_open AS (INSERT INTO hold_open (hold_id, expires_at) SELECT id, "expiresAt" FROM made),
new_ends AS (
  INSERT INTO hold_resolution (hold_id, state, amount, transfer, resolved_at, settlement_day, lane, after_transfer)
  SELECT "holdId", state, amount, transfer, (doc->>'at')::timestamptz, (doc->>'day')::date, (doc->>'lane')::smallint,
         ends."afterTransfer" FROM ends, d),
closed AS (DELETE FROM hold_open o USING ends WHERE o.hold_id = ends."holdId" RETURNING 1),
moved AS (
  UPDATE ledger_balance b SET pending_debits = b.pending_debits + m.debits, pending_credits = b.pending_credits + m.credits
    FROM d, jsonb_to_recordset(doc->'pending') AS m ("accountId" bigint, debits bigint, credits bigint)
   WHERE b.account_id = m."accountId" RETURNING 1)
SELECT (SELECT count(*) FROM closed)::int AS closed, (SELECT count(*) FROM moved)::int AS balances`;
