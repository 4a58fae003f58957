import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { BasketAnswer } from '../../payments/answers.ts';
import type { Api } from '../api.ts';
import { agentOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf, orRefuse, Refused } from '../problem.ts';
import { answers, agentRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { agentSecurity, forAgentsAndDevices, visibleTo, providerCodes } from './common.ts';
import { AbandonAnswer, KeyAnswer, KeyParams } from './payments-schemas.ts';
import { showBasket, showRefusedBasket } from './payments-view.ts';

const common = {
  tags: ['Payments'],
  security: agentSecurity,
  params: KeyParams,
  querystring: Nothing,
};

const findSchema = {
  ...common,
  operationId: 'getPaymentByKey',
  summary: 'What a key has brought about',
  description:
    'For whoever got no answer. 404 says that nothing is known of the key yet: the request may still be on its way, so ' +
    'send it again or abandon the key before handing cash back. Of the key of POST /v1/baskets it says only that it is one.',
  response: {
    200: answers('What the key has brought about.', KeyAnswer),
    ...refuses(...agentRefusals, 'not_found', 'key_abandoned', 'key_of_cash_basket'),
  },
};

const abandonSchema = {
  ...common,
  operationId: 'abandonKey',
  summary: 'Make a key unusable for ever',
  description:
    'Either the key can never be accepted from now on, at POST /v1/payments or POST /v1/baskets, or the answer is what it has brought about ' +
    'already. The key of a basket of POST /v1/baskets cannot be abandoned: send the same again. Sent without a body.',
  response: {
    200: answers('What holds from now on.', AbandonAnswer),
    ...refuses(...agentRefusals, 'not_found', 'idempotency_key_invalid', 'key_of_cash_basket'),
  },
};

export function paymentKeyRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'baskets' | 'providers'>): void {
  /** A device is told of the key of another's payment as of one that nobody used. */
  const mustKnow = async (request: FastifyRequest, key: string) => {
    if (namedCounterOf(request)?.teller.role !== 'device') return;
    // Devices take no baskets with cash.
    if (await deps.baskets.hasKey(agentOf(request).id, key)) throw new Refused(refusal('not_found'));
    const stored = await deps.payments.getByKey(agentOf(request).id, key);
    if (!stored.ok || stored.value.status === 'refused') return;
    const [payment] = stored.value.payments;
    if (payment) visibleTo(request, orRefuse(await deps.payments.getForAgent(agentOf(request).id, payment.id)));
  };

  app.get('/v1/payments/by-key/:key', { schema: findSchema, config: forAgentsAndDevices }, async (request) => {
    await mustKnow(request, request.params.key);
    if (await deps.baskets.hasKey(agentOf(request).id, request.params.key)) {
      throw new Refused(refusal('key_of_cash_basket'));
    }
    const answer = orRefuse(await deps.payments.getByKey(agentOf(request).id, request.params.key));
    return showOutcome(deps, request, answer);
  });

  app.post(
    '/v1/payments/by-key/:key/abandon',
    { schema: abandonSchema, config: forAgentsAndDevices },
    async (request) => {
      await mustKnow(request, request.params.key);
      orRefuse(await deps.baskets.abandonKey(agentOf(request).id, request.params.key));
      const outcome = orRefuse(await deps.payments.abandon(agentOf(request).id, request.params.key));
      if ('abandoned' in outcome) return { status: 'abandoned' as const, basket: null, refusal: null };
      return showOutcome(deps, request, outcome.answer);
    },
  );
}

async function showOutcome(
  deps: Pick<HttpDeps, 'providers'>,
  request: FastifyRequest,
  answer: BasketAnswer,
): Promise<Static<typeof KeyAnswer>> {
  if (answer.status === 'refused') {
    return { status: 'refused', basket: null, refusal: showRefusedBasket(answer, languageOf(request)) };
  }
  const codeOf = await providerCodes(
    deps,
    answer.payments.map((payment) => payment.providerId),
  );
  return { status: 'accepted', basket: showBasket(answer, codeOf), refusal: null };
}
