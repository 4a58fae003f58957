import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Happened } from './api.ts';
import type { Webhook, WebhookDelivery } from './model.ts';

const webhookColumns = `id, agent_id AS "agentId", url, topics, state, created_at AS "createdAt", failing_since AS "failingSince"`;
const deliveryColumns = `d.id, d.number, d.webhook_id AS "webhookId", d.topic, d.payment_id AS "paymentId", d.payment_day AS "paymentDay",
  d.receipt_number AS "receiptNumber", d.happened_at AS "happenedAt", d.state, d.attempts, d.due_at AS "dueAt",
  d.last_status AS "lastStatus", d.last_reason AS "lastReason"`;

/** False where the agent has as many as it may have. */
export async function insertWebhook(
  sql: Sql,
  webhook: Pick<Webhook, 'id' | 'agentId' | 'url' | 'topics' | 'createdAt'> & { readonly secret: Uint8Array },
  most: number,
): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO webhook (id, agent_id, url, topics, state, secret, created_at)
     SELECT $1, $2, $3, $4, 'active', $5, $6
      WHERE (SELECT count(*) FROM webhook WHERE agent_id = $2 AND state <> 'removed') < $7`,
    [webhook.id, webhook.agentId, webhook.url, webhook.topics, webhook.secret, webhook.createdAt, most],
  );
  return inserted === 1;
}

export function selectWebhooks(sql: Sql, agentId: string, limit: number): Promise<Webhook[]> {
  return sql.rows<Webhook>(
    `SELECT ${webhookColumns} FROM webhook WHERE agent_id = $1 AND state <> 'removed' ORDER BY created_at, id LIMIT $2`,
    [agentId, limit],
  );
}

export function selectWebhook(sql: Sql, agentId: string, id: string): Promise<Webhook | undefined> {
  return sql.first<Webhook>(
    `SELECT ${webhookColumns} FROM webhook WHERE id = $1 AND agent_id = $2 AND state <> 'removed'`,
    [id, agentId],
  );
}

export async function updateState(
  sql: Sql,
  { agentId, id }: { readonly agentId: string; readonly id: string },
  state: Webhook['state'],
): Promise<boolean> {
  const changed = await sql.run(
    `UPDATE webhook SET state = $3, failing_since = NULL WHERE id = $1 AND agent_id = $2 AND state <> 'removed'`,
    [id, agentId, state],
  );
  return changed === 1;
}

export async function renewSecret(
  sql: Sql,
  of: { readonly agentId: string; readonly id: string },
  renewed: { readonly secret: Uint8Array; readonly previousUntil: Date },
): Promise<boolean> {
  const changed = await sql.run(
    `UPDATE webhook SET previous_secret = secret, previous_until = $4, secret = $3 WHERE id = $1 AND agent_id = $2 AND state <> 'removed'`,
    [of.id, of.agentId, renewed.secret, renewed.previousUntil],
  );
  return changed === 1;
}

export async function hasWebhooks(sql: Sql): Promise<boolean> {
  const row = await sql.first<{ wanted: boolean }>(
    `SELECT EXISTS (SELECT FROM webhook WHERE state <> 'removed') AS wanted`,
  );
  return row?.wanted ?? false;
}

/** A delivery for each address that wants an event; ids are drawn by the database, and name nothing but the delivery. */
export async function insertDeliveries(sql: Sql, events: readonly Happened[], at: Date): Promise<void> {
  await sql.run(
    `INSERT INTO webhook_delivery (id, webhook_id, topic, payment_id, payment_day, receipt_number, happened_at, due_at)
     SELECT gen_random_uuid(), w.id, e.topic, y.id, y.settlement_day, y.receipt_number, e.happened_at, $4
       FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS e (topic, payment_id, happened_at)
       JOIN payment y ON y.id = e.payment_id
       JOIN webhook w ON w.agent_id = y.agent_id AND w.state <> 'removed' AND e.topic = ANY(w.topics)
     ON CONFLICT DO NOTHING`,
    [
      events.map((event) => event.topic),
      events.map((event) => event.subjectId),
      events.map((event) => event.createdAt),
      at,
    ],
  );
}

/** Deliveries of a webhook, newest first. */
export function selectDeliveries(
  sql: Sql,
  webhookId: string,
  page: { readonly limit: number; readonly after: bigint | null },
): Promise<WebhookDelivery[]> {
  return sql.rows<WebhookDelivery>(
    `SELECT ${deliveryColumns} FROM webhook_delivery d
      WHERE d.webhook_id = $1 AND ($2::bigint IS NULL OR d.number < $2) ORDER BY d.number DESC LIMIT $3`,
    [webhookId, page.after, page.limit],
  );
}

export interface ClaimedDelivery extends WebhookDelivery {
  readonly url: string;
  readonly agentId: string;
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
  readonly previousUntil: Date | null;
}

/** Takes due deliveries of active addresses; whoever dies holding them leaves them to the next when the lease is over. */
export function claimDeliveries(
  sql: Sql,
  claim: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<ClaimedDelivery[]> {
  return sql.rows<ClaimedDelivery>(
    `WITH chosen AS (
         SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id AND w.state = 'active'
          WHERE d.state = 'due' AND d.due_at <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1)
          ORDER BY d.due_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED)
     UPDATE webhook_delivery d SET lease_until = $2, attempts = d.attempts + 1 FROM chosen, webhook w
      WHERE d.id = chosen.id AND w.id = d.webhook_id
     RETURNING ${deliveryColumns}, w.url, w.agent_id AS "agentId", w.secret, w.previous_secret AS "previousSecret",
               w.previous_until AS "previousUntil"`,
    [claim.now, claim.leaseUntil, claim.limit],
  );
}

export interface TryEnd {
  readonly status: number | null;
  readonly reason: string | null;
  readonly at: Date;
}

/** It was taken. The attempt number keeps a sender whose lease ran out from ending it. */
export async function finishDelivery(sql: Sql, of: ClaimedDelivery, end: TryEnd): Promise<void> {
  await sql.run(
    `WITH taken AS (
         UPDATE webhook_delivery SET state = 'delivered', lease_until = NULL, last_status = $3, last_reason = $4, finished_at = $5
          WHERE id = $1 AND attempts = $2 RETURNING webhook_id)
     UPDATE webhook SET failing_since = NULL WHERE id IN (SELECT webhook_id FROM taken) AND failing_since IS NOT NULL`,
    [of.id, of.attempts, end.status, end.reason, end.at],
  );
}

/** It was not taken and will be sent again; returns since when nothing was taken at the address. */
export async function postponeDelivery(
  sql: Sql,
  of: ClaimedDelivery,
  end: TryEnd & { readonly dueAt: Date },
): Promise<Date | undefined> {
  const row = await sql.first<{ since: Date }>(
    `WITH kept AS (
         UPDATE webhook_delivery SET lease_until = NULL, due_at = $6, last_status = $3, last_reason = $4
          WHERE id = $1 AND attempts = $2 AND state = 'due' RETURNING webhook_id)
     UPDATE webhook SET failing_since = coalesce(failing_since, $5) WHERE id IN (SELECT webhook_id FROM kept)
     RETURNING failing_since AS since`,
    [of.id, of.attempts, end.status, end.reason, end.at, end.dueAt],
  );
  return row?.since;
}

/** Ends an address and opens the case that an operator sees; one open case for each. */
export async function disableWebhook(
  sql: Sql,
  disabled: { readonly id: string; readonly caseId: string; readonly at: Date },
): Promise<void> {
  const changed = await sql.run(`UPDATE webhook SET state = 'disabled' WHERE id = $1 AND state = 'active'`, [
    disabled.id,
  ]);
  if (changed === 0) return;
  await sql.run(
    `INSERT INTO review_case (id, kind, subject_id, detail, opened_at) VALUES ($1, 'webhook_down', $2, 'nothing was taken for days', $3)
     ON CONFLICT (kind, subject_id) WHERE state = 'open' DO NOTHING`,
    [disabled.caseId, disabled.id, disabled.at],
  );
}

export async function makeDue(
  sql: Sql,
  { webhookId, deliveryId }: { readonly webhookId: string; readonly deliveryId: string },
  at: Date,
): Promise<boolean> {
  const changed = await sql.run(
    `UPDATE webhook_delivery SET state = 'due', due_at = $3, lease_until = NULL, finished_at = NULL WHERE id = $1 AND webhook_id = $2`,
    [deliveryId, webhookId, at],
  );
  return changed === 1;
}

/** Nothing waits for an address that was removed. */
export async function dropDue(sql: Sql, webhookId: string, at: Date): Promise<void> {
  await sql.run(
    `UPDATE webhook_delivery SET state = 'dropped', finished_at = $2 WHERE webhook_id = $1 AND state = 'due'`,
    [webhookId, at],
  );
}

export function deleteFinishedBefore(sql: Sql, before: Date): Promise<number> {
  return sql.run(`DELETE FROM webhook_delivery WHERE state <> 'due' AND finished_at < $1`, [before]);
}

export const sealedSecret: SealedColumn = {
  name: 'webhook.secret',
  count: (sql, keyId) => sql.first(`SELECT count(*)::int AS count FROM webhook WHERE ${isStale('secret')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, secret AS sealed FROM webhook WHERE ${isStale('secret')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE webhook SET secret = $2 WHERE id = $1', [id, sealed]),
};

export const sealedPreviousSecret: SealedColumn = {
  name: 'webhook.previous_secret',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM webhook WHERE ${isStale('previous_secret')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, previous_secret AS sealed FROM webhook WHERE ${isStale('previous_secret')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE webhook SET previous_secret = $2 WHERE id = $1', [id, sealed]),
};
