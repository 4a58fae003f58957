import { type Currency, minor, subtract } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CashCount, Counted, CountedLine } from './model.ts';

type Occasion = 'opening' | 'during' | 'closing';

/** Keeps what was counted; the float has nothing to be compared with. */
export async function insertCount(
  sql: Sql,
  count: { readonly id: string; readonly shiftId: string; readonly occasion: Occasion; readonly at: Date },
  lines: readonly (Counted & { readonly expected: bigint | null })[],
): Promise<void> {
  const pieces = lines.map(({ denominations }) =>
    denominations === null
      ? null
      : JSON.stringify(denominations.map(({ value, pieces: many }) => ({ value: value.toString(), pieces: many }))),
  );
  await sql.run(
    `INSERT INTO cash_count (id, shift_id, occasion, counted_at, currency, amount, expected, denominations)
     SELECT $1, $2, $3, $4, * FROM unnest($5::text[], $6::bigint[], $7::bigint[], $8::jsonb[])`,
    [
      ...[count.id, count.shiftId, count.occasion, count.at, lines.map((line) => line.currency)],
      ...[lines.map((line) => line.amount), lines.map((line) => line.expected), pieces],
    ],
  );
}

interface CountRow {
  id: string;
  counted_at: Date;
  currency: Currency;
  amount: bigint;
  expected: bigint | null;
  denominations: { value: string; pieces: number }[] | null;
}

function countedOf(row: CountRow): Counted {
  return {
    currency: row.currency,
    amount: minor(row.amount),
    denominations: row.denominations?.map(({ value, pieces }) => ({ value: minor(BigInt(value)), pieces })) ?? null,
  };
}

const countColumns = 'id, counted_at, currency, amount, expected, denominations';

/** The float of a shift, by currency. */
export async function selectFloat(sql: Sql, shiftId: string): Promise<Counted[]> {
  const rows = await sql.rows<CountRow>(
    `SELECT ${countColumns} FROM cash_count WHERE shift_id = $1 AND occasion = 'opening' ORDER BY currency LIMIT 10`,
    [shiftId],
  );
  return rows.map(countedOf);
}

/** Counts of a shift since its opening, oldest first. */
export async function selectCounts(
  sql: Sql,
  shiftId: string,
  occasion: Exclude<Occasion, 'opening'>,
): Promise<CashCount[]> {
  const rows = await sql.rows<CountRow>(
    `SELECT ${countColumns} FROM cash_count WHERE shift_id = $1 AND occasion = $2 ORDER BY counted_at, id, currency LIMIT 1000`,
    [shiftId, occasion],
  );
  const counts = new Map<string, { id: string; shiftId: string; countedAt: Date; lines: CountedLine[] }>();
  for (const row of rows) {
    const count = counts.get(row.id) ?? { id: row.id, shiftId, countedAt: row.counted_at, lines: [] };
    const expected = minor(row.expected ?? 0n);
    count.lines.push({ ...countedOf(row), expected, difference: subtract(minor(row.amount), expected) });
    counts.set(row.id, count);
  }
  return [...counts.values()];
}

/** Keeps what the teller was over or short; it is posted from here. */
export async function insertDifferences(
  sql: Sql,
  shift: { readonly id: string; readonly tellerId: string },
  differences: { readonly lines: readonly CountedLine[]; readonly reason: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO cash_difference (shift_id, teller_id, currency, amount, reason, posted_at)
     SELECT $1, $2, currency, amount, $3, $4 FROM unnest($5::text[], $6::bigint[]) AS d (currency, amount)`,
    [
      ...[shift.id, shift.tellerId, differences.reason, differences.at],
      ...[differences.lines.map((line) => line.currency), differences.lines.map((line) => line.difference)],
    ],
  );
}
