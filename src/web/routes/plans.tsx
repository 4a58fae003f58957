import type { FastifyInstance } from 'fastify';
import type { AccountLink } from '../../accounts/api.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { LineState } from '../../kernel/adapter.ts';
import type { LineKind, Plan } from '../../plans/model.ts';
import { targetOf } from '../debts/account-line.ts';
import { PlansPage } from '../pages/plans.tsx';
import { isUuid } from '../read-form.ts';
import { type CitizenVisit, show, signedIn, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';

/** What a mobile line has, what it becomes, and what else its holder can have. */
export function planRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/accounts/:linkId/plans',
    signedIn(web, (visit) => showPlans(web, visit)),
  );
}

async function showPlans(web: Web, visit: CitizenVisit) {
  const { linkId = '' } = visit.request.params as { linkId?: string };
  const link = isUuid(linkId) ? await web.deps.accounts.get(visit.session.citizen.citizenId, linkId) : undefined;
  const provider = link?.ok
    ? (await web.deps.providers.findMany([link.value.providerId])).get(link.value.providerId)
    : null;
  if (!link?.ok || provider?.service !== 'mobile') return showMissing(visit);
  const line = await askLine(web, visit, link.value);
  const page = {
    provider,
    account: link.value.account,
    line,
    notice: line ? await web.deps.plans.findNotice(provider.id, line) : null,
    offered: await offeredTo(web, provider.id, line),
    today: businessDateOf(visit.frame.now),
  };
  return show(visit, <PlansPage {...page} />);
}

/** The line as its provider tells it now; null where it does not. */
async function askLine(web: Web, visit: CitizenVisit, link: AccountLink): Promise<LineState | null> {
  const asker = { kind: 'citizen', citizenId: visit.session.citizen.citizenId } as const;
  const [answer] = await web.deps.debts.queryDebts(asker, [targetOf(link)]);
  return answer?.kind === 'quoted' ? answer.quote.line : null;
}

/** Of a line that nobody knows, the plans of both kinds. */
async function offeredTo(web: Web, providerId: string, line: LineState | null): Promise<readonly Plan[]> {
  const kinds: readonly LineKind[] = line ? [line.kind] : ['prepaid', 'postpaid'];
  const lists = await Promise.all(kinds.map((kind) => web.deps.plans.listOffered(providerId, kind)));
  return [...new Map(lists.flat().map((plan) => [plan.code, plan])).values()];
}
