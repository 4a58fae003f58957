import { Type } from 'typebox';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf, orRefuse } from '../problem.ts';
import { answers, agentRefusals, refuses } from '../schemas/answers.ts';
import { agentSecurity, forAgentsAndDevices, visibleTo } from './common.ts';
import { PaymentParams } from './payments-schemas.ts';
import { ReceiptAnswer, ReceiptPdfQuery, ReceiptQuery } from './receipts-schemas.ts';
import { showReceipt } from './receipts-view.ts';

const common = { tags: ['Receipts'], security: agentSecurity, params: PaymentParams };

const jsonSchema = {
  ...common,
  operationId: 'getReceipt',
  summary: 'The receipt of a payment',
  description: 'The same number and words however often it is asked for; its state is as of now.',
  querystring: ReceiptQuery,
  response: { 200: answers('The receipt.', ReceiptAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const pdfSchema = {
  ...common,
  operationId: 'printReceipt',
  summary: 'The receipt as a PDF',
  description: 'A4, or a strip of 80 mm; in the language of the query, else of Accept-Language.',
  querystring: ReceiptPdfQuery,
  response: {
    200: {
      description: 'The receipt.',
      content: { 'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
    ...refuses(...agentRefusals, 'not_found'),
  },
};

export function receiptRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'receipts'>): void {
  app.get('/v1/payments/:paymentId/receipt', { schema: jsonSchema, config: forAgentsAndDevices }, async (request) => {
    const found = orRefuse(await deps.payments.getForAgent(agentOf(request).id, request.params.paymentId));
    const payment = visibleTo(request, found);
    return showReceipt(await deps.receipts.view(payment, request.query.language ?? languageOf(request)));
  });

  app.get(
    '/v1/payments/:paymentId/receipt.pdf',
    { schema: pdfSchema, config: forAgentsAndDevices },
    async (request, reply) => {
      const { language = languageOf(request), layout = 'a4' } = request.query;
      const found = orRefuse(await deps.payments.getForAgent(agentOf(request).id, request.params.paymentId));
      const payment = visibleTo(request, found);
      const pdf = await deps.receipts.pdf(payment, language, layout);
      return reply
        .header('content-type', 'application/pdf')
        .header('content-disposition', `inline; filename="receipt-${payment.receiptNumber}.pdf"`)
        .send(pdf);
    },
  );
}
