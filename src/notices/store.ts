import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';

export interface NewMessage {
  readonly id: string;
  readonly kind: string;
  readonly citizenId: string | null;
  readonly channel: 'sms' | 'email';
  readonly language: Language;
  /** Sealed; null for a message that nobody gets. */
  readonly content: Buffer | null;
  readonly createdAt: Date;
  readonly uselessAt: Date;
}

export interface ClaimedMessage {
  readonly id: string;
  readonly channel: 'sms' | 'email';
  readonly language: Language;
  readonly content: Buffer;
  readonly attempts: number;
}

export async function insertMessage(sql: Sql, message: NewMessage): Promise<void> {
  await sql.run(
    `INSERT INTO outbox_message
       (id, kind, citizen_id, channel, language, content, state, created_at, due_at, useless_at, finished_at)
     VALUES ($1, $2, $3, $4, $5, $6::bytea, CASE WHEN $6::bytea IS NULL THEN 'void' ELSE 'due' END, $7::timestamptz, $7::timestamptz, $8,
             CASE WHEN $6::bytea IS NULL THEN $7::timestamptz END)`,
    [
      message.id,
      message.kind,
      message.citizenId,
      message.channel,
      message.language,
      message.content,
      message.createdAt,
      message.uselessAt,
    ],
  );
}

/** Ends what nobody needs any more, unless a sender is at work on it. */
export async function expireMessages(sql: Sql, now: Date): Promise<number> {
  return sql.run(
    `UPDATE outbox_message SET state = 'expired', content = NULL, finished_at = $1
     WHERE state = 'due' AND useless_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)`,
    [now],
  );
}

/** Takes due messages for one sender. Whoever dies holding them leaves them to the next when the lease is over. */
export async function claimMessages(
  sql: Sql,
  claim: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<ClaimedMessage[]> {
  return sql.rows<ClaimedMessage>(
    `UPDATE outbox_message SET lease_until = $2, attempts = attempts + 1
     WHERE id IN (
       SELECT id FROM outbox_message
       WHERE state = 'due' AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
       ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id, channel, language, content, attempts`,
    [claim.now, claim.leaseUntil, claim.limit],
  );
}

/** Ends a message and forgets what it said. The attempt number keeps a sender whose lease ran out from ending it. */
export async function finishMessage(
  sql: Sql,
  message: { readonly id: string; readonly attempts: number },
  end: { readonly state: 'sent' | 'failed'; readonly now: Date },
): Promise<number> {
  return sql.run(
    `UPDATE outbox_message SET state = $3, content = NULL, finished_at = $4, lease_until = NULL
     WHERE id = $1 AND state = 'due' AND attempts = $2`,
    [message.id, message.attempts, end.state, end.now],
  );
}

export async function postponeMessage(
  sql: Sql,
  message: { readonly id: string; readonly attempts: number },
  dueAt: Date,
): Promise<number> {
  return sql.run(
    `UPDATE outbox_message SET due_at = $3, lease_until = NULL WHERE id = $1 AND state = 'due' AND attempts = $2`,
    [message.id, message.attempts, dueAt],
  );
}

export async function deleteFinishedBefore(sql: Sql, before: Date): Promise<number> {
  return sql.run(`DELETE FROM outbox_message WHERE state <> 'due' AND finished_at < $1`, [before]);
}

export const sealedContent: SealedColumn = {
  name: 'outbox_message.content',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM outbox_message WHERE state = 'due' AND ${isStale('content')}`, [
      keyId,
    ]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, content AS sealed FROM outbox_message WHERE state = 'due' AND ${isStale('content')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE outbox_message SET content = $2 WHERE id = $1', [id, sealed]),
};
