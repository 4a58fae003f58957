import type { HttpOutcome } from '../kernel/adapter.ts';
import { bodyOf, disabledAfterMs, placeOfSecret, retryDelayMs, signatureOf } from './model.ts';
import type { WebhookDeps } from './service.ts';
import * as store from './store.ts';

/** Deliveries taken at a time, and sent side by side. */
const batchSize = 40;
const concurrency = 8;
/** One call sends at most this many batches, so that a job ends. */
const maxBatches = 25;
/** Bound on one delivery as a whole; nobody reads the answer but its status. */
const timeoutMs = 5_000;
const maxAnswerBytes = 4_096;
/** Long enough for a batch at its time-outs. */
const leaseMs = 60_000;

/** Sends what is due, at least once. Only a status from 200 to 299 says that it was taken. */
export async function sendDue(deps: WebhookDeps): Promise<number> {
  let tried = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const now = deps.clock.now();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const claimed = await store.claimDeliveries(deps.db.sql, { now, leaseUntil, limit: batchSize });
    for (let from = 0; from < claimed.length; from += concurrency) {
      await Promise.all(claimed.slice(from, from + concurrency).map((delivery) => sendOne(deps, delivery)));
    }
    tried += claimed.length;
    if (claimed.length < batchSize) break;
  }
  return tried;
}

async function sendOne(deps: WebhookDeps, delivery: store.ClaimedDelivery): Promise<void> {
  const end = endOf(await post(deps, delivery));
  const at = deps.clock.now();
  if (end.isTaken) return store.finishDelivery(deps.db.sql, delivery, { ...end, at });
  const dueAt = new Date(at.getTime() + retryDelayMs(delivery.attempts));
  const since = await store.postponeDelivery(deps.db.sql, delivery, { ...end, at, dueAt });
  if (!since || at.getTime() - since.getTime() < disabledAfterMs) return;
  const disabled = { id: delivery.webhookId, caseId: deps.ids.uuid(), at };
  await deps.db.transaction((sql) => store.disableWebhook(sql, disabled));
}

async function post(deps: WebhookDeps, delivery: store.ClaimedDelivery): Promise<HttpOutcome> {
  const body = bodyOf(delivery);
  const at = deps.clock.now();
  const isRenewing = delivery.previousUntil !== null && delivery.previousUntil > at;
  const sealed = [delivery.secret, ...(isRenewing && delivery.previousSecret ? [delivery.previousSecret] : [])];
  const secrets = sealed.map((secret) => deps.cipher.openText(placeOfSecret(delivery.webhookId), secret));
  return deps.http.request({
    ...{ method: 'POST', url: delivery.url, body, timeoutMs, maxBytes: maxAnswerBytes },
    headers: {
      'content-type': 'application/json',
      'vahid-webhook-id': delivery.id,
      'vahid-signature': signatureOf({ id: delivery.id, body, at }, secrets),
    },
  });
}

function endOf(outcome: HttpOutcome) {
  if (outcome.kind !== 'answered') return { isTaken: false, status: null, reason: outcome.reason };
  const isTaken = outcome.status >= 200 && outcome.status <= 299;
  return { isTaken, status: outcome.status, reason: null };
}
