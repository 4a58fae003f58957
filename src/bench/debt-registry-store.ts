import type { Sql } from '../platform/database/sql.ts';

/** A table like that of the registry lines, with its primary key, which every line of a plain COPY goes into. */
export async function makeCopyTarget(sql: Sql): Promise<void> {
  await sql.run('CREATE TABLE bench_copy_target (LIKE debt_registry_line INCLUDING ALL)');
  await sql.run('ALTER TABLE bench_copy_target ALTER generation SET DEFAULT 1');
}

/** Both sides of a round begin with empty tables and without a checkpoint that the other one caused. */
export async function emptyRegistries(sql: Sql): Promise<void> {
  await sql.run('TRUNCATE debt_registry, debt_registry_line, bench_copy_target');
  await sql.run('CHECKPOINT');
}

export function copyPlain(sql: Sql, file: AsyncIterable<Uint8Array>): Promise<number> {
  return sql.copy(
    `COPY bench_copy_target (account, bill, period, due_on, amount, holder_name, address)
     FROM STDIN (FORMAT csv, DELIMITER ';', HEADER true)`,
    file,
  );
}
