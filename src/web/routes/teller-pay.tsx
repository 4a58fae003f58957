import type { FastifyInstance } from 'fastify';
import { translate } from '../../platform/messages/translate.ts';
import { describeFailure } from '../../http/failures.ts';
import { describeRefusal, problemsOf } from '../form-problems.ts';
import { renderFragment } from '../frame.tsx';
import { SumBox } from '../pages/teller-side.tsx';
import { isUuid } from '../read-form.ts';
import { AmountField } from '../components/desk-amount.tsx';
import { isOfferedAnew } from '../paying/pay-line.ts';
import { payingOf, quoteChosen, readChoices, sumUp } from '../teller/basket.ts';
import { atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { type DeskRow, readRows } from '../teller/lines.ts';
import { giveUp, pay, sendOpen } from '../teller/paying.ts';
import { goTo, html, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';
import { deskPage } from '../teller/desk-page.tsx';

/** Adding up, taking the money, finding out what became of it, and the receipts. */
export function tellerPayRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/teller/total',
    atDesk(web, (visit) => sendTotal(web, visit)),
  );
  app.post(
    '/teller/pay',
    atDesk(web, (visit) => takePayment(web, visit)),
  );
  app.post(
    '/teller/again',
    atDesk(web, async (visit) => {
      const { paying } = visit.desk.customer ?? {};
      if (paying) await quietly(visit, () => sendOpen(web, visit.desk, paying));
      return goTo(visit, '/teller');
    }),
  );
  app.post(
    '/teller/give-up',
    atDesk(web, async (visit) => {
      await quietly(visit, () => giveUp(web, visit.desk));
      return goTo(visit, '/teller');
    }),
  );
  app.get(
    '/teller/receipts/:file',
    atDesk(web, (visit) => sendReceipt(web, visit)),
  );
}

/** The fields as the form has them, kept with the customer: a reload shows them again. */
async function withChoices(web: Web, visit: DeskVisit): Promise<DeskVisit> {
  const customer = await web.deps.desks.change(visit.desk.deskId, (now) =>
    now && now.id === visit.form.text('customer') && !now.paying
      ? { ...now, lines: readChoices(now.lines, visit.form), cashTyped: visit.form.text('cash').slice(0, 40) }
      : now,
  );
  return { ...visit, desk: { ...visit.desk, customer: customer ?? null } };
}

/** Only what the teller saw is paid: a line that was answered a moment ago is in no form yet. */
function sentRows(rows: readonly DeskRow[], { form }: DeskVisit): DeskRow[] {
  return rows.filter((row) => form.has(`amount-${row.key}`));
}

async function sendTotal(web: Web, visit: DeskVisit) {
  const now = await withChoices(web, visit);
  if (now.desk.customer?.id !== visit.form.text('customer')) return goTo(visit, '/teller');
  const rows = sentRows(await readRows(web, now), visit);
  const { sum } = await sumUp(web, now, { rows, cashTyped: visit.form.text('cash') });
  const parts = (
    <>
      <SumBox sum={sum} />
      {rows
        .filter((row) => isOfferedAnew(visit.form, row))
        .map((row) => (
          <AmountField row={row} fresh />
        ))}
    </>
  );
  return html(visit, renderFragment(visit.frame, parts));
}

async function takePayment(web: Web, visit: DeskVisit) {
  const now = await withChoices(web, visit);
  const { customer } = now.desk;
  // A window of an earlier customer takes no money; one under way is not begun again.
  if (customer?.id !== visit.form.text('customer') || customer.paying) return goTo(visit, '/teller');
  const cashTyped = visit.form.text('cash');
  const rows = await readRows(web, now);
  const basket = await sumUp(web, now, { rows: sentRows(rows, visit), cashTyped });
  const nothing = { title: translate(visit.frame.language)('teller.pay.nothing'), advice: '' };
  const isNothing = basket.lines.length === 0 && basket.problems.fields.length === 0;
  const problems = isNothing ? problemsOf([], nothing) : basket.problems;
  if (problems.whole || problems.fields.length > 0) {
    return deskPage(web, now, { rows, problems, status: 422 });
  }
  const { paymentCode } = customer;
  const quoted = await quoteChosen(web, now.desk, basket);
  if (!quoted.ok) {
    const refused = problemsOf([], describeRefusal(visit.frame.language, quoted.error));
    return deskPage(web, now, { rows, problems: refused, status: 422 });
  }
  const paying = payingOf(web, basket, { lines: quoted.value, form: visit.form, paymentCode });
  await quietly(visit, () => pay(web, now.desk, paying));
  return goTo(visit, '/teller');
}

/** Whatever goes wrong from here on, the page that follows says what is known: the keys are written down. */
export async function quietly(visit: DeskVisit, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    visit.request.log.error(
      { event: 'web.teller_payment', failure: describeFailure(error) },
      'the outcome is not known',
    );
  }
}

/** Receipts of the customer who is here: with the customer they are gone from this screen. */
async function sendReceipt(web: Web, visit: DeskVisit) {
  const { file = '' } = visit.request.params as { file?: string };
  const paymentId = file.replace(/\.pdf$/, '');
  const { customer } = visit.desk;
  const taken = customer?.taken.flatMap((one) => one.payments) ?? [];
  const shown = [...taken.map((payment) => payment.paymentId), customer?.opened?.paymentId];
  if (!isUuid(paymentId) || !shown.includes(paymentId)) return showMissing(visit);
  const payment = await web.deps.payments.getForAgent(visit.desk.counter.agent.id, paymentId);
  if (!payment.ok) return showMissing(visit);
  const layout = visit.query.text('layout') === 'a4' ? 'a4' : 'roll80';
  return visit.reply
    .type('application/pdf')
    .header('content-disposition', `inline; filename="receipt-${payment.value.receiptNumber}.pdf"`)
    .send(await web.deps.receipts.pdf(payment.value, visit.frame.language, layout));
}
