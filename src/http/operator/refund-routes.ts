import { Type } from 'typebox';
import { type Refund, refundStates } from '../../refunds/model.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Id, Nothing } from '../schemas/common.ts';
import { operatorIdsOf, refund, RefundReason, showRefund } from '../schemas/refunds.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';
import { limit as pageLimit } from './schemas.ts';

const common = { tags: ['Operators'], security: operatorSecurity };
const defaultPage = 50;
const RefundParams = strict({ refundId: Id });

const requestSchema = {
  ...common,
  operationId: 'requestRefundAsOperator',
  summary: 'Ask for a refund on behalf of a payer',
  description: 'For a payment of any agent, the cabinet included. Another operator has to approve.',
  params: Nothing,
  querystring: Nothing,
  body: strict({ paymentId: Id, reason: RefundReason }),
  response: {
    201: answers('Asked for: a second person has to decide.', refund),
    ...refuses(
      ...operatorRefusals,
      ...bodyRefusals,
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
  operationId: 'listRefunds',
  summary: 'List refunds',
  description: 'The newest first, page by page.',
  params: Nothing,
  querystring: strict({
    state: Type.Optional(oneOf(refundStates)),
    before: Type.Optional(Id),
    limit: pageLimit,
  }),
  response: {
    200: answers(
      'A page.',
      strict({
        refunds: Type.Array(refund, { description: 'The newest first.' }),
        next: nullable(Type.String({ description: '`before` of the next page; null on the last.' })),
      }),
    ),
    ...refuses(...operatorRefusals),
  },
};

const approveSchema = {
  ...common,
  operationId: 'approveRefund',
  summary: 'Approve a refund',
  description:
    'Whoever asked cannot approve. A provider that can cancel is asked first, and may refuse; from any other the amount is ' +
    'taken back out of what is due to it. Given again while it was not carried out, it is carried out.',
  params: RefundParams,
  querystring: Nothing,
  response: {
    200: answers('Approved.', refund),
    ...refuses(
      ...operatorRefusals,
      'not_found',
      'same_actor',
      'refund_decided',
      'not_reversible',
      'provider_unavailable',
    ),
  },
};

const refuseSchema = {
  ...common,
  operationId: 'refuseRefund',
  summary: 'Refuse a refund',
  description: 'Anybody may, whoever asked included. The payment stands, and the agent is told why.',
  params: RefundParams,
  querystring: Nothing,
  body: strict({ reason: RefundReason }),
  response: {
    200: answers('Refused.', refund),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found', 'refund_decided'),
  },
};

export function operatorRefundRoutes(app: Api, deps: Pick<HttpDeps, 'refunds' | 'operators'>): void {
  const { refunds } = deps;
  const base = '/v1/operator/refunds';
  const show = async (found: readonly Refund[]) => {
    const logins = await deps.operators.findLogins(operatorIdsOf(found));
    return found.map((one) => showRefund(one, logins));
  };
  const showOne = async (found: Refund) => showRefund(found, await deps.operators.findLogins(operatorIdsOf([found])));

  app.post(base, { schema: requestSchema, config: forOperators }, async (request, reply) => {
    const asked = orRefuse(await refunds.requestAsOperator(operatorOf(request).id, request.body));
    return reply.code(201).send(await showOne(asked));
  });

  app.get(base, { schema: listSchema, config: forOperators }, async (request) => {
    const { state, before } = request.query;
    const limit = request.query.limit === undefined ? defaultPage : Number(request.query.limit);
    const page = await refunds.list({ ...(state ? { state } : {}), ...(before ? { before } : {}), limit });
    return { refunds: await show(page), next: page.length === limit ? (page.at(-1)?.id ?? null) : null };
  });

  app.post(`${base}/:refundId/approve`, { schema: approveSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await refunds.approve(operatorOf(request).id, request.params.refundId))),
  );

  app.post(`${base}/:refundId/refuse`, { schema: refuseSchema, config: forOperators }, async (request) =>
    showOne(orRefuse(await refunds.refuse(operatorOf(request).id, request.params.refundId, request.body.reason))),
  );
}
