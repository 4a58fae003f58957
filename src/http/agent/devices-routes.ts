import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { CredentialKeeper } from '../../agents/api.ts';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { agentOf, namedCounterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { agentRefusals, answers, bodyRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import {
  credentialAnswers,
  credentialParams,
  DeviceAnswer,
  IssueBody,
  RuleBody,
  showCredential,
  showCredentials,
  showDevice,
  showIssued,
} from '../schemas/devices.ts';
import { PlaceCode } from '../schemas/places.ts';
import { nullable, strict } from '../schemas/shapes.ts';
import { agentSecurity, forAgents } from './common.ts';

const common = { tags: ['Outlet'], security: agentSecurity };
/** The back office, or the supervisor whom it names. */
const forKeepers = { ...forAgents, supervisors: true as const };
const keeperRefusals = [...agentRefusals, 'supervisor_required', 'not_found'] as const;
const DeviceParams = strict({ deviceCode: credentialParams.deviceCode });

const mostDevicesPerPage = 100;

const listSchema = {
  ...common,
  operationId: 'listDevices',
  summary: 'Devices and what they call by',
  description:
    'By their codes: of the agent, or of the outlet of the supervisor whom `Vahid-Teller` names. `lastUsedAt` is when a credential of ' +
    'the device last brought a token.',
  params: Nothing,
  querystring: strict({
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 100 unless said.' })),
    after: Type.Optional(PlaceCode),
  }),
  response: {
    200: answers(
      'The devices.',
      strict({
        devices: Type.Array(DeviceAnswer),
        next: nullable(Type.String({ description: 'Pass it as `after`; null on the last page.' })),
      }),
    ),
    ...refuses(...agentRefusals, 'supervisor_required'),
  },
};

const credentialsSchema = {
  ...common,
  operationId: 'listDeviceCredentials',
  summary: 'Credentials of a device',
  description: 'The newest first, with those that are expired or revoked. Secrets are never shown.',
  params: DeviceParams,
  querystring: Nothing,
  response: { 200: credentialAnswers.listed, ...refuses(...keeperRefusals) },
};

const issueSchema = {
  ...common,
  operationId: 'issueDeviceCredential',
  summary: 'Give a device a credential of its own',
  description:
    'Client id and secret for `POST /v1/token`; the secret is shown once. `replaces` names the client id of the device that ends in ' +
    '24 hours: meanwhile both are good. At most five are usable at once. Not repeated safely: if the answer is lost, issue another ' +
    'and revoke the one nobody has.',
  params: DeviceParams,
  querystring: Nothing,
  body: IssueBody,
  response: { 201: credentialAnswers.issued, ...refuses(...keeperRefusals, ...bodyRefusals) },
};

const revokeSchema = {
  ...common,
  operationId: 'revokeDeviceCredential',
  summary: 'Revoke a credential of a device',
  description:
    'At once and for ever, with the tokens that it brought; for debt queries within a second. Sent without a body.',
  params: strict(credentialParams),
  querystring: Nothing,
  response: { 200: credentialAnswers.revoked, ...refuses(...keeperRefusals) },
};

const ruleSchema = {
  ...common,
  operationId: 'getDeviceRule',
  summary: 'Whether devices must use credentials of their own',
  description: 'For all devices of the agent.',
  params: Nothing,
  querystring: Nothing,
  response: { 200: credentialAnswers.rule, ...refuses(...agentRefusals, 'supervisor_required') },
};

const changeRuleSchema = {
  ...common,
  operationId: 'changeDeviceRule',
  summary: 'Say whether devices must use credentials of their own',
  description:
    'Then `Vahid-Teller` of a device is refused with the agent’s token: `device_credentials_required`. From the next request on. For ' +
    'the back office: with `Vahid-Teller` it is 403 `forbidden`, since a supervisor has one outlet.',
  params: Nothing,
  querystring: Nothing,
  body: RuleBody,
  response: {
    200: credentialAnswers.rule,
    ...refuses(...agentRefusals, ...bodyRefusals, 'supervisor_required'),
  },
};

export function deviceRoutes(app: Api, { agents }: Pick<HttpDeps, 'agents'>): void {
  const base = '/v1/devices/:deviceCode/credentials';

  app.get('/v1/devices', { schema: listSchema, config: forKeepers }, async (request) => {
    const { limit: wanted, after = '' } = request.query;
    const limit = wanted === undefined ? mostDevicesPerPage : Number(wanted);
    const outletId = namedCounterOf(request)?.outlet.id ?? null;
    const found = await agents.listDevices({ agentId: agentOf(request).id, outletId, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { devices: page.map(showDevice), next: found.length > limit ? (page.at(-1)?.code ?? null) : null };
  });

  app.get(base, { schema: credentialsSchema, config: forKeepers }, async (request) => {
    const { deviceCode } = request.params;
    const listed = await agents.listCredentials(keeperOf(request), agentOf(request).id, deviceCode);
    return showCredentials(deviceCode, orRefuse(listed));
  });

  app.post(base, { schema: issueSchema, config: forKeepers }, async (request, reply) => {
    const wish = { deviceCode: request.params.deviceCode, ...request.body };
    const issued = await agents.issueCredential(keeperOf(request), agentOf(request).id, wish);
    return reply.code(201).send(showIssued(orRefuse(issued)));
  });

  app.post(`${base}/:clientId/revoke`, { schema: revokeSchema, config: forKeepers }, async (request) =>
    showCredential(
      orRefuse(await agents.revokeCredential(keeperOf(request), agentOf(request).id, { ...request.params })),
    ),
  );

  app.get('/v1/device-rule', { schema: ruleSchema, config: forKeepers }, async (request) => ({
    required: agentOf(request).deviceCredentialsRequired,
  }));

  app.put('/v1/device-rule', { schema: changeRuleSchema, config: forKeepers }, async (request) => {
    if (namedCounterOf(request)) throw new Refused(refusal('forbidden'));
    const { id } = agentOf(request);
    const changed = await agents.requireDeviceCredentials(keeperOf(request), id, request.body.required);
    return { required: orRefuse(changed).deviceCredentialsRequired };
  });
}

function keeperOf(request: FastifyRequest): CredentialKeeper {
  const counter = namedCounterOf(request);
  return counter ? { kind: 'supervisor', counter } : { kind: 'agent', agentId: agentOf(request).id };
}
