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

type Named = Pick<StoredNotification, 'providerId' | 'id'>;

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
  told: Named,
  to: { readonly state: NotificationState; readonly lookAt: Date | null },
): Promise<void> {
  await sql.run('UPDATE provider_notification SET state = $3, look_at = $4 WHERE provider_id = $1 AND id = $2', [
    ...[told.providerId, told.id, to.state, to.lookAt],
  ]);
}

/** What is to be looked at again, longest due first. Providers take turns: none of them fills a round while another one waits. */
export function selectOpen(sql: Sql, now: Date, limit: number): Promise<Named[]> {
  return sql.rows(
    `SELECT p.id AS "providerId", due.id
       FROM provider p
       CROSS JOIN LATERAL (
         SELECT id, look_at, row_number() OVER (ORDER BY look_at) AS turn
           FROM (SELECT id, look_at FROM provider_notification
                  WHERE provider_id = p.id AND look_at <= $1 ORDER BY look_at LIMIT $2) AS own) AS due
      ORDER BY due.turn, due.look_at LIMIT $2`,
    [now, limit],
  );
}

/**
 * Lets one notification stand for all that told the same of the same payment under other names: the latest by what it says, which
 * counts the others. Those that another worker is at are left for the next. Returns whether it is this one. Its payment is locked.
 */
export async function standForOthers(sql: Sql, { providerId, id }: Named): Promise<boolean> {
  const others = await sql.rows<{ id: string; names: number; is_later: boolean }>(
    `SELECT o.id, o.names, (o.happened_at, o.received_at, o.id) > (n.happened_at, n.received_at, n.id) AS is_later
       FROM provider_notification n
       JOIN provider_notification o ON o.provider_id = n.provider_id AND o.reference = n.reference AND o.outcome = n.outcome
      WHERE n.provider_id = $1 AND n.id = $2 AND o.look_at IS NOT NULL AND o.id <> n.id
      ORDER BY o.happened_at DESC, o.received_at DESC, o.id DESC LIMIT 1000 FOR UPDATE OF o SKIP LOCKED`,
    [providerId, id],
  );
  const later = others.find((other) => other.is_later);
  const closed = later ? [id] : others.map((other) => other.id);
  if (closed.length === 0) return true;
  await sql.run(
    `WITH closed AS (UPDATE provider_notification SET state = 'done', look_at = NULL
                      WHERE provider_id = $1 AND id = ANY ($2::text[]) RETURNING names)
     UPDATE provider_notification SET names = names + (SELECT sum(names) FROM closed)::int WHERE provider_id = $1 AND id = $3`,
    [providerId, closed, later?.id ?? id],
  );
  return later === undefined;
}

/** Undefined where nothing more follows from it, or another worker has it. */
export function lockOpen(
  sql: Sql,
  told: Named,
): Promise<(StoredNotification & { readonly state: NotificationState; readonly names: number }) | undefined> {
  return sql.first(
    `SELECT provider_id AS "providerId", id, kind, reference, outcome, happened_at AS "happenedAt", state, names
       FROM provider_notification WHERE provider_id = $1 AND id = $2 AND look_at IS NOT NULL FOR UPDATE SKIP LOCKED`,
    [told.providerId, told.id],
  );
}

const quarantineColumns = `id, provider_id AS "providerId", reason, kind, subject, claim, payment_id AS "paymentId",
  payment_state AS "paymentState", notification_id AS "notificationId", happened_at AS "happenedAt", first_at AS "firstAt",
  last_at AS "lastAt", times, state, resolved_by AS "resolvedBy", resolved_at AS "resolvedAt", note`;

/** `times`: names under which it was told. */
export type NewQuarantined = Omit<Quarantined, 'lastAt' | 'state' | 'resolvedBy' | 'resolvedAt' | 'note'>;

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
    `UPDATE quarantined_notification SET times = times + $6, last_at = $5
      WHERE provider_id = $1 AND reason = $2 AND subject = $3 AND claim = $4 AND state = 'open'`,
    [claim.providerId, claim.reason, claim.subject, claim.claim, claim.firstAt, claim.times],
  );
  if (counted > 0) return 'counted';
  const inserted = await sql.run(
    `INSERT INTO quarantined_notification
            (id, provider_id, reason, kind, subject, claim, payment_id, payment_state, notification_id, happened_at, first_at, last_at, times)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $13
      WHERE (SELECT count(*) FROM (SELECT FROM quarantined_notification
                                    WHERE provider_id = $2 AND state = 'open' LIMIT $12) AS kept) < $12
     ON CONFLICT (provider_id, reason, subject, claim) WHERE state = 'open'
     DO UPDATE SET times = quarantined_notification.times + excluded.times, last_at = excluded.last_at`,
    [
      ...[claim.id, claim.providerId, claim.reason, claim.kind, claim.subject, claim.claim, claim.paymentId],
      ...[claim.paymentState, claim.notificationId, claim.happenedAt, claim.firstAt, mostOpen, claim.times],
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
