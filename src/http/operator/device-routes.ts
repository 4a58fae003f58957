import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Nothing, ProviderCode } from '../schemas/common.ts';
import {
  credentialAnswers,
  credentialParams,
  IssueBody,
  RuleBody,
  showCredential,
  showCredentials,
  showIssued,
} from '../schemas/devices.ts';
import { strict } from '../schemas/shapes.ts';
import { findAgent, managerOf } from './place-routes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';

const common = { tags: ['Operators'], security: operatorSecurity, querystring: Nothing };
const AgentParams = strict({ agent: ProviderCode });
const DeviceParams = strict({ agent: ProviderCode, deviceCode: credentialParams.deviceCode });
const readRefusals = refuses(...operatorRefusals, 'not_found');
const changeRefusals = refuses(...operatorRefusals, ...bodyRefusals, 'not_found');

const listSchema = {
  ...common,
  operationId: 'listCredentialsOfDevice',
  summary: 'Credentials of an agent’s device',
  description: 'The newest first, with those that are expired or revoked. Secrets are never shown.',
  params: DeviceParams,
  response: { 200: credentialAnswers.listed, ...readRefusals },
};

const issueSchema = {
  ...common,
  operationId: 'issueCredentialOfDevice',
  summary: 'Give an agent’s device a credential',
  description: 'The secret is shown once. `replaces` names a client id of the device that ends in 24 hours.',
  params: DeviceParams,
  body: IssueBody,
  response: { 201: credentialAnswers.issued, ...changeRefusals },
};

const revokeSchema = {
  ...common,
  operationId: 'revokeCredentialOfDevice',
  summary: 'Revoke a credential of an agent’s device',
  description: 'At once and for ever, with the tokens that it brought. Sent without a body.',
  params: strict({ agent: ProviderCode, ...credentialParams }),
  response: { 200: credentialAnswers.revoked, ...readRefusals },
};

const ruleSchema = {
  ...common,
  operationId: 'setDeviceRule',
  summary: 'Say whether an agent’s devices must use credentials of their own',
  description: 'Then a device that is named with the agent’s token is refused. From the next request on.',
  params: AgentParams,
  body: RuleBody,
  response: { 200: credentialAnswers.rule, ...changeRefusals },
};

export function agentDeviceRoutes(app: Api, { agents }: Pick<HttpDeps, 'agents'>): void {
  const base = '/v1/operator/agents/:agent/devices/:deviceCode/credentials';

  app.get(base, { schema: listSchema, config: forOperators }, async (request) => {
    const { agent, deviceCode } = request.params;
    const { id } = await findAgent(agents, agent);
    return showCredentials(deviceCode, orRefuse(await agents.listCredentials(managerOf(request), id, deviceCode)));
  });

  app.post(base, { schema: issueSchema, config: forOperators }, async (request, reply) => {
    const { agent, deviceCode } = request.params;
    const { id } = await findAgent(agents, agent);
    const wish = { deviceCode, ...request.body };
    return reply.code(201).send(showIssued(orRefuse(await agents.issueCredential(managerOf(request), id, wish))));
  });

  app.post(`${base}/:clientId/revoke`, { schema: revokeSchema, config: forOperators }, async (request) => {
    const { agent, ...wish } = request.params;
    const { id } = await findAgent(agents, agent);
    return showCredential(orRefuse(await agents.revokeCredential(managerOf(request), id, wish)));
  });

  app.put('/v1/operator/agents/:agent/device-rule', { schema: ruleSchema, config: forOperators }, async (request) => {
    const { id } = await findAgent(agents, request.params.agent);
    const changed = await agents.requireDeviceCredentials(managerOf(request), id, request.body.required);
    return { required: orRefuse(changed).deviceCredentialsRequired };
  });
}
