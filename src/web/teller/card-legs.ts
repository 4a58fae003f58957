import { maskAccount } from '../../accounts/masking.ts';
import type { CardLoad, LoadState } from '../../cards/model.ts';
import type { PaymentView } from '../../payments/model.ts';
import { isInTransit } from '../../payments/states.ts';
import { carriedTold } from '../../payments/told.ts';
import { formatMinute } from '../../platform/messages/format-date.ts';
import type { Web } from '../visit.ts';
import type { DeskVisit } from './desk-visit.ts';

/** The way of a payment's credit to the card of a prepaid meter, as this counter sees it now. */
export interface CardLegView {
  readonly paymentId: string;
  readonly account: string;
  /** `waiting` while the provider has not confirmed the payment: nothing is written to a card before. `refused` when it did not take it. */
  readonly state: LoadState | 'waiting' | 'refused';
  /** Which attempt the code is of: a page says of no other that it is written. Null before a card was named. */
  readonly attempt: number | null;
  /** The end of the card's number; null before a card was named. */
  readonly card: string | null;
  /** What is written to the card, in groups of four; null where nothing is to be written now. */
  readonly credit: string | null;
  /** Hour and minute by which it must be written. */
  readonly writeBefore: string | null;
}

/** States in which the teller has something to do. */
const steps: readonly CardLegView['state'][] = ['paid', 'issued', 'not-loaded'];

export function hasStep(leg: CardLegView): boolean {
  return steps.includes(leg.state);
}

/** The legs of payments that a card has to do with, in the order of the payments. */
export async function readCardLegs(
  web: Web,
  visit: DeskVisit,
  paymentIds: readonly string[],
): Promise<readonly CardLegView[]> {
  const legs = await Promise.all(paymentIds.map((id) => readCardLeg(web, visit, id)));
  return legs.flatMap((leg) => (leg ? [leg] : []));
}

/** Null where no card has to do with the payment, or it is another agent's. */
export async function readCardLeg(web: Web, { desk }: DeskVisit, paymentId: string): Promise<CardLegView | null> {
  const agentId = desk.counter.agent.id;
  const payment = await web.deps.payments.getForAgent(agentId, paymentId);
  if (!payment.ok) return null;
  const state = await stateOf(web, payment.value);
  if (state === null) return null;
  const load = await web.deps.cards.get(agentId, paymentId);
  return { paymentId, account: maskAccount(payment.value.account), state, ...written(load.ok ? load.value : null) };
}

async function stateOf(web: Web, payment: PaymentView): Promise<CardLegView['state'] | null> {
  const takesCard = carriedTold(payment.fields)?.meter?.takesCard === true;
  if (takesCard && isInTransit(payment.state) && !payment.reversalRequested) return 'waiting';
  if (takesCard && payment.state === 'rejected') return 'refused';
  return web.deps.cards.progress(payment);
}

function written(load: CardLoad | null): Pick<CardLegView, 'attempt' | 'card' | 'credit' | 'writeBefore'> {
  if (!load) return { attempt: null, card: null, credit: null, writeBefore: null };
  const isOpen = load.state === 'issued';
  return {
    attempt: load.attempt,
    card: maskAccount(load.card),
    credit: isOpen && load.credit !== null ? load.credit.replace(/(.{4})(?=.)/g, '$1 ') : null,
    writeBefore: isOpen && load.writeBefore ? formatMinute(load.writeBefore) : null,
  };
}
