import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { CardLoad } from '../../cards/model.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Id, money, Nothing, showMoney, TellerHeaders, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { agentSecurity, forCounters, visibleTo } from './common.ts';
import { PaymentParams } from './payments-schemas.ts';

const states = ['paid', 'issued', 'not-loaded', 'loaded', 'confirmed', 'voiding', 'voided'] as const;

const CardLoadAnswer = strict({
  paymentId: Id,
  card: Type.String(),
  state: oneOf(states, {
    description:
      '`issued`: write `credit` to the card before `writeBefore`. `not-loaded`: ask for credit again, or reverse the ' +
      'payment. `loaded`: written, the provider hears of it. `confirmed`: the provider knows. `voiding`, `voided`: taken back.',
  }),
  attempt: Type.Integer({ minimum: 1, maximum: 9 }),
  credit: nullable(Type.String({ description: 'Digits that go to the card.' })),
  writeBefore: nullable(Timestamp),
  amount: money,
});

const CardLoadBody = strict({
  step: oneOf(['issue', 'written', 'not-written'], {
    description:
      '`issue`: ask for the credit of a confirmed payment, again where the card was not written. `written`, `not-written`: ' +
      'what became of the card. Each may be sent again.',
  }),
  card: Type.Optional(
    Type.String({
      pattern: '^[0-9A-Za-z-]{1,40}$',
      description: 'Number of the card; with `issue`, and only with it.',
    }),
  ),
  attempt: Type.Optional(
    Type.Integer({
      ...{ minimum: 1, maximum: 9 },
      description:
        'Which credit `written` or `not-written` is about: the `attempt` that `issue` answered. The first where it is left out; ' +
        'what is said of an earlier one than stands is refused.',
    }),
  ),
});

const shared = { tags: ['Payments'], security: agentSecurity, params: PaymentParams, querystring: Nothing };

const stepSchema = {
  ...shared,
  operationId: 'stepCardLoad',
  summary: 'Load the card of a prepaid meter',
  description:
    'The second leg of a payment: the provider issues credit, the counter writes it to the card and says so, the provider ' +
    'confirms. Credit that nobody wrote within fifteen minutes counts as not loaded. A payment can be reversed while its ' +
    'card is not loaded, and not afterwards.',
  headers: TellerHeaders,
  body: CardLoadBody,
  response: {
    200: answers('Where the credit stands.', CardLoadAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'not_found',
      'card_not_supported',
      'card_step_refused',
      'provider_unavailable',
    ),
  },
};

const getSchema = {
  ...shared,
  operationId: 'getCardLoad',
  summary: 'Where the credit of a prepaid meter stands',
  description: 'Of the agent’s own payment; `not_found` until credit was asked for.',
  headers: TellerHeaders,
  response: { 200: answers('Where the credit stands.', CardLoadAnswer), ...refuses(...tellerRefusals, 'not_found') },
};

export function cardLoadRoutes(app: Api, deps: Pick<HttpDeps, 'cards' | 'payments'>): void {
  /** A device is told of another's payment as of one that is not there. */
  const mustKnow = async (request: FastifyRequest, paymentId: string) => {
    const { agent, teller } = counterOf(request);
    if (teller.role === 'device') visibleTo(request, orRefuse(await deps.payments.getForAgent(agent.id, paymentId)));
  };

  app.post('/v1/payments/:paymentId/card-load', { schema: stepSchema, config: forCounters }, async (request) => {
    const agentId = counterOf(request).agent.id;
    const { paymentId } = request.params;
    const { step, card, attempt } = request.body;
    if ((step === 'issue') !== (card !== undefined)) {
      throw new Refused(fieldRefusal('invalid_request', { field: '/card', rule: 'required', detail: 'with `issue`' }));
    }
    if (step === 'issue' && attempt !== undefined) {
      const detail = 'not with `issue`, which answers it';
      throw new Refused(fieldRefusal('invalid_request', { field: '/attempt', rule: 'unexpected', detail }));
    }
    await mustKnow(request, paymentId);
    if (card !== undefined) return showLoad(orRefuse(await deps.cards.issue(agentId, paymentId, card)));
    const said = step === 'written' ? deps.cards.written : deps.cards.notWritten;
    return showLoad(orRefuse(await said(agentId, paymentId, attempt ?? 1)));
  });
  app.get('/v1/payments/:paymentId/card-load', { schema: getSchema, config: forCounters }, async (request) => {
    const { paymentId } = request.params;
    await mustKnow(request, paymentId);
    return showLoad(orRefuse(await deps.cards.get(counterOf(request).agent.id, paymentId)));
  });
}

function showLoad(load: CardLoad) {
  return {
    ...{ paymentId: load.paymentId, card: load.card, state: load.state, attempt: load.attempt, credit: load.credit },
    writeBefore: load.writeBefore?.toISOString() ?? null,
    amount: showMoney(load.amount, load.currency),
  };
}
