import type { Api } from '../api.ts';
import { countedTry, TokenAnswer, tokenRequest } from '../auth/credentials.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, bodyRefusals, publicRefusals, refuses } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { credentialsLimitBytes } from '../settings.ts';

const schema = {
  operationId: 'getOperatorToken',
  tags: ['Operators'],
  summary: 'Get an operator’s access token',
  description:
    'Login and secret of an operator against a token of a few minutes, for the routes under `/v1/operator` and no others. An ' +
    'unknown login, a wrong secret and a suspended operator get the same answer. A suspension, or a new secret, ends every ' +
    'token at once. Body: at most 4 KiB.',
  security: [],
  params: Nothing,
  querystring: Nothing,
  body: tokenRequest('anna'),
  response: {
    200: answers('The token.', TokenAnswer),
    ...refuses(...publicRefusals, ...bodyRefusals, 'invalid_credentials'),
  },
};

export function operatorTokenRoutes(app: Api, deps: Pick<HttpDeps, 'operators' | 'throttle' | 'settings'>): void {
  const options = { schema, config: { audience: 'public' as const }, bodyLimit: credentialsLimitBytes };
  app.post('/v1/operator/token', options, async (request, reply) => {
    const refusedTry = countedTry(deps.settings, 'operator-token', request.ip);
    orRefuse(await deps.throttle.take(refusedTry));
    const verified = await deps.operators.verify(request.body.client_id, request.body.client_secret);
    if (verified.ok || verified.error.code === 'temporarily_unavailable') await deps.throttle.giveBack(refusedTry);
    const operator = orRefuse(verified);
    const token = await reply.jwtSign({ sub: operator.id, ver: operator.tokenVersion });
    return { access_token: token, token_type: 'Bearer' as const, expires_in: deps.settings.tokens.ttlSeconds };
  });
}
