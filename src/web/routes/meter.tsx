import type { FastifyInstance } from 'fastify';
import type { AccountLink } from '../../accounts/api.ts';
import type { DebtLine } from '../../debts/model.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import type { Provider } from '../../providers/model.ts';
import { translate } from '../../platform/messages/translate.ts';
import { targetOf } from '../debts/account-line.ts';
import { type FormProblems, noProblems } from '../form-problems.ts';
import { readingProblems, readValue, unreadable } from '../reading-problems.ts';
import { MeterPage } from '../pages/meter.tsx';
import { isUuid } from '../read-form.ts';
import { type Answer, type CitizenVisit, goTo, show, signedIn, statusOf, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';

/** The meter of an account: where it stands, and a new reading of it. */
export function meterRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/accounts/:linkId/meter',
    signedIn(web, (visit) => withOwn(web, visit, (own) => meterPage(web, visit, { own }))),
  );
  app.post(
    '/accounts/:linkId/meter',
    signedIn(web, (visit) => withOwn(web, visit, (own) => handIn(web, visit, own))),
  );
}

interface Own {
  readonly link: AccountLink;
  readonly provider: Provider;
}

async function withOwn(web: Web, visit: CitizenVisit, then: (own: Own) => Answer) {
  const { linkId = '' } = visit.request.params as { linkId?: string };
  const link = isUuid(linkId) ? await web.deps.accounts.get(visit.session.citizen.citizenId, linkId) : undefined;
  if (!link?.ok) return showMissing(visit);
  const provider = (await web.deps.providers.findMany([link.value.providerId])).get(link.value.providerId);
  return provider ? then({ link: link.value, provider }) : showMissing(visit);
}

const askerOf = (visit: CitizenVisit) => ({ kind: 'citizen', citizenId: visit.session.citizen.citizenId }) as const;

interface MeterState {
  readonly own: Own;
  readonly problems?: FormProblems;
  readonly typed?: string;
  /** The value seems impossible: whoever sends it again means it. */
  readonly asks?: boolean;
  readonly status?: number;
}

async function meterPage(web: Web, visit: CitizenVisit, state: MeterState) {
  const { own, problems = noProblems, typed = '', asks = false, status = 200 } = state;
  const [line] = await web.deps.debts.queryDebts(askerOf(visit), [targetOf(own.link)]);
  const meter = meterOf(line);
  const [block = null] = await web.deps.meters.positions([{ providerId: own.provider.id, meter }]);
  const done = visit.query.text('done') === 'yes';
  const page = <MeterPage {...own} {...{ meter, block, problems, typed, asks, done }} />;
  return show(visit, page, { status, place: `/accounts/${own.link.linkId}/meter` });
}

function meterOf(line: DebtLine | undefined) {
  return line?.kind === 'quoted' ? line.meter : null;
}

async function handIn(web: Web, visit: CitizenVisit, own: Own) {
  const { link, provider } = own;
  const { language } = visit.frame;
  const typed = visit.form.text('value').trim().slice(0, 20);
  const label = translate(language)('meter.reading');
  const value = readValue(typed);
  if (value === null) {
    const problems = unreadable(language, label);
    return meterPage(web, visit, { own, problems, typed, status: 422 });
  }
  const handed = await web.deps.meters.handIn(askerOf(visit), {
    ...{ provider, account: link.account, fields: link.fields, value },
    readOn: businessDateOf(visit.frame.now),
    isConfirmed: visit.form.has('confirmed'),
    handedInBy: `citizen:${visit.session.citizen.citizenId}`,
  });
  if (handed.ok) return goTo(visit, `/accounts/${link.linkId}/meter?done=yes`);
  const asks = handed.error.code === 'reading_implausible';
  const problems = readingProblems(language, handed.error, label);
  return meterPage(web, visit, { own, problems, typed, asks, status: statusOf(handed.error) });
}
