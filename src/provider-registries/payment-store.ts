import type { PayRequest } from '../kernel/adapter.ts';
import type { SentPayment } from '../kernel/acknowledgement-rules.ts';
import { minor, type Currency } from '../kernel/money.ts';
import type { AcknowledgementRecord, BookedPayment, OutgoingPayment } from '../kernel/provider-files.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { PaymentFileSummary } from './api.ts';

/** Keeps a payment for the next file, once for its reference; says whether what is kept is this payment. */
export async function keepPayment(sql: Sql, providerId: string, payment: PayRequest): Promise<boolean> {
  await sql.run(
    `INSERT INTO provider_payment (provider_id, reference, account, amount, currency, accepted_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, 'waiting') ON CONFLICT DO NOTHING`,
    [providerId, payment.reference, payment.account, payment.amount, payment.currency, payment.acceptedAt],
  );
  const row = await sql.first<{ account: string; amount: bigint; currency: Currency }>(
    'SELECT account, amount, currency FROM provider_payment WHERE provider_id = $1 AND reference = $2',
    [providerId, payment.reference],
  );
  return (
    row !== undefined &&
    row.account === payment.account &&
    row.amount === payment.amount &&
    row.currency === payment.currency
  );
}

export async function selectPayment(
  sql: Sql,
  providerId: string,
  reference: string,
): Promise<BookedPayment | undefined> {
  const row = await sql.first<{
    state: BookedPayment['state'];
    providerTransaction: string | null;
    reason: string | null;
  }>(
    `SELECT state, provider_transaction AS "providerTransaction", reason FROM provider_payment
      WHERE provider_id = $1 AND reference = $2`,
    [providerId, reference],
  );
  if (!row) return undefined;
  switch (row.state) {
    case 'confirmed':
      return { state: row.state, providerTransaction: row.providerTransaction };
    case 'rejected':
      return { state: row.state, reason: row.reason };
    default:
      return { state: row.state };
  }
}

/** What was paid to an account and is in no registry of that instant yet. */
export async function sumPaidSince(
  sql: Sql,
  account: { readonly providerId: string; readonly account: string },
  asOf: Date,
): Promise<bigint> {
  const row = await sql.first<{ sum: string }>(
    `SELECT coalesce(sum(amount), 0)::text AS sum FROM provider_payment
      WHERE provider_id = $1 AND account = $2 AND (state IN ('waiting', 'in_file') OR state = 'confirmed' AND decided_at >= $3)`,
    [account.providerId, account.account, asOf],
  );
  return BigInt(row?.sum ?? 0);
}

/** Providers with payments that wait for a file, at most 10,000. */
export async function listWaitingProviders(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.rows<{ id: string }>(
    `SELECT p.id FROM provider p
      WHERE (SELECT true FROM provider_payment w WHERE w.provider_id = p.id AND w.state = 'waiting' LIMIT 1)
      ORDER BY p.id LIMIT 10000`,
  );
  return rows.map(({ id }) => id);
}

/** Providers whose files come and go by themselves, at most 10,000. */
export function listExchangingProviders(sql: Sql): Promise<{ id: string; code: string }[]> {
  return sql.rows(
    `SELECT id, code FROM provider WHERE settings ->> 'transport' IN ('folder', 'sftp') AND state <> 'suspended'
      ORDER BY code LIMIT 10000`,
  );
}

/** Payments that wait and were accepted before an instant, by reference. */
export async function selectWaiting(
  sql: Sql,
  providerId: string,
  how: { readonly before: Date; readonly limit: number },
): Promise<readonly OutgoingPayment[]> {
  const rows = await sql.rows<{ reference: string; account: string; amount: bigint; acceptedAt: Date }>(
    `SELECT reference, account, amount, accepted_at AS "acceptedAt" FROM provider_payment
      WHERE provider_id = $1 AND state = 'waiting' AND accepted_at < $2 ORDER BY reference LIMIT $3`,
    [providerId, how.before, how.limit],
  );
  return rows.map((row) => ({ ...row, amount: minor(row.amount) }));
}

/** The number after the last one of a provider; whoever asks holds the provider's lock. */
export async function selectNextNumber(sql: Sql, providerId: string): Promise<number> {
  const row = await sql.first<{ next: number }>(
    'SELECT coalesce(max(number), 0) + 1 AS next FROM provider_payment_file WHERE provider_id = $1',
    [providerId],
  );
  return row?.next ?? 1;
}

export interface NewFile {
  readonly id: string;
  readonly providerId: string;
  readonly number: number;
  readonly name: string;
  readonly content: Uint8Array;
  readonly sha256: Uint8Array;
  readonly payments: readonly OutgoingPayment[];
  readonly madeAt: Date;
}

/** Keeps a file, and puts each of its payments into its place. */
export async function insertFile(sql: Sql, file: NewFile): Promise<void> {
  const sum = file.payments.reduce((total, { amount }) => total + amount, 0n);
  await sql.run(
    `INSERT INTO provider_payment_file (id, provider_id, number, name, content, sha256, line_count, sum, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[file.id, file.providerId, file.number, file.name, file.content, file.sha256],
      ...[file.payments.length, sum, file.madeAt],
    ],
  );
  await sql.run(
    `UPDATE provider_payment p SET state = 'in_file', file_number = $2, line = f.line
       FROM unnest($3::text[]) WITH ORDINALITY AS f (reference, line)
      WHERE p.provider_id = $1 AND p.reference = f.reference AND p.state = 'waiting'`,
    [file.providerId, file.number, file.payments.map(({ reference }) => reference)],
  );
}

export interface StoredFile {
  readonly id: string;
  readonly providerId: string;
  readonly number: number;
  readonly name: string;
  readonly content: Buffer;
}

export function selectFile(sql: Sql, providerId: string, number: number): Promise<StoredFile | undefined> {
  return sql.first<StoredFile>(
    `SELECT id, provider_id AS "providerId", number, name, content FROM provider_payment_file
      WHERE provider_id = $1 AND number = $2`,
    [providerId, number],
  );
}

/** The newest files of a provider, newest first, at most 100. */
export function selectNewestFiles(sql: Sql, providerId: string): Promise<PaymentFileSummary[]> {
  return sql.rows<PaymentFileSummary>(
    `SELECT name, number, line_count AS payments, sum, made_at AS "madeAt", acknowledged_at AS "acknowledgedAt"
       FROM provider_payment_file WHERE provider_id = $1 ORDER BY number DESC LIMIT 100`,
    [providerId],
  );
}

/** Files of a provider that have not been written to their place yet, at most 100. */
export function selectUnwritten(sql: Sql, providerId: string): Promise<StoredFile[]> {
  return sql.rows<StoredFile>(
    `SELECT id, provider_id AS "providerId", number, name, content FROM provider_payment_file
      WHERE provider_id = $1 AND written_at IS NULL ORDER BY number LIMIT 100`,
    [providerId],
  );
}

export async function markWritten(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE provider_payment_file SET written_at = $2 WHERE id = $1 AND written_at IS NULL', [id, at]);
}

/** The payments of a file; a file holds at most 50,000. */
export function selectFilePayments(sql: Sql, providerId: string, number: number): Promise<SentPayment[]> {
  return sql.rows<SentPayment>(
    `SELECT reference, amount, state FROM provider_payment WHERE provider_id = $1 AND file_number = $2
      ORDER BY line LIMIT 50000`,
    [providerId, number],
  );
}

/** Keeps the provider's word on payments that are open; returns how many of the file still are. */
export async function decidePayments(
  sql: Sql,
  file: { readonly providerId: string; readonly number: number },
  decided: { readonly records: readonly AcknowledgementRecord[]; readonly at: Date },
): Promise<number> {
  const { records, at } = decided;
  await sql.run(
    `UPDATE provider_payment p SET state = a.outcome, provider_transaction = a.number, reason = a.reason, decided_at = $7
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS a (reference, outcome, number, reason)
      WHERE p.provider_id = $1 AND p.file_number = $2 AND p.reference = a.reference AND p.state = 'in_file'`,
    [
      ...[file.providerId, file.number],
      records.map(({ reference }) => reference),
      records.map(({ outcome }) => outcome),
      records.map(({ providerTransaction }) => providerTransaction),
      records.map(({ reason }) => reason),
      at,
    ],
  );
  const row = await sql.first<{ open: bigint }>(
    `SELECT count(*) AS open FROM provider_payment WHERE provider_id = $1 AND file_number = $2 AND state = 'in_file'`,
    [file.providerId, file.number],
  );
  const open = Number(row?.open ?? 0);
  if (open > 0) return open;
  await sql.run(
    `UPDATE provider_payment_file SET acknowledged_at = $3 WHERE provider_id = $1 AND number = $2 AND acknowledged_at IS NULL`,
    [file.providerId, file.number, at],
  );
  return 0;
}

/** Files that wait for their acknowledgement and of which nobody was told, oldest first, at most 1,000. */
export function selectUnacknowledged(
  sql: Sql,
): Promise<{ id: string; providerId: string; name: string; madeAt: Date }[]> {
  return sql.rows(
    `SELECT id, provider_id AS "providerId", name, made_at AS "madeAt" FROM provider_payment_file
      WHERE acknowledged_at IS NULL AND alarmed_at IS NULL ORDER BY made_at LIMIT 1000`,
  );
}

/** Lays a file before an operator, once. */
export async function openCase(
  sql: Sql,
  file: { readonly id: string; readonly caseId: string; readonly detail: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `WITH told AS (UPDATE provider_payment_file SET alarmed_at = $4 WHERE id = $1 AND alarmed_at IS NULL RETURNING id)
     INSERT INTO review_case (id, kind, subject_id, detail, opened_at)
     SELECT $2, 'file_unacknowledged', id, $3, $4 FROM told
     ON CONFLICT (kind, subject_id) WHERE state = 'open' DO NOTHING`,
    [file.id, file.caseId, file.detail, file.at],
  );
}
