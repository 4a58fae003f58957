import type { FastifyInstance } from 'fastify';
import { present } from '../../kernel/assert.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Provider } from '../../providers/model.ts';
import type { LinkDraft } from '../components/link-account.tsx';
import { describeProblems, type FormProblems, noProblems } from '../form-problems.ts';
import { AccountPage, AccountsPage, AddAccountPage, type ShownLink, UnlinkPage } from '../pages/accounts.tsx';
import { inReadingOrder } from '../provider-order.ts';
import { isUuid } from '../read-form.ts';
import { type CitizenVisit, goTo, show, signedIn, statusOf, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';
import { linkFailure, readLinkRequest } from './registration.tsx';

const actor = { kind: 'citizen' } as const;

export function accountRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/accounts',
    signedIn(web, (visit) => showAccounts(web, visit)),
  );
  app.get(
    '/accounts/add',
    signedIn(web, async (visit) => {
      const chosen = (await web.deps.providers.findByCode(visit.query.text('provider'))) ?? null;
      return addPage(web, visit, { chosen, draft: {}, problems: noProblems });
    }),
  );
  app.post(
    '/accounts/add',
    signedIn(web, (visit) => linkAccount(web, visit)),
  );
  app.get(
    '/accounts/:linkId',
    signedIn(web, (visit) =>
      withLink(web, visit, async (shown) =>
        show(visit, <AccountPage {...shown} label={shown.link.label ?? ''} problems={noProblems} />),
      ),
    ),
  );
  app.post(
    '/accounts/:linkId',
    signedIn(web, (visit) => withLink(web, visit, (shown) => renameAccount(web, visit, shown))),
  );
  app.get(
    '/accounts/:linkId/unlink',
    signedIn(web, (visit) => withLink(web, visit, async (shown) => show(visit, <UnlinkPage {...shown} />))),
  );
  app.post(
    '/accounts/:linkId/unlink',
    signedIn(web, (visit) => unlinkAccount(web, visit)),
  );
}

async function showAccounts(web: Web, visit: CitizenVisit) {
  const links = await web.deps.accounts.list(visit.session.citizen.citizenId);
  const providers = await web.deps.providers.findMany(links.map((link) => link.providerId));
  const shown = links.map((link) => ({ link, provider: present(providers.get(link.providerId), 'a provider') }));
  const t = translate(visit.frame.language);
  const answers: Readonly<Record<string, string>> = {
    linked: t('link.done'),
    proven: t('link.done.proven'),
    removed: t('link.removed'),
    renamed: t('account.renamed'),
  };
  const done = visit.query.text('done');
  return show(
    visit,
    <AccountsPage links={shown} done={Object.hasOwn(answers, done) ? (answers[done] ?? null) : null} />,
  );
}

interface AddState {
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
  readonly status?: number;
}

async function addPage(web: Web, visit: CitizenVisit, { status = 200, ...state }: AddState) {
  const active = await web.deps.providers.list({ state: 'active' });
  const providers = inReadingOrder(visit.frame.language, active);
  const place = state.chosen ? `/accounts/add?provider=${state.chosen.code}` : '/accounts/add';
  return show(visit, <AddAccountPage {...state} providers={providers} />, { status, place });
}

async function linkAccount(web: Web, visit: CitizenVisit) {
  const provider = await web.deps.providers.findByCode(visit.form.text('provider'));
  if (!provider) return goTo(visit, '/accounts/add');
  const request = readLinkRequest(provider, visit.form);
  const linked = await web.deps.accounts.link(visit.session.citizen.citizenId, request, actor);
  if (!linked.ok) return addPage(web, visit, { chosen: provider, ...linkFailure(visit, provider, linked.error) });
  return goTo(visit, `/accounts?done=${linked.value.link.proof === 'proven' ? 'proven' : 'linked'}`);
}

/** The citizen's own link that the address names; another's is answered like one that does not exist. */
async function withLink(web: Web, visit: CitizenVisit, then: (shown: ShownLink) => ReturnType<typeof showAccounts>) {
  const linkId = linkIdOf(visit);
  const link = linkId ? await web.deps.accounts.get(visit.session.citizen.citizenId, linkId) : undefined;
  if (!link?.ok) return showMissing(visit);
  const providers = await web.deps.providers.findMany([link.value.providerId]);
  return then({ link: link.value, provider: present(providers.get(link.value.providerId), 'a provider') });
}

function linkIdOf(visit: CitizenVisit): string | undefined {
  const { linkId = '' } = visit.request.params as { linkId?: string };
  return isUuid(linkId) ? linkId : undefined;
}

async function renameAccount(web: Web, visit: CitizenVisit, shown: ShownLink) {
  const label = visit.form.text('label');
  const { citizenId } = visit.session.citizen;
  const renamed = await web.deps.accounts.rename(citizenId, shown.link.linkId, label.trim() === '' ? null : label);
  if (renamed.ok) return goTo(visit, '/accounts?done=renamed');
  const { language } = visit.frame;
  const facts = [{ name: 'label', label: translate(language)('field.accountLabel'), maxLength: 60 }];
  const problems = describeProblems(language, renamed.error, facts);
  const page = <AccountPage {...shown} label={label} problems={problems} />;
  return show(visit, page, { status: statusOf(renamed.error), place: `/accounts/${shown.link.linkId}` });
}

async function unlinkAccount(web: Web, visit: CitizenVisit) {
  const linkId = linkIdOf(visit);
  const gone = linkId ? await web.deps.accounts.unlink(visit.session.citizen.citizenId, linkId, actor) : undefined;
  return gone?.ok ? goTo(visit, '/accounts?done=removed') : showMissing(visit);
}
