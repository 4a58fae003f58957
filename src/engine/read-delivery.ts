import { assert } from '../kernel/assert.ts';
import type { AccountRef } from '../ledger/chart.ts';
import type { MovementKind, PostingDraft, TransferKind } from '../ledger/transfers.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { PaymentRef, PostEntries, PostMovement, ResolveDelivery } from '../payments/commands.ts';
import type { PostedEntry } from '../payments/entries.ts';
import type { MovementState, PostedMovement } from '../payments/movement.ts';
import type { PaymentView } from '../payments/model.ts';
import type { ResolveState } from '../payments/resolve.ts';
import type { DeliveryState } from '../payments/reverse.ts';
import { paymentColumns, paymentFromRow, paymentJoin, type PaymentRow } from '../payments/rows.ts';

export interface DeliveryRow extends PaymentRow {
  attempt_no: number;
  ever_unknown: boolean;
  next_action_at: Date | null;
  reversal: 'pending' | 'done' | 'refused' | null;
  success_booked: boolean;
}

/** A payment with its delivery's row locked: reversal and delivery race for exactly this lock. */
export async function lockDelivery(sql: Sql, ref: PaymentRef): Promise<DeliveryState | null> {
  const row = await sql.first<DeliveryRow>(
    `SELECT ${paymentColumns}, v.attempt_no, v.ever_unknown, v.next_action_at,
            (SELECT r.state FROM reversal r WHERE r.payment_id = y.id) AS reversal,
            CASE WHEN v.state IN ('rejected', 'reversed')
                 THEN EXISTS (SELECT 1 FROM transfer t WHERE t.payment_id = y.id AND t.kind IN ('confirmation', 'late_success'))
                 ELSE false END AS success_booked
       FROM ${paymentJoin} WHERE y.settlement_day = $1 AND y.id = $2 FOR UPDATE OF v`,
    [ref.settlementDay, ref.id],
    { prepared: 'lock_delivery' },
  );
  return row ? deliveryStateOf(row, paymentFromRow(row)) : null;
}

export function deliveryStateOf(row: DeliveryRow, payment: PaymentView): DeliveryState {
  return {
    payment,
    attemptNo: row.attempt_no,
    everUnknown: row.ever_unknown,
    nextActionAt: row.next_action_at,
    reversal: row.reversal,
    successBooked: row.success_booked,
  };
}

export async function readResolveState(sql: Sql, command: ResolveDelivery): Promise<ResolveState | null> {
  const state = await lockDelivery(sql, command.payment);
  if (!state) return null;
  const { id, providerId } = state.payment;
  const facts = await sql.first<{ taken: boolean; seen: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM provider_reference
                     WHERE provider_id = $1 AND provider_transaction = $2 AND payment_id <> $3) AS taken,
            EXISTS (SELECT 1 FROM review_case WHERE $4 AND kind = 'late_success' AND subject_id = $3) AS seen`,
    [providerId, command.providerTransaction, id, state.payment.state === 'reversed'],
    { prepared: 'resolve_facts' },
  );
  return { ...state, transactionTaken: facts?.taken ?? false, lateSuccessSeen: facts?.seen ?? false };
}

/** What a movement's key stands for already, and what its strict payer holds (row locked). */
export async function readMovementState(sql: Sql, command: PostMovement): Promise<MovementState> {
  const from = await sql.first<{ balance: bigint; floor: bigint }>(
    `SELECT b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      WHERE a.kind = $1 AND a.owner_id = $2 AND a.currency = $3 FOR UPDATE OF b`,
    [command.from.kind, command.from.ownerId, command.from.currency],
    { prepared: 'lock_payer_of_movement' },
  );
  return { posted: await findPosted(sql, command.key), from: from ?? null };
}

/** What the keys of entries stand for already. */
export async function readPostedEntries(sql: Sql, { entries }: PostEntries): Promise<Map<string, PostedEntry>> {
  const rows = await sql.rows<
    AccountRef & { key: string; transferKind: TransferKind; reverses: bigint | null; amount: bigint }
  >(
    `SELECT k.key, t.kind AS "transferKind", t.reverses, a.kind, a.owner_id AS "ownerId", a.currency, p.amount
       FROM entry_key k JOIN transfer t ON t.settlement_day = k.settlement_day AND t.lane = k.lane AND t.number = k.transfer
       CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount)
       JOIN ledger_account a ON a.id = p.account_id
      WHERE k.key = ANY($1::text[]) LIMIT 10000`,
    [entries.map(({ key }) => key)],
    { prepared: 'find_posted_entries' },
  );
  const posted = new Map<string, { kind: TransferKind; reverses: bigint | null; postings: PostingDraft[] }>();
  for (const { key, transferKind, reverses, amount, ...account } of rows) {
    const entry = posted.get(key) ?? { kind: transferKind, reverses, postings: [] };
    entry.postings.push({ account, amount });
    posted.set(key, entry);
  }
  return posted;
}

async function findPosted(sql: Sql, key: string): Promise<PostedMovement | null> {
  const rows = await sql.rows<AccountRef & { movement: MovementKind; amount: bigint }>(
    `SELECT t.kind AS movement, a.kind, a.owner_id AS "ownerId", a.currency, p.amount
       FROM entry_key k JOIN transfer t ON t.settlement_day = k.settlement_day AND t.lane = k.lane AND t.number = k.transfer
       CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) AS p (account_id, amount)
       JOIN ledger_account a ON a.id = p.account_id
      WHERE k.key = $1 ORDER BY p.amount LIMIT 3`,
    [key],
    { prepared: 'find_posted_movement' },
  );
  const [paid, got] = rows;
  if (!paid) return null;
  assert(rows.length === 2 && got !== undefined, 'a movement has two postings');
  return { kind: paid.movement, from: paid, to: got, amount: got.amount };
}
