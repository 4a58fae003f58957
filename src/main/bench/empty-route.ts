import type { FastifyPluginAsync } from 'fastify';
import { PaymentBody } from '../../http/agent/payments-schemas.ts';
import { agentSecurity, forPayers } from '../../http/agent/common.ts';
import type { Api } from '../../http/api.ts';
import { guardRoutes } from '../../http/auth/access.ts';
import { registerTokens } from '../../http/auth/tokens.ts';
import { registerRateLimit } from '../../http/rate-limit.ts';
import { Nothing, PaymentHeaders } from '../../http/schemas/common.ts';
import { strict } from '../../http/schemas/shapes.ts';
import type { HttpSettings } from '../../http/settings.ts';
import type { LiveHub } from '../roles/live-hub.ts';

/**
 * What a payment over HTTP is compared with: a route of the same server, with the token, the teller, the rate limit and the schemas of
 * `POST /v1/payments`, that then does nothing. Only the benchmark's own server has it.
 */
export function emptyRoute(live: LiveHub, settings: HttpSettings): FastifyPluginAsync {
  const schema = {
    hide: true,
    security: agentSecurity,
    headers: PaymentHeaders,
    params: Nothing,
    querystring: Nothing,
    body: PaymentBody,
    response: { 201: strict({}) },
  };
  return async (app) => {
    const api = app as Api;
    await registerTokens(api, settings.tokens);
    guardRoutes(api, live.hub);
    await registerRateLimit(api, settings.limits);
    api.post('/bench/empty', { schema, config: forPayers }, async (_request, reply) => {
      reply.code(201);
      return {};
    });
  };
}
