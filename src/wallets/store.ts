import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import { minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Transaction, WalletProtocol, WalletWish } from './model.ts';

export interface DoorRow {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly providerId: string;
  readonly secret: Buffer;
  readonly merchant: string | null;
}

/** A door whose agent, outlet and device are active. */
export function selectDoor(
  sql: Sql,
  named: { readonly protocol: WalletProtocol; readonly agentCode: string; readonly providerCode: string },
): Promise<DoorRow | undefined> {
  return sql.first<DoorRow>(
    `SELECT d.id, d.agent_id AS "agentId", t.outlet_id AS "outletId", d.teller_id AS "tellerId", d.provider_id AS "providerId",
            d.secret, d.merchant
       FROM wallet_door d JOIN agent a ON a.id = d.agent_id JOIN provider p ON p.id = d.provider_id JOIN teller t ON t.id = d.teller_id
            JOIN outlet o ON o.id = t.outlet_id
      WHERE a.code = $1 AND a.state = 'active' AND o.state = 'active' AND t.state = 'active' AND d.protocol = $2 AND p.code = $3`,
    [named.agentCode, named.protocol, named.providerCode],
  );
}

export async function findDoorId(
  sql: Sql,
  of: { readonly agentId: string; readonly protocol: WalletProtocol; readonly providerId: string },
): Promise<string | undefined> {
  const row = await sql.first<{ id: string }>(
    'SELECT id FROM wallet_door WHERE agent_id = $1 AND protocol = $2 AND provider_id = $3',
    [of.agentId, of.protocol, of.providerId],
  );
  return row?.id;
}

export async function upsertDoor(
  sql: Sql,
  door: Omit<DoorRow, 'outletId'> & { readonly protocol: WalletProtocol; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO wallet_door (id, agent_id, protocol, provider_id, secret, merchant, teller_id, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET secret = $5, merchant = $6, teller_id = $7, changed_at = $8`,
    [door.id, door.agentId, door.protocol, door.providerId, door.secret, door.merchant, door.tellerId, door.at],
  );
}

/** The active device of a code. */
export async function findTerminal(sql: Sql, agentId: string, code: string): Promise<string | undefined> {
  const row = await sql.first<{ id: string }>(
    `SELECT id FROM teller WHERE agent_id = $1 AND code = $2 AND state = 'active'`,
    [agentId, code],
  );
  return row?.id;
}

const columns = `number, door_id AS "doorId", txn_id AS "txnId", account, amount, app_time AS "appTime", state, created_at AS "createdAt",
  performed_at AS "performedAt", cancelled_at AS "cancelledAt", reason, attempt, quote_id AS "quoteId", payment_id AS "paymentId",
  receipt_number AS "receiptNumber"`;

type Row = Omit<Transaction, 'amount' | 'appTime'> & { readonly amount: bigint; readonly appTime: bigint };

function transactionOf(row: Row): Transaction {
  return { ...row, amount: minor(row.amount), appTime: Number(row.appTime) };
}

/** Binds the app's number to what it was first asked for; later ones find that. */
export async function insertTransaction(
  sql: Sql,
  doorId: string,
  { wish, at }: { readonly wish: WalletWish; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO wallet_transaction (door_id, txn_id, account, amount, app_time, state, created_at)
     VALUES ($1, $2, $3, $4, $5, 'created', $6) ON CONFLICT DO NOTHING`,
    [doorId, wish.txnId, wish.account, wish.amount, wish.appTime, at],
  );
}

export async function selectTransaction(sql: Sql, doorId: string, txnId: string): Promise<Transaction | undefined> {
  const row = await sql.first<Row>(`SELECT ${columns} FROM wallet_transaction WHERE door_id = $1 AND txn_id = $2`, [
    doorId,
    txnId,
  ]);
  return row && transactionOf(row);
}

/** By the app's clock, both ends included, ascending, at most 10,000. */
export async function selectBetween(
  sql: Sql,
  doorId: string,
  range: { readonly from: number; readonly to: number },
): Promise<Transaction[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM wallet_transaction WHERE door_id = $1 AND app_time BETWEEN $2 AND $3 ORDER BY app_time, number LIMIT 10000`,
    [doorId, range.from, range.to],
  );
  return rows.map(transactionOf);
}

type Attempt = Pick<Transaction, 'doorId' | 'txnId' | 'attempt'>;

/** Keeps the quote of an attempt; the first stays. */
export async function updateQuote(sql: Sql, of: Attempt, quoteId: string): Promise<void> {
  await sql.run(
    `UPDATE wallet_transaction SET quote_id = $4 WHERE door_id = $1 AND txn_id = $2 AND attempt = $3 AND quote_id IS NULL`,
    [of.doorId, of.txnId, of.attempt, quoteId],
  );
}

/** The attempt ended without a decision; the next has a key, a hold and a quote of its own. */
export async function nextAttempt(sql: Sql, of: Attempt): Promise<void> {
  await sql.run(
    `UPDATE wallet_transaction SET attempt = attempt + 1, quote_id = NULL
      WHERE door_id = $1 AND txn_id = $2 AND attempt = $3 AND state = 'created'`,
    [of.doorId, of.txnId, of.attempt],
  );
}

export async function updatePerformed(
  sql: Sql,
  of: Pick<Transaction, 'doorId' | 'txnId'>,
  payment: { readonly id: string; readonly receiptNumber: string; readonly acceptedAt: Date },
): Promise<void> {
  await sql.run(
    `UPDATE wallet_transaction SET state = 'performed', performed_at = $5, payment_id = $3, receipt_number = $4
      WHERE door_id = $1 AND txn_id = $2 AND state = 'created'`,
    [of.doorId, of.txnId, payment.id, payment.receiptNumber, payment.acceptedAt],
  );
}

/** False where another attempt has begun, or the transaction has ended otherwise. */
export async function updateCancelled(
  sql: Sql,
  of: Attempt,
  why: { readonly reason: number; readonly at: Date },
): Promise<boolean> {
  const cancelled = await sql.run(
    `UPDATE wallet_transaction SET state = 'cancelled', cancelled_at = $4, reason = $5
      WHERE door_id = $1 AND txn_id = $2 AND attempt = $3 AND state = 'created'`,
    [of.doorId, of.txnId, of.attempt, why.at, why.reason],
  );
  return cancelled === 1;
}

export async function updateTakenBack(
  sql: Sql,
  of: Pick<Transaction, 'doorId' | 'txnId'>,
  why: { readonly reason: number; readonly at: Date },
): Promise<void> {
  await sql.run(
    `UPDATE wallet_transaction SET state = 'taken_back', cancelled_at = $3, reason = $4
      WHERE door_id = $1 AND txn_id = $2 AND state = 'performed'`,
    [of.doorId, of.txnId, why.at, why.reason],
  );
}

export const sealedSecret: SealedColumn = {
  name: 'wallet_door.secret',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM wallet_door WHERE ${isStale('secret')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, secret AS sealed FROM wallet_door WHERE ${isStale('secret')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE wallet_door SET secret = $2 WHERE id = $1', [id, sealed]),
};
