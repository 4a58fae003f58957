import type { Sql } from '../platform/database/sql.ts';
import type { BankStatement } from './model.ts';

const statementColumns = `s.id, a.number AS account, a.currency, s.format, s.name, s.opening, s.closing, s.closed_on AS "closedOn",
  s.added, s.known, s.pending, t.named, t.unnamed, t.debits, s.received_by AS "receivedBy", s.received_at AS "receivedAt", s.state,
  s.decided_by AS "decidedBy", s.decided_at AS "decidedAt", s.answer`;
const statements = `bank_statement s JOIN bank_account a ON a.id = s.account_id CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount) FILTER (WHERE side = 'credit' AND agent_id IS NOT NULL), 0)::bigint AS named,
         coalesce(sum(amount) FILTER (WHERE side = 'credit' AND agent_id IS NULL), 0)::bigint AS unnamed,
         coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0)::bigint AS debits
    FROM bank_entry e WHERE e.statement_id = s.id) t`;

/** Statements of a file that was not rejected, in their order. */
export function selectOfFile(sql: Sql, sha256: Buffer): Promise<BankStatement[]> {
  return sql.rows<BankStatement>(
    `SELECT ${statementColumns} FROM ${statements}
      WHERE s.sha256 = $1 AND s.state <> 'rejected' ORDER BY s.position LIMIT 1000`,
    [sha256],
  );
}

/** In the order of the ids. */
export function selectStatementsById(sql: Sql, ids: readonly string[]): Promise<BankStatement[]> {
  return sql.rows<BankStatement>(
    `SELECT ${statementColumns} FROM ${statements} WHERE s.id = ANY ($1::uuid[]) ORDER BY s.position LIMIT 1000`,
    [ids],
  );
}

/** The newest first. Ids are made in order of time. */
export function selectStatements(
  sql: Sql,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<BankStatement[]> {
  return sql.rows<BankStatement>(
    `SELECT ${statementColumns} FROM ${statements}
      WHERE $1::uuid IS NULL OR s.id < $1 ORDER BY s.id DESC LIMIT $2`,
    [before, limit],
  );
}

/** Where the statements of an account have got to, those that wait included; undefined before the first. */
export function selectNewest(sql: Sql, accountId: string): Promise<{ closing: bigint; closedOn: string } | undefined> {
  return sql.first(
    `SELECT closing, closed_on AS "closedOn" FROM bank_statement
      WHERE account_id = $1 AND state <> 'rejected' ORDER BY closed_on DESC, id DESC LIMIT 1`,
    [accountId],
  );
}

/** Closing balances that statements told of one day; more than one would be a contradiction. */
export async function selectClosings(sql: Sql, accountId: string, closedOn: string): Promise<bigint[]> {
  const rows = await sql.rows<{ closing: bigint }>(
    `SELECT DISTINCT closing FROM bank_statement
      WHERE account_id = $1 AND closed_on = $2 AND state <> 'rejected' LIMIT 10`,
    [accountId, closedOn],
  );
  return rows.map(({ closing }) => closing);
}

type NewStatement = Pick<
  BankStatement,
  | 'id'
  | 'format'
  | 'name'
  | 'opening'
  | 'closing'
  | 'closedOn'
  | 'added'
  | 'known'
  | 'pending'
  | 'receivedBy'
  | 'receivedAt'
> & {
  readonly accountId: string;
  readonly sha256: Buffer;
  readonly position: number;
};

/** It waits for another operator. */
export async function insertStatement(sql: Sql, statement: NewStatement): Promise<void> {
  const { id, accountId, sha256, position, format, name, opening, closing, closedOn } = statement;
  await sql.run(
    `INSERT INTO bank_statement (id, account_id, sha256, position, format, name, opening, closing, closed_on, added, known, pending,
       received_by, received_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'waiting')`,
    [
      ...[id, accountId, sha256, position, format, name, opening, closing, closedOn, statement.added, statement.known],
      ...[statement.pending, statement.receivedBy, statement.receivedAt],
    ],
  );
}

interface FileRow {
  readonly id: string;
  readonly accountId: string;
  readonly state: BankStatement['state'];
  readonly receivedBy: string;
}

/** The file that a statement came in: its statements, as they stand. */
export function selectFileOf(sql: Sql, statementId: string): Promise<FileRow[]> {
  return sql.rows<FileRow>(
    `SELECT s.id, s.account_id AS "accountId", s.state, s.received_by AS "receivedBy"
       FROM bank_statement s JOIN bank_statement named ON named.id = $1 AND s.sha256 = named.sha256
        AND s.received_at = named.received_at AND s.received_by = named.received_by AND s.state = named.state
      ORDER BY s.id LIMIT 1000`,
    [statementId],
  );
}

/** True where statements of these accounts wait that were taken before, or after, the ones of a file. */
export async function isAnotherWaiting(
  sql: Sql,
  file: readonly FileRow[],
  which: 'earlier' | 'later',
): Promise<boolean> {
  const row = await sql.first<{ found: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM unnest($1::uuid[], $2::uuid[]) AS f (id, account_id) JOIN bank_statement s USING (account_id)
        WHERE s.state = 'waiting' AND s.id <> ALL ($1::uuid[]) AND CASE WHEN $3 THEN s.id < f.id ELSE s.id > f.id END) AS found`,
    [file.map(({ id }) => id), file.map(({ accountId }) => accountId), which === 'earlier'],
  );
  return row?.found === true;
}

export async function decideStatements(
  sql: Sql,
  ids: readonly string[],
  decision: {
    readonly state: 'released' | 'rejected';
    readonly by: string;
    readonly at: Date;
    readonly answer: string | null;
  },
): Promise<void> {
  await sql.run(
    `UPDATE bank_statement SET state = $2, decided_by = $3, decided_at = $4, answer = $5
      WHERE id = ANY ($1::uuid[]) AND state = 'waiting'`,
    [ids, decision.state, decision.by, decision.at, decision.answer],
  );
  await sql.run(
    `UPDATE bank_entry SET state = CASE WHEN $2 = 'rejected' THEN 'rejected' WHEN side = 'credit' THEN 'due' ELSE 'debit' END
      WHERE statement_id = ANY ($1::uuid[]) AND state = 'waiting'`,
    [ids, decision.state],
  );
}
