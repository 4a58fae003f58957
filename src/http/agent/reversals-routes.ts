import { mayReverse } from '../../agents/roles.ts';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, readMoney, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, forTellers, providerCodes, reversalOf } from './common.ts';
import { PaymentParams, ReversalAnswer, ReversalBody } from './payments-schemas.ts';
import { showPayment } from './payments-view.ts';

const schema = {
  operationId: 'reversePayment',
  tags: ['Payments'],
  summary: 'Undo a payment',
  description:
    'At once while the provider was not told, or after it refused; otherwise the wish waits for the provider’s answer and ' +
    'is answered with 202. A confirmed payment needs the provider’s cancel on the same settlement day. Always the whole ' +
    'payment: `amount`, where given, must be its amount. A teller takes back what the same teller took, up to the limit of the ' +
    'outlet; a supervisor everything that the agent took.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: PaymentParams,
  querystring: Nothing,
  body: ReversalBody,
  response: {
    200: answers('Undone.', ReversalAnswer),
    202: answers('Waits for the provider’s answer.', ReversalAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'not_found',
      'invalid_amount',
      'currency_not_supported',
      'amount_mismatch',
      'already_reversed',
      'not_reversible',
      'supervisor_required',
      'provider_unavailable',
    ),
  },
};

export function reversalRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'providers' | 'cards'>): void {
  app.post('/v1/payments/:paymentId/reversal', { schema, config: forTellers }, async (request, reply) => {
    const counter = counterOf(request);
    const { agent, teller } = counter;
    const { paymentId } = request.params;
    const { reason, amount } = request.body;
    const payment = orRefuse(await deps.payments.getForAgent(agent.id, paymentId));
    orRefuse(mayReverse(counter, reversalOf(payment)));
    if (amount) {
      const meant = orRefuse(readMoney(amount, '/amount'));
      const isWhole = meant.amount === payment.amount && meant.currency === payment.currency;
      if (!isWhole) throw new Refused(refusal('amount_mismatch'));
    }
    // Credit on a card that was not written is taken back first; what is on a card stays paid.
    orRefuse(await deps.cards.release(payment.id));
    const by = { agentId: agent.id, requestedBy: `teller:${teller.id}` };
    const reversed = orRefuse(await deps.payments.reverse(by, paymentId, reason));
    reply.code(reversed.state === 'reversed' ? 200 : 202);
    const codeOf = await providerCodes(deps, [reversed.payment.providerId]);
    return { state: reversed.state, payment: showPayment(reversed.payment, codeOf) };
  });
}
