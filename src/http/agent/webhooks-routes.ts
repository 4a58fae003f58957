import { type Static, Type } from 'typebox';
import type { Webhook, WebhookDelivery } from '../../webhooks/model.ts';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { agentSecurity, forAgents } from './common.ts';
import {
  DeliveriesAnswer,
  DeliveriesQuery,
  NewWebhookAnswer,
  RedeliveryBody,
  SecretAnswer,
  WebhookAnswer,
  WebhookBody,
  WebhookParams,
  WebhooksAnswer,
} from './webhooks-schemas.ts';

/** Deliveries of a page, unless the caller says otherwise. */
const usualPage = 50;

const common = { tags: ['Webhooks'], security: agentSecurity, querystring: Nothing };
const ofOne = { ...common, params: WebhookParams };

const addSchema = {
  ...common,
  operationId: 'addWebhook',
  summary: 'Be told what becomes of payments',
  description:
    'Each event is posted to the address, signed, until it is answered with 200 to 299: after 10 seconds, 30, two minutes, and ' +
    'so on to twice a day. `Vahid-Signature: t=…,v1=…` is HMAC-SHA-256, with the secret, over `t.id.body`. The same event may ' +
    'come twice and events may overtake one another: `id` tells repeats, `GET /v1/payments/{paymentId}` the truth.',
  params: Nothing,
  body: WebhookBody,
  response: {
    201: answers('Told from now on.', NewWebhookAnswer),
    ...refuses(...agentRefusals, ...bodyRefusals, 'endpoint_not_allowed', 'too_many_webhooks'),
  },
};

const listSchema = {
  ...common,
  operationId: 'listWebhooks',
  summary: 'The addresses that are told',
  description: 'Secrets are never shown again.',
  params: Nothing,
  response: { 200: answers('The webhooks.', WebhooksAnswer), ...refuses(...agentRefusals) },
};

const removeSchema = {
  ...ofOne,
  operationId: 'removeWebhook',
  summary: 'Tell an address no more',
  description: 'What waits for it is dropped.',
  response: { 204: Type.Null({ description: 'Removed.' }), ...refuses(...agentRefusals, 'not_found') },
};

const renewSchema = {
  ...ofOne,
  operationId: 'renewWebhookSecret',
  summary: 'Get a new secret',
  description: 'For a day deliveries carry a `v1` of each secret, so that nothing is lost. Sent without a body.',
  response: { 200: answers('The new secret.', SecretAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const activateSchema = {
  ...ofOne,
  operationId: 'activateWebhook',
  summary: 'Call a disabled address again',
  description: 'With everything that waits for it. Sent without a body.',
  response: { 200: answers('Active.', WebhookAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const deliveriesSchema = {
  ...ofOne,
  operationId: 'listWebhookDeliveries',
  summary: 'What was sent to an address',
  description: 'Of the last 30 days, a page at a time.',
  querystring: DeliveriesQuery,
  response: { 200: answers('A page of deliveries.', DeliveriesAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const redeliverSchema = {
  ...ofOne,
  operationId: 'redeliverWebhook',
  summary: 'Send a delivery once more',
  description: 'Whatever became of it, with the same `id` and body.',
  body: RedeliveryBody,
  response: {
    204: Type.Null({ description: 'It is due.' }),
    ...refuses(...agentRefusals, ...bodyRefusals, 'not_found'),
  },
};

export function webhookRoutes(app: Api, { webhooks }: Pick<HttpDeps, 'webhooks'>): void {
  app.post('/v1/webhooks', { schema: addSchema, config: forAgents }, async (request, reply) => {
    const { webhook, secret } = orRefuse(await webhooks.add(agentOf(request).id, request.body));
    reply.code(201);
    return { ...showWebhook(webhook), secret };
  });

  app.get('/v1/webhooks', { schema: listSchema, config: forAgents }, async (request) => {
    return { items: (await webhooks.list(agentOf(request).id)).map(showWebhook) };
  });

  app.delete('/v1/webhooks/:webhookId', { schema: removeSchema, config: forAgents }, async (request, reply) => {
    orRefuse(await webhooks.remove(agentOf(request).id, request.params.webhookId));
    reply.code(204);
    return null;
  });

  app.post('/v1/webhooks/:webhookId/secret-renewal', { schema: renewSchema, config: forAgents }, async (request) => {
    const renewed = orRefuse(await webhooks.renewSecret(agentOf(request).id, request.params.webhookId));
    return { secret: renewed.secret, previousUntil: renewed.previousUntil.toISOString() };
  });

  app.post('/v1/webhooks/:webhookId/activation', { schema: activateSchema, config: forAgents }, async (request) =>
    showWebhook(orRefuse(await webhooks.activate(agentOf(request).id, request.params.webhookId))),
  );

  app.get('/v1/webhooks/:webhookId/deliveries', { schema: deliveriesSchema, config: forAgents }, async (request) => {
    const limit = Number(request.query.limit ?? usualPage);
    const { after } = request.query;
    const page = { limit: limit + 1, after: after === undefined ? null : BigInt(after) };
    const found = orRefuse(await webhooks.deliveries(agentOf(request).id, request.params.webhookId, page));
    const items = found.slice(0, limit);
    return {
      items: items.map(showDelivery),
      next: found.length > limit ? (items.at(-1)?.number.toString() ?? null) : null,
    };
  });

  app.post(
    '/v1/webhooks/:webhookId/redeliveries',
    { schema: redeliverSchema, config: forAgents },
    async (request, reply) => {
      const { deliveryId } = request.body;
      orRefuse(await webhooks.redeliver(agentOf(request).id, request.params.webhookId, deliveryId));
      reply.code(204);
      return null;
    },
  );
}

function showWebhook(webhook: Webhook): Static<typeof WebhookAnswer> {
  return {
    webhookId: webhook.id,
    url: webhook.url,
    topics: [...webhook.topics],
    state: webhook.state === 'active' ? 'active' : 'disabled',
    createdAt: webhook.createdAt.toISOString(),
    failingSince: webhook.failingSince?.toISOString() ?? null,
  };
}

function showDelivery(delivery: WebhookDelivery): Static<typeof DeliveriesAnswer>['items'][number] {
  const { topic, paymentId, receiptNumber, state, attempts, lastStatus, lastReason } = delivery;
  return {
    ...{ deliveryId: delivery.id, topic, paymentId, receiptNumber, settlementDay: delivery.paymentDay },
    ...{ state, attempts, lastStatus, lastReason },
    happenedAt: delivery.happenedAt.toISOString(),
    dueAt: delivery.dueAt.toISOString(),
  };
}
