import type { Sql } from '../platform/database/sql.ts';
import { breakOff } from './debt-store.ts';

/** Registries whose lines nobody reads any more, oldest first, at most 10; those whose sender fell silent are among them. */
export function selectRemovable(
  sql: Sql,
  silentSince: Date,
): Promise<{ id: string; generation: bigint; state: string }[]> {
  return sql.rows(
    `SELECT id, generation, state FROM debt_registry
      WHERE lines_removed_at IS NULL AND (state IN ('refused', 'superseded', 'discarded', 'broken_off', 'repeated')
            OR state = 'receiving' AND coalesce(progressed_at, received_at) < $1)
      ORDER BY received_at LIMIT 10`,
    [silentSince],
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

/** Nothing is left of its lines; of a file whose sender fell silent it is known that its end never came. */
export async function markRemoved(sql: Sql, id: string, at: Date): Promise<void> {
  await breakOff(sql, id, at);
  await sql.run(`UPDATE debt_registry SET lines_removed_at = $2 WHERE id = $1`, [id, at]);
}
