import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Manager } from '../../agents/api.ts';
import type { Agent } from '../../agents/model.ts';
import { fieldRefusal, refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Nothing, ProviderCode } from '../schemas/common.ts';
import {
  OutletAnswer,
  outletLimits,
  PlaceCode,
  paymentLimit,
  readLimits,
  RoleWord,
  showOutlet,
  showPaymentLimit,
  showTeller,
  StateWord,
  TellerAnswer,
  TellerBody,
  tellerLimits,
} from '../schemas/places.ts';
import { strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';

const common = { tags: ['Operators'], security: operatorSecurity, querystring: Nothing };
const AgentCode = ProviderCode;
const AgentParams = strict({ agent: AgentCode });
const changeRefusals = refuses(...operatorRefusals, ...bodyRefusals, 'invalid_amount', 'not_found');

const AgentAnswer = strict({
  code: AgentCode,
  paymentLimit,
  outlets: Type.Array(strict({ ...OutletAnswer.properties, tellers: Type.Array(TellerAnswer) })),
});

const listSchema = {
  ...common,
  operationId: 'listPlaces',
  summary: 'Outlets, tellers and devices of an agent',
  description: 'By their codes, with roles, states and limits.',
  params: AgentParams,
  response: { 200: answers('The agent.', AgentAnswer), ...refuses(...operatorRefusals, 'not_found') },
};

const limitAgentSchema = {
  ...common,
  operationId: 'limitAgent',
  summary: 'Limit single payments of an agent',
  description: 'Works from the next payment on. What it takes altogether is bounded by its cap.',
  params: AgentParams,
  body: strict({ paymentLimit }),
  response: { 200: answers('The agent.', AgentAnswer), ...changeRefusals },
};

const addOutletSchema = {
  ...common,
  operationId: 'addOutlet',
  summary: 'Add an outlet',
  description: 'With its limits; its tellers are added by themselves.',
  params: AgentParams,
  body: strict({
    code: PlaceCode,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    address: Type.String({ minLength: 1, maxLength: 300 }),
    ...outletLimits,
  }),
  response: { 201: answers('Added.', OutletAnswer), ...changeRefusals },
};

const limitOutletSchema = {
  ...common,
  operationId: 'limitOutlet',
  summary: 'Set the limits of an outlet',
  description: 'All four of them; works from the next payment, reversal or closing on.',
  params: strict({ agent: AgentCode, outletCode: PlaceCode }),
  body: strict(outletLimits),
  response: { 200: answers('The outlet.', OutletAnswer), ...changeRefusals },
};

const outletStateSchema = {
  ...common,
  operationId: 'setOutletState',
  summary: 'Suspend an outlet, or readmit it',
  description:
    'While it is suspended everybody at it is refused, tellers, supervisors and devices; from the next call on.',
  params: strict({ agent: AgentCode, outletCode: PlaceCode }),
  body: strict({ state: StateWord }),
  response: { 200: answers('The outlet.', OutletAnswer), ...changeRefusals },
};

const addTellerSchema = {
  ...common,
  operationId: 'addTeller',
  summary: 'Add a teller, a supervisor or a device',
  description: 'At an outlet of the agent.',
  params: AgentParams,
  body: strict({
    outlet: PlaceCode,
    code: PlaceCode,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    role: RoleWord,
    ...tellerLimits,
  }),
  response: { 201: answers('Added.', TellerAnswer), ...changeRefusals },
};

const changeTellerSchema = {
  ...common,
  operationId: 'changeTeller',
  summary: 'Change a teller, a supervisor or a device',
  description: 'Role, state and limits, all of them; works from the next call on.',
  params: strict({ agent: AgentCode, tellerCode: PlaceCode }),
  body: TellerBody,
  response: { 200: answers('Changed.', TellerAnswer), ...changeRefusals },
};

export function placeRoutes(app: Api, { agents }: Pick<HttpDeps, 'agents'>): void {
  const base = '/v1/operator/agents/:agent';
  const find = (code: string) => findAgent(agents, code);

  app.get(`${base}/outlets`, { schema: listSchema, config: forOperators }, async (request) =>
    showAgent(agents, await find(request.params.agent)),
  );

  app.put(`${base}/limits`, { schema: limitAgentSchema, config: forOperators }, async (request) => {
    const { id } = await find(request.params.agent);
    const { paymentLimit: most = null } = readLimits(request.body);
    return showAgent(agents, orRefuse(await agents.limitPayments(managerOf(request), id, most)));
  });

  app.post(`${base}/outlets`, { schema: addOutletSchema, config: forOperators }, async (request, reply) => {
    const { id } = await find(request.params.agent);
    const { code, name, address, ...limits } = request.body;
    const entry = { code, name, address, ...readLimits(limits) };
    reply.code(201);
    return showOutlet(orRefuse(await agents.addOutlet(id, entry, managerOf(request))));
  });

  app.put(
    `${base}/outlets/:outletCode/limits`,
    { schema: limitOutletSchema, config: forOperators },
    async (request) => {
      const { id } = await find(request.params.agent);
      const change = { outletCode: request.params.outletCode, ...readLimits(request.body) };
      return showOutlet(orRefuse(await agents.changeOutlet(managerOf(request), id, change)));
    },
  );

  app.put(`${base}/outlets/:outletCode/state`, { schema: outletStateSchema, config: forOperators }, async (request) => {
    const { id } = await find(request.params.agent);
    const change = { outletCode: request.params.outletCode, state: request.body.state };
    return showOutlet(orRefuse(await agents.changeOutlet(managerOf(request), id, change)));
  });

  app.post(`${base}/tellers`, { schema: addTellerSchema, config: forOperators }, async (request, reply) => {
    const { id } = await find(request.params.agent);
    const { outlet: outletCode, code, name, role, ...limits } = request.body;
    const outlet = (await agents.listOutlets(id)).find((one) => one.code === outletCode);
    const unknown = { field: '/outlet', rule: 'unknown', detail: 'the agent has no outlet of this code' };
    if (!outlet) throw new Refused(fieldRefusal('invalid_request', unknown));
    const { paymentLimit: most = null, dailyLimit = null } = readLimits(limits);
    const entry = { outletId: outlet.id, code, name, role, paymentLimit: most, dailyLimit };
    reply.code(201);
    return showTeller(orRefuse(await agents.addTeller(id, entry, managerOf(request))));
  });

  app.put(`${base}/tellers/:tellerCode`, { schema: changeTellerSchema, config: forOperators }, async (request) => {
    const { id } = await find(request.params.agent);
    const { role, state, ...limits } = request.body;
    const change = { tellerCode: request.params.tellerCode, role, state, ...readLimits(limits) };
    return showTeller(orRefuse(await agents.changeTeller(managerOf(request), id, change)));
  });
}

/** The agent of a code. Refuses: not_found. */
export async function findAgent(agents: Pick<HttpDeps['agents'], 'findByCode'>, code: string): Promise<Agent> {
  const agent = await agents.findByCode(code);
  if (!agent) throw new Refused(refusal('not_found'));
  return agent;
}

/** The operator of a request as whoever manages places. */
export function managerOf(request: FastifyRequest): Manager {
  return { kind: 'hub', actor: { kind: 'operator', id: operatorOf(request).id } };
}

async function showAgent(agents: HttpDeps['agents'], agent: Agent): Promise<Static<typeof AgentAnswer>> {
  const [outlets, tellers] = await Promise.all([agents.listOutlets(agent.id), agents.listTellers(agent.id)]);
  return {
    code: agent.code,
    paymentLimit: showPaymentLimit(agent.paymentLimit),
    outlets: outlets.map((outlet) => ({
      ...showOutlet(outlet),
      tellers: tellers.filter(({ outletId }) => outletId === outlet.id).map(showTeller),
    })),
  };
}
