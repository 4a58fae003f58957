import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Api } from '../api.ts';
import { agentOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { boundInFlight } from '../in-flight.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, refuses } from '../schemas/answers.ts';
import { DateOnly, Nothing } from '../schemas/common.ts';
import {
  comparison,
  comparisonHead,
  ComparisonParams,
  comparisonsQuery,
  readComparisonsQuery,
  showComparison,
  showHead,
} from '../schemas/comparisons.ts';
import { nullable, strict } from '../schemas/shapes.ts';
import { agentSecurity, forAgents } from './common.ts';

/** Days of one agent that a process compares at once. */
const filesAtOnce = 1;

const DayParams = strict({ day: DateOnly });

const common = { tags: ['Reconciliation'], security: agentSecurity };

const getSchema = {
  ...common,
  operationId: 'getDay',
  summary: 'Your payments of a settlement day',
  description:
    'CSV in UTF-8: `receiptNumber;amount;currency;state`, and a `#total` for each currency. Reversed payments say so.',
  params: DayParams,
  querystring: Nothing,
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
    'The same file as you have it, at most 100,000 payments and 8 MiB, with its totals. 200: both sides agree. 422: they do ' +
    'not, or the file is not whole; `errors` name its lines. Either way the comparison is kept, with its whole report under ' +
    '`comparisonId`, and nothing else is changed. The same file with the same outcome is the same comparison.',
  consumes: ['text/csv'],
  params: DayParams,
  querystring: Nothing,
  response: {
    200: answers('Both sides agree.', comparison),
    ...refuses(...agentRefusals, 'unsupported_media_type', 'payload_too_large', 'file_rejected', 'day_differs'),
  },
};

const listSchema = {
  ...common,
  operationId: 'listDayComparisons',
  summary: 'Your comparisons of days',
  description: 'Those that agreed and those that failed, the newest first, page by page.',
  params: Nothing,
  querystring: strict(comparisonsQuery),
  response: {
    200: answers(
      'A page.',
      strict({
        comparisons: Type.Array(comparisonHead),
        next: nullable(Type.String({ description: '`before` of the next page; null on the last.' })),
      }),
    ),
    ...refuses(...agentRefusals),
  },
};

const comparisonSchema = {
  ...common,
  operationId: 'getDayComparison',
  summary: 'A comparison with its report',
  description: 'A comparison of another agent is answered with 404.',
  params: ComparisonParams,
  querystring: Nothing,
  response: { 200: answers('The comparison.', comparison), ...refuses(...agentRefusals, 'not_found') },
};

/** In a scope of its own: files are read here. */
export async function dailyRoutes(app: Api, deps: Pick<HttpDeps, 'days'>): Promise<void> {
  const inTurn = boundInFlight(filesAtOnce);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/csv', async (_request: unknown, payload: AsyncIterable<Uint8Array>) => payload);

  app.get('/v1/days/:day/payments', { schema: getSchema, config: forAgents }, async (request, reply) =>
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="day-${request.params.day}.csv"`)
      .send(Readable.from(deps.days.write({ agentId: agentOf(request).id, day: request.params.day }))),
  );

  app.post('/v1/days/:day/comparison', { schema: compareSchema, config: forAgents }, async (request) => {
    const of = { agentId: agentOf(request).id, day: request.params.day };
    const chunks = request.body as AsyncIterable<Uint8Array>;
    return showComparison(orRefuse(await inTurn(of.agentId, () => deps.days.compare(of, chunks))));
  });

  app.get('/v1/day-comparisons', { schema: listSchema, config: forAgents }, async (request) => {
    const wanted = readComparisonsQuery(request.query);
    const page = await deps.days.list({ ...wanted, agentId: agentOf(request).id });
    return { comparisons: page.map(showHead), next: page.length === wanted.limit ? (page.at(-1)?.id ?? null) : null };
  });

  app.get('/v1/day-comparisons/:comparisonId', { schema: comparisonSchema, config: forAgents }, async (request) => {
    const of = { id: request.params.comparisonId, agentId: agentOf(request).id };
    return showComparison(orRefuse(await deps.days.get(of)));
  });
}
