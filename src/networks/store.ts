import { minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { OsmpResult } from './model.ts';

export interface NetworkRow {
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly secretDigest: Buffer | null;
  readonly addresses: readonly string[];
}

/** A network whose agent and device are active. */
export function selectNetwork(sql: Sql, agentCode: string): Promise<NetworkRow | undefined> {
  return sql.first<NetworkRow>(
    `SELECT n.agent_id AS "agentId", t.outlet_id AS "outletId", n.teller_id AS "tellerId", n.secret_digest AS "secretDigest", n.addresses
       FROM network n JOIN agent a ON a.id = n.agent_id JOIN teller t ON t.id = n.teller_id
      WHERE a.code = $1 AND a.state = 'active'`,
    [agentCode],
  );
}

export async function upsertNetwork(
  sql: Sql,
  network: Omit<NetworkRow, 'outletId'> & { readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO network (agent_id, secret_digest, addresses, teller_id, changed_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (agent_id) DO UPDATE SET secret_digest = $2, addresses = $3, teller_id = $4, changed_at = $5`,
    [network.agentId, network.secretDigest, network.addresses, network.tellerId, network.at],
  );
}

export async function upsertService(
  sql: Sql,
  service: { readonly agentId: string; readonly code: string; readonly providerId: string },
): Promise<void> {
  await sql.run(
    `INSERT INTO network_service (agent_id, code, provider_id) VALUES ($1, $2, $3)
     ON CONFLICT (agent_id, code) DO UPDATE SET provider_id = $3`,
    [service.agentId, service.code, service.providerId],
  );
}

export async function findService(sql: Sql, agentId: string, code: string): Promise<string | undefined> {
  const row = await sql.first<{ id: string }>(
    'SELECT provider_id AS id FROM network_service WHERE agent_id = $1 AND code = $2',
    [agentId, code],
  );
  return row?.id;
}

/** The device of a code, where the agent has it and it is active. */
export function findTerminal(
  sql: Sql,
  agentId: string,
  code: string,
): Promise<{ readonly tellerId: string; readonly outletId: string } | undefined> {
  return sql.first(
    `SELECT id AS "tellerId", outlet_id AS "outletId" FROM teller WHERE agent_id = $1 AND code = $2 AND state = 'active'`,
    [agentId, code],
  );
}

export interface TransactionRow {
  readonly agentId: string;
  readonly txnId: string;
  readonly providerId: string;
  readonly account: string;
  readonly amount: bigint;
  readonly tellerId: string;
  readonly outletId: string;
  readonly attempt: number;
  readonly quoteId: string | null;
  readonly paymentId: string | null;
  readonly receiptNumber: string | null;
  readonly refusedResult: OsmpResult | null;
}

export type TransactionInsert = Pick<
  TransactionRow,
  'agentId' | 'txnId' | 'providerId' | 'account' | 'amount' | 'tellerId'
> & { readonly txnDate: string | null; readonly phoneDigest: Buffer | null; readonly at: Date };

/** Binds a transaction to what it was first asked for; later ones find that. */
export async function insertTransaction(sql: Sql, transaction: TransactionInsert): Promise<void> {
  await sql.run(
    `INSERT INTO network_transaction (agent_id, txn_id, provider_id, account, amount, teller_id, txn_date, phone_digest, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      ...[transaction.agentId, transaction.txnId, transaction.providerId, transaction.account, transaction.amount],
      ...[transaction.tellerId, transaction.txnDate, transaction.phoneDigest, transaction.at],
    ],
  );
}

export async function selectTransaction(sql: Sql, agentId: string, txnId: string): Promise<TransactionRow | undefined> {
  const row = await sql.first<TransactionRow>(
    `SELECT x.agent_id AS "agentId", x.txn_id AS "txnId", x.provider_id AS "providerId", x.account, x.amount, x.teller_id AS "tellerId",
            t.outlet_id AS "outletId", x.attempt, x.quote_id AS "quoteId", x.payment_id AS "paymentId",
            x.receipt_number AS "receiptNumber", x.refused_result AS "refusedResult"
       FROM network_transaction x JOIN teller t ON t.id = x.teller_id WHERE x.agent_id = $1 AND x.txn_id = $2`,
    [agentId, txnId],
  );
  return row && { ...row, amount: minor(row.amount) };
}

type Named = Pick<TransactionRow, 'agentId' | 'txnId' | 'attempt'>;

/** Keeps the quote of an attempt; the first stays. */
export async function updateQuote(sql: Sql, of: Named, quoteId: string): Promise<void> {
  await sql.run(
    `UPDATE network_transaction SET quote_id = $4 WHERE agent_id = $1 AND txn_id = $2 AND attempt = $3 AND quote_id IS NULL`,
    [of.agentId, of.txnId, of.attempt, quoteId],
  );
}

/** The attempt ended without a decision; the next has a key and a quote of its own. */
export async function nextAttempt(sql: Sql, of: Named): Promise<void> {
  await sql.run(
    `UPDATE network_transaction SET attempt = attempt + 1, quote_id = NULL
      WHERE agent_id = $1 AND txn_id = $2 AND attempt = $3 AND payment_id IS NULL AND refused_result IS NULL`,
    [of.agentId, of.txnId, of.attempt],
  );
}

export async function updatePaid(
  sql: Sql,
  of: Named,
  payment: { readonly id: string; readonly receiptNumber: string },
): Promise<void> {
  await sql.run(
    `UPDATE network_transaction SET payment_id = $4, receipt_number = $5
      WHERE agent_id = $1 AND txn_id = $2 AND attempt = $3 AND refused_result IS NULL`,
    [of.agentId, of.txnId, of.attempt, payment.id, payment.receiptNumber],
  );
}

export async function updateRefused(sql: Sql, of: Named, result: OsmpResult): Promise<void> {
  await sql.run(
    `UPDATE network_transaction SET refused_result = $4
      WHERE agent_id = $1 AND txn_id = $2 AND attempt = $3 AND payment_id IS NULL`,
    [of.agentId, of.txnId, of.attempt, result],
  );
}

/** Payments of a telephone since an instant, newest first. */
export async function selectByPhone(
  sql: Sql,
  agentId: string,
  asked: { readonly digests: readonly Uint8Array[]; readonly since: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(
    `SELECT payment_id AS id FROM network_transaction
      WHERE agent_id = $1 AND phone_digest = ANY($2::bytea[]) AND received_at >= $3 AND payment_id IS NOT NULL
      ORDER BY received_at DESC LIMIT $4`,
    [agentId, asked.digests, asked.since, asked.limit],
  );
  return rows.map((row) => row.id);
}
