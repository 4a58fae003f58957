import type { Static } from 'typebox';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { PaymentFilter } from '../../payments/api.ts';
import type { Api } from '../api.ts';
import { agentOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, agentRefusals, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders } from '../schemas/common.ts';
import {
  visibleTo,
  agentSecurity,
  forAgentsAndDevices,
  forPayers,
  providerByCode,
  providerCodes,
  recalledCollectorOf,
} from './common.ts';
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
  description:
    'Newest first, page by page, whole or by settlement day, state, provider and teller. A code that nobody has is a wrong ' +
    'field; the cursor belongs to the same filter.',
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

type PaymentRouteDeps = Pick<HttpDeps, 'payments' | 'providers' | 'agents'>;

export function paymentRoutes(app: Api, deps: PaymentRouteDeps): void {
  app.post('/v1/payments', { schema: paySchema, config: forPayers }, async (request, reply) => {
    const wanted = readBasket(request.body, request.headers['idempotency-key']);
    const accepted = orRefuse(await deps.payments.accept(recalledCollectorOf(request), wanted));
    const codeOf = await providerCodes(
      deps,
      accepted.basket.payments.map((payment) => payment.providerId),
    );
    if (accepted.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(201);
    return showBasket(accepted.basket, codeOf);
  });

  app.get('/v1/payments', { schema: listSchema, config: forAgentsAndDevices }, async (request) => {
    const { limit, after } = request.query;
    const wanted = { limit: limit === undefined ? defaultPage : Number(limit), after: after ?? null };
    const named = namedCounterOf(request)?.teller;
    const asked = await readFilter(deps, agentOf(request).id, request.query);
    // A device is shown its own, whatever it asks for.
    const filter = named?.role === 'device' ? { ...asked, tellerId: named.id } : asked;
    const page = orRefuse(await deps.payments.listForAgent(agentOf(request).id, wanted, filter));
    const codeOf = await providerCodes(
      deps,
      page.items.map((payment) => payment.providerId),
    );
    return { payments: page.items.map((payment) => showPayment(payment, codeOf)), next: page.next };
  });

  app.get('/v1/payments/:paymentId', { schema: getSchema, config: forAgentsAndDevices }, async (request) => {
    const found = orRefuse(await deps.payments.getForAgent(agentOf(request).id, request.params.paymentId));
    const payment = visibleTo(request, found);
    const given = await deps.payments.listAnswers(payment.id);
    return {
      ...showPayment(payment, await providerCodes(deps, [payment.providerId])),
      confirmed: given.map(({ question, answeredBy, answeredAt }) => {
        return { question, by: answeredBy, at: answeredAt.toISOString() };
      }),
    };
  });
}

/** Codes of a query in place of which the books have ids. Refuses: invalid_request, naming the code that nobody has. */
async function readFilter(
  deps: PaymentRouteDeps,
  agentId: string,
  { day, state, provider, teller }: Static<typeof PaymentsQuery>,
): Promise<PaymentFilter> {
  const providerId = provider === undefined ? undefined : (await providerByCode(deps, provider, 'provider')).id;
  if (teller === undefined) return { day, state, providerId };
  const known = (await deps.agents.listTellers(agentId)).find(({ code }) => code === teller);
  const unknown = { field: 'teller', rule: 'unknown', detail: 'the agent has no teller or device of this code' };
  if (!known) throw new Refused(fieldRefusal('invalid_request', unknown));
  return { day, state, providerId, tellerId: known.id };
}
