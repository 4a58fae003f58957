import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import type { AgentAtCounter, Counter, DeviceAtCounter } from '../../agents/api.ts';
import type { Agent } from '../../agents/model.ts';
import type { Operator } from '../../operators/model.ts';
import { assert, present } from '../../kernel/assert.ts';
import { fieldRefusal, refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { readToken, type TokenClaims } from './tokens.ts';

/** Who is calling, as far as the request has come. */
interface Caller {
  claims: TokenClaims | null;
  agent: Agent | null;
  operator: Operator | null;
  /** Code of the provider whose key was shown. */
  provider: string | null;
  /** What is known of the teller, where the request names one. */
  counter: AgentAtCounter['counter'] | null;
  /** The device that calls by a credential of its own. */
  device: DeviceAtCounter['device'] | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Header that names the teller or device, by the code the agent gave it. */
const tellerHeader = 'vahid-teller';

/**
 * Lets nobody through to a route that is not meant for them. The token is verified first, without the database, so that
 * the rate limit knows whom to count; then the agent is asked for in the database, and its teller with it, or both are known from less
 * than a second ago (`recallsCaller`). What is wrong
 * with the teller, and what its role may not, is said after the body was checked. Whoever is named where nobody need be is held
 * to the role all the same.
 */
export function guardRoutes(app: Api, deps: Pick<HttpDeps, 'agents' | 'operators' | 'providerRegistries'>): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => {
    assert(route.config?.audience !== undefined, `the route ${route.url} says who may call it`);
  });
  app.addHook('onRequest', async (request) => {
    const { audience } = request.routeOptions.config;
    const hasToken = audience !== 'public' && audience !== 'provider';
    const claims = hasToken ? await readToken(request) : null;
    request.caller = { claims, agent: null, operator: null, provider: null, counter: null, device: null };
  });
  app.addHook('preParsing', async (request, reply) => {
    if (request.routeOptions.config.audience === 'public') return;
    const caller = callerOf(request);
    if (request.routeOptions.config.audience === 'provider') {
      reply.header('www-authenticate', 'Basic realm="vahid", charset="UTF-8"');
      caller.provider = orRefuse(await deps.providerRegistries.recognize(request.headers.authorization));
      reply.removeHeader('www-authenticate');
      return;
    }
    if (!caller.claims) throw new Refused(refusal('invalid_token'));
    if (request.routeOptions.config.audience === 'operator') {
      if (caller.claims.device) throw new Refused(refusal('invalid_token'));
      const { agentId: operatorId, tokenVersion } = caller.claims;
      caller.operator = orRefuse(await deps.operators.authorize({ operatorId, tokenVersion }));
      return;
    }
    if (caller.claims.device) return admitDevice(request, deps.agents);
    const tellerCode = request.headers[tellerHeader];
    if (typeof tellerCode !== 'string') {
      caller.agent = orRefuse(await deps.agents.authorize(caller.claims));
      return;
    }
    const { recallsCaller } = request.routeOptions.config;
    const known = await callerAtCounter(deps.agents, { recallsCaller, claims: caller.claims, tellerCode });
    caller.agent = known.agent;
    caller.counter = known.counter;
  });
  app.addHook('preHandler', async (request: FastifyRequest, _reply: FastifyReply) => {
    const { audience, devices, supervisors } = request.routeOptions.config;
    if (audience !== 'teller' && !request.caller?.counter) return;
    const { role } = counterOf(request).teller;
    if (role === 'device' && !devices) throw new Refused(refusal('device_not_allowed'));
    if (supervisors && role !== 'supervisor') throw new Refused(refusal('supervisor_required'));
  });
}

interface AtCounter {
  readonly recallsCaller: FastifyContextConfig['recallsCaller'];
  readonly claims: TokenClaims;
  readonly tellerCode: string;
}

/** A device is looked up for a payment: the lane does not know whether the agent still may act as its devices. */
async function callerAtCounter(
  agents: HttpDeps['agents'],
  { recallsCaller, claims, tellerCode }: AtCounter,
): Promise<AgentAtCounter> {
  if (recallsCaller === undefined) return orRefuse(await agents.authorizeAtCounter(claims, tellerCode));
  const known = orRefuse(await agents.recallAtCounter(claims, tellerCode));
  const isDevice = known.counter.ok && known.counter.value.teller.role === 'device';
  if (recallsCaller === 'for-questions' || !isDevice) return known;
  return orRefuse(await agents.authorizeAtCounter(claims, tellerCode));
}

/** A device acts as itself: it need not name itself, and names nobody else. */
async function admitDevice(request: FastifyRequest, agents: HttpDeps['agents']): Promise<void> {
  const caller = callerOf(request);
  const { device, ...holder } = present(caller.claims, 'the claims of a device');
  const { code, credentialId } = present(device, 'the device of its token');
  // The lane knows nothing of a device's own credential.
  const isQuestion = request.routeOptions.config.recallsCaller === 'for-questions';
  const authorize = isQuestion ? agents.recallDevice : agents.authorizeDevice;
  const known = orRefuse(await authorize({ ...holder, deviceCode: code, credentialId }));
  const named = request.headers[tellerHeader];
  if (named !== undefined && named !== code) throw new Refused(refusal('device_mismatch'));
  Object.assign(caller, known);
  // Whoever asks for the header finds it.
  request.headers = { [tellerHeader]: code };
}

function callerOf(request: FastifyRequest): Caller {
  return present(request.caller, 'the caller of a guarded route');
}

/** The agent of a route for agents or tellers. */
export function agentOf(request: FastifyRequest): Agent {
  return present(callerOf(request).agent, 'the agent of a request');
}

/** What the token of an agent says, against what the lane finds; null for a device, which was looked up. */
export function tokenVersionOf(request: FastifyRequest): number | null {
  const { device, tokenVersion } = present(callerOf(request).claims, 'the claims of an agent');
  return device ? null : tokenVersion;
}

/** The operator of a route for operators. */
export function operatorOf(request: FastifyRequest): Operator {
  return present(callerOf(request).operator, 'the operator of a request');
}

/** The code of the provider of a route for providers. */
export function providerOf(request: FastifyRequest): string {
  return present(callerOf(request).provider, 'the provider of a request');
}

/** The counter of a route for tellers. A teller of another agent is answered like one who does not exist. */
export function counterOf(request: FastifyRequest): Counter {
  const unknown = { field: 'Vahid-Teller', rule: 'unknown', detail: 'the agent has no teller or device of this code' };
  const { counter } = callerOf(request);
  if (!counter) throw new Refused(fieldRefusal('invalid_request', { ...unknown, rule: 'required' }));
  if (!counter.ok && counter.error.code === 'not_found') throw new Refused(fieldRefusal('invalid_request', unknown));
  return orRefuse(counter);
}

/** The counter that a request names where it need not name one; null where it asks for the agent as a whole. */
export function namedCounterOf(request: FastifyRequest): Counter | null {
  return callerOf(request).counter === null ? null : counterOf(request);
}

/** The device that calls by a token of its own; null for everybody else. */
export function ownDeviceOf(request: FastifyRequest): DeviceAtCounter['device'] | null {
  return request.caller?.device ?? null;
}

/** The device of a valid token, whatever became of it since, by a name that no other agent's device has. */
export function claimedDeviceOf(request: FastifyRequest): string | undefined {
  const claims = request.caller?.claims;
  return claims?.device ? `${claims.agentId} ${claims.device.code}` : undefined;
}

/** Whom the rate limit counts: the agent of a valid token, whatever became of it since. */
export function claimedAgentOf(request: FastifyRequest): string | undefined {
  return request.caller?.claims?.agentId;
}
