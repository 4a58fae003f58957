import type { Sql } from '../../platform/database/sql.ts';
import { holdsUp } from './checks.ts';
import type { CheckOutcome, CloseCheckName, CloseCheckResult } from './model.ts';

/** Keeps how the checks of a day came out. */
export async function insertChecks(
  sql: Sql,
  day: string,
  { results, at }: { readonly results: readonly CloseCheckResult[]; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO close_check (day, number, "check", outcome, detail, at)
     SELECT $1, number, name, outcome, detail, $6
       FROM unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) AS r (number, name, outcome, detail)`,
    [
      day,
      results.map((result) => result.number),
      results.map((result) => result.check),
      results.map((result) => result.outcome),
      results.map((result) => result.detail),
      at,
    ],
  );
}

/** The last outcome of every check of a day, by number. */
export async function listChecks(sql: Sql, day: string): Promise<CloseCheckResult[]> {
  const rows = await sql.rows<{ number: number; check: CloseCheckName; outcome: CheckOutcome; detail: string }>(
    `SELECT DISTINCT ON (number) number, "check", outcome, detail FROM close_check WHERE day = $1 ORDER BY number, id DESC LIMIT 18`,
    [day],
  );
  return rows.map((row) => ({ ...row, isBlocking: holdsUp(row.check) }));
}

/** When a day that is not closed was last stopped by its checks. */
export async function findStoppedAt(sql: Sql, day: string): Promise<Date | undefined> {
  const row = await sql.first<{ at: Date | null }>('SELECT max(at) AS at FROM close_check WHERE day = $1', [day]);
  return row?.at ?? undefined;
}
