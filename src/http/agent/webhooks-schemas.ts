import { Type } from 'typebox';
import { webhookTopics } from '../../webhooks/model.ts';
import { DateOnly, Id, ReceiptNumber, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';

const Topic = oneOf(webhookTopics, {
  description:
    '`rejected`: the provider refused it; give the money back. `reversal_refused`: a reversal or refund that waited is off, ' +
    'the payment stands.',
});

export const WebhookBody = strict({
  url: Type.String({ minLength: 8, maxLength: 500, description: 'https, on the public internet.' }),
  topics: Type.Array(Topic, { minItems: 1, maxItems: webhookTopics.length }),
});

export const WebhookAnswer = strict({
  webhookId: Id,
  url: Type.String(),
  topics: Type.Array(Topic),
  state: oneOf(['active', 'disabled'], {
    description: '`disabled`: nothing was taken for three days. Deliveries wait; activate it again.',
  }),
  createdAt: Timestamp,
  failingSince: nullable(Timestamp),
});

const secret = Type.String({ description: 'Shown once: keep it. Every delivery is signed with it.' });

export const NewWebhookAnswer = strict({ ...WebhookAnswer.properties, secret });
export const WebhooksAnswer = strict({
  items: Type.Array(WebhookAnswer, { description: 'At most 10, oldest first.' }),
});
export const SecretAnswer = strict({
  secret,
  previousUntil: Type.String({ format: 'date-time', description: 'Until then the earlier secret signs as well.' }),
});
export const WebhookParams = strict({ webhookId: Id });

export const DeliveriesQuery = strict({
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: '`next` of the page before.' })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 50 unless said.' })),
});

export const DeliveriesAnswer = strict({
  items: Type.Array(
    strict({
      deliveryId: Id,
      topic: Topic,
      paymentId: Id,
      receiptNumber: ReceiptNumber,
      settlementDay: DateOnly,
      happenedAt: Timestamp,
      state: oneOf(['due', 'delivered', 'dropped']),
      attempts: Type.Integer(),
      dueAt: Timestamp,
      lastStatus: nullable(Type.Integer({ description: 'HTTP status of your last answer.' })),
      lastReason: nullable(Type.String({ description: 'Why there was none.' })),
    }),
  ),
  next: nullable(Type.String({ description: 'Pass it as `after`; null on the last page.' })),
});

export const RedeliveryBody = strict({
  deliveryId: Type.String({ format: 'uuid', description: 'A delivery of this webhook.' }),
});
