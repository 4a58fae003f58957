import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Sql } from '../database/sql.ts';
import type { AuditEvent } from './event.ts';
import { insertEvent } from './store.ts';

export interface Audit {
  /** Writes the event in the transaction of what it tells of. Rows cannot be changed or removed afterwards. */
  record(sql: Sql, event: AuditEvent): Promise<void>;
}

export function createAudit(deps: { readonly clock: Clock; readonly ids: Ids }): Audit {
  return {
    record: (sql, event) => insertEvent(sql, { ...event, id: deps.ids.uuid(), at: deps.clock.now() }),
  };
}
