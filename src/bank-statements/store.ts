import { minor, type Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DepositReference, EntryFilter } from './api.ts';
import type { BankAccount, BankEntry, EntryReason, EntryState } from './model.ts';

const mostAccounts = 1_000;
const mostReferences = 10_000;

export function selectAccounts(sql: Sql): Promise<BankAccount[]> {
  return sql.rows<BankAccount>(
    `SELECT id, number, currency, format FROM bank_account ORDER BY number LIMIT ${mostAccounts}`,
  );
}

/** False where the number is known. */
export async function insertAccount(sql: Sql, account: BankAccount, by: { id: string; at: Date }): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO bank_account (id, number, currency, format, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (number) DO NOTHING`,
    [account.id, account.number, account.currency, account.format, by.id, by.at],
  );
  return inserted === 1;
}

export function selectReferences(sql: Sql): Promise<DepositReference[]> {
  return sql.rows<DepositReference>(
    `SELECT reference, agent_id AS "agentId" FROM deposit_reference ORDER BY reference LIMIT ${mostReferences}`,
  );
}

/** False where the reference is taken. */
export async function insertReference(
  sql: Sql,
  { reference, agentId }: DepositReference,
  by: { id: string; at: Date },
): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO deposit_reference (reference, agent_id, added_by, added_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (reference) DO NOTHING`,
    [reference, agentId, by.id, by.at],
  );
  return inserted === 1;
}

export function deleteReference(sql: Sql, reference: string): Promise<DepositReference | undefined> {
  return sql.first<DepositReference>(
    'DELETE FROM deposit_reference WHERE reference = $1 RETURNING reference, agent_id AS "agentId"',
    [reference],
  );
}

export type NewEntry = Omit<BankEntry, 'account' | 'assignment' | 'statementId' | 'currency'>;

interface OfStatement {
  readonly accountId: string;
  readonly currency: Currency;
  readonly statementId: string;
}

/** Adds the entries that no file had brought before. */
export async function insertEntries(sql: Sql, of: OfStatement, entries: readonly NewEntry[]): Promise<void> {
  await sql.run(
    `INSERT INTO bank_entry (id, account_id, statement_id, currency, reference, position, side, amount, booked_on, details, state,
       agent_id, reason)
     SELECT e.id, $1, $2, $3, e.reference, e.position, e.side, e.amount, e.booked_on, e.details, e.state, e.agent_id, e.reason
       FROM unnest($4::uuid[], $5::text[], $6::integer[], $7::text[], $8::bigint[], $9::date[], $10::text[], $11::text[], $12::uuid[],
              $13::text[]) AS e (id, reference, position, side, amount, booked_on, details, state, agent_id, reason)`,
    [
      ...[of.accountId, of.statementId, of.currency, entries.map(({ id }) => id)],
      ...[entries.map(({ reference }) => reference), entries.map(({ position }) => position)],
      ...[entries.map(({ side }) => side), entries.map(({ amount }) => amount)],
      ...[entries.map(({ bookedOn }) => bookedOn), entries.map(({ details }) => details)],
      ...[
        entries.map(({ state }) => state),
        entries.map(({ agentId }) => agentId),
        entries.map(({ reason }) => reason),
      ],
    ],
  );
}

/** Files of one account are taken one after the other, so that what is known does not change while one is held against it. */
export async function lockAccount(sql: Sql, accountId: string): Promise<void> {
  await sql.run(`SELECT pg_advisory_xact_lock(hashtext('bank_account'), hashtext($1))`, [accountId]);
}

interface EntryRow {
  id: string;
  account: string;
  reference: string;
  statement_id: string;
  position: number;
  side: BankEntry['side'];
  amount: bigint;
  currency: Currency;
  booked_on: string;
  details: string;
  state: EntryState;
  agent_id: string | null;
  reason: EntryReason | null;
}

const entryColumns = `e.id, a.number AS account, e.reference, e.statement_id, e.position, e.side, e.amount, e.currency, e.booked_on,
  e.details, e.state, e.agent_id, e.reason`;
const entries = 'bank_entry e JOIN bank_account a ON a.id = e.account_id';

type PlainEntry = Omit<BankEntry, 'assignment'>;

/** Entries that any file brought which was not rejected. */
export async function selectByReferences(
  sql: Sql,
  accountId: string,
  references: readonly string[],
): Promise<PlainEntry[]> {
  const rows = await sql.rows<EntryRow>(
    `SELECT ${entryColumns} FROM ${entries} WHERE e.account_id = $1 AND e.reference = ANY ($2::text[]) AND e.state <> 'rejected' LIMIT 20000`,
    [accountId, references],
  );
  return rows.map(entryOf);
}

/** The newest first. */
export async function selectEntries(
  sql: Sql,
  filter: Omit<EntryFilter, 'limit'>,
  limit: number,
): Promise<PlainEntry[]> {
  const rows = await sql.rows<EntryRow>(
    `SELECT ${entryColumns} FROM ${entries}
      WHERE ($1::text IS NULL OR e.state = $1) AND ($2::uuid IS NULL OR e.statement_id = $2) AND ($3::uuid IS NULL OR e.id < $3)
        AND ($4::text IS NULL OR e.reason = $4)
      ORDER BY e.id DESC LIMIT $5`,
    [filter.state ?? null, filter.statementId ?? null, filter.before ?? null, filter.reason ?? null, limit],
  );
  return rows.map(entryOf);
}

export async function selectEntry(sql: Sql, id: string): Promise<PlainEntry | undefined> {
  const row = await sql.first<EntryRow>(`SELECT ${entryColumns} FROM ${entries} WHERE e.id = $1`, [id]);
  return row && entryOf(row);
}

/** The same with its row locked until the transaction ends. */
export async function lockEntry(sql: Sql, id: string): Promise<PlainEntry | undefined> {
  const row = await sql.first<EntryRow>(`SELECT ${entryColumns} FROM ${entries} WHERE e.id = $1 FOR UPDATE OF e`, [id]);
  return row && entryOf(row);
}

/** Entries whose money is to be posted, the oldest first. */
export async function selectDue(sql: Sql, limit: number): Promise<PlainEntry[]> {
  const rows = await sql.rows<EntryRow>(
    `SELECT ${entryColumns} FROM ${entries} WHERE e.state IN ('due', 'assigning') ORDER BY e.id LIMIT $1`,
    [limit],
  );
  return rows.map(entryOf);
}

/** Bound to the state it was decided on; false where somebody else was first. */
export async function moveEntry(
  sql: Sql,
  id: string,
  step: { readonly from: EntryState; readonly to: EntryState; readonly agentId: string | null },
): Promise<boolean> {
  const moved = await sql.run('UPDATE bank_entry SET state = $3, agent_id = $4 WHERE id = $1 AND state = $2', [
    ...[id, step.from, step.to, step.agentId],
  ]);
  return moved === 1;
}

function entryOf(row: EntryRow): PlainEntry {
  const { id, account, reference, position, side, currency, details, state, reason } = row;
  return {
    ...{ id, account, reference, position, side, currency, details, state, reason },
    statementId: row.statement_id,
    amount: minor(row.amount),
    bookedOn: row.booked_on,
    agentId: row.agent_id,
  };
}
