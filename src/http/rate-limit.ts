import rateLimit from '@fastify/rate-limit';
import { refusal } from '../kernel/errors/catalogue.ts';
import { networkOf } from '../platform/throttle/throttle.ts';
import type { Api } from './api.ts';
import { claimedAgentOf, claimedDeviceOf } from './auth/access.ts';
import { Refused } from './problem.ts';
import type { RequestLimits } from './settings.ts';

const windowMs = 60_000;
/** Parties remembered at once; beyond them the one that was silent longest is forgotten. */
const mostParties = 10_000;

/** One agent's burst turns only that agent away, one device's only that device; whoever has no valid token is counted by network. */
export async function registerRateLimit(app: Api, limits: RequestLimits): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: windowMs,
    cache: mostParties,
    enableDraftSpec: true,
    keyGenerator: (request) => claimedAgentOf(request) ?? `network:${networkOf(request.ip)}`,
    max: (request) => (claimedAgentOf(request) === undefined ? limits.perNetworkPerMinute : limits.perAgentPerMinute),
    errorResponseBuilder: (_request, context) => tooMany(context.ttl),
  });
  const countDevice = app.createRateLimit({
    timeWindow: windowMs,
    max: limits.perDevicePerMinute,
    keyGenerator: (request) => `device:${claimedDeviceOf(request) ?? ''}`,
  });
  // Before the agent is counted: what a device is turned away for is nothing to its agent.
  app.addHook('onRequest', async (request) => {
    if (claimedDeviceOf(request) === undefined) return;
    const counted = await countDevice(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttl);
  });
}

function tooMany(ttlMs: number): Refused {
  return new Refused(refusal('too_many_requests', { retryAfterSeconds: String(Math.max(1, Math.ceil(ttlMs / 1000))) }));
}
