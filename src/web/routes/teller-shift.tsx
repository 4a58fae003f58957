import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import type { ShiftReport } from '../../drawers/api.ts';
import type { Counted, Keeper, Settler } from '../../drawers/model.ts';
import { type Refusal } from '../../kernel/errors/catalogue.ts';
import { currencies, minor, parseBalance } from '../../kernel/money.ts';
import { currencySign, formatMoney } from '../../platform/messages/format-amount.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeProblems, type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { ShiftPanel } from '../pages/teller-shift.tsx';
import { isUuid } from '../read-form.ts';
import { atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { statusOf, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';
import { deskPage } from '../teller/desk-page.tsx';

/** The teller's shift from the screen: open, count, close, and the X- and Z-reports. */
export function tellerShiftRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/teller/shift/open',
    atDesk(web, (visit) => openShift(web, visit)),
  );
  app.post(
    '/teller/shift/close',
    atDesk(web, (visit) => (visit.form.text('do') === 'count' ? countCash(web, visit) : closeShift(web, visit))),
  );
  app.post(
    '/teller/shift/look',
    atDesk(web, async (visit) =>
      deskPage(web, visit, { panel: await shiftPanel(web, visit, { shiftId: namedShift(visit) }) }),
    ),
  );
  app.get(
    '/teller/shifts/:file',
    atDesk(web, (visit) => sendReport(web, visit)),
  );
}

function keeperOf({ desk }: DeskVisit): Keeper {
  const { agent, outlet, teller } = desk.counter;
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id };
}

function settlerOf(visit: DeskVisit): Settler {
  return { ...keeperOf(visit), role: visit.desk.counter.teller.role };
}

interface ShownShift {
  readonly problems?: FormProblems;
  readonly closed?: ShiftReport | null;
  /** The open shift of somebody whom the teller looks after; null for the own one. */
  readonly shiftId?: string | null;
}

/** The panel of the open shift, or of one that was closed just now. */
export async function shiftPanel(
  web: Web,
  visit: DeskVisit,
  { problems = noProblems, closed = null, shiftId = null }: ShownShift = {},
): Promise<VNode> {
  const { drawers } = web.deps;
  const { agent, teller } = visit.desk.counter;
  const open = closed ? null : await drawers.getOpen(keeperOf(visit));
  const ownId = open?.ok ? open.value.shift.id : null;
  const wanted = closed ? null : (shiftId ?? ownId);
  const found = wanted === null ? null : await drawers.report(agent.id, wanted, settlerOf(visit));
  const report = closed ?? (found?.ok ? found.value : null);
  const isOwn = report === null || report.shift.tellerId === teller.id;
  const others = (await drawers.listOpen(settlerOf(visit))).filter(({ tellerCode }) => tellerCode !== teller.code);
  return (
    <ShiftPanel
      report={report}
      isOwn={isOwn}
      others={others}
      requestKey={`desk-${web.deps.ids.uuid()}`}
      payments={isOwn && open?.ok ? await drawers.listPayments(keeperOf(visit)) : []}
      problems={problems}
      typed={(name) => (problems === noProblems ? '' : visit.form.text(name).slice(0, 200))}
    />
  );
}

async function openShift(web: Web, visit: DeskVisit) {
  const counted = readCounted(visit);
  if (counted.problems) return refuse(web, visit, { problems: counted.problems, status: 422 });
  const opened = await web.deps.drawers.open(requestOf(visit), counted.cash);
  if (!opened.ok) return refused(web, visit, opened.error);
  return deskPage(web, visit, { panel: await shiftPanel(web, visit) });
}

async function countCash(web: Web, visit: DeskVisit) {
  const counted = readCounted(visit);
  if (counted.problems) return refuse(web, visit, { problems: counted.problems, status: 422 });
  const done = await web.deps.drawers.count(requestOf(visit), visit.form.text('shift').slice(0, 40), counted.cash);
  if (!done.ok) return refused(web, visit, done.error);
  const { language } = visit.frame;
  const { lines } = done.value.value;
  const words = lines.map(({ difference, currency }) => formatMoney(language, difference, currency));
  const said = translate(language)('teller.shift.counted', { amount: words.join(', ') });
  // Nobody takes a drawer that is short for one that is right.
  const differs = lines.some(({ difference }) => difference !== 0n);
  return deskPage(web, visit, {
    panel: await shiftPanel(web, visit, { shiftId: namedShift(visit) }),
    ...(differs ? { warning: said } : { done: said }),
  });
}

async function closeShift(web: Web, visit: DeskVisit) {
  const counted = readCounted(visit);
  if (counted.problems) return refuse(web, visit, { problems: counted.problems, status: 422 });
  const reason = visit.form.text('reason').trim().slice(0, 200);
  const closed = await web.deps.drawers.close(requestOf(visit), visit.form.text('shift').slice(0, 40), {
    counted: counted.cash,
    reason: reason === '' ? null : reason,
  });
  if (!closed.ok) return refused(web, visit, closed.error);
  const panel = await shiftPanel(web, visit, { closed: closed.value.value });
  return deskPage(web, visit, { panel, done: translate(visit.frame.language)('teller.shift.closed') });
}

/** The shift that a form is of; null where it names none. */
function namedShift(visit: DeskVisit): string | null {
  const shiftId = visit.form.text('shift').slice(0, 40);
  return isUuid(shiftId) ? shiftId : null;
}

/** The key is the page's: the form sent twice does its work once. */
function requestOf(visit: DeskVisit) {
  return { by: keeperOf(visit), key: visit.form.text('key').slice(0, 100) };
}

/** What lies in the drawer by currency; an empty field of a foreign currency is none of it. */
function readCounted(visit: DeskVisit): { readonly cash: Counted[]; readonly problems: FormProblems | null } {
  const t = translate(visit.frame.language);
  const typed = currencies.flatMap((currency) => {
    const text = visit.form
      .text(`cash-${currency}`)
      .trim()
      .replace(/[\s\u00a0]/g, '')
      .replace(',', '.');
    return text === '' ? [] : [{ currency, amount: parseBalance(text.includes('.') ? text : `${text}.00`, currency) }];
  });
  const wrong = typed.flatMap(({ currency, amount }) => {
    if (amount.ok) return [];
    const label = t('teller.shift.inDrawer', { sign: currencySign(currency) });
    return [{ name: `cash-${currency}`, label, text: t('teller.cash.unreadable') }];
  });
  const cash = typed.map(({ currency, amount }): Counted => {
    return { currency, amount: amount.ok ? amount.value : minor(0n), denominations: null };
  });
  return { cash, problems: wrong.length > 0 ? problemsOf(wrong) : null };
}

function refused(web: Web, visit: DeskVisit, refusal: Refusal) {
  const problems = describeProblems(visit.frame.language, refusal, []);
  return refuse(web, visit, { problems, status: statusOf(refusal) });
}

async function refuse(
  web: Web,
  visit: DeskVisit,
  { problems, status }: { readonly problems: FormProblems; readonly status: number },
) {
  const panel = await shiftPanel(web, visit, { problems, shiftId: namedShift(visit) });
  return deskPage(web, visit, { panel, problems, status });
}

/** A report of the teller's own shift, or of another that the teller looks after, in the language of the screen. */
async function sendReport(web: Web, visit: DeskVisit) {
  const { file = '' } = visit.request.params as { file?: string };
  const shiftId = file.replace(/\.pdf$/, '');
  const report = isUuid(shiftId)
    ? await web.deps.drawers.report(visit.desk.counter.agent.id, shiftId, settlerOf(visit))
    : null;
  if (!report?.ok) return showMissing(visit);
  const layout = visit.query.text('layout') === 'a4' ? 'a4' : 'roll80';
  return visit.reply
    .type('application/pdf')
    .header('content-disposition', 'inline; filename="shift-report.pdf"')
    .send(await web.deps.drawers.pdf(report.value, visit.frame.language, layout));
}
