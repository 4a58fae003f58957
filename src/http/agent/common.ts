import type { FastifyRequest } from 'fastify';
import type { Agent } from '../../agents/model.ts';
import type { Channel } from '../../fees/model.ts';
import { present } from '../../kernel/assert.ts';
import { maySeePayment } from '../../agents/roles.ts';
import { fieldRefusal, refusal } from '../../kernel/errors/catalogue.ts';
import type { Collector } from '../../payments/api.ts';
import { chargedTotal, type PaymentView } from '../../payments/model.ts';
import type { Provider } from '../../providers/model.ts';
import { agentOf, counterOf, namedCounterOf, tokenVersionOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';

export const agentSecurity = [{ agentToken: [] }];
export const forAgents = { audience: 'agent' as const };
export const forAgentsAndDevices = { audience: 'agent' as const, devices: true as const };
/** For people: a device may not. */
export const forTellers = { audience: 'teller' as const };
/** For whoever takes money: tellers, supervisors and devices. */
export const forCounters = { audience: 'teller' as const, devices: true as const };
/** For whoever pays by a token that the lane looks at once more. */
export const forPayers = { ...forCounters, recallsCaller: 'for-payments' as const };
export const forSupervisors = { audience: 'teller' as const, supervisors: true as const };

/** By which way an agent takes money: a kiosk network's devices are kiosks, banks and the post have counters. */
function channelOf(agent: Pick<Agent, 'kind'>): Channel {
  return agent.kind === 'kiosk' ? 'kiosk' : 'counter';
}

export function collectorOf(request: FastifyRequest): Collector {
  const { agent, outlet, teller } = counterOf(request);
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id, channel: channelOf(agent) };
}

/** Whoever takes the money, as known from a moment ago: the lane decides whether the token and the teller are still good. */
export function recalledCollectorOf(request: FastifyRequest): Collector {
  return { ...collectorOf(request), tokenVersion: tokenVersionOf(request) };
}

/** The same payment, where whoever the request names may know it. Refuses: not_found (a device, for what another one took). */
export function visibleTo<P extends { readonly tellerId: string | null }>(request: FastifyRequest, payment: P): P {
  if (maySeePayment(namedCounterOf(request)?.teller ?? null, payment)) return payment;
  throw new Refused(refusal('not_found'));
}

/** What of a payment its way back depends on. */
export function reversalOf(payment: PaymentView) {
  return { tellerId: payment.tellerId, charged: chargedTotal(payment) };
}

/** The agent as a whole, where nobody's counter is meant. */
export function agentCollector(request: FastifyRequest): Collector {
  const agent = agentOf(request);
  return { agentId: agent.id, outletId: null, tellerId: null, channel: channelOf(agent) };
}

/** The teller at whose counter something is done to a citizen's data. */
export function tellerActorOf(request: FastifyRequest): { readonly tellerId: string; readonly agentId: string } {
  const { agent, teller } = counterOf(request);
  return { agentId: agent.id, tellerId: teller.id };
}

/** Counts a question about people or accounts, so that nobody tries numbers until one fits. Refuses: too_many_requests. */
export async function countLookup(
  deps: Pick<HttpDeps, 'throttle' | 'settings'>,
  request: FastifyRequest,
): Promise<void> {
  const limit = deps.settings.limits.lookupsPerTellerPerMinute;
  const rule = { scope: 'teller-lookup', limit, windowSeconds: 60 };
  const taken = await deps.throttle.takeSoon({ rule, subject: counterOf(request).teller.id });
  if (!taken.ok)
    request.log.warn({ event: 'security.lookups_exceeded', agent: agentOf(request).code }, 'too many look-ups');
  orRefuse(taken);
}

/** The provider a request names. An unknown code is a wrong field, not a missing thing. */
export async function providerByCode(
  deps: Pick<HttpDeps, 'providers'>,
  code: string,
  field: string,
): Promise<Provider> {
  return orUnknown(await deps.providers.findByCode(code), field);
}

/** The same as it was less than a second ago, for questions. */
export async function recalledByCode(
  deps: Pick<HttpDeps, 'providers'>,
  code: string,
  field: string,
): Promise<Provider> {
  return orUnknown(await deps.providers.recallByCode(code), field);
}

function orUnknown(provider: Provider | undefined, field: string): Provider {
  if (provider) return provider;
  throw new Refused(
    fieldRefusal('invalid_request', { field, rule: 'unknown', detail: 'a code that GET /v1/providers lists' }),
  );
}

/** The same for many lines; each provider is asked for once. The first line that names it stands for the field. */
export async function providersByCode(
  deps: Pick<HttpDeps, 'providers'>,
  named: readonly { readonly code: string; readonly field: string }[],
): Promise<(code: string) => Provider> {
  const first = new Map(named.toReversed().map(({ code, field }) => [code, field]));
  const found = await Promise.all([...first].map(([code, field]) => providerByCode(deps, code, field)));
  const byCode = new Map(found.map((provider) => [provider.code, provider]));
  return (code) => present(byCode.get(code), 'a provider that was found by its code');
}

/** Codes of providers by id, for answers. */
export async function providerCodes(
  deps: Pick<HttpDeps, 'providers'>,
  providerIds: readonly string[],
): Promise<(providerId: string) => string> {
  const codes = await deps.providers.findCodes(providerIds);
  return (providerId) => present(codes.get(providerId), 'the provider of an answer');
}
