import { type Currency, minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import {
  cashChannels,
  type CashMovement,
  type DayTurnover,
  type Direction,
  givenBackInCash,
  type Keeper,
  type ListedPayment,
  type MovedRow,
  type Shift,
} from './model.ts';

/** A place in the order of the books: everything up to this transfer is committed, everything later has a higher number. */
export interface Mark {
  readonly day: string;
  readonly transfer: bigint;
}

/** A shift with the marks between which its payments lie: after `after`, up to `closed`. */
export interface ShiftRow extends Shift {
  readonly lane: number;
  readonly afterDay: string;
  readonly afterTransfer: bigint;
  readonly openedTransfer: bigint;
  readonly closedDay: string | null;
  readonly closedTransfer: bigint | null;
}

const shiftColumns = `id, agent_id AS "agentId", outlet_id AS "outletId", teller_id AS "tellerId", number, lane,
  after_day AS "afterDay", after_transfer AS "afterTransfer", opened_at AS "openedAt", opened_transfer AS "openedTransfer",
  closed_at AS "closedAt", closed_day AS "closedDay", closed_transfer AS "closedTransfer", z_number AS "zNumber", reason, closed_by AS "closedBy"`;

/** Lets requests of one key go one after the other; whoever comes later sees what the first has left. */
export async function lockKey(sql: Sql, agentId: string, key: string): Promise<void> {
  await sql.run('SELECT pg_advisory_xact_lock(7043, hashtext($1))', [`${agentId}:${key}`]);
}

export function selectRequest(
  sql: Sql,
  agentId: string,
  key: string,
): Promise<{ readonly hash: string; readonly subjectId: string } | undefined> {
  return sql.first(
    `SELECT encode(request_hash, 'hex') AS hash, subject_id AS "subjectId" FROM cash_request
      WHERE agent_id = $1 AND client_key = $2`,
    [agentId, key],
  );
}

export async function insertRequest(
  sql: Sql,
  request: {
    readonly agentId: string;
    readonly key: string;
    readonly hash: Uint8Array;
    readonly subjectId: string;
    readonly at: Date;
  },
): Promise<void> {
  await sql.run(
    'INSERT INTO cash_request (agent_id, client_key, request_hash, subject_id, created_at) VALUES ($1, $2, $3, $4, $5)',
    [request.agentId, request.key, request.hash, request.subjectId, request.at],
  );
}

/** Where the books are now. One statement is one instant: it sees a number exactly when it sees what was numbered. */
export function selectMark(sql: Sql, lane: number): Promise<Mark | undefined> {
  return sql.first<Mark>('SELECT settlement_day AS day, last_transfer AS transfer FROM lane WHERE id = $1', [lane]);
}

export function selectShift(sql: Sql, agentId: string, id: string): Promise<ShiftRow | undefined> {
  return sql.first<ShiftRow>(`SELECT ${shiftColumns} FROM cash_shift WHERE id = $1 AND agent_id = $2`, [id, agentId]);
}

/** The open shifts of an outlet: one for each of its tellers at most. */
export function selectOpenShifts(
  sql: Sql,
  { agentId, outletId }: Pick<Keeper, 'agentId' | 'outletId'>,
): Promise<ShiftRow[]> {
  return sql.rows<ShiftRow>(
    `SELECT ${shiftColumns} FROM cash_shift WHERE closed_at IS NULL AND agent_id = $1 AND outlet_id = $2 LIMIT 1000`,
    [agentId, outletId],
  );
}

/** A shift, which nobody else changes until the transaction ends. */
export function lockShift(sql: Sql, agentId: string, id: string): Promise<ShiftRow | undefined> {
  return sql.first<ShiftRow>(`SELECT ${shiftColumns} FROM cash_shift WHERE id = $1 AND agent_id = $2 FOR UPDATE`, [
    id,
    agentId,
  ]);
}

/** The newest shift of a teller, open or closed. */
export function selectLastShift(sql: Sql, tellerId: string): Promise<ShiftRow | undefined> {
  return sql.first<ShiftRow>(
    `SELECT ${shiftColumns} FROM cash_shift WHERE teller_id = $1 ORDER BY number DESC LIMIT 1`,
    [tellerId],
  );
}

export type ShiftInsert = Keeper &
  Pick<ShiftRow, 'id' | 'number' | 'lane' | 'openedAt' | 'afterDay' | 'afterTransfer' | 'openedTransfer'>;

/** False when the teller has an open shift, or another one of this number. */
export async function insertShift(sql: Sql, shift: ShiftInsert): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO cash_shift (id, agent_id, outlet_id, teller_id, number, lane, after_day, after_transfer, opened_at, opened_transfer)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      ...[shift.id, shift.agentId, shift.outletId, shift.tellerId, shift.number, shift.lane],
      ...[shift.afterDay, shift.afterTransfer, shift.openedAt, shift.openedTransfer],
    ],
  );
  return inserted === 1;
}

/** The next number of a Z-report; nobody gets one at the outlet until the transaction ends, and none is lost if it fails. */
export async function nextReportNumber(sql: Sql, outletId: string): Promise<number> {
  const [row] = await sql.rows<{ number: number }>(
    `INSERT INTO cash_report_number (outlet_id, last_number) VALUES ($1, 1)
     ON CONFLICT (outlet_id) DO UPDATE SET last_number = cash_report_number.last_number + 1 RETURNING last_number AS number`,
    [outletId],
  );
  if (!row) throw new Error('an upsert returns its row');
  return row.number;
}

export async function closeShift(
  sql: Sql,
  id: string,
  end: Required<Pick<Shift, 'closedBy' | 'reason'>> & {
    readonly at: Date;
    readonly mark: Mark;
    readonly zNumber: number;
  },
): Promise<void> {
  await sql.run(
    `UPDATE cash_shift SET closed_at = $2, closed_day = $3, closed_transfer = $4, z_number = $5, reason = $6, closed_by = $7
      WHERE id = $1`,
    [id, end.at, end.mark.day, end.mark.transfer, end.zNumber, end.reason, end.closedBy],
  );
}

type TurnoverRow = Omit<DayTurnover, 'amount' | 'fees'> & { readonly amount: string; readonly fees: string };

/** What the teller took and gave back in cash after the shift's first mark and up to another, by currency and settlement day. */
export async function selectTurnovers(sql: Sql, shift: ShiftRow, until: Mark): Promise<DayTurnover[]> {
  const range = [shift.afterDay, until.day, shift.lane, shift.afterTransfer, until.transfer] as const;
  const payments = await sql.rows<TurnoverRow>(
    `SELECT 'payments' AS of, y.transfer <= $8 AS "isBefore", y.currency, y.settlement_day AS day, count(*)::int AS count,
            sum(y.amount)::text AS amount, sum(y.payer_fee + y.payer_fee_vat)::text AS fees
       FROM payment y
      WHERE y.settlement_day BETWEEN $1 AND $2 AND y.lane = $3 AND y.transfer > $4 AND y.transfer <= $5
        AND y.teller_id = $6 AND y.channel = ANY($7::text[])
      GROUP BY 2, 3, 4 LIMIT 10000`,
    [...range, shift.tellerId, cashChannels, shift.openedTransfer],
  );
  // A settlement day and the instants stamped with it are less than two days apart in every time zone.
  const reversals = await sql.rows<TurnoverRow>(
    `SELECT 'reversals' AS of, t.number <= $8 AS "isBefore", y.currency, t.settlement_day AS day, count(*)::int AS count,
            sum(y.amount)::text AS amount, sum(y.payer_fee + y.payer_fee_vat)::text AS fees
       FROM reversal r
       JOIN transfer t ON t.payment_id = r.payment_id AND t.kind IN ('reversal', 'refund', 'cancellation')
       JOIN payment y ON y.settlement_day = r.settlement_day AND y.id = r.payment_id
      WHERE r.requested_by = $6 AND r.decided_at >= $1::date - 2
        AND t.settlement_day BETWEEN $1 AND $2 AND t.lane = $3 AND t.number > $4 AND t.number <= $5
        AND y.channel = ANY($7::text[])
      GROUP BY 2, 3, 4 LIMIT 10000`,
    [...range, `teller:${shift.tellerId}`, givenBackInCash, shift.openedTransfer],
  );
  return [...payments, ...reversals].map((row) => ({
    ...row,
    amount: minor(BigInt(row.amount)),
    fees: minor(BigInt(row.fees)),
  }));
}

/** Payments of an open shift, whatever way the money came; newest first. */
export async function selectPayments(sql: Sql, shift: ShiftRow, limit: number): Promise<ListedPayment[]> {
  const rows = await sql.rows<Omit<ListedPayment, 'amount'> & { readonly amount: bigint }>(
    `SELECT y.receipt_number AS "receiptNumber", y.amount + y.payer_fee + y.payer_fee_vat AS amount, y.currency,
            y.accepted_at AS "acceptedAt"
       FROM payment y
      WHERE y.teller_id = $1 AND y.settlement_day >= $2 AND y.lane = $3 AND y.transfer > $4
      ORDER BY y.transfer DESC LIMIT $5`,
    [shift.tellerId, shift.afterDay, shift.lane, shift.afterTransfer, limit],
  );
  return rows.map((row) => ({ ...row, amount: minor(row.amount) }));
}

/** What was moved out of and into the drawer of a shift; what is only offered is still in the giver's. */
export async function selectMoved(sql: Sql, shiftId: string): Promise<MovedRow[]> {
  const rows = await sql.rows<{ direction: Direction; currency: Currency; count: number; amount: string }>(
    `SELECT m.direction, m.currency, count(*)::int AS count, sum(m.amount)::text AS amount
       FROM (SELECT CASE kind WHEN 'to_teller' THEN 'toTellers' WHEN 'to_vault' THEN 'toVault' WHEN 'to_payer' THEN 'toPayers'
                    ELSE 'change' END AS direction,
                    currency, amount
               FROM cash_movement WHERE shift_id = $1 AND state = 'done'
             UNION ALL
             SELECT 'fromTellers', currency, amount FROM cash_movement WHERE to_shift_id = $1 AND state = 'done') AS m
      GROUP BY 1, 2 LIMIT 100`,
    [shiftId],
  );
  return rows.map((row) => ({ ...row, amount: minor(BigInt(row.amount)) }));
}

const movementColumns = `m.id, m.shift_id AS "shiftId", m.kind, m.currency, m.amount, m.note, m.to_teller_id AS "toTellerId", m.state,
  m.recorded_at AS "recordedAt", m.decided_at AS "decidedAt"`;

export async function insertMovement(sql: Sql, movement: CashMovement): Promise<void> {
  await sql.run(
    `INSERT INTO cash_movement (id, shift_id, kind, currency, amount, note, to_teller_id, state, recorded_at, decided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[movement.id, movement.shiftId, movement.kind, movement.currency, movement.amount, movement.note],
      ...[movement.toTellerId, movement.state, movement.recordedAt, movement.decidedAt],
    ],
  );
}

/** A movement of this agent's tellers. */
export async function selectMovement(sql: Sql, agentId: string, id: string): Promise<CashMovement | undefined> {
  const row = await sql.first<CashMovement & { readonly amount: bigint }>(
    `SELECT ${movementColumns} FROM cash_movement m JOIN cash_shift s ON s.id = m.shift_id WHERE m.id = $1 AND s.agent_id = $2`,
    [id, agentId],
  );
  return row && { ...row, amount: minor(row.amount) };
}

/** The id of a hand-over of the shift that nobody has decided yet. */
export async function selectOffered(sql: Sql, shiftId: string): Promise<string | undefined> {
  const row = await sql.first<{ id: string }>(
    `SELECT id FROM cash_movement WHERE shift_id = $1 AND state = 'offered' ORDER BY recorded_at LIMIT 1`,
    [shiftId],
  );
  return row?.id;
}

/** Decides an offered hand-over; false when somebody has decided it before. */
export async function decideMovement(
  sql: Sql,
  id: string,
  decision: { readonly state: 'done' | 'withdrawn'; readonly toShiftId: string | null; readonly at: Date },
): Promise<boolean> {
  const decided = await sql.run(
    `UPDATE cash_movement SET state = $2, to_shift_id = $3, decided_at = $4 WHERE id = $1 AND state = 'offered'`,
    [id, decision.state, decision.toShiftId, decision.at],
  );
  return decided === 1;
}
