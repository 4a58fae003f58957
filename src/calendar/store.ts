import type { Sql } from '../platform/database/sql.ts';
import type { SpecialDays } from './model.ts';

export interface Holiday {
  readonly day: string;
  readonly kind: 'off' | 'working';
  readonly name: string;
}

/** Special days from `fromDay` on, at most 1,000: about thirty years of them. */
export async function listSpecialDays(sql: Sql, fromDay: string): Promise<SpecialDays> {
  const rows = await sql.rows<{ day: string; kind: 'off' | 'working' }>(
    'SELECT day, kind FROM holiday WHERE day >= $1 ORDER BY day LIMIT 1000',
    [fromDay],
  );
  return new Map(rows.map((row) => [row.day, row.kind]));
}

export async function insertHolidays(sql: Sql, holidays: readonly Holiday[]): Promise<void> {
  await sql.run(
    `INSERT INTO holiday (day, kind, name) SELECT * FROM unnest($1::date[], $2::text[], $3::text[])
     ON CONFLICT (day) DO NOTHING`,
    [holidays.map((h) => h.day), holidays.map((h) => h.kind), holidays.map((h) => h.name)],
  );
}
