import type { FastifyInstance } from 'fastify';
import type { CardLoad } from '../../cards/model.ts';
import type { Customer } from '../../desks/model.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import type { Result } from '../../kernel/result.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeRefusal, type FormProblems, noProblems, problemsOf } from '../form-problems.ts';
import { renderFragment } from '../frame.tsx';
import { CardLegItem } from '../pages/teller-card.tsx';
import { hasStep, readCardLeg } from '../teller/card-legs.ts';
import { deskPage } from '../teller/desk-page.tsx';
import { atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { goTo, html, statusOf, type Web } from '../visit.ts';
import { showMissing } from './missing.tsx';

/** The second leg of a payment for a prepaid meter: credit is asked for, written to the card, or not written. */
export function tellerCardRoutes(app: FastifyInstance, web: Web): void {
  app.get(
    '/teller/card/:paymentId',
    atDesk(web, (visit) => sendLeg(web, visit)),
  );
  app.post(
    '/teller/card',
    atDesk(web, (visit) => takeStep(web, visit)),
  );
}

/** Payments of the customer who is here: with the customer they are gone from this screen. */
function isHere(customer: Customer | null, paymentId: string): boolean {
  if (customer?.opened?.paymentId === paymentId) return true;
  return customer?.taken.some((taken) => taken.payments.some((payment) => payment.paymentId === paymentId)) ?? false;
}

/** The leg of a page that is open, as it stands now. */
async function sendLeg(web: Web, visit: DeskVisit) {
  const { paymentId = '' } = visit.request.params as { paymentId?: string };
  if (!isHere(visit.desk.customer, paymentId)) return showMissing(visit);
  const leg = await readCardLeg(web, visit, paymentId);
  // Undone meanwhile: no card has to do with it any more, and the page need not ask again.
  if (!leg) return html(visit, '');
  const part = <CardLegItem leg={leg} isCurrent={hasStep(leg)} problems={noProblems} isWhole={false} />;
  return html(visit, renderFragment(visit.frame, part));
}

/** A step that was taken twice is taken once: a reload shows how the card stands, and so does a second press. */
async function takeStep(web: Web, visit: DeskVisit) {
  const { customer, counter } = visit.desk;
  const paymentId = visit.form.text('payment');
  if (!isHere(customer, paymentId)) return goTo(visit, '/teller');
  const agentId = counter.agent.id;
  const { cards } = web.deps;
  const step = visit.form.text('step');
  const attempt = Number(visit.form.text('attempt'));
  if (step === 'written') return answer(web, visit, await cards.written(agentId, paymentId, attempt));
  if (step === 'not-written') return answer(web, visit, await cards.notWritten(agentId, paymentId, attempt));
  const named = await namedCard(web, visit, paymentId);
  if (named === null) return deskPage(web, visit, { problems: atCard(visit, 'teller.card.unreadable'), status: 422 });
  return answer(web, visit, await cards.issue(agentId, paymentId, named));
}

const cardPattern = /^[0-9A-Za-z-]{1,40}$/;

/** The card that was read or typed; the one that was named before where the form has none. Null where it is no card's number. */
async function namedCard(web: Web, visit: DeskVisit, paymentId: string): Promise<string | null> {
  if (visit.form.has('card')) {
    const typed = visit.form.text('card').replace(/\s/g, '');
    return cardPattern.test(typed) ? typed : null;
  }
  const load = await web.deps.cards.get(visit.desk.counter.agent.id, paymentId);
  return load.ok ? load.value.card : null;
}

function answer(web: Web, visit: DeskVisit, done: Result<CardLoad, Refusal>) {
  if (done.ok) return goTo(visit, '/teller');
  const { language } = visit.frame;
  const isOfCard = done.error.code === 'card_step_refused' && visit.form.has('card');
  const problems = isOfCard
    ? atCard(visit, 'teller.card.refused')
    : problemsOf([], describeRefusal(language, done.error));
  return deskPage(web, visit, { problems, status: statusOf(done.error) });
}

function atCard({ frame }: DeskVisit, text: 'teller.card.refused' | 'teller.card.unreadable'): FormProblems {
  const t = translate(frame.language);
  return problemsOf([{ name: 'card', label: t('teller.card.number'), text: t(text) }]);
}
