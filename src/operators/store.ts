import type { Sql } from '../platform/database/sql.ts';
import type { Operator, OperatorState } from './model.ts';

/** Everything but the hash of the secret. */
const columns = 'id, login, state, token_version AS "tokenVersion", created_at AS "createdAt"';

const mostOperators = 1_000;

export function selectOperators(sql: Sql): Promise<Operator[]> {
  return sql.rows<Operator>(`SELECT ${columns} FROM hub_operator ORDER BY login LIMIT ${mostOperators}`);
}

export function selectOperator(sql: Sql, id: string): Promise<Operator | undefined> {
  return sql.first<Operator>(`SELECT ${columns} FROM hub_operator WHERE id = $1`, [id]);
}

export function selectByLogin(
  sql: Sql,
  login: string,
): Promise<(Operator & { readonly secretHash: string }) | undefined> {
  return sql.first(`SELECT ${columns}, secret_hash AS "secretHash" FROM hub_operator WHERE login = $1`, [login]);
}

export async function selectLogins(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.rows<{ id: string; login: string }>(
    `SELECT id, login FROM hub_operator WHERE id = ANY($1::uuid[]) LIMIT ${mostOperators}`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.login]));
}

/** False when the login is taken. */
export async function insertOperator(sql: Sql, operator: Operator, secretHash: string): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO hub_operator (id, login, state, secret_hash, token_version, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (login) DO NOTHING`,
    [operator.id, operator.login, operator.state, secretHash, operator.tokenVersion, operator.createdAt],
  );
  return inserted === 1;
}

/** A new secret ends every token that the old one brought. */
export async function updateSecret(sql: Sql, id: string, secretHash: string): Promise<void> {
  await sql.run('UPDATE hub_operator SET secret_hash = $2, token_version = token_version + 1 WHERE id = $1', [
    id,
    secretHash,
  ]);
}

/** A change of state ends every token; a state that stays ends none. */
export async function updateState(sql: Sql, id: string, state: OperatorState): Promise<void> {
  await sql.run(
    `UPDATE hub_operator SET state = $2, token_version = token_version + CASE WHEN state = $2 THEN 0 ELSE 1 END WHERE id = $1`,
    [id, state],
  );
}
