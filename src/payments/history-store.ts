import { minor, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Question } from './guards.ts';

export interface AccountName {
  readonly providerId: string;
  readonly account: string;
}

export function nameOfAccount({ providerId, account }: AccountName): string {
  return `${providerId} ${account}`;
}

/**
 * Amounts paid to each of some accounts and not given back, newest first, by the name of the account. A day's payments have
 * instants of that day or its neighbours. Planned anew each time.
 */
export async function selectAmounts(
  sql: Sql,
  accounts: readonly AccountName[],
  range: { readonly since: Date; readonly limit: number },
): Promise<Map<string, Minor[]>> {
  const rows = await sql.rows<AccountName & { amount: bigint }>(
    `SELECT w.provider_id AS "providerId", w.account, paid.amount
       FROM unnest($1::uuid[], $2::text[]) AS w (provider_id, account)
      CROSS JOIN LATERAL (
        SELECT y.amount, y.accepted_at
          FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
         WHERE y.provider_id = w.provider_id AND y.account = w.account AND y.accepted_at >= $3
           AND y.settlement_day >= ($3::timestamptz AT TIME ZONE 'UTC')::date - 1 AND v.state NOT IN ('reversed', 'rejected')
         ORDER BY y.accepted_at DESC LIMIT $4) AS paid
      ORDER BY w.provider_id, w.account, paid.accepted_at DESC`,
    [accounts.map(({ providerId }) => providerId), accounts.map(({ account }) => account), range.since, range.limit],
  );
  const amounts = new Map<string, Minor[]>();
  for (const row of rows) {
    const name = nameOfAccount(row);
    amounts.set(name, [...(amounts.get(name) ?? []), minor(row.amount)]);
  }
  return amounts;
}

/** Accounts of a provider in a citizen's own payments; at most 100. */
export async function selectPaidAccounts(
  sql: Sql,
  { citizenId, providerId }: { readonly citizenId: string; readonly providerId: string },
  since: Date,
): Promise<string[]> {
  const rows = await sql.rows<{ account: string }>(
    `SELECT DISTINCT account FROM payment
      WHERE citizen_id = $1 AND provider_id = $2 AND accepted_at >= $3
        AND settlement_day >= ($3 AT TIME ZONE 'UTC')::date - 1 LIMIT 100`,
    [citizenId, providerId, since],
  );
  return rows.map((row) => row.account);
}

export interface GivenAnswer {
  readonly paymentId: string;
  readonly question: Question;
}

/** Keeps what the payers of some payments said, before any of the payments is made. */
export async function insertAnswers(
  sql: Sql,
  answers: readonly GivenAnswer[],
  given: { readonly by: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO payment_answer (payment_id, question, answered_by, answered_at)
     SELECT a.payment_id, a.question, $3, $4 FROM unnest($1::uuid[], $2::text[]) AS a (payment_id, question)`,
    [answers.map((answer) => answer.paymentId), answers.map((answer) => answer.question), given.by, given.at],
  );
}

export interface KeptAnswer {
  readonly question: Question;
  readonly answeredBy: string;
  readonly answeredAt: Date;
}

/** What the payer of a payment was asked and said yes to. */
export function selectAnswers(sql: Sql, paymentId: string): Promise<KeptAnswer[]> {
  return sql.rows<KeptAnswer>(
    `SELECT question, answered_by AS "answeredBy", answered_at AS "answeredAt" FROM payment_answer
      WHERE payment_id = $1 ORDER BY question LIMIT 10`,
    [paymentId],
  );
}
