import { Type } from 'typebox';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import { present } from '../../kernel/assert.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, agentRefusals, bodyRefusals, refuses } from '../schemas/answers.ts';
import { money, Nothing, ProviderCode, readMoney } from '../schemas/common.ts';
import { oneOf, strict } from '../schemas/shapes.ts';
import { agentCollector, agentSecurity, forAgentsAndDevices, providersByCode } from './common.ts';
import { showFees } from './debt-lines.ts';
import { fees } from './debts-schemas.ts';

const schema = {
  operationId: 'previewFees',
  tags: ['Payments'],
  summary: 'What the payer would hand over',
  description:
    'The payer’s fee and its VAT by the rules of today, line by line, for amounts that the payer chooses. Show it before ' +
    'money changes hands. What is charged is decided when the payment is accepted.',
  security: agentSecurity,
  params: Nothing,
  querystring: Nothing,
  body: strict({
    lines: Type.Array(strict({ provider: ProviderCode, amount: money }), { minItems: 1, maxItems: 100 }),
    channel: Type.Optional(
      oneOf(['bulk'], { description: 'For payments by batch; left out, the fees are those of the counter or kiosk.' }),
    ),
  }),
  response: {
    200: answers('The fees.', strict({ lines: Type.Array(fees, { description: 'In the order of the request.' }) })),
    ...refuses(...agentRefusals, ...bodyRefusals, 'invalid_amount', 'currency_not_supported'),
  },
};

export function feeRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'providers'>): void {
  app.post('/v1/fees/previews', { schema, config: forAgentsAndDevices }, async (request) => {
    const { lines: asked } = request.body;
    const providerOf = await providersByCode(
      deps,
      asked.map((line, index) => ({ code: line.provider, field: `/lines/${index}/provider` })),
    );
    const questions = asked.map((line, index) => {
      const { amount, currency } = orRefuse(readMoney(line.amount, `/lines/${index}/amount`));
      const provider = providerOf(line.provider);
      if (provider.currency !== currency) throw new Refused(wrongCurrency(index));
      return { providerId: provider.id, currency, amount };
    });
    const { channel } = request.body;
    const collector = { ...agentCollector(request), ...(channel ? { channel } : {}) };
    const previews = await deps.payments.previewFees(collector, questions);
    const lines = previews.map((preview, index) =>
      showFees(preview, present(questions[index], 'the question of a preview').currency),
    );
    return { lines };
  });
}

function wrongCurrency(index: number) {
  const field = `/lines/${index}/amount/currency`;
  return fieldRefusal('currency_not_supported', { field, rule: 'currency', detail: 'the currency of the provider' });
}
