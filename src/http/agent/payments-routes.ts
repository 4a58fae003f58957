import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, agentRefusals, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders } from '../schemas/common.ts';
import { agentSecurity, collectorOf, forAgents, forTellers, providerCodes } from './common.ts';
import {
  basketRefusals,
  namedBasket,
  namedPayment,
  PaymentBody,
  PaymentParams,
  PaymentsAnswer,
  PaymentsQuery,
} from './payments-schemas.ts';
import { showBasket, showPayment } from './payments-view.ts';
import { readBasket } from './read-basket.ts';

const defaultPage = 50;

const common = { tags: ['Payments'], security: agentSecurity };

const paySchema = {
  ...common,
  operationId: 'acceptPayment',
  summary: 'Take money for a basket',
  description:
    'Accepts every line or none, under the agent’s own `Idempotency-Key`. 201 is final for the payer: the receipt is valid ' +
    'from here on, the provider is told afterwards. The same key with the same body gets the same answer again, with ' +
    '`Idempotency-Replayed: true`; with another body, 422. A refusal uses the key up, except `possible_duplicate`, ' +
    '`unusual_amount`, `similar_account`, `provider_disabled`, `shift_required`, 404, and whatever is wrong with the request itself. On 503 or silence send the same again or ask by key.',
  headers: PaymentHeaders,
  params: Nothing,
  querystring: Nothing,
  body: PaymentBody,
  response: {
    201: answers('Accepted: final for the payer.', namedBasket, {
      'Idempotency-Replayed': { type: 'string', description: '`true` where the key had its answer already.' },
    }),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'invalid_amount',
      'idempotency_key_required',
      'idempotency_key_invalid',
      ...basketRefusals,
    ),
  },
};

const listSchema = {
  ...common,
  operationId: 'listPayments',
  summary: 'List the agent’s payments',
  description: 'Newest first, page by page.',
  params: Nothing,
  querystring: PaymentsQuery,
  response: { 200: answers('A page.', PaymentsAnswer), ...refuses(...agentRefusals) },
};

const getSchema = {
  ...common,
  operationId: 'getPayment',
  summary: 'What became of a payment',
  description: 'A payment of another agent is answered with 404.',
  params: PaymentParams,
  querystring: Nothing,
  response: { 200: answers('The payment.', namedPayment), ...refuses(...agentRefusals, 'not_found') },
};

export function paymentRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'providers'>): void {
  app.post('/v1/payments', { schema: paySchema, config: forTellers }, async (request, reply) => {
    const wanted = readBasket(request.body, request.headers['idempotency-key']);
    const accepted = orRefuse(await deps.payments.accept(collectorOf(request), wanted));
    const codeOf = await providerCodes(
      deps,
      accepted.basket.payments.map((payment) => payment.providerId),
    );
    if (accepted.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(201);
    return showBasket(accepted.basket, codeOf);
  });

  app.get('/v1/payments', { schema: listSchema, config: forAgents }, async (request) => {
    const { limit, after } = request.query;
    const wanted = { limit: limit === undefined ? defaultPage : Number(limit), after: after ?? null };
    const page = orRefuse(await deps.payments.listForAgent(agentOf(request).id, wanted));
    const codeOf = await providerCodes(
      deps,
      page.items.map((payment) => payment.providerId),
    );
    return { payments: page.items.map((payment) => showPayment(payment, codeOf)), next: page.next };
  });

  app.get('/v1/payments/:paymentId', { schema: getSchema, config: forAgents }, async (request) => {
    const payment = orRefuse(await deps.payments.getForAgent(agentOf(request).id, request.params.paymentId));
    const given = await deps.payments.listAnswers(payment.id);
    return {
      ...showPayment(payment, await providerCodes(deps, [payment.providerId])),
      confirmed: given.map(({ question, answeredBy, answeredAt }) => {
        return { question, by: answeredBy, at: answeredAt.toISOString() };
      }),
    };
  });
}
