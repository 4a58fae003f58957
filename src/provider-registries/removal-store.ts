import type { Sql } from '../platform/database/sql.ts';

/** Of files of which nothing was heard since an instant it is known that their end never came. At most 1,000 at a time. */
export async function breakOffSilent(sql: Sql, of: { readonly since: Date; readonly at: Date }): Promise<void> {
  await sql.run(
    `UPDATE debt_registry SET state = 'broken_off', decided_at = $2
      WHERE id IN (SELECT id FROM debt_registry
                    WHERE lines_removed_at IS NULL AND state = 'receiving' AND coalesce(progressed_at, received_at) < $1
                    ORDER BY received_at LIMIT 1000)
        AND state = 'receiving' AND coalesce(progressed_at, received_at) < $1`,
    [of.since, of.at],
  );
}

/** The oldest registry whose lines nobody reads any more; undefined where none is left. */
export function selectRemovable(sql: Sql): Promise<{ id: string; generation: bigint } | undefined> {
  return sql.first(
    `SELECT id, generation FROM debt_registry
      WHERE lines_removed_at IS NULL AND state IN ('refused', 'superseded', 'discarded', 'broken_off', 'repeated')
      ORDER BY received_at, generation LIMIT 1`,
  );
}

/** Removes lines of a generation; returns how many. */
export function deleteLines(sql: Sql, generation: bigint, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM debt_registry_line WHERE (generation, account, bill) IN
       (SELECT generation, account, bill FROM debt_registry_line WHERE generation = $1 ORDER BY account, bill LIMIT $2)`,
    [generation, limit],
  );
}

/** Nothing is left of its lines. */
export async function markRemoved(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run(`UPDATE debt_registry SET lines_removed_at = $2 WHERE id = $1`, [id, at]);
}
