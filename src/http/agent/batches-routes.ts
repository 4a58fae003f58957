import type { FastifyRequest } from 'fastify';
import type { AcceptResult, Collector } from '../../payments/api.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { describeFailure, refusalOf } from '../failures.ts';
import { boundInFlight } from '../in-flight.ts';
import { languageOf } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, TellerHeaders } from '../schemas/common.ts';
import { batchLimitBytes } from '../settings.ts';
import { BatchAnswer, BatchBody } from './batches-schemas.ts';
import { providersOf, showOutcomes } from './batches-view.ts';
import { agentSecurity, collectorOf, forCounters, providerCodes } from './common.ts';
import { basketRefusals } from './payments-schemas.ts';
import { readBasket } from './read-basket.ts';

const schema = {
  operationId: 'acceptBatch',
  tags: ['Payments'],
  summary: 'Take money for many baskets',
  description:
    '1 to 1,000 baskets in one request, each with its own key, its own outcome, and the rules of `POST /v1/payments`; the ' +
    'refusal of one touches no other. 200 says what became of each. A request that breaks the schema is refused whole and ' +
    'takes nothing. Fees are those of the channel `bulk`. After 503 or silence, and for every `unknown`, send the same ' +
    'again: what was taken is answered with `replayed`. An item may be refused with ' +
    `${basketRefusals.map((code) => `\`${code}\``).join(', ')}. Body: at most 512 KiB.`,
  security: agentSecurity,
  headers: TellerHeaders,
  params: Nothing,
  querystring: Nothing,
  body: BatchBody,
  response: {
    200: answers('What became of each.', BatchAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'invalid_amount',
      'currency_not_supported',
      'idempotency_key_required',
      'idempotency_key_invalid',
    ),
  },
};

export function batchRoutes(app: Api, deps: Pick<HttpDeps, 'payments' | 'providers' | 'settings'>): void {
  const inTurn = boundInFlight(deps.settings.limits.batchesAtOncePerAgent);
  app.post('/v1/payments/batches', { schema, config: forCounters, bodyLimit: batchLimitBytes }, async (request) => {
    const wanted = request.body.items.map((item, index) => readBasket(item, item.key, `/items/${index}`));
    const collector = bulkCollectorOf(request);
    const outcomes = await inTurn(collector.agentId, () => deps.payments.acceptMany(collector, wanted));
    logUndecided(request, outcomes);
    const codeOf = await providerCodes(deps, providersOf(outcomes));
    const keys = wanted.map((basket) => basket.key);
    return showOutcomes({ keys, outcomes }, codeOf, { language: languageOf(request), requestId: request.id });
  });
}

/** A batch has a counter like every payment, and fees of its own. */
function bulkCollectorOf(request: FastifyRequest): Collector {
  return { ...collectorOf(request), channel: 'bulk' };
}

/** A fault is logged once, however many items it has cost. */
function logUndecided(request: FastifyRequest, outcomes: readonly PromiseSettledResult<AcceptResult>[]): void {
  const undecided = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  const [first] = undecided;
  if (first === undefined) return;
  const { code } = refusalOf(first);
  const level = code === 'temporarily_unavailable' ? 'warn' : 'error';
  request.log[level]({ event: 'http.failure', failure: describeFailure(first), items: undecided.length }, code);
}
