import { Readable } from 'node:stream';
import { type Static, Type } from 'typebox';
import type { DayComparison, DayLine } from '../../registries/daily.ts';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { boundInFlight } from '../in-flight.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, refuses } from '../schemas/answers.ts';
import { DateOnly, money, Nothing, ReceiptNumber, showMoney } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { agentSecurity, forAgents } from './common.ts';

/** Days of one agent that a process compares at once. */
const filesAtOnce = 1;

const DayParams = strict({ day: DateOnly });
const Side = nullable(strict({ amount: money, state: oneOf(['paid', 'reversed']) }));

const ComparisonAnswer = strict({
  day: DateOnly,
  matched: Type.Integer({ description: 'Payments of which both say the same.' }),
  differenceCount: Type.Integer(),
  differences: Type.Array(
    strict({
      kind: oneOf(['missing_here', 'missing_there', 'other_amount', 'other_state'], {
        description: '`missing_here`: you have it and the hub has not. `missing_there`: the other way round.',
      }),
      receiptNumber: ReceiptNumber,
      here: Side,
      there: Side,
    }),
    { description: 'By receipt number, at most 1,000.' },
  ),
});

const common = { tags: ['Reconciliation'], security: agentSecurity, querystring: Nothing, params: DayParams };

const getSchema = {
  ...common,
  operationId: 'getDay',
  summary: 'Your payments of a settlement day',
  description:
    'CSV in UTF-8: `receiptNumber;amount;currency;state`, and a `#total` for each currency. Reversed payments say so.',
  response: {
    200: { description: 'The day.', content: { 'text/csv': { schema: Type.Unsafe<Readable>({ type: 'string' }) } } },
    ...refuses(...agentRefusals),
  },
};

const compareSchema = {
  ...common,
  operationId: 'compareDay',
  summary: 'Hold your day against the hub’s',
  description:
    'The same file as you have it, at most 100,000 payments and 8 MiB, with its totals. The answer is the difference in both ' +
    'directions. A file that is not whole is refused with line numbers. Nothing is changed.',
  consumes: ['text/csv'],
  response: {
    200: answers('The comparison.', ComparisonAnswer),
    ...refuses(...agentRefusals, 'unsupported_media_type', 'payload_too_large', 'file_rejected'),
  },
};

/** In a scope of its own: files are read here. */
export async function dailyRoutes(app: Api, deps: Pick<HttpDeps, 'registries'>): Promise<void> {
  const inTurn = boundInFlight(filesAtOnce);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/csv', async (_request: unknown, payload: AsyncIterable<Uint8Array>) => payload);

  app.get('/v1/days/:day/payments', { schema: getSchema, config: forAgents }, async (request, reply) =>
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .send(Readable.from(deps.registries.writeDay({ agentId: agentOf(request).id, day: request.params.day }))),
  );

  app.post('/v1/days/:day/comparison', { schema: compareSchema, config: forAgents }, async (request) => {
    const of = { agentId: agentOf(request).id, day: request.params.day };
    const chunks = request.body as AsyncIterable<Uint8Array>;
    return showComparison(orRefuse(await inTurn(of.agentId, () => deps.registries.compareDay(of, chunks))));
  });
}

function showComparison(comparison: DayComparison): Static<typeof ComparisonAnswer> {
  const side = (line: DayLine | null) => line && { amount: showMoney(line.amount, line.currency), state: line.state };
  return {
    ...comparison,
    differences: comparison.differences.map(({ kind, receiptNumber, here, there }) => {
      return { kind, receiptNumber, here: side(here), there: side(there) };
    }),
  };
}
