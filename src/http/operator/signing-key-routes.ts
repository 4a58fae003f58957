import { type Static, Type } from 'typebox';
import { signatureAlgorithms } from '../../kernel/message-signature.ts';
import type { SigningKey } from '../../signatures/model.ts';
import type { AgentKeys, KeyKeeper } from '../../signatures/api.ts';
import type { FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Nothing, ProviderCode, Timestamp } from '../schemas/common.ts';
import { PlaceCode } from '../schemas/places.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';

const common = { tags: ['Operators'], security: operatorSecurity, querystring: Nothing };
const AgentCode = ProviderCode;
const KeyId = Type.String({ pattern: '^[a-z][a-z0-9-]{1,63}$', description: 'As in `keyid` of signatures.' });
const AgentParams = strict({ agent: AgentCode });
const KeyParams = strict({ agent: AgentCode, keyId: KeyId });

const KeyAnswer = strict({
  keyId: KeyId,
  algorithm: oneOf(signatureAlgorithms),
  createdAt: Timestamp,
  expiresAt: nullable(Timestamp),
  revokedAt: nullable(Timestamp),
});
const KeysAnswer = strict({
  required: Type.Boolean({ description: 'Requests of the agent without a signature are refused.' }),
  keys: Type.Array(KeyAnswer, { description: 'The newest first, at most 100.' }),
});

const listSchema = {
  ...common,
  operationId: 'listSigningKeys',
  summary: 'Keys with which an agent signs',
  description:
    'Of the agent itself, or with `device` of that device. The newest first, with those that are expired or revoked. Public and secret ' +
    'parts are never shown.',
  params: AgentParams,
  querystring: strict({ device: Type.Optional(PlaceCode) }),
  response: { 200: answers('The keys.', KeysAnswer), ...refuses(...operatorRefusals, 'not_found') },
};

const addSchema = {
  ...common,
  operationId: 'addSigningKey',
  summary: 'Give an agent a key to sign with',
  description:
    'ed25519 takes the public key; the secret of hmac-sha256 is made here and shown once. `replaces` names a key that ends in ' +
    '24 hours. With `device` that device signs with it what it sends with its own token.',
  params: AgentParams,
  body: strict({
    algorithm: oneOf(signatureAlgorithms),
    publicKey: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Base64 of the public key (SubjectPublicKeyInfo), as in a PEM file.',
      }),
    ),
    replaces: Type.Optional(KeyId),
    device: Type.Optional(PlaceCode),
  }),
  response: {
    201: answers(
      'The key.',
      strict({
        key: KeyAnswer,
        secret: nullable(Type.String({ description: 'Base64 of 32 bytes; shown once. Null for ed25519.' })),
      }),
    ),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found'),
  },
};

const revokeSchema = {
  ...common,
  operationId: 'revokeSigningKey',
  summary: 'Revoke a key of an agent',
  description: 'At once and for ever. An agent that must sign and has no other key is then refused everything.',
  params: KeyParams,
  response: { 200: answers('Revoked.', KeyAnswer), ...refuses(...operatorRefusals, 'not_found') },
};

const ruleSchema = {
  ...common,
  operationId: 'requireSignatures',
  summary: 'Say whether an agent must sign',
  description: 'Works from the next request on.',
  params: AgentParams,
  body: strict({ required: Type.Boolean() }),
  response: {
    200: answers('The rule and the keys.', KeysAnswer),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found'),
  },
};

export function signingKeyRoutes(app: Api, deps: Pick<HttpDeps, 'signatures'>): void {
  const { signatures } = deps;
  const base = '/v1/operator/agents/:agent/signing-keys';

  app.get(base, { schema: listSchema, config: forOperators }, async (request) =>
    showKeys(orRefuse(await signatures.list(request.params.agent, request.query.device))),
  );

  app.post(base, { schema: addSchema, config: forOperators }, async (request, reply) => {
    const { device, ...entry } = request.body;
    const of = { agentCode: request.params.agent, ...(device === undefined ? {} : { deviceCode: device }) };
    const added = orRefuse(await signatures.add(keeperOf(request), { ...of, ...entry }));
    return reply.code(201).send({ key: showKey(added.key), secret: added.secret });
  });

  app.post(`${base}/:keyId/revoke`, { schema: revokeSchema, config: forOperators }, async (request) =>
    showKey(orRefuse(await signatures.revoke(keeperOf(request), request.params.agent, request.params.keyId))),
  );

  app.post(
    '/v1/operator/agents/:agent/signature-rule',
    { schema: ruleSchema, config: forOperators },
    async (request) => {
      const { agent } = request.params;
      return showKeys(orRefuse(await signatures.require(keeperOf(request), agent, request.body.required)));
    },
  );
}

function keeperOf(request: FastifyRequest): KeyKeeper {
  return { kind: 'operator', id: operatorOf(request).id };
}

function showKeys({ required, keys }: AgentKeys): Static<typeof KeysAnswer> {
  return { required, keys: keys.map(showKey) };
}

function showKey(key: SigningKey): Static<typeof KeyAnswer> {
  return {
    ...{ keyId: key.id, algorithm: key.algorithm, createdAt: key.createdAt.toISOString() },
    ...{ expiresAt: key.expiresAt?.toISOString() ?? null, revokedAt: key.revokedAt?.toISOString() ?? null },
  };
}
