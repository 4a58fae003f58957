import type { RouteHandlerMethod } from 'fastify';
import type { Desk } from '../../desks/api.ts';
import type { Collector } from '../../payments/api.ts';
import type { Asker } from '../../debts/model.ts';
import { defaultLimits } from '../../http/settings.ts';
import { refusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, type Result } from '../../kernel/result.ts';
import { type Answer, goTo, open, type Visit, type Web } from '../visit.ts';

/** One request by a teller at the hub's own screen. */
export interface DeskVisit extends Visit {
  readonly desk: Desk;
  readonly deskToken: string;
}

/** A page of the teller's screen: whoever has no open desk is led to the sign-in. */
export function atDesk(web: Web, handle: (visit: DeskVisit) => Answer): RouteHandlerMethod {
  return open(web, async (visit) => {
    const deskToken = web.cookies.desk.read(visit.request);
    const desk = deskToken ? await web.deps.desks.authenticate(deskToken) : err(refusal('session_ended'));
    if (!deskToken || !desk.ok) {
      if (deskToken) web.cookies.desk.clear(visit.reply);
      return goTo(visit, deskToken ? '/teller/sign-in?why=ended' : '/teller/sign-in');
    }
    // The address of the screen is always the same: nothing of a customer stands in it.
    const frame = { ...visit.frame, place: '/teller' };
    return handle({ ...visit, frame, desk: desk.value, deskToken });
  });
}

export function collectorOf({ counter }: Desk): Collector {
  const { agent, outlet, teller } = counter;
  const channel = agent.kind === 'kiosk' ? 'kiosk' : 'counter';
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id, channel };
}

export function actorOf({ counter }: Desk): { readonly tellerId: string; readonly agentId: string } {
  return { tellerId: counter.teller.id, agentId: counter.agent.id };
}

/** Quotes name the citizen, so that what is paid by them stands in the citizen's own history. */
export function askerOf({ counter, customer }: Desk): Asker & { readonly kind: 'agent' } {
  return { kind: 'agent', agentId: counter.agent.id, forCitizenId: customer?.citizenId ?? null };
}

/** Questions about people and accounts of one teller in a minute, the same as over the agent API. */
const lookupRule = { scope: 'teller-lookup', limit: defaultLimits.lookupsPerTellerPerMinute, windowSeconds: 60 };

/** Counts a question, so that nobody tries numbers until one fits. Refuses: too_many_requests. */
export function countLookup(web: Web, { desk }: DeskVisit): Promise<Result<void, Refusal>> {
  return web.deps.throttle.take({ rule: lookupRule, subject: desk.counter.teller.id });
}
