import formbody from '@fastify/formbody';
import { isDeviceClientId } from '../../agents/entry-rules.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { ok, type Result } from '../../kernel/result.ts';
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
    'Client credentials of the agent, or of one of its devices, against a token of a few minutes, as JSON or as a form (RFC 6749, ' +
    '4.4). The token of a device is good for what a device may do. ' +
    'An unknown client and a wrong secret get the same answer. A suspension, or a new secret, ends every token at once, for debt ' +
    'queries within a second. Body: at most 4 KiB.',
  security: [],
  consumes: ['application/json', 'application/x-www-form-urlencoded'],
  params: Nothing,
  querystring: Nothing,
  body: tokenRequest('some-bank'),
  response: {
    200: answers('The token.', TokenAnswer),
    ...refuses(
      ...publicRefusals,
      ...bodyRefusals,
      'invalid_credentials',
      'key_of_other_hub',
      'agent_suspended',
      'forbidden',
    ),
  },
};

/** In a scope of its own: forms are read here and nowhere else in the API. */
export async function tokenRoutes(app: Api, deps: Pick<HttpDeps, 'agents' | 'throttle' | 'settings'>): Promise<void> {
  await app.register(formbody, { bodyLimit: credentialsLimitBytes });
  const options = { schema, config: { audience: 'public' as const }, bodyLimit: credentialsLimitBytes };
  app.post('/v1/token', options, async (request, reply) => {
    const refusedTry = countedTry(deps.settings, 'agent-token', request.ip);
    orRefuse(await deps.throttle.take(refusedTry));
    const verified = await holderOf(deps, request.body);
    if (verified.ok || verified.error.code === 'temporarily_unavailable') await deps.throttle.giveBack(refusedTry);
    const token = await reply.jwtSign(orRefuse(verified));
    return { access_token: token, token_type: 'Bearer' as const, expires_in: deps.settings.tokens.ttlSeconds };
  });
}

/** What the token of a client says. A device's client id is known by its form, so that one of both is looked up. */
async function holderOf(
  { agents }: Pick<HttpDeps, 'agents'>,
  { client_id: clientId, client_secret: secret }: { readonly client_id: string; readonly client_secret: string },
): Promise<Result<{ readonly sub: string; readonly ver: number; readonly device?: string }, Refusal>> {
  if (!isDeviceClientId(clientId)) {
    const agent = await agents.verifyClient(clientId, secret);
    return agent.ok ? ok({ sub: agent.value.id, ver: agent.value.tokenVersion }) : agent;
  }
  const known = await agents.verifyDevice(clientId, secret);
  if (!known.ok) return known;
  const { counter, credentialId: credential } = known.value;
  const { agent, outlet, teller } = counter;
  return ok({ sub: agent.id, ver: agent.tokenVersion, device: teller.code, outlet: outlet.code, credential });
}
