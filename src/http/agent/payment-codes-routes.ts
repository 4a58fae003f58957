import type { FastifyRequest } from 'fastify';
import type { Asker } from '../../debts/model.ts';
import { present } from '../../kernel/assert.ts';
import type { PaymentCode } from '../../payments/api.ts';
import { carriedBills, providerFields } from '../../payments/bills.ts';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, countLookup, forCounters } from './common.ts';
import { showDebtLines } from './debt-lines.ts';
import { PaymentCodeAnswer, PaymentCodeBody } from './debts-schemas.ts';

const schema = {
  operationId: 'findPaymentCode',
  tags: ['Debts'],
  summary: 'Open the basket of a payment code',
  description:
    'Asks every provider of the basket anew and returns a quote for each of its lines, with the amount that the citizen ' +
    'wants to pay in `wanted`. Pay them with these quotes and the code in `paymentCode`; a code is paid once.',
  security: agentSecurity,
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
  body: PaymentCodeBody,
  response: {
    200: answers('The basket with new quotes.', PaymentCodeAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'not_found', 'basket_not_payable'),
  },
};

export function paymentCodeRoutes(
  app: Api,
  deps: Pick<
    HttpDeps,
    'paymentCodes' | 'debts' | 'providers' | 'payments' | 'throttle' | 'settings' | 'clock' | 'meters'
  >,
): void {
  app.post('/v1/payment-codes/lookups', { schema, config: forCounters }, async (request) => {
    await countLookup(deps, request);
    const code = orRefuse(await deps.paymentCodes.getPayable(request.body.code));
    const lines = await quoteBasket(deps, request, code);
    const { currency, expiresAt } = code;
    return {
      code: code.code,
      expiresAt: expiresAt.toISOString(),
      currency,
      lines: await showDebtLines(deps, request, { lines }),
    };
  });
}

async function quoteBasket(deps: Pick<HttpDeps, 'debts'>, request: FastifyRequest, code: PaymentCode) {
  const asker: Asker = { kind: 'agent', agentId: agentOf(request).id, forCitizenId: code.citizenId };
  const targets = code.lines.map(({ providerId, account, fields }, index) => {
    const bills = carriedBills(fields).map((bill) => bill.number);
    const input = { account, fields: providerFields(fields) };
    return { key: String(index), providerId, input, unmasked: false, bills };
  });
  const found = await deps.debts.queryDebts(asker, targets);
  return found.map((line) => {
    const { amount } = present(code.lines[Number(line.key)], 'the line of a payment code');
    return { line, context: { linkId: null, label: null, wanted: { amount, currency: code.currency } } };
  });
}
