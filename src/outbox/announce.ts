import type { Sql } from '../platform/database/sql.ts';
import { insertEvent } from './store.ts';

/** Tells whoever listens, once the transaction has committed, of what did not come through the lane. */
export function announce(
  sql: Sql,
  event: { readonly topic: string; readonly subjectId: string; readonly at: Date },
): Promise<void> {
  return insertEvent(sql, event);
}
