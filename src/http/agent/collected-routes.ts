import type { Static } from 'typebox';
import type { CollectedLine, NewLine } from '../../collected/model.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders, readMoney, showMoney } from '../schemas/common.ts';
import { batchLimitBytes } from '../settings.ts';
import {
  BatchAnswer,
  BatchBody,
  GapsAnswer,
  LineAnswer,
  LinesAnswer,
  LinesQuery,
  OfficeQuery,
  ReceiptBody,
} from './collected-schemas.ts';
import { agentSecurity, forAgents, forTellers } from './common.ts';

/** Lines of a page, unless the caller says otherwise. */
const usualPage = 50;

const common = { tags: ['Collected before'], security: agentSecurity, params: Nothing };

const receiveSchema = {
  ...common,
  operationId: 'receiveCollected',
  summary: 'Hand in what an office collected while it was offline',
  description:
    '1 to 1,000 numbered provisional receipts of one office, however late. No line is refused for what it says: it becomes a ' +
    'payment of the day on which it is accepted, or its money lies in suspense until it is paid out or assigned. The same ' +
    'receipt twice is one line. Body: at most 512 KiB.',
  querystring: Nothing,
  body: BatchBody,
  response: {
    202: answers('Taken; the lines become payments one by one.', BatchAnswer),
    ...refuses(...agentRefusals, ...bodyRefusals, 'invalid_amount', 'currency_not_supported'),
  },
};

const listSchema = {
  ...common,
  operationId: 'listCollected',
  summary: 'What became of the provisional receipts of an office',
  description: 'By number, a page at a time.',
  querystring: LinesQuery,
  response: { 200: answers('A page of lines.', LinesAnswer), ...refuses(...agentRefusals) },
};

const gapsSchema = {
  ...common,
  operationId: 'listCollectedGaps',
  summary: 'Provisional receipts that never came',
  description: 'A gap is a receipt that somebody holds and the hub does not know: find its copy, and hand it in.',
  querystring: OfficeQuery,
  response: { 200: answers('The gaps.', GapsAnswer), ...refuses(...agentRefusals) },
};

const lookupSchema = {
  ...common,
  operationId: 'lookUpCollected',
  summary: 'Look a provisional receipt up',
  description: 'What became of its money. A receipt of another agent is answered with 404.',
  querystring: Nothing,
  body: ReceiptBody,
  response: { 200: answers('The line.', LineAnswer), ...refuses(...agentRefusals, ...bodyRefusals, 'not_found') },
};

const payOutSchema = {
  ...common,
  operationId: 'payOutCollected',
  summary: 'Give the money of a provisional receipt back',
  description:
    'For a receipt whose money lies in suspense, to whoever brings it, out of the teller’s open drawer. Hand the cash over only ' +
    'after 200. Done once for an `Idempotency-Key`, which a refusal does not use up.',
  headers: PaymentHeaders,
  querystring: Nothing,
  body: ReceiptBody,
  response: {
    200: answers('Paid out: hand the cash over.', LineAnswer, {
      'Idempotency-Replayed': { type: 'string' as const, description: '`true` where the key had done it already.' },
    }),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'idempotency_key_required',
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'not_found',
      'shift_not_open',
      'suspense_decided',
    ),
  },
};

export function collectedRoutes(app: Api, deps: Pick<HttpDeps, 'collected'>): void {
  const { collected } = deps;

  app.post(
    '/v1/collected-batches',
    { schema: receiveSchema, config: forAgents, bodyLimit: batchLimitBytes },
    async (request, reply) => {
      const { office, lines } = request.body;
      const received = orRefuse(await collected.receive(officeOf(agentOf(request), office), lines.map(readLine)));
      reply.code(202);
      return {
        ...received,
        conflicts: [...received.conflicts],
        gaps: received.gaps.map(({ from, to }) => ({ from, to })),
      };
    },
  );

  app.get('/v1/collected-receipts', { schema: listSchema, config: forAgents }, async (request) => {
    const { office, after = '0', limit } = request.query;
    const wanted = { after: Number(after), limit: limit === undefined ? usualPage : Number(limit) };
    const page = orRefuse(await collected.list(officeOf(agentOf(request), office), wanted));
    return { items: page.items.map((line) => showLine(line, office)), next: page.next?.toString() ?? null };
  });

  app.get('/v1/collected-receipts/gaps', { schema: gapsSchema, config: forAgents }, async (request) => {
    const { office } = request.query;
    const gaps = orRefuse(await collected.gaps(officeOf(agentOf(request), office)));
    return { office, gaps: gaps.map(({ from, to }) => ({ from, to })) };
  });

  app.post('/v1/collected-receipts/lookups', { schema: lookupSchema, config: forAgents }, async (request) => {
    const { office, number } = request.body;
    return showLine(orRefuse(await collected.get(officeOf(agentOf(request), office), number)), office);
  });

  app.post('/v1/collected-receipts/pay-outs', { schema: payOutSchema, config: forTellers }, async (request, reply) => {
    const { agent, outlet, teller } = counterOf(request);
    const { office, number } = request.body;
    const by = { agentId: agent.id, outletId: outlet.id, tellerId: teller.id };
    const paying = { by, key: request.headers['idempotency-key'] };
    const paid = orRefuse(await collected.payOut(paying, officeOf(agent, office), number));
    if (paid.replayed) reply.header('idempotency-replayed', 'true');
    return showLine(paid.value, office);
  });
}

function officeOf(agent: { readonly id: string }, outletCode: string) {
  return { agentId: agent.id, outletCode };
}

function readLine(line: Static<typeof BatchBody>['lines'][number], index: number): NewLine {
  const { number, provider, account, channel, collectedAt } = line;
  const money = orRefuse(readMoney(line.amount, `/lines/${index}/amount`));
  return { number, providerCode: provider, account, channel, ...money, collectedAt: new Date(collectedAt) };
}

function showLine(line: CollectedLine, office: string): Static<typeof LineAnswer> {
  const { number, account, channel, state, reason } = line;
  return {
    ...{ office, number, account, channel, state, reason },
    provider: line.providerCode,
    amount: showMoney(line.amount, line.currency),
    collectedAt: line.collectedAt.toISOString(),
    receivedAt: line.receivedAt.toISOString(),
    paymentId: line.payment?.id ?? null,
    decidedAt: line.decidedAt?.toISOString() ?? null,
  };
}
