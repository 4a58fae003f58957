import type { HttpPort } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import { makeToken } from '../platform/crypto/secrets.ts';
import type { Database } from '../platform/database/sql.ts';
import type { NewWebhook, WebhookService } from './api.ts';
import { placeOfSecret, webhookTopics, type Webhook } from './model.ts';
import { sendDue } from './send.ts';
import * as store from './store.ts';

export interface WebhookDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  /** Refuses addresses that the hub may not call, each time before it connects. */
  readonly http: HttpPort;
}

/** Addresses of one agent. */
const mostWebhooks = 10;
/** After a renewal the earlier secret signs beside the new one for so long. */
const overlapMs = 24 * 3_600_000;
const keptMs = 30 * 24 * 3_600_000;
const longestUrl = 500;

/** Tells agents what became of their payments, signed, at the addresses that they named. */
export function createWebhookService(deps: WebhookDeps): WebhookService {
  const { sql } = deps.db;
  const find = async (agentId: string, id: string): Promise<Result<Webhook, Refusal>> => {
    const webhook = await store.selectWebhook(sql, agentId, id);
    return webhook ? ok(webhook) : err(refusal('not_found'));
  };
  return {
    add: (agentId, webhook) => add(deps, agentId, webhook),
    list: (agentId) => store.selectWebhooks(sql, agentId, mostWebhooks),
    async remove(agentId, id) {
      if (!(await store.updateState(sql, { agentId, id }, 'removed'))) return err(refusal('not_found'));
      await store.dropDue(sql, id, deps.clock.now());
      return ok(undefined);
    },
    renewSecret: (agentId, id) => renewSecret(deps, agentId, id),
    async activate(agentId, id) {
      await store.updateState(sql, { agentId, id }, 'active');
      return find(agentId, id);
    },
    async deliveries(agentId, id, page) {
      const webhook = await find(agentId, id);
      return webhook.ok ? ok(await store.selectDeliveries(sql, id, page)) : webhook;
    },
    async redeliver(agentId, id, deliveryId) {
      const webhook = await find(agentId, id);
      if (!webhook.ok) return webhook;
      const isThere = await store.makeDue(sql, { webhookId: id, deliveryId }, deps.clock.now());
      return isThere ? ok(undefined) : err(refusal('not_found'));
    },
    isWanted: () => store.hasWebhooks(sql),
    async handOn(transaction, events) {
      const topics: readonly string[] = webhookTopics;
      const told = events.filter((event) => topics.includes(event.topic));
      if (told.length > 0) await store.insertDeliveries(transaction, told, deps.clock.now());
    },
    sendDue: () => sendDue(deps),
    sweep: () => store.deleteFinishedBefore(sql, new Date(deps.clock.now().getTime() - keptMs)),
  };
}

async function add(deps: WebhookDeps, agentId: string, { url, topics }: NewWebhook): ReturnType<WebhookService['add']> {
  if (!isAllowed(url)) {
    const detail = 'https, or http to a private network of the hub; no user, no fragment';
    return err(fieldRefusal('endpoint_not_allowed', { field: '/url', rule: 'endpoint', detail }));
  }
  const id = deps.ids.uuid();
  const secret = makeToken(deps.ids);
  const sealed = deps.cipher.sealText(placeOfSecret(id), secret);
  const webhook = { id, agentId, url, topics: [...new Set(topics)], createdAt: deps.clock.now(), secret: sealed };
  if (!(await store.insertWebhook(deps.db.sql, webhook, mostWebhooks))) return err(refusal('too_many_webhooks'));
  return ok({ webhook: present(await store.selectWebhook(deps.db.sql, agentId, id), 'a webhook just added'), secret });
}

/** What the address may be; where it leads is looked at whenever it is called. */
function isAllowed(text: string): boolean {
  if (text.length > longestUrl || !URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = url.protocol === 'http:' && /^(\d+\.){3}\d+$|^\[[0-9a-f:]+\]$/i.test(url.hostname);
  return (isPlain || url.protocol === 'https:') && url.username === '' && url.password === '' && url.hash === '';
}

async function renewSecret(deps: WebhookDeps, agentId: string, id: string): ReturnType<WebhookService['renewSecret']> {
  const secret = makeToken(deps.ids);
  const previousUntil = new Date(deps.clock.now().getTime() + overlapMs);
  const sealed = deps.cipher.sealText(placeOfSecret(id), secret);
  const isRenewed = await store.renewSecret(deps.db.sql, { agentId, id }, { secret: sealed, previousUntil });
  return isRenewed ? ok({ secret, previousUntil }) : err(refusal('not_found'));
}
