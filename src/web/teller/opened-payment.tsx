import type { VNode } from 'preact';
import { mayReverse } from '../../agents/roles.ts';
import type { OpenedPayment, Undoing } from '../../desks/model.ts';
import { givenBackInCash } from '../../drawers/model.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { chargedTotal, type PaymentView } from '../../payments/model.ts';
import type { Refund, WayBack } from '../../refunds/model.ts';
import type { ReceiptView } from '../../receipts/api.ts';
import { type FormProblems, noProblems } from '../form-problems.ts';
import { EmptyPanel } from '../pages/teller-side.tsx';
import { OpenedPanel } from '../pages/teller-payment.tsx';
import type { Web } from '../visit.ts';
import { type CardLegView, readCardLeg } from './card-legs.ts';
import { actorOf, type DeskVisit } from './desk-visit.ts';

/** A payment that was found again, as the books have it now: nothing of this is kept at the desk. */
export interface OpenedView {
  readonly receipt: ReceiptView;
  readonly undoing: Undoing | null;
  /** What may be asked for; null where nothing may, and a refusal where it cannot be said now. */
  readonly way: WayBack | null;
  readonly refusal: Pick<Refusal, 'code' | 'details'> | null;
  readonly refunds: readonly Refund[];
  /**
   * Cash that leaves this teller's drawer for the payer: `now` by what was asked for here, `before` where the payment was
   * opened again. Null where it is another's drawer or never was cash.
   */
  readonly cash: 'now' | 'before' | null;
  /** The card of a prepaid meter; null where none has to do with the payment. */
  readonly leg: CardLegView | null;
}

/** The panel of the payment; `typed` is what stood in a form that was refused. */
export async function openedPanel(
  web: Web,
  visit: DeskVisit,
  {
    opened,
    problems = noProblems,
    typed = '',
  }: { readonly opened: OpenedPayment; readonly problems?: FormProblems; readonly typed?: string },
): Promise<VNode> {
  const view = await readOpened(web, visit, opened);
  return view ? <OpenedPanel view={view} problems={problems} typed={typed} /> : <EmptyPanel />;
}

async function readOpened(web: Web, visit: DeskVisit, opened: OpenedPayment): Promise<OpenedView | null> {
  const agentId = visit.desk.counter.agent.id;
  const payment = await web.deps.payments.getForAgent(agentId, opened.paymentId);
  if (!payment.ok) return null;
  const way = await web.deps.refunds.wayBack(agentId, opened.paymentId);
  const refunds = await web.deps.refunds.listOfPayment(agentId, opened.paymentId);
  const { undoing } = opened;
  const charged = chargedTotal(payment.value);
  const may = mayReverse(visit.desk.counter, { tellerId: payment.value.tellerId, charged });
  const mayNot = way.ok && way.value === 'reversal' && !may.ok ? may.error : null;
  return {
    receipt: await web.deps.receipts.view(payment.value, visit.frame.language),
    undoing,
    way: way.ok && !mayNot ? way.value : null,
    refusal: undoing?.refusal ?? mayNot ?? (way.ok ? null : way.error),
    refunds: refunds.ok ? refunds.value : [],
    leg: await readCardLeg(web, visit, opened.paymentId),
    cash: await cashOf(web, visit, { payment: payment.value, undoing }),
  };
}

/** Money goes back once: whoever asked for it hands it out, and nobody who finds it reversed already. */
async function cashOf(
  web: Web,
  visit: DeskVisit,
  { payment, undoing }: { readonly payment: PaymentView; readonly undoing: Undoing | null },
): Promise<OpenedView['cash']> {
  if (payment.state !== 'reversed' || !givenBackInCash.includes(payment.channel)) return null;
  const undoer = await web.deps.payments.findUndoer(payment.id);
  if (undoer !== `teller:${actorOf(visit.desk).tellerId}`) return null;
  return undoing?.kind === 'reversal' && undoing.state !== 'asked' ? 'now' : 'before';
}
