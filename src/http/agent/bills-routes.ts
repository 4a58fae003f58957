import type { Asker } from '../../debts/model.ts';
import { noMaintenance } from '../../availability/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, forCounters } from './common.ts';
import { showDebtLines } from './debt-lines.ts';
import { ChosenBillsBody, namedDebtLine, QuoteParams } from './debts-schemas.ts';

const schema = {
  operationId: 'chooseBills',
  tags: ['Debts'],
  summary: 'Choose which bills are paid',
  description:
    'Makes a further quote for some of the open bills of a quote: their sum is what is owed. The first quote stays as it is, and ' +
    'both expire together. Which bills the money was for is told to the provider and printed on the receipt.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: QuoteParams,
  querystring: Nothing,
  body: ChosenBillsBody,
  response: {
    201: answers('The line with the new quote.', namedDebtLine),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'not_found',
      'quote_expired',
      'bill_not_open',
      'bill_choice_refused',
    ),
  },
};

type BillDeps = Pick<HttpDeps, 'debts' | 'providers' | 'payments' | 'clock' | 'meters' | 'maintenance'>;

export function billRoutes(app: Api, deps: BillDeps): void {
  app.post('/v1/quotes/:quoteId/bills', { schema, config: forCounters }, async (request, reply) => {
    const asker: Asker = { kind: 'agent', agentId: agentOf(request).id };
    const quote = orRefuse(await deps.debts.chooseBills(asker, request.params.quoteId, request.body.bills));
    const { providerId, account, holderNameMasked: name } = quote;
    const outlook = await deps.maintenance.outlook([providerId]);
    const line = {
      ...{ key: quote.id, providerId, account, kind: 'quoted' as const, quote, meter: null },
      holder: { name, address: null, masked: true },
      maintenance: outlook.get(providerId) ?? noMaintenance,
    };
    const context = { linkId: null, label: null, wanted: null };
    const [shown] = await showDebtLines(deps, request, { lines: [{ line, context }] });
    reply.code(201);
    return present(shown, 'the line of a quote');
  });
}
