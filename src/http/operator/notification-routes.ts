import { type Static, Type } from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { KeyKeeper } from '../../provider-notifications/api.ts';
import {
  type NotificationKeyEntry,
  type Quarantined,
  quarantineReasons,
  quarantineStates,
} from '../../provider-notifications/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Api } from '../api.ts';
import { operatorOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, operatorRefusals, refuses } from '../schemas/answers.ts';
import { Id, Nothing, ProviderCode, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { forOperators, operatorSecurity } from './provider-routes.ts';
import { limit as pageLimit, ProviderParams } from './schemas.ts';

const common = { tags: ['Operators'], security: operatorSecurity };
const defaultPage = 50;
const KeyId = Type.String({ pattern: '^[a-z][a-z0-9-]{1,63}$', description: 'As in `keyid` of signatures.' });

const KeyAnswer = strict({
  keyId: KeyId,
  createdAt: Timestamp,
  expiresAt: nullable(Timestamp),
  revokedAt: nullable(Timestamp),
});

const QuarantinedAnswer = strict({
  id: Id,
  provider: ProviderCode,
  reason: oneOf(quarantineReasons, {
    description:
      '`unknown_payment`: the provider has no such payment here. `contradiction`: it does not fit what is booked. `id_reused`: another ' +
      'thing came under this name before. `unknown_plan`: not in the catalogue.',
  }),
  kind: Type.String({ description: '`payment`, `debt` or `plan-replacement`.' }),
  subject: Type.String({ description: 'Reference of the payment, or code of the plan.' }),
  claim: Type.String({ description: 'What is said of it: of a payment `confirmed`, `rejected` or `reversed`.' }),
  paymentId: nullable(Id),
  paymentState: nullable(Type.String({ description: 'How the payment stood when this was told first.' })),
  notificationId: Type.String({ description: 'The provider’s own name of it.' }),
  happenedAt: Timestamp,
  firstAt: Timestamp,
  lastAt: Timestamp,
  times: Type.Integer({ description: 'How often it was told.' }),
  state: oneOf(quarantineStates),
  resolvedBy: nullable(Type.String({ description: 'Login; null at the command line.' })),
  resolvedAt: nullable(Timestamp),
  note: nullable(Type.String()),
});

const listKeysSchema = {
  ...common,
  operationId: 'listNotificationKeys',
  summary: 'Keys with which a provider signs what it tells',
  description: 'The newest first, at most 100, with those that are expired or revoked. Secrets are never shown.',
  params: ProviderParams,
  querystring: Nothing,
  response: {
    200: answers('The keys.', strict({ keys: Type.Array(KeyAnswer, { description: 'The newest first.' }) })),
    ...refuses(...operatorRefusals, 'not_found'),
  },
};

const addKeySchema = {
  ...common,
  operationId: 'addNotificationKey',
  summary: 'Give a provider a key to sign what it tells',
  description:
    'The secret is made here and shown once. `replaces` names a key that ends in 24 hours. 404 also for a provider whose protocol tells ' +
    'nothing of its own accord.',
  params: ProviderParams,
  querystring: Nothing,
  body: strict({ replaces: Type.Optional(KeyId) }),
  response: {
    201: answers(
      'The key.',
      strict({ key: KeyAnswer, secret: Type.String({ description: 'Base64 of 32 bytes; shown once.' }) }),
    ),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found'),
  },
};

const revokeKeySchema = {
  ...common,
  operationId: 'revokeNotificationKey',
  summary: 'Revoke a key of a provider',
  description: 'At once and for ever.',
  params: strict({ provider: ProviderCode, keyId: KeyId }),
  querystring: Nothing,
  response: { 200: answers('Revoked.', KeyAnswer), ...refuses(...operatorRefusals, 'not_found') },
};

const listSchema = {
  ...common,
  operationId: 'listQuarantinedNotifications',
  summary: 'List what providers told that a person has to look at',
  description: 'The newest first, page by page. One for each claim, however often it was made.',
  params: Nothing,
  querystring: strict({
    state: Type.Optional(oneOf(quarantineStates)),
    provider: Type.Optional(ProviderCode),
    before: Type.Optional(Id),
    limit: pageLimit,
  }),
  response: {
    200: answers(
      'A page.',
      strict({
        notifications: Type.Array(QuarantinedAnswer, { description: 'The newest first.' }),
        next: nullable(Type.String({ description: '`before` of the next page; null on the last.' })),
      }),
    ),
    ...refuses(...operatorRefusals, 'not_found'),
  },
};

const resolveSchema = {
  ...common,
  operationId: 'resolveQuarantinedNotification',
  summary: 'Say what came of something that a provider told',
  description: 'Moves nothing: what is to be done about a payment is done by a case or a refund.',
  params: strict({ notificationId: Id }),
  querystring: Nothing,
  body: strict({ note: Type.String({ minLength: 1, maxLength: 500, description: 'What was found, and done.' }) }),
  response: {
    200: answers('Resolved.', QuarantinedAnswer),
    ...refuses(...operatorRefusals, ...bodyRefusals, 'not_found', 'case_resolved'),
  },
};

type Deps = Pick<HttpDeps, 'providerNotifications' | 'providers' | 'operators'>;

/** Keys of providers, and what they told that does not fit. */
export function notificationRoutes(app: Api, deps: Deps): void {
  keyRoutes(app, deps);
  const { providerNotifications } = deps;
  const base = '/v1/operator/quarantined-notifications';

  app.get(base, { schema: listSchema, config: forOperators }, async (request) => {
    const { state, provider, before } = request.query;
    const limit = request.query.limit === undefined ? defaultPage : Number(request.query.limit);
    const filter = { ...(state ? { state } : {}), ...(provider ? { providerCode: provider } : {}), limit };
    const page = orRefuse(await providerNotifications.listQuarantined({ ...filter, ...(before ? { before } : {}) }));
    return { notifications: await show(deps, page), next: page.length === limit ? (page.at(-1)?.id ?? null) : null };
  });

  app.post(`${base}/:notificationId/resolve`, { schema: resolveSchema, config: forOperators }, async (request) => {
    const { notificationId } = request.params;
    const resolved = orRefuse(
      await providerNotifications.resolve(keeperOf(request), notificationId, request.body.note),
    );
    return present((await show(deps, [resolved]))[0], 'what was just resolved');
  });
}

function keyRoutes(app: Api, { providerNotifications }: Deps): void {
  const base = '/v1/operator/providers/:provider/notification-keys';

  app.get(base, { schema: listKeysSchema, config: forOperators }, async (request) => {
    const keys = orRefuse(await providerNotifications.listKeys(request.params.provider));
    return { keys: keys.map(showKey) };
  });

  app.post(base, { schema: addKeySchema, config: forOperators }, async (request, reply) => {
    const key = { providerCode: request.params.provider, ...request.body };
    const added = orRefuse(await providerNotifications.addKey(keeperOf(request), key));
    return reply.code(201).send({ key: showKey(added.key), secret: added.secret });
  });

  app.post(`${base}/:keyId/revoke`, { schema: revokeKeySchema, config: forOperators }, async (request) => {
    const { provider, keyId } = request.params;
    return showKey(orRefuse(await providerNotifications.revokeKey(keeperOf(request), provider, keyId)));
  });
}

function keeperOf(request: FastifyRequest): KeyKeeper {
  return { kind: 'operator', id: operatorOf(request).id };
}

function showKey({ id, createdAt, expiresAt, revokedAt }: NotificationKeyEntry): Static<typeof KeyAnswer> {
  return {
    ...{ keyId: id, createdAt: createdAt.toISOString() },
    ...{ expiresAt: expiresAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null },
  };
}

async function show(
  { providers, operators }: Deps,
  found: readonly Quarantined[],
): Promise<Static<typeof QuarantinedAnswer>[]> {
  const codes = await providers.findCodes(found.map(({ providerId }) => providerId));
  const logins = await operators.findLogins(
    found.flatMap(({ resolvedBy }) => (resolvedBy === null ? [] : [resolvedBy])),
  );
  return found.map(({ providerId, resolvedBy, ...one }) => ({
    ...one,
    provider: present(codes.get(providerId), 'the provider of a notification'),
    happenedAt: one.happenedAt.toISOString(),
    firstAt: one.firstAt.toISOString(),
    lastAt: one.lastAt.toISOString(),
    resolvedBy: resolvedBy === null ? null : (logins.get(resolvedBy) ?? null),
    resolvedAt: one.resolvedAt?.toISOString() ?? null,
  }));
}
