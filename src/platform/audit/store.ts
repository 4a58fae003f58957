import type { Sql } from '../database/sql.ts';
import type { AuditEvent } from './event.ts';

export async function insertEvent(
  sql: Sql,
  event: AuditEvent & { readonly id: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO audit_event (id, at, actor_kind, actor_id, action, target_kind, target_id, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)`,
    [
      event.id,
      event.at,
      event.actor.kind,
      event.actor.id,
      event.action,
      event.target.kind,
      event.target.id,
      JSON.stringify(event.details ?? {}),
    ],
  );
}
