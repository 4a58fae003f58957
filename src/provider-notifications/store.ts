import type { NotifiedOutcome } from '../kernel/notification-contract.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Quarantined } from './model.ts';

/** False where other words were signed under this nonce before. */
export async function takeNonce(
  sql: Sql,
  seen: { readonly keyId: string; readonly nonce: string; readonly digest: Buffer; readonly expiresAt: Date },
): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO provider_notification_nonce (key_id, nonce, digest, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [seen.keyId, seen.nonce, seen.digest, seen.expiresAt],
  );
  if (inserted === 1) return true;
  const row = await sql.first<{ is_same: boolean }>(
    'SELECT digest = $3 AS is_same FROM provider_notification_nonce WHERE key_id = $1 AND nonce = $2',
    [seen.keyId, seen.nonce, seen.digest],
  );
  return row?.is_same === true;
}

export interface StoredNotification {
  readonly providerId: string;
  readonly id: string;
  readonly kind: Quarantined['kind'];
  /** Of a payment. */
  readonly reference: string | null;
  readonly outcome: NotifiedOutcome | null;
  readonly happenedAt: Date;
}

export type NotificationState = 'waiting' | 'asked' | 'done' | 'quarantined';

/** Whether it is new, and whether what came under this name before was the same. A repeat is counted. */
export async function insertNotification(
  sql: Sql,
  told: StoredNotification & { readonly digest: Buffer; readonly receivedAt: Date },
): Promise<{ readonly isNew: boolean; readonly isSame: boolean }> {
  const row = await sql.first<{ times: number; is_same: boolean }>(
    `INSERT INTO provider_notification AS n
            (provider_id, id, digest, kind, reference, outcome, happened_at, received_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'done')
     ON CONFLICT (provider_id, id) DO UPDATE SET times = n.times + 1
     RETURNING n.times, n.digest = $3 AS is_same`,
    [
      ...[told.providerId, told.id, told.digest, told.kind, told.reference, told.outcome],
      ...[told.happenedAt, told.receivedAt],
    ],
  );
  return { isNew: row?.times === 1, isSame: row?.is_same === true };
}

/** `lookAt`: when the payment is looked at again; null where nothing more can follow. */
export async function updateState(
  sql: Sql,
  told: Pick<StoredNotification, 'providerId' | 'id'>,
  to: { readonly state: NotificationState; readonly lookAt: Date | null },
): Promise<void> {
  await sql.run('UPDATE provider_notification SET state = $3, look_at = $4 WHERE provider_id = $1 AND id = $2', [
    ...[told.providerId, told.id, to.state, to.lookAt],
  ]);
}

/** What is to be looked at again, longest due first. */
export function selectOpen(
  sql: Sql,
  now: Date,
  limit: number,
): Promise<Pick<StoredNotification, 'providerId' | 'id'>[]> {
  return sql.rows(
    `SELECT provider_id AS "providerId", id FROM provider_notification WHERE look_at <= $1 ORDER BY look_at LIMIT $2`,
    [now, limit],
  );
}

/** Undefined where nothing more follows from it, or another worker has it. */
export function lockOpen(
  sql: Sql,
  told: Pick<StoredNotification, 'providerId' | 'id'>,
): Promise<(StoredNotification & { readonly state: NotificationState }) | undefined> {
  return sql.first(
    `SELECT provider_id AS "providerId", id, kind, reference, outcome, happened_at AS "happenedAt", state
       FROM provider_notification WHERE provider_id = $1 AND id = $2 AND look_at IS NOT NULL FOR UPDATE SKIP LOCKED`,
    [told.providerId, told.id],
  );
}

const quarantineColumns = `id, provider_id AS "providerId", reason, kind, subject, claim, payment_id AS "paymentId",
  payment_state AS "paymentState", notification_id AS "notificationId", happened_at AS "happenedAt", first_at AS "firstAt",
  last_at AS "lastAt", times, state, resolved_by AS "resolvedBy", resolved_at AS "resolvedAt", note`;

export type NewQuarantined = Omit<Quarantined, 'lastAt' | 'times' | 'state' | 'resolvedBy' | 'resolvedAt' | 'note'>;

/**
 * Keeps a claim apart, or counts it where the same one is open. `full`: the provider has as many open as are kept, and this one is
 * none of them.
 */
export async function quarantine(
  sql: Sql,
  claim: NewQuarantined,
  mostOpen: number,
): Promise<'new' | 'counted' | 'full'> {
  const counted = await sql.run(
    `UPDATE quarantined_notification SET times = times + 1, last_at = $5
      WHERE provider_id = $1 AND reason = $2 AND subject = $3 AND claim = $4 AND state = 'open'`,
    [claim.providerId, claim.reason, claim.subject, claim.claim, claim.firstAt],
  );
  if (counted > 0) return 'counted';
  const inserted = await sql.run(
    `INSERT INTO quarantined_notification
            (id, provider_id, reason, kind, subject, claim, payment_id, payment_state, notification_id, happened_at, first_at, last_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11
      WHERE (SELECT count(*) FROM (SELECT FROM quarantined_notification
                                    WHERE provider_id = $2 AND state = 'open' LIMIT $12) AS kept) < $12
     ON CONFLICT (provider_id, reason, subject, claim) WHERE state = 'open'
     DO UPDATE SET times = quarantined_notification.times + 1, last_at = excluded.last_at`,
    [
      ...[claim.id, claim.providerId, claim.reason, claim.kind, claim.subject, claim.claim, claim.paymentId],
      ...[claim.paymentState, claim.notificationId, claim.happenedAt, claim.firstAt, mostOpen],
    ],
  );
  return inserted > 0 ? 'new' : 'full';
}

/** Newest first. */
export function selectQuarantined(
  sql: Sql,
  filter: {
    readonly state: Quarantined['state'] | null;
    readonly providerId: string | null;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<Quarantined[]> {
  return sql.rows<Quarantined>(
    `SELECT ${quarantineColumns} FROM quarantined_notification
      WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR provider_id = $2) AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`,
    [filter.state, filter.providerId, filter.before, filter.limit],
  );
}

export function lockQuarantined(sql: Sql, id: string): Promise<Quarantined | undefined> {
  return sql.first<Quarantined>(`SELECT ${quarantineColumns} FROM quarantined_notification WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
}

export async function updateResolved(
  sql: Sql,
  id: string,
  { by, at, note }: { readonly by: string | null; readonly at: Date; readonly note: string },
): Promise<void> {
  await sql.run(
    `UPDATE quarantined_notification SET state = 'resolved', resolved_by = $2, resolved_at = $3, note = $4 WHERE id = $1`,
    [id, by, at, note],
  );
}

export function deleteNonces(sql: Sql, before: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM provider_notification_nonce WHERE (key_id, nonce) IN (
       SELECT key_id, nonce FROM provider_notification_nonce WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
    [before, limit],
  );
}

export function deleteReceivedBefore(sql: Sql, before: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM provider_notification WHERE (provider_id, id) IN (
       SELECT provider_id, id FROM provider_notification
        WHERE received_at < $1 ORDER BY received_at LIMIT $2)`,
    [before, limit],
  );
}
