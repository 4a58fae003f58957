import type { Static } from 'typebox';
import type { NamedDifference } from '../../drawers/api.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { PaymentHeaders, readMoney, showMoney } from '../schemas/common.ts';
import { agentSecurity, forAgents, forTellers } from './common.ts';
import { CorrectionBody, DifferencesAnswer, ShiftParams } from './drawers-schemas.ts';
import { settlerOf } from './drawers-view.ts';
import { readReason } from './read-cash.ts';

const common = { tags: ['Cash drawers'], security: agentSecurity, params: ShiftParams };

const listSchema = {
  ...common,
  operationId: 'listCashDifferences',
  summary: 'What a shift was over or short, and where it is posted',
  description:
    'None of an open shift, nor of one that was right. Seen by whoever sees the report of the shift. A difference and its ' +
    'corrections are posted some seconds after they are made; `transfer` is null until then.',
  response: { 200: answers('The differences.', DifferencesAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const correctSchema = {
  ...common,
  operationId: 'correctCashDifference',
  summary: 'Take a difference back, in part or as a whole',
  description:
    'Money was found and put into the vault, or was over and given out of it to whom it belongs. By a supervisor of the outlet, never of ' +
    'an own shift. The difference and its Z-report stay; a further transfer stands beside it. Done once for an `Idempotency-Key`, ' +
    'which a refusal does not use up.',
  headers: PaymentHeaders,
  body: CorrectionBody,
  response: {
    201: answers('The differences of the shift as they are now.', DifferencesAnswer, {
      'Idempotency-Replayed': { type: 'string' as const, description: '`true` where the key had done it already.' },
    }),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      ...(['idempotency_key_required', 'idempotency_key_invalid', 'idempotency_key_reused'] as const),
      ...(['not_found', 'invalid_amount', 'currency_not_supported', 'supervisor_required'] as const),
      ...(['another_supervisor_required', 'correction_exceeds_difference'] as const),
    ),
  },
};

/** Differences of drawers and what came of them. */
export function differenceRoutes(app: Api, { drawers }: Pick<HttpDeps, 'drawers'>): void {
  app.get('/v1/cash-shifts/:shiftId/differences', { schema: listSchema, config: forAgents }, async (request) => {
    const named = namedCounterOf(request);
    const { shiftId } = request.params;
    return show(orRefuse(await drawers.differences(agentOf(request).id, shiftId, named && settlerOf(named))));
  });

  app.post(
    '/v1/cash-shifts/:shiftId/corrections',
    { schema: correctSchema, config: forTellers },
    async (request, reply) => {
      const reason = orRefuse(readReason(request.body.reason, '/reason'));
      const money = orRefuse(readMoney(request.body.amount, '/amount'));
      const asked = { by: settlerOf(counterOf(request)), key: request.headers['idempotency-key'] };
      const done = orRefuse(await drawers.correct(asked, request.params.shiftId, { ...money, reason }));
      if (done.replayed) reply.header('idempotency-replayed', 'true');
      reply.code(201);
      return show(done.value);
    },
  );
}

function show(differences: readonly NamedDifference[]): Static<typeof DifferencesAnswer> {
  return {
    differences: differences.map(({ currency, ...one }) => ({
      ...{ amount: showMoney(one.amount, currency), open: showMoney(one.open, currency), reason: one.reason },
      ...{ acceptedBy: one.acceptedByCode, recordedAt: one.recordedAt.toISOString() },
      ...showPlace(one),
      corrections: one.corrections.map((own) => ({
        ...{ correctionId: own.id, amount: showMoney(own.amount, currency), reason: own.reason },
        ...{ correctedBy: own.correctedByCode, correctedAt: own.correctedAt.toISOString() },
        ...showPlace(own),
      })),
    })),
  };
}

function showPlace({ entry, place }: Pick<NamedDifference, 'entry' | 'place'>) {
  const transfer = place && {
    ...{ settlementDay: place.settlementDay, lane: place.lane, number: place.transfer.toString() },
  };
  return { entry, transfer };
}
