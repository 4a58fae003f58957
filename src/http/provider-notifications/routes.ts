import { Type } from 'typebox';
import { networkOf } from '../../platform/throttle/throttle.ts';
import type { Api } from '../api.ts';
import { signedRequestOf } from '../auth/signatures.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, publicRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { strict } from '../schemas/shapes.ts';
import { notificationLimitBytes } from '../settings.ts';

const schema = {
  operationId: 'receiveProviderNotification',
  tags: ['Provider notifications'],
  summary: 'Tell the hub that something happened at a provider',
  description:
    'For providers whose protocol has it: an outcome of a payment, a debt that changed, a plan that is withdrawn. The body is as the ' +
    'protocol words it; of Vahid REST adapters/native-rest/openapi.json describes it. The request is signed (RFC 9421, RFC 9530) with ' +
    'hmac-sha256 over `@method`, `@path`, `@query` and `content-digest`, with `created`, a `nonce` and `keyid`: ' +
    'docs/connecting-a-provider.md. 202 says that it was understood, and nothing of what is done with it: a repeat, a payment of ' +
    'nobody and a contradiction get the same. Nothing is decided by it; the hub asks. A provider that does not exist is answered like a ' +
    'wrong signature. At most 16 KiB, and 600 in a minute for each provider.',
  security: [],
  consumes: ['application/json'],
  mostBodyBytes: notificationLimitBytes,
  params: strict({ provider: Type.String({ maxLength: 64, description: 'Code of the provider.' }) }),
  querystring: Nothing,
  response: {
    202: answers('Taken.', strict({ id: Type.String({ description: 'The provider’s own name of it.' }) })),
    ...refuses(
      ...([...publicRefusals, 'payload_too_large', 'bad_signature', 'stale_timestamp', 'replayed_nonce'] as const),
    ),
  },
};

/** In a scope of its own: a body is kept as it came, since every byte of it is signed. */
export async function providerNotificationRoutes(
  app: Api,
  deps: Pick<HttpDeps, 'providerNotifications' | 'settings'>,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
  const config = {
    audience: 'public' as const,
    // Whoever cannot sign is counted by network, whatever provider it names, apart from everything else the network asks. Each
    // provider is counted by itself once it is certain who speaks.
    rateLimit: {
      max: deps.settings.limits.notificationsPerNetworkPerMinute,
      keyGenerator: (request: { readonly ip: string }) => `notifications:${networkOf(request.ip)}`,
    },
  };
  const options = { schema, config, bodyLimit: notificationLimitBytes };
  app.post('/v1/provider-notifications/:provider', options, async (request, reply) => {
    const body: unknown = request.body;
    const message = { ...signedRequestOf(request), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
    const { id } = orRefuse(await deps.providerNotifications.receive(request.params.provider, message));
    return reply.code(202).send({ id });
  });
}
