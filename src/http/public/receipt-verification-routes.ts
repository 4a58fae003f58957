import { Type } from 'typebox';
import { VerifiedReceipt } from '../agent/receipts-schemas.ts';
import { showVerifiedReceipt } from '../agent/receipts-view.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf, orRefuse } from '../problem.ts';
import { answers, publicRefusals, refuses } from '../schemas/answers.ts';
import { ReceiptNumber } from '../schemas/common.ts';
import { strict } from '../schemas/shapes.ts';

const schema = {
  operationId: 'verifyReceipt',
  tags: ['Receipts'],
  summary: 'Whether a receipt is genuine',
  description:
    'For everybody who holds the paper: the address in its QR code. Number and token must both be right; anything else is ' +
    'answered with 404, so that receipts cannot be counted through.',
  security: [],
  params: strict({ receiptNumber: ReceiptNumber }),
  querystring: strict({
    t: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'The random token of the receipt.' }),
  }),
  response: {
    200: answers('It is genuine, and this is what it says.', VerifiedReceipt),
    ...refuses(...publicRefusals, 'not_found'),
  },
};

export async function receiptVerificationRoutes(
  app: Api,
  deps: Pick<HttpDeps, 'payments' | 'receipts'>,
): Promise<void> {
  app.get('/r/:receiptNumber', { schema, config: { audience: 'public' as const } }, async (request) => {
    const payment = orRefuse(await deps.payments.verifyReceipt(request.params.receiptNumber, request.query.t));
    return showVerifiedReceipt(await deps.receipts.view(payment, languageOf(request)));
  });
}
