import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import type { Customer } from '../../desks/model.ts';
import { present } from '../../kernel/assert.ts';
import { formatMinute } from '../../platform/messages/format-date.ts';
import { translate } from '../../platform/messages/translate.ts';
import type { Provider } from '../../providers/model.ts';
import { describeProblems, describeRefusal, type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { renderFragment } from '../frame.tsx';
import { TellerSignInPage } from '../pages/teller-sign-in.tsx';
import { EmptyPanel, OpenPanel, PayPanel, TakenPanel } from '../pages/teller-side.tsx';
import { DeskPage, DeskRowItem } from '../pages/teller.tsx';
import { sumUp } from '../teller/basket.ts';
import { askerOf, atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { find } from '../teller/find.ts';
import { answerOf, type DeskRow, readRows } from '../teller/lines.ts';
import { askOpen } from '../teller/paying.ts';
import { goTo, html, open, show, statusOf, type Visit, type Web } from '../visit.ts';
import { event } from './home.tsx';
import { panelFor } from './teller-panels.tsx';

/** The teller's screen: one address, whoever stands before it. */
export function tellerRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/teller/sign-in',
    open(web, async (visit) => signInPage(visit, noProblems)),
  );
  app.post(
    '/teller/sign-in',
    open(web, (visit) => signIn(web, visit)),
  );
  app.post(
    '/teller/sign-out',
    atDesk(web, async (visit) => {
      await web.deps.desks.signOut(visit.deskToken);
      web.cookies.desk.clear(visit.reply);
      return goTo(visit, '/teller/sign-in?why=out');
    }),
  );
  app.get(
    '/teller',
    atDesk(web, (visit) => showDesk(web, visit)),
  );
  app.post(
    '/teller/find',
    atDesk(web, (visit) => search(web, visit)),
  );
  app.get(
    '/teller/lines',
    atDesk(web, (visit) => sendLines(web, visit)),
  );
  app.post(
    '/teller/next',
    atDesk(web, async (visit) => {
      if (!visit.desk.customer?.paying) await web.deps.desks.replace(visit.desk, null);
      return goTo(visit, '/teller');
    }),
  );
}

const reasons = { ended: 'teller.ended', out: 'teller.out' } as const;

function signInPage(visit: Visit, problems: FormProblems, status = 200) {
  const { form, query } = visit;
  const why = query.text('why');
  const said = why === 'ended' || why === 'out' ? translate(visit.frame.language)(reasons[why]) : null;
  const draft = {
    ...{ agentCode: form.text('agentCode'), outletCode: form.text('outletCode'), tellerCode: form.text('tellerCode') },
  };
  return show(visit, <TellerSignInPage draft={draft} problems={problems} why={said} />, {
    status,
    place: '/teller/sign-in',
  });
}

async function signIn(web: Web, visit: Visit) {
  const text = (name: string) => visit.form.text(name).trim();
  const codes = { agentCode: text('agentCode'), outletCode: text('outletCode'), tellerCode: text('tellerCode') };
  const signedIn = await web.deps.desks.signIn({ ...codes, password: text('password') }, visit.origin.ip);
  if (!signedIn.ok) {
    return signInPage(visit, describeProblems(visit.frame.language, signedIn.error, []), statusOf(signedIn.error));
  }
  web.cookies.desk.write(visit.reply, signedIn.value.token);
  return goTo(visit, '/teller');
}

async function showDesk(web: Web, visit: DeskVisit) {
  const customer = await askOpen(web, visit.desk);
  const now = { ...visit, desk: { ...visit.desk, customer } };
  const rows = await readRows(web, now);
  const panel = await panelFor(web, now, rows);
  return deskPage(web, now, panel ? { rows, panel } : { rows });
}

export interface DeskState {
  readonly rows?: readonly DeskRow[];
  /** What stands on the right in place of the payment. */
  readonly panel?: VNode;
  readonly problems?: FormProblems;
  readonly search?: { readonly typed: string; readonly choose: readonly Provider[] };
  readonly done?: string | null;
  readonly status?: number;
}

/** The whole page as it stands. */
export async function deskPage(web: Web, visit: DeskVisit, state: DeskState) {
  const { problems = noProblems, done = null, status = 200, search: searched } = state;
  const { customer, counter } = visit.desk;
  const rows = state.rows ?? (await readRows(web, visit));
  const side = state.panel ? null : await sideOf(web, visit, { customer, rows, problems });
  const page = (
    <DeskPage
      counter={counter}
      shift={await shiftWords(web, visit)}
      customer={customer}
      rows={rows}
      problems={problems}
      done={done}
      isPaying={side?.isPaying ?? false}
      hasPanel={state.panel !== undefined}
      searches={!state.panel && (searched ? searched.choose.length === 0 : side?.isIdle === true)}
      {...(searched ? { search: searched } : {})}
    >
      {state.panel ?? side?.panel}
    </DeskPage>
  );
  return show(visit, page, { status, place: '/teller' });
}

interface SideState {
  readonly customer: Customer | null;
  readonly rows: readonly DeskRow[];
  readonly problems: FormProblems;
}

async function sideOf(web: Web, visit: DeskVisit, { customer, rows, problems }: SideState) {
  if (!customer) return { panel: <EmptyPanel />, isPaying: false, isIdle: true };
  if (customer.paying) return { panel: <OpenPanel />, isPaying: false, isIdle: false };
  // A line that is still asked for may be paid when it answers.
  const isWaiting = rows.some((row) => row.line.debt.kind === 'asking' && !row.isPaid);
  const isLeft = isWaiting || customer.refusal !== null || rows.some((row) => row.canPay && row.chosen);
  if (customer.taken.length > 0 && !isLeft) {
    return { panel: <TakenPanel customer={customer} />, isPaying: false, isIdle: false };
  }
  const { sum } = await sumUp(web, visit, { rows, cashTyped: customer.cashTyped });
  const props = { customer, rows, sum, problems };
  return { panel: <PayPanel {...props} />, isPaying: true, isIdle: rows.length === 0 };
}

async function shiftWords(web: Web, { desk, frame }: DeskVisit): Promise<string> {
  const t = translate(frame.language);
  const { agent, outlet, teller } = desk.counter;
  const open = await web.deps.drawers.getOpen({ agentId: agent.id, outletId: outlet.id, tellerId: teller.id });
  if (!open.ok) return t('teller.shift.none');
  return t('teller.shift.open', { number: open.value.shift.number, time: formatMinute(open.value.shift.openedAt) });
}

/** What was found stands on the screen after a redirect: a reload there searches nothing twice. */
async function search(web: Web, visit: DeskVisit) {
  const typed = visit.form.text('q');
  // A payment whose outcome nobody knows comes first.
  if (typed.trim() === '' || visit.desk.customer?.paying) return goTo(visit, '/teller');
  const chosen = visit.form.text('provider');
  const found = await find(web, visit, { typed, chosen: chosen === '' ? null : chosen });
  if (!found.ok) {
    const problems = problemsOf([], describeRefusal(visit.frame.language, found.error));
    return deskPage(web, visit, { problems, search: { typed: '', choose: [] }, status: statusOf(found.error) });
  }
  if (found.value.kind === 'choose') {
    return deskPage(web, visit, { search: { typed, choose: found.value.providers } });
  }
  await web.deps.desks.replace(visit.desk, found.value.customer);
  return goTo(visit, '/teller');
}

/** The lines that wait for an answer, as they come; after each the page is told to add up anew. */
async function sendLines(web: Web, visit: DeskVisit) {
  const rows = await readRows(web, visit);
  const asking = new Set(rows.filter((row) => row.line.debt.kind === 'asking' && !row.isPaid).map((row) => row.key));
  const lines = visit.desk.customer?.lines.filter((line) => asking.has(line.key)) ?? [];
  if (lines.length === 0) return html(visit, '');
  return visit.reply
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(rowEvents(web, visit, lines)));
}

async function* rowEvents(web: Web, visit: DeskVisit, lines: Customer['lines']): AsyncGenerator<string, void> {
  const { desk } = visit;
  const targets = lines.map(({ key, providerId, account, fields }) => {
    return { key, providerId, input: { account, fields }, unmasked: false };
  });
  for await (const answer of web.deps.debts.streamDebts(askerOf(desk), targets)) {
    const customer = await web.deps.desks.change(desk.deskId, (now) => ({
      ...now,
      lines: now.lines.map((line) => (line.key === answer.key ? { ...line, answer: answerOf(answer) } : line)),
    }));
    // The customer has gone while the provider thought: nothing of theirs is sent any more.
    if (customer?.id !== desk.customer?.id) return;
    const rows = await readRows(web, { ...visit, desk: { ...desk, customer: present(customer, 'the customer') } });
    const row = rows.find((one) => one.key === answer.key);
    if (!row) continue;
    yield event(renderFragment(visit.frame, <DeskRowItem row={row} fresh />));
    yield `event: recount\n${event('')}`;
  }
}
