/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Webhook, WebhookDelivery, WebhookTopic } from './model.ts';

export interface NewWebhook {
  readonly url: string;
  readonly topics: readonly WebhookTopic[];
}

/** An event as the outbox has it. */
export interface Happened {
  readonly topic: string;
  readonly subjectId: string;
  readonly createdAt: Date;
}

/** Another agent's webhook is not_found everywhere. */
export interface WebhookService {
  /** The secret is shown here and never again. Refuses: endpoint_not_allowed, too_many_webhooks. */
  add(
    agentId: string,
    webhook: NewWebhook,
  ): Promise<Result<{ readonly webhook: Webhook; readonly secret: string }, Refusal>>;
  /** At most 10, oldest first. */
  list(agentId: string): Promise<readonly Webhook[]>;
  /** Refuses: not_found. */
  remove(agentId: string, id: string): Promise<Result<void, Refusal>>;
  /** A new secret; for a day the earlier one signs beside it. Refuses: not_found. */
  renewSecret(
    agentId: string,
    id: string,
  ): Promise<Result<{ readonly secret: string; readonly previousUntil: Date }, Refusal>>;
  /** Calls a disabled address again, with all that waits for it. Refuses: not_found. */
  activate(agentId: string, id: string): Promise<Result<Webhook, Refusal>>;
  /** Newest first, at most `limit`, after a delivery. Refuses: not_found. */
  deliveries(
    agentId: string,
    id: string,
    page: { readonly limit: number; readonly after: bigint | null },
  ): Promise<Result<readonly WebhookDelivery[], Refusal>>;
  /** Sends a delivery once more, whatever became of it. Refuses: not_found. */
  redeliver(agentId: string, id: string, deliveryId: string): Promise<Result<void, Refusal>>;

  /** True while any agent wants to be told of anything. */
  isWanted(): Promise<boolean>;
  /** Makes deliveries of events, in the transaction that takes them out of the outbox; the same event twice is one. */
  handOn(sql: Sql, events: readonly Happened[]): Promise<void>;
  /** Sends what is due; returns how many were tried. */
  sendDue(): Promise<number>;
  /** Removes deliveries that ended 30 days ago; returns how many. */
  sweep(): Promise<number>;
}
