import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Manager } from '../../agents/api.ts';
import { limitOwners, type Room } from '../../payments/limits.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Api } from '../api.ts';
import { counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { balance, CurrencyCode, Nothing, showMoney, TellerHeaders } from '../schemas/common.ts';
import {
  OutletAnswer,
  PlaceCode,
  readLimits,
  RoleWord,
  showOutlet,
  showTeller,
  TellerAnswer,
  TellerBody,
  tellerLimits,
} from '../schemas/places.ts';
import { oneOf, strict } from '../schemas/shapes.ts';
import { agentSecurity, collectorOf, forCounters, forSupervisors } from './common.ts';

const common = { tags: ['Outlet'], security: agentSecurity, headers: TellerHeaders };
const TellerParams = strict({ tellerCode: PlaceCode });

const LimitAnswer = strict({
  of: oneOf(limitOwners, { description: 'Whose limit it is.' }),
  per: oneOf(['payment', 'day'], { description: 'Of one payment, or of the settlement day.' }),
  limit: balance,
  left: balance,
});

const limitsSchema = {
  ...common,
  operationId: 'getLimits',
  summary: 'What may still be taken at this counter',
  description:
    'Every limit that holds for whoever `Vahid-Teller` names, in one currency (AZN where none is given), with what is left. The ' +
    'strictest holds. Where there is none the agent’s position alone bounds what is taken (`GET /v1/position`).',
  params: Nothing,
  querystring: strict({ currency: Type.Optional(CurrencyCode) }),
  response: {
    200: answers(
      'The limits.',
      strict({ outlet: PlaceCode, teller: PlaceCode, role: RoleWord, limits: Type.Array(LimitAnswer) }),
    ),
    ...refuses(...tellerRefusals, 'currency_not_supported'),
  },
};

const listSchema = {
  ...common,
  operationId: 'listOwnTellers',
  summary: 'Tellers and devices of the supervisor’s outlet',
  description: 'By their codes, with roles, states and limits. For a supervisor.',
  params: Nothing,
  querystring: Nothing,
  response: {
    200: answers('The outlet.', strict({ outlet: OutletAnswer, tellers: Type.Array(TellerAnswer) })),
    ...refuses(...tellerRefusals, 'supervisor_required'),
  },
};

const addSchema = {
  ...common,
  operationId: 'addOwnTeller',
  summary: 'Add a teller or a device',
  description: 'At the outlet of the supervisor who asks. Supervisors are made by the operator of the hub.',
  params: Nothing,
  querystring: Nothing,
  body: strict({
    code: PlaceCode,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    role: RoleWord,
    ...tellerLimits,
  }),
  response: {
    201: answers('Added.', TellerAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_amount', 'supervisor_required'),
  },
};

const changeSchema = {
  ...common,
  operationId: 'changeOwnTeller',
  summary: 'Change a teller or a device',
  description:
    'Role, state and limits, all of them; works from the next call on. Of the own outlet: another’s is answered with 404. Neither of ' +
    'a supervisor nor into one: 403 `forbidden`.',
  params: TellerParams,
  querystring: Nothing,
  body: TellerBody,
  response: {
    200: answers('Changed.', TellerAnswer),
    ...refuses(...tellerRefusals, ...bodyRefusals, 'invalid_amount', 'not_found', 'supervisor_required'),
  },
};

const passwordSchema = {
  ...common,
  operationId: 'renewOwnTellerPassword',
  summary: 'Give a teller a password for the hub’s own screen',
  description: 'Shown once; what the old one opened ends. Sent without a body. A device has no screen.',
  params: TellerParams,
  querystring: Nothing,
  response: {
    200: answers('The password.', strict({ password: Type.String({ description: 'Shown once.' }) })),
    ...refuses(...tellerRefusals, 'not_found', 'supervisor_required'),
  },
};

export function outletRoutes(app: Api, deps: Pick<HttpDeps, 'agents' | 'payments'>): void {
  app.get('/v1/limits', { schema: limitsSchema, config: forCounters }, async (request) => {
    const { outlet, teller } = counterOf(request);
    const { currency = 'AZN' } = request.query;
    const rooms = await deps.payments.listRoom(collectorOf(request), currency);
    return { outlet: outlet.code, teller: teller.code, role: teller.role, limits: rooms.map(showRoom(currency)) };
  });

  app.get('/v1/outlet/tellers', { schema: listSchema, config: forSupervisors }, async (request) => {
    const { agent, outlet } = counterOf(request);
    const tellers = (await deps.agents.listTellers(agent.id)).filter(({ outletId }) => outletId === outlet.id);
    return { outlet: showOutlet(outlet), tellers: tellers.map(showTeller) };
  });

  app.post('/v1/outlet/tellers', { schema: addSchema, config: forSupervisors }, async (request, reply) => {
    const { agent, outlet } = counterOf(request);
    const { code, name, role, ...limits } = request.body;
    const { paymentLimit = null, dailyLimit = null } = readLimits(limits);
    const entry = { outletId: outlet.id, code, name, role, paymentLimit, dailyLimit };
    reply.code(201);
    return showTeller(orRefuse(await deps.agents.addTeller(agent.id, entry, supervisorOf(request))));
  });

  app.put('/v1/outlet/tellers/:tellerCode', { schema: changeSchema, config: forSupervisors }, async (request) => {
    const { role, state, ...limits } = request.body;
    const change = { tellerCode: request.params.tellerCode, role, state, ...readLimits(limits) };
    return showTeller(
      orRefuse(await deps.agents.changeTeller(supervisorOf(request), counterOf(request).agent.id, change)),
    );
  });

  app.post(
    '/v1/outlet/tellers/:tellerCode/password',
    { schema: passwordSchema, config: forSupervisors },
    async (request) => {
      const { agent } = counterOf(request);
      const by = supervisorOf(request);
      return { password: orRefuse(await deps.agents.giveTellerPassword(by, agent.id, request.params.tellerCode)) };
    },
  );
}

function supervisorOf(request: FastifyRequest): Manager {
  return { kind: 'supervisor', counter: counterOf(request) };
}

function showRoom(currency: Currency) {
  return ({ of, per, limit, left }: Room) => {
    return { of, per, limit: showMoney(limit, currency), left: showMoney(left, currency) };
  };
}
