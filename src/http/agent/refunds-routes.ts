import { Type } from 'typebox';
import type { Refund } from '../../refunds/model.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders } from '../schemas/common.ts';
import { operatorIdsOf, refund, RefundReason, showRefund } from '../schemas/refunds.ts';
import { strict } from '../schemas/shapes.ts';
import { agentSecurity, forAgents, forTellers } from './common.ts';
import { PaymentParams } from './payments-schemas.ts';

const common = { tags: ['Payments'], security: agentSecurity, params: PaymentParams, querystring: Nothing };

const requestSchema = {
  ...common,
  operationId: 'requestRefund',
  summary: 'Ask for a refund of a confirmed payment',
  description:
    'For a payment that can no longer be reversed. Nothing moves before an operator of the hub approves; then the whole ' +
    'payment goes back, fees included: at once, or when the provider has cancelled. Hand cash out only when the refund is ' +
    '`done`. The same key with the same body gets the same refund again.',
  headers: PaymentHeaders,
  body: strict({ reason: RefundReason }),
  response: {
    201: answers('Asked for: a second person has to decide.', refund, {
      'Idempotency-Replayed': { type: 'string', description: '`true` where the key had its answer already.' },
    }),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'idempotency_key_required',
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'not_found',
      'already_reversed',
      'refund_open',
      'refund_not_due',
      'provider_unavailable',
    ),
  },
};

const listSchema = {
  ...common,
  operationId: 'listRefundsOfPayment',
  summary: 'What became of the refunds of a payment',
  description: 'Oldest first; more than one where an earlier one was refused.',
  response: {
    200: answers('The refunds.', strict({ refunds: Type.Array(refund) })),
    ...refuses(...agentRefusals, 'not_found'),
  },
};

export function refundRoutes(app: Api, deps: Pick<HttpDeps, 'refunds' | 'operators'>): void {
  const show = async (refunds: readonly Refund[]) => {
    const logins = await deps.operators.findLogins(operatorIdsOf(refunds));
    return refunds.map((one) => showRefund(one, logins));
  };

  app.post('/v1/payments/:paymentId/refunds', { schema: requestSchema, config: forTellers }, async (request, reply) => {
    const { agent, teller } = counterOf(request);
    const by = { agentId: agent.id, tellerId: teller.id, key: request.headers['idempotency-key'] };
    const wish = { paymentId: request.params.paymentId, reason: request.body.reason };
    const asked = orRefuse(await deps.refunds.request(by, wish));
    if (asked.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(201);
    const logins = await deps.operators.findLogins(operatorIdsOf([asked.refund]));
    return showRefund(asked.refund, logins);
  });

  app.get('/v1/payments/:paymentId/refunds', { schema: listSchema, config: forAgents }, async (request) => {
    const found = orRefuse(await deps.refunds.listOfPayment(agentOf(request).id, request.params.paymentId));
    return { refunds: await show(found) };
  });
}
