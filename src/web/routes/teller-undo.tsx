import type { FastifyInstance } from 'fastify';
import { mayReverse } from '../../agents/roles.ts';
import { askToUndo, type DeskRefusal, dropUndoing, noteUndoing, type Undoing } from '../../desks/model.ts';
import { fieldRefusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { chargedTotal } from '../../payments/model.ts';
import { parseVisibleText } from '../../kernel/visible-text.ts';
import { translate } from '../../platform/messages/translate.ts';
import { describeProblems } from '../form-problems.ts';
import { deskPage } from '../teller/desk-page.tsx';
import { actorOf, atDesk, type DeskVisit } from '../teller/desk-visit.ts';
import { openedPanel } from '../teller/opened-payment.tsx';
import { goTo, type Web } from '../visit.ts';
import { quietly } from './teller-pay.tsx';

const longestReason = 200;

/** Giving a payment back that was found by its receipt: the reason, the question, the answer. */
export function tellerUndoRoutes(app: FastifyInstance, web: Web): void {
  app.post(
    '/teller/undo',
    atDesk(web, (visit) => ask(web, visit)),
  );
  app.post(
    '/teller/undo/yes',
    atDesk(web, (visit) => carryOut(web, visit)),
  );
  app.post(
    '/teller/undo/no',
    atDesk(web, async (visit) => {
      const key = visit.form.text('key');
      await web.deps.desks.change(visit.desk.deskId, (now) => now && dropUndoing(now, key));
      return goTo(visit, '/teller');
    }),
  );
}

/** Writes the wish down; which one it is, the books say and not the form. */
async function ask(web: Web, visit: DeskVisit) {
  const opened = visit.desk.customer?.opened;
  const paymentId = visit.form.text('payment');
  if (opened?.paymentId !== paymentId) return goTo(visit, '/teller');
  const typed = visit.form.text('reason');
  const reason = readReason(typed);
  if (!reason.ok) {
    const facts = [{ name: 'reason', label: translate(visit.frame.language)('teller.undo.reason') }];
    const problems = describeProblems(visit.frame.language, reason.error, facts);
    const panel = await openedPanel(web, visit, { opened, problems, typed: typed.slice(0, longestReason) });
    return deskPage(web, visit, { panel, problems, status: 422 });
  }
  const way = await web.deps.refunds.wayBack(visit.desk.counter.agent.id, paymentId);
  if (way.ok && way.value !== null) {
    const wish = { kind: way.value, key: `desk-${web.deps.ids.uuid()}`, reason: reason.value };
    await web.deps.desks.change(visit.desk.deskId, (now) => now && askToUndo(now, paymentId, wish));
  }
  return goTo(visit, '/teller');
}

function readReason(typed: string): Result<string, Refusal> {
  const parsed = parseVisibleText(typed, { field: '/reason', longest: longestReason });
  if (!parsed.ok) return err(fieldRefusal('invalid_request', ...parsed.error));
  if (parsed.value !== '') return ok(parsed.value);
  return err(fieldRefusal('invalid_request', { field: '/reason', rule: 'required', detail: 'needed' }));
}

/**
 * Asks the books, as often as it is pressed: a payment is reversed once for ever, and a refund is one for its key. That it was
 * sent is written down first, so that a lost answer is asked about and not forgotten.
 */
async function carryOut(web: Web, visit: DeskVisit) {
  const key = visit.form.text('key');
  const sent = { state: 'sent', refusal: null } as const;
  const customer = await web.deps.desks.change(visit.desk.deskId, (now) => now && noteUndoing(now, key, sent));
  const opened = customer?.opened;
  if (!opened?.undoing || opened.undoing.key !== key) return goTo(visit, '/teller');
  const { paymentId, undoing } = opened;
  await quietly(visit, async () => {
    const done = await send(web, visit, { paymentId, undoing });
    const answered = { state: 'answered', refusal: done.ok ? null : refusalOf(done.error) } as const;
    await web.deps.desks.change(visit.desk.deskId, (now) => now && noteUndoing(now, key, answered));
  });
  return goTo(visit, '/teller');
}

/** The first press may have been faster: then there is nothing to complain about. */
function refusalOf({ code, details = {} }: Refusal): DeskRefusal | null {
  return code === 'already_reversed' ? null : { code, lineKey: null, details };
}

async function send(
  web: Web,
  visit: DeskVisit,
  { paymentId, undoing }: { readonly paymentId: string; readonly undoing: Undoing },
): Promise<Result<unknown, Refusal>> {
  const { agentId, tellerId } = actorOf(visit.desk);
  const { kind, key, reason } = undoing;
  if (kind === 'refund') return web.deps.refunds.request({ agentId, tellerId, key }, { paymentId, reason });
  const payment = await web.deps.payments.getForAgent(agentId, paymentId);
  if (!payment.ok) return payment;
  const charged = chargedTotal(payment.value);
  const may = mayReverse(visit.desk.counter, { tellerId: payment.value.tellerId, charged });
  if (!may.ok) return may;
  // Credit on a card that was not written is taken back first; what is on a card stays paid.
  const released = await web.deps.cards.release(paymentId);
  if (!released.ok) return released;
  return web.deps.payments.reverse({ agentId, requestedBy: `teller:${tellerId}` }, paymentId, reason);
}
