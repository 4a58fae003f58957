import type { Sql } from '../platform/database/sql.ts';
import type { MissingMonth } from './months.ts';

/** Which of these months (by their first days) lack a partition, and of which tables. Every partitioned table counts. */
export async function listMissing(sql: Sql, months: readonly string[]): Promise<MissingMonth[]> {
  return sql.rows<{ month: string; tables: string[] }>(
    `SELECT m.month, array_agg(c.relname::text ORDER BY c.relname) AS tables
       FROM unnest($1::date[]) AS m (month)
      CROSS JOIN pg_partitioned_table t JOIN pg_class c ON c.oid = t.partrelid AND c.relnamespace = 'public'::regnamespace
      WHERE NOT EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_class child ON child.oid = i.inhrelid
                         WHERE i.inhparent = c.oid AND child.relname = c.relname || '_' || to_char(m.month, 'YYYYMM'))
      GROUP BY m.month ORDER BY m.month LIMIT 100`,
    [months],
  );
}

/** Makes the partitions of a month, or fails with 55P03 when a lock is not to be had in time. */
export async function makeMonth(sql: Sql, month: string, lockTimeoutMs: number): Promise<void> {
  await sql.rows(`SELECT set_config('lock_timeout', $1, true)`, [`${lockTimeoutMs}ms`]);
  await sql.rows('SELECT make_month_partitions($1)', [month]);
}
