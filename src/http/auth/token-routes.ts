import formbody from '@fastify/formbody';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, publicRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { credentialsLimitBytes } from '../settings.ts';
import { countedTry, TokenAnswer, tokenRequest } from './credentials.ts';

const schema = {
  operationId: 'getToken',
  tags: ['Access'],
  summary: 'Get an access token',
  description:
    'Client credentials of the agent against a token of a few minutes, as JSON or as a form (RFC 6749, 4.4). ' +
    'An unknown client and a wrong secret get the same answer. A suspension, or a new secret, ends every token at once, for debt ' +
    'queries within a second. Body: at most 4 KiB.',
  security: [],
  consumes: ['application/json', 'application/x-www-form-urlencoded'],
  params: Nothing,
  querystring: Nothing,
  body: tokenRequest('some-bank'),
  response: {
    200: answers('The token.', TokenAnswer),
    ...refuses(...publicRefusals, ...bodyRefusals, 'invalid_credentials', 'key_of_other_hub', 'agent_suspended'),
  },
};

/** In a scope of its own: forms are read here and nowhere else in the API. */
export async function tokenRoutes(app: Api, deps: Pick<HttpDeps, 'agents' | 'throttle' | 'settings'>): Promise<void> {
  await app.register(formbody, { bodyLimit: credentialsLimitBytes });
  const options = { schema, config: { audience: 'public' as const }, bodyLimit: credentialsLimitBytes };
  app.post('/v1/token', options, async (request, reply) => {
    const refusedTry = countedTry(deps.settings, 'agent-token', request.ip);
    orRefuse(await deps.throttle.take(refusedTry));
    const verified = await deps.agents.verifyClient(request.body.client_id, request.body.client_secret);
    if (verified.ok || verified.error.code === 'temporarily_unavailable') await deps.throttle.giveBack(refusedTry);
    const agent = orRefuse(verified);
    const token = await reply.jwtSign({ sub: agent.id, ver: agent.tokenVersion });
    return { access_token: token, token_type: 'Bearer' as const, expires_in: deps.settings.tokens.ttlSeconds };
  });
}
