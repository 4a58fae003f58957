import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { giveWay } from '../../desks/model.ts';
import { openSheet, sealSheet } from '../sealed-sheet.ts';
import { describeProblems, type FormProblems, noProblems } from '../form-problems.ts';
import { translate } from '../../platform/messages/translate.ts';
import { inputName, type LinkDraft, linkFacts } from '../components/link-account.tsx';
import { LinkPanel, RegisterPanel, SheetPanel } from '../pages/teller-people.tsx';
import { emptyDraft, personFacts } from '../pages/register.tsx';
import type { Provider } from '../../providers/model.ts';
import { inReadingOrder } from '../provider-order.ts';
import { actorOf, atDesk, countLookup, type DeskVisit } from '../teller/desk-visit.ts';
import { customerOf } from '../teller/find.ts';
import { type DeskRow, readRows } from '../teller/lines.ts';
import { goTo, statusOf, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';
import { readDraft } from './registration.tsx';
import { meterPanel } from './teller-meter.tsx';
import { shiftPanel } from './teller-shift.tsx';
import { deskPage } from '../teller/desk-page.tsx';

/** What a teller does for a citizen beside taking money: register with the card in hand, link, unlink. */
export function tellerPeopleRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/teller/register',
    atDesk(web, (visit) => register(web, visit)),
  );
  app.post(
    '/teller/sheet.pdf',
    atDesk(web, (visit) => sendSheet(web, visit)),
  );
  app.get(
    '/teller/link',
    atDesk(web, async (visit) => goTo(visit, '/teller?panel=link')),
  );
  app.post(
    '/teller/link',
    atDesk(web, (visit) => link(web, visit)),
  );
  app.post(
    '/teller/unlink',
    atDesk(web, (visit) => unlink(web, visit)),
  );
}

/** The panel that the address asks for; none while a payment is under way. */
export async function panelFor(web: Web, visit: DeskVisit, rows: readonly DeskRow[]): Promise<VNode | undefined> {
  if (visit.desk.customer?.paying) return undefined;
  switch (visit.query.text('panel')) {
    case 'shift':
      return shiftPanel(web, visit);
    case 'meter':
      return meterPanel(web, visit, { rows, key: visit.query.text('line') });
    case 'register':
      return <RegisterPanel draft={emptyDraft(visit.frame.language)} problems={noProblems} />;
    case 'link': {
      const chosen = (await web.deps.providers.findByCode(visit.query.text('provider'))) ?? null;
      return linkPanel(web, visit, { rows, chosen, draft: {}, problems: noProblems });
    }
    default:
      return undefined;
  }
}

async function register(web: Web, visit: DeskVisit) {
  const draft = readDraft(visit.form);
  const counted = await countLookup(web, visit);
  const { phone, email, ...rest } = draft;
  const contacts = { ...(phone.trim() === '' ? {} : { phone }), ...(email.trim() === '' ? {} : { email }) };
  const input = { ...rest, ...contacts, confirmBy: undefined };
  const registered = counted.ok ? await web.deps.citizens.counter.register(actorOf(visit.desk), input) : counted;
  if (!registered.ok) {
    const problems = describeProblems(visit.frame.language, registered.error, personFacts(visit.frame.language));
    const panel = <RegisterPanel draft={draft} problems={problems} />;
    return deskPage(web, visit, { panel, problems, status: statusOf(registered.error) });
  }
  const { sheet } = registered.value;
  const fresh = await customerOf(web, sheet);
  const customer = await web.deps.desks.change(visit.desk.deskId, (present) => giveWay(present, fresh));
  const now = { ...visit, desk: { ...visit.desk, customer: customer ?? null } };
  const sealed = sealSheet(web.deps.cipher, sheet, { secret: visit.deskToken, now: visit.frame.now });
  // The answer is the sheet itself: it is at no address that could be opened again.
  return deskPage(web, now, { panel: <SheetPanel uniqueCode={sheet.uniqueCode} sealed={sealed} /> });
}

/** The sheet with the accounts that are linked by now; for this desk, and for a quarter of an hour. */
async function sendSheet(web: Web, visit: DeskVisit) {
  const bound = { secret: visit.deskToken, now: visit.frame.now };
  const sheet = openSheet(web.deps.cipher, visit.form.text('sheet'), bound);
  if (!sheet) return showMissing(visit);
  const links = await web.deps.accounts.list(sheet.citizenId);
  const accounts = links.map(({ providerId, account, label }) => ({ providerId, account, label }));
  return visit.reply
    .type('application/pdf')
    .header('content-disposition', 'attachment; filename="vahid-registration-sheet.pdf"')
    .send(await web.deps.renderSheet({ ...sheet, accounts }));
}

interface LinkState {
  readonly rows: readonly DeskRow[];
  readonly chosen: Provider | null;
  readonly draft: LinkDraft;
  readonly problems: FormProblems;
}

async function linkPanel(web: Web, visit: DeskVisit, state: LinkState): Promise<VNode> {
  const active = await web.deps.providers.list({ state: 'active' });
  const providers = inReadingOrder(visit.frame.language, active);
  return <LinkPanel {...state} customer={visit.desk.customer} providers={providers} />;
}

async function link(web: Web, visit: DeskVisit) {
  const { language } = visit.frame;
  const { customer } = visit.desk;
  const provider = await web.deps.providers.findByCode(visit.form.text('provider'));
  if (!provider || !customer?.citizenId) return goTo(visit, '/teller?panel=link');
  const counted = await countLookup(web, visit);
  const wish = {
    ...{ providerId: provider.id, account: visit.form.text('account'), fields: visit.form.group('field.') },
    label: visit.form.text('label'),
  };
  const actor = { kind: 'teller' as const, ...actorOf(visit.desk) };
  const linked = counted.ok ? await web.deps.accounts.link(customer.citizenId, wish, actor) : counted;
  if (!linked.ok) {
    const problems = describeProblems(language, linked.error, linkFacts(language, provider));
    const draft = Object.fromEntries(
      [...provider.fields.map(inputName), 'label'].map((name) => [name, visit.form.text(name)]),
    );
    const rows = await readRows(web, visit);
    const panel = await linkPanel(web, visit, { rows, chosen: provider, draft, problems });
    return deskPage(web, visit, { rows, panel, problems, status: statusOf(linked.error) });
  }
  return afterLinks(web, visit, translate(language)('link.done'));
}

async function unlink(web: Web, visit: DeskVisit) {
  const { customer } = visit.desk;
  if (!customer?.citizenId) return goTo(visit, '/teller?panel=link');
  const actor = { kind: 'teller' as const, ...actorOf(visit.desk) };
  const ended = await web.deps.accounts.unlink(customer.citizenId, visit.form.text('link').slice(0, 40), actor);
  if (!ended.ok) return showMissing(visit);
  return afterLinks(web, visit, translate(visit.frame.language)('link.removed'));
}

/** The citizen's accounts as they are now: what was asked before stays answered. */
async function afterLinks(web: Web, visit: DeskVisit, done: string) {
  const { customer } = visit.desk;
  if (!customer?.citizenId || customer.uniqueCode === null) return goTo(visit, '/teller');
  const { citizenId, uniqueCode, fullName } = customer;
  const fresh = await customerOf(web, { citizenId, uniqueCode, fullName: fullName ?? '' });
  const now = await web.deps.desks.change(visit.desk.deskId, (present) => {
    if (present?.id !== customer.id || present.paying) return present;
    const lines = fresh.lines.map((line) => present.lines.find((known) => known.key === line.key) ?? line);
    return { ...present, lines };
  });
  return deskPage(web, { ...visit, desk: { ...visit.desk, customer: now ?? null } }, { done });
}
