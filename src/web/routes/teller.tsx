import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { DebtLine } from '../../debts/model.ts';
import { type Customer, giveWay } from '../../desks/model.ts';
import { present } from '../../kernel/assert.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeProblems, describeRefusal, type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { renderFragment } from '../frame.tsx';
import { TellerSignInPage } from '../pages/teller-sign-in.tsx';
import { DeskRowItem } from '../pages/teller-row.tsx';
import { deskPage } from '../teller/desk-page.tsx';
import { askerOf, atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { find, joined } from '../teller/find.ts';
import { answerOf, readRows } from '../teller/lines.ts';
import { askOpen } from '../teller/paying.ts';
import { goTo, html, open, show, statusOf, type Visit, type Web } from '../visit.ts';
import { event } from './home.tsx';
import { readingWords } from './teller-meter.tsx';
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
      await web.deps.desks.change(visit.desk.deskId, (now) => giveWay(now, null));
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
  return deskPage(web, now, { rows, ...saidOfReading(visit), ...(panel ? { panel } : {}) });
}

/** What became of the reading that was just handed in. */
function saidOfReading({ query, frame }: DeskVisit): { readonly done?: string; readonly warning?: string } {
  const state = query.text('read');
  if (!(state in readingWords)) return {};
  const said = translate(frame.language)(readingWords[state as keyof typeof readingWords]);
  return state === 'refused' ? { warning: said } : { done: said };
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
  const { value } = found;
  await web.deps.desks.change(visit.desk.deskId, (now) =>
    giveWay(now, value.kind === 'customer' ? value.customer : joined(now, value)),
  );
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

function answered(lines: Customer['lines'], answer: DebtLine): Customer['lines'] {
  return lines.map((line) => {
    // What was paid meanwhile stays paid.
    const isMeant = line.key === answer.key && line.answer.kind !== 'paid';
    return isMeant ? { ...line, answer: answerOf(answer) } : line;
  });
}

async function* rowEvents(web: Web, visit: DeskVisit, lines: Customer['lines']): AsyncGenerator<string, void> {
  const { desk } = visit;
  const targets = lines.map(({ key, providerId, account, fields, bills = [] }) => {
    return { key, providerId, input: { account, fields }, unmasked: false, bills };
  });
  for await (const answer of web.deps.debts.streamDebts(askerOf(desk), targets)) {
    const customer = await web.deps.desks.change(desk.deskId, (now) => {
      return now && { ...now, lines: answered(now.lines, answer) };
    });
    // The customer has gone while the provider thought: nothing of theirs is sent any more.
    if (customer?.id !== desk.customer?.id) return;
    const rows = await readRows(web, { ...visit, desk: { ...desk, customer: present(customer, 'the customer') } });
    const row = rows.find((one) => one.key === answer.key);
    if (!row) continue;
    yield event(renderFragment(visit.frame, <DeskRowItem row={row} fresh />));
    yield `event: recount\n${event('')}`;
  }
}
