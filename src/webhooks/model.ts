import { createHmac } from 'node:crypto';

/** Outcomes of payments that an agent may be told of. */
export const webhookTopics = [
  'payment.accepted',
  'payment.confirmed',
  'payment.rejected',
  'payment.reversed',
  'payment.reversal_refused',
] as const;
export type WebhookTopic = (typeof webhookTopics)[number];

export interface Webhook {
  readonly id: string;
  readonly agentId: string;
  readonly url: string;
  readonly topics: readonly WebhookTopic[];
  readonly state: 'active' | 'disabled' | 'removed';
  readonly createdAt: Date;
  /** Since when nothing was taken; null while deliveries arrive. */
  readonly failingSince: Date | null;
}

/** One event for one address. */
export interface WebhookDelivery {
  readonly id: string;
  /** The order of lists. */
  readonly number: bigint;
  readonly webhookId: string;
  readonly topic: WebhookTopic;
  readonly paymentId: string;
  readonly paymentDay: string;
  readonly receiptNumber: string;
  readonly happenedAt: Date;
  readonly state: 'due' | 'delivered' | 'dropped';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastStatus: number | null;
  readonly lastReason: string | null;
}

/** What is sent: names the payment and says nothing personal. Made of what never changes, so that a repeat is the same bytes. */
export function bodyOf(delivery: WebhookDelivery): string {
  return JSON.stringify({
    id: delivery.id,
    type: delivery.topic,
    happenedAt: delivery.happenedAt.toISOString(),
    payment: {
      id: delivery.paymentId,
      receiptNumber: delivery.receiptNumber,
      settlementDay: delivery.paymentDay,
    },
  });
}

/**
 * `t=<seconds>,v1=<hex>`: HMAC-SHA-256 over `<seconds>.<id>.<body>`. While a secret is renewed there is a `v1` of each.
 * Whoever receives it compares in constant time, refuses an instant that is minutes old, and remembers the id.
 */
export function signatureOf(
  delivery: { readonly id: string; readonly body: string; readonly at: Date },
  secrets: readonly string[],
): string {
  const seconds = Math.floor(delivery.at.getTime() / 1000);
  const text = `${seconds}.${delivery.id}.${delivery.body}`;
  const signed = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(text, 'utf8').digest('hex')}`);
  return [`t=${seconds}`, ...signed].join(',');
}

const waitsMs = [10, 30, 120, 600, 1_800, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600].map((seconds) => seconds * 1000);

/** How long to wait after a try that failed, by the number of tries so far; at last twice a day. */
export function retryDelayMs(attempts: number): number {
  return waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? 10_000;
}

/** An address at which nothing was taken for so long is no longer called. */
export const disabledAfterMs = 3 * 24 * 3_600_000;

/** Where a secret belongs, for whoever seals and opens it. */
export function placeOfSecret(webhookId: string): string {
  return `webhook.secret:${webhookId}`;
}
