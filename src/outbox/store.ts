import type { Sql } from '../platform/database/sql.ts';

/** Something that happened and must be told once its transaction has committed. */
export interface OutboxEvent {
  readonly id: bigint;
  readonly topic: string;
  readonly subjectId: string;
  readonly createdAt: Date;
  /** Times it was told without success. */
  readonly attempts: number;
}

/** Topics on which the relay itself acts, whoever else listens. */
const ownTopics: readonly string[] = ['agent.cap'];

/**
 * Removes due events that nobody listens to, and what an older relay only marked, in one statement: at most `limit`, and
 * returns how many. Their number is twice that of the payments, so they must cost next to nothing.
 */
export async function removeUnheard(sql: Sql, now: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM outbox WHERE id = ANY (ARRAY(
       SELECT id FROM outbox WHERE (due_at <= $1 OR published_at IS NOT NULL) AND topic <> ALL ($3::text[])
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))`,
    [now, limit, ownTopics],
  );
}

/**
 * Locks due events, oldest first; what another relay holds is passed over. Never by a cursor: rows that commit late have
 * small numbers and would be skipped for ever.
 */
export async function lockDue(sql: Sql, now: Date, limit: number): Promise<OutboxEvent[]> {
  return sql.rows<OutboxEvent>(
    `SELECT id, topic, subject_id AS "subjectId", created_at AS "createdAt", attempts FROM outbox
      WHERE published_at IS NULL AND due_at <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
}

/** Locks due events on which the relay itself does nothing, oldest first; what another relay holds is passed over. */
export async function lockUnheard(sql: Sql, now: Date, limit: number): Promise<OutboxEvent[]> {
  return sql.rows<OutboxEvent>(
    `SELECT id, topic, subject_id AS "subjectId", created_at AS "createdAt", attempts FROM outbox
      WHERE published_at IS NULL AND due_at <= $1 AND topic <> ALL ($3::text[]) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit, ownTopics],
  );
}

/** Published events are not kept: what happened stands in the books. */
export async function removePublished(sql: Sql, ids: readonly bigint[]): Promise<void> {
  await sql.run('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
}

export async function postpone(sql: Sql, id: bigint, dueAt: Date): Promise<void> {
  await sql.run('UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id = $1', [id, dueAt]);
}

/** Opens a case that an operator sees until it is resolved; one open case per agent. */
export async function openCapCase(sql: Sql, capCase: { id: string; agentId: string; at: Date }): Promise<void> {
  await sql.run(
    `INSERT INTO review_case (id, kind, subject_id, detail, opened_at) VALUES ($1, 'agent_cap', $2, 'four fifths of the cap are used', $3)
     ON CONFLICT (kind, subject_id) WHERE state = 'open' DO NOTHING`,
    [capCase.id, capCase.agentId, capCase.at],
  );
}

/** Keeps an event that did not come through the lane, in the transaction of what it tells of. */
export async function insertEvent(
  sql: Sql,
  event: { readonly topic: string; readonly subjectId: string; readonly at: Date },
): Promise<void> {
  await sql.run('INSERT INTO outbox (topic, subject_id, created_at, due_at) VALUES ($1, $2, $3, $3)', [
    event.topic,
    event.subjectId,
    event.at,
  ]);
}
