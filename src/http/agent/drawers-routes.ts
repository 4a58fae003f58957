import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DrawerRequest, Once } from '../../drawers/api.ts';
import type { ErrorCode } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { languageOf, orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing, PaymentHeaders, readMoney, TellerHeaders } from '../schemas/common.ts';
import { agentSecurity, forTellers } from './common.ts';
import {
  CloseShiftBody,
  CountAnswer,
  CountBody,
  MovementAnswer,
  MovementBody,
  MovementParams,
  OpenShiftBody,
  ReportAnswer,
  ShiftAnswer,
  ShiftParams,
} from './drawers-schemas.ts';
import { showCount, showMovement, showReport, showShift } from './drawers-view.ts';
import { readCounted, readLine } from './read-cash.ts';

const replayed = {
  'Idempotency-Replayed': { type: 'string' as const, description: '`true` where the key had done it already.' },
};

const common = { tags: ['Cash drawers'], security: agentSecurity, querystring: Nothing };

const onKey = 'Done once for an `Idempotency-Key`, which a refusal does not use up.';

function refusesPost(...codes: readonly ErrorCode[]) {
  return refuses(
    ...tellerRefusals,
    ...bodyRefusals,
    'idempotency_key_required',
    'idempotency_key_invalid',
    'idempotency_key_reused',
    ...codes,
  );
}

const cashRefusals = ['invalid_amount', 'currency_not_supported', 'count_mismatch'] as const;

const openSchema = {
  ...common,
  operationId: 'openShift',
  summary: 'Open a shift with a counted float',
  description: `A teller has one open shift at most. Count what lies in the drawer: all cash of before is part of it. ${onKey}`,
  headers: PaymentHeaders,
  params: Nothing,
  body: OpenShiftBody,
  response: {
    201: answers('Opened.', ShiftAnswer, replayed),
    ...refusesPost(...cashRefusals, 'shift_already_open'),
  },
};

const currentSchema = {
  ...common,
  operationId: 'getOpenShift',
  summary: 'The teller’s open shift',
  description: 'With its float; 404 while none is open. Its report tells the rest.',
  headers: TellerHeaders,
  params: Nothing,
  response: { 200: answers('The shift.', ShiftAnswer), ...refuses(...tellerRefusals, 'not_found') },
};

const moveSchema = {
  ...common,
  operationId: 'moveCash',
  summary: 'Record cash that is moved',
  description: `A hand-over to another teller counts once the receiver has confirmed it. ${onKey}`,
  headers: PaymentHeaders,
  params: ShiftParams,
  body: MovementBody,
  response: {
    201: answers('Recorded.', MovementAnswer, replayed),
    ...refusesPost('not_found', 'invalid_amount', 'currency_not_supported', 'shift_closed'),
  },
};

const confirmSchema = {
  ...common,
  operationId: 'confirmHandover',
  summary: 'Confirm that handed-over cash was received',
  description: `By the receiver, whose open shift it is put into. Sent without a body. ${onKey}`,
  headers: PaymentHeaders,
  params: MovementParams,
  response: {
    200: answers('In the receiver’s drawer.', MovementAnswer, replayed),
    ...refusesPost('not_found', 'handover_decided', 'shift_not_open'),
  },
};

const withdrawSchema = {
  ...common,
  operationId: 'withdrawHandover',
  summary: 'Withdraw a hand-over that was not confirmed',
  description: `By the giver, in whose drawer the cash stays. Sent without a body. ${onKey}`,
  headers: PaymentHeaders,
  params: MovementParams,
  response: {
    200: answers('Withdrawn.', MovementAnswer, replayed),
    ...refusesPost('not_found', 'handover_decided'),
  },
};

const countSchema = {
  ...common,
  operationId: 'countCash',
  summary: 'Count the drawer in between',
  description: `Compared with what is expected at this moment; nothing is posted. ${onKey}`,
  headers: PaymentHeaders,
  params: ShiftParams,
  body: CountBody,
  response: {
    201: answers('Counted.', CountAnswer, replayed),
    ...refusesPost('not_found', ...cashRefusals, 'shift_closed'),
  },
};

const closeSchema = {
  ...common,
  operationId: 'closeShift',
  summary: 'Close a shift: its Z-report',
  description: `A difference needs a reason and is posted as the teller’s; one beyond the limit of the outlet needs a supervisor, who may close any shift of the outlet. ${onKey}`,
  headers: PaymentHeaders,
  params: ShiftParams,
  body: CloseShiftBody,
  response: {
    200: answers('The Z-report.', ReportAnswer, replayed),
    ...refusesPost(
      'not_found',
      ...cashRefusals,
      'shift_closed',
      'handover_pending',
      'count_incomplete',
      'difference_unexplained',
      'supervisor_required',
    ),
  },
};

export function drawerRoutes(app: Api, deps: Pick<HttpDeps, 'drawers'>): void {
  const { drawers } = deps;

  app.post('/v1/cash-shifts', { schema: openSchema, config: forTellers }, async (request, reply) => {
    const float = orRefuse(readCounted(request.body.float, '/float'));
    reply.code(201);
    return showShift(await outcomeOf(reply, drawers.open(requestOf(request), float)));
  });

  app.get('/v1/cash-shifts/current', { schema: currentSchema, config: forTellers }, async (request) =>
    showShift(orRefuse(await drawers.getOpen(keeperOf(request)))),
  );

  app.post('/v1/cash-shifts/:shiftId/movements', { schema: moveSchema, config: forTellers }, async (request, reply) => {
    const { kind, amount, toTeller } = request.body;
    const note = orRefuse(readLine(request.body.note, '/note')) ?? '';
    const movement = { kind, ...orRefuse(readMoney(amount, '/amount')), toTeller: toTeller ?? null, note };
    reply.code(201);
    return showMovement(await outcomeOf(reply, drawers.move(requestOf(request), request.params.shiftId, movement)));
  });

  app.post(
    '/v1/cash-movements/:movementId/confirmation',
    { schema: confirmSchema, config: forTellers },
    async (request, reply) =>
      showMovement(await outcomeOf(reply, drawers.confirm(requestOf(request), request.params.movementId))),
  );

  app.post(
    '/v1/cash-movements/:movementId/withdrawal',
    { schema: withdrawSchema, config: forTellers },
    async (request, reply) =>
      showMovement(await outcomeOf(reply, drawers.withdraw(requestOf(request), request.params.movementId))),
  );

  app.post('/v1/cash-shifts/:shiftId/counts', { schema: countSchema, config: forTellers }, async (request, reply) => {
    const counted = orRefuse(readCounted(request.body.counted, '/counted'));
    reply.code(201);
    return showCount(await outcomeOf(reply, drawers.count(requestOf(request), request.params.shiftId, counted)));
  });

  app.post('/v1/cash-shifts/:shiftId/close', { schema: closeSchema, config: forTellers }, async (request, reply) => {
    const counted = orRefuse(readCounted(request.body.counted, '/counted'));
    const reason = orRefuse(readLine(request.body.reason, '/reason'));
    const ending = { counted, reason };
    const report = await outcomeOf(reply, drawers.close(requestOf(request), request.params.shiftId, ending));
    return showReport(report, languageOf(request));
  });
}

function keeperOf(request: FastifyRequest) {
  const { agent, outlet, teller } = counterOf(request);
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id };
}

function requestOf(
  request: FastifyRequest & { readonly headers: { readonly 'idempotency-key': string } },
): DrawerRequest {
  return { by: keeperOf(request), key: request.headers['idempotency-key'] };
}

async function outcomeOf<T>(reply: FastifyReply, work: Once<T>): Promise<T> {
  const outcome = orRefuse(await work);
  if (outcome.replayed) reply.header('idempotency-replayed', 'true');
  return outcome.value;
}
