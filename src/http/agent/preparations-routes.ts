import type { FastifyRequest } from 'fastify';
import type { PreparationView } from '../../preparations/api.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, collectorOf, forAgentsAndDevices, forCounters, providerCodes, visibleTo } from './common.ts';
import { basketRefusals, namedBasket, PaymentBody } from './payments-schemas.ts';
import { showBasket } from './payments-view.ts';
import { namedPreparation, PreparationParams } from './preparations-schemas.ts';
import { showPreparation } from './preparations-view.ts';
import { readBasket } from './read-basket.ts';

const common = { tags: ['Payments'], security: agentSecurity, querystring: Nothing };
const replayed = {
  'Idempotency-Replayed': { type: 'string', description: '`true` where it had its answer already.' },
} as const;

const prepareSchema = {
  ...common,
  operationId: 'preparePayment',
  summary: 'Prepare a payment, to confirm it later',
  description:
    'Checks a basket by every rule of a payment, and holds its total of the agent’s position, for fifteen minutes, or until the ' +
    'first of its quotes or the settlement day ends. Nothing is paid: no receipt is valid until it is confirmed. The same key with the same body is the same preparation, ' +
    'whatever became of it, with `Idempotency-Replayed: true`. Keys of preparations and of payments are apart. A refusal uses no key up.',
  headers: PaymentHeaders,
  params: Nothing,
  body: PaymentBody,
  response: {
    201: answers('Prepared.', namedPreparation, replayed),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      ...(['invalid_amount', 'idempotency_key_required', 'idempotency_key_invalid'] as const),
      'preparation_expired',
      ...basketRefusals,
    ),
  },
};

const getSchema = {
  ...common,
  operationId: 'getPreparation',
  summary: 'What became of a preparation',
  description: 'A preparation of another agent is answered with 404.',
  params: PreparationParams,
  response: { 200: answers('The preparation.', namedPreparation), ...refuses(...agentRefusals, 'not_found') },
};

const confirmSchema = {
  ...common,
  operationId: 'confirmPreparation',
  summary: 'Pay what was prepared',
  description:
    'Final for the payer, as `POST /v1/payments`, and once only: again gets the same basket, with `Idempotency-Replayed: true`. By the ' +
    'teller who prepared it. A refusal other than `invalid_state` and `preparation_expired` leaves it prepared: its money is held ' +
    'again where it is still there, and it may be confirmed again. On 503 or silence confirm again. Sent without a body.',
  headers: TellerHeaders,
  params: PreparationParams,
  response: {
    201: answers('Accepted: final for the payer.', namedBasket, replayed),
    ...refuses(...tellerRefusals, 'invalid_state', 'preparation_expired', ...basketRefusals),
  },
};

const withdrawSchema = {
  ...common,
  operationId: 'withdrawPreparation',
  summary: 'Give back what was prepared',
  description:
    'Nothing is held from here on and nothing can be paid; again is the same. One that was confirmed is a payment: 409 `invalid_state`. ' +
    'Confirmed and withdrawn at once, it is exactly one of the two. Sent without a body.',
  headers: TellerHeaders,
  params: PreparationParams,
  response: {
    200: answers('It is `withdrawn`, or was `expired`.', namedPreparation),
    ...refuses(...tellerRefusals, 'not_found', 'invalid_state'),
  },
};

export function preparationRoutes(app: Api, deps: Pick<HttpDeps, 'preparations' | 'providers'>): void {
  const find = async (request: FastifyRequest, id: string) => {
    const view = orRefuse(await deps.preparations.find(agentOf(request).id, id));
    visibleTo(request, view.preparation.collector);
    return view;
  };
  /** A device is told of another's preparation as of one that is not there. */
  const mustKnow = async (request: FastifyRequest, id: string) => {
    if (counterOf(request).teller.role === 'device') await find(request, id);
  };

  app.post('/v1/preparations', { schema: prepareSchema, config: forCounters }, async (request, reply) => {
    const wanted = readBasket(request.body, request.headers['idempotency-key']);
    const prepared = orRefuse(await deps.preparations.prepare(tellerOf(request), wanted));
    if (prepared.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(201);
    return show(deps, prepared);
  });

  app.get('/v1/preparations/:preparationId', { schema: getSchema, config: forAgentsAndDevices }, async (request) =>
    show(deps, await find(request, request.params.preparationId)),
  );

  app.post(
    '/v1/preparations/:preparationId/confirm',
    { schema: confirmSchema, config: forCounters },
    async (request, reply) => {
      await mustKnow(request, request.params.preparationId);
      const taken = orRefuse(await deps.preparations.confirm(tellerOf(request), request.params.preparationId));
      const { payments } = taken.basket;
      const codeOf = await providerCodes(
        deps,
        payments.map((payment) => payment.providerId),
      );
      if (taken.replayed) reply.header('idempotency-replayed', 'true');
      reply.code(201);
      return showBasket(taken.basket, codeOf);
    },
  );

  app.post(
    '/v1/preparations/:preparationId/withdraw',
    { schema: withdrawSchema, config: forCounters },
    async (request) => {
      await mustKnow(request, request.params.preparationId);
      return show(deps, orRefuse(await deps.preparations.withdraw(agentOf(request).id, request.params.preparationId)));
    },
  );
}

function tellerOf(request: FastifyRequest) {
  return { ...collectorOf(request), tellerId: counterOf(request).teller.id };
}

async function show(deps: Pick<HttpDeps, 'providers'>, view: PreparationView) {
  const codeOf = await providerCodes(
    deps,
    view.preparation.lines.map((line) => line.providerId),
  );
  return showPreparation(view, codeOf);
}
