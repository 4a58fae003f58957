import type { BasketAnswer } from '../../payments/answers.ts';
import {
  type BasketOutcome,
  beginPaying,
  type Customer,
  type DeskRefusal,
  noteOutcomes,
  type Paying,
  type SentBasket,
} from '../../desks/model.ts';
import type { Desk } from '../../desks/api.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import { minor } from '../../kernel/money.ts';
import type { AcceptResult } from '../../payments/api.ts';
import type { Web } from '../visit.ts';
import { collectorOf } from './desk-visit.ts';
import { isAbout } from './said-yes.ts';

/**
 * Takes the money. Keys and amounts are written down before the first of them leaves, so that a reload, a second press and a lost
 * answer find the same keys again: of any number of tries the first alone can be accepted.
 */
export async function pay(web: Web, desk: Desk, paying: Paying): Promise<void> {
  const customer = await web.deps.desks.change(desk.deskId, (now) =>
    now && now.id === desk.customer?.id ? beginPaying(now, paying) : now,
  );
  // Somebody else has begun: that payment is shown, and this one never was.
  if (customer?.paying?.baskets[0]?.key !== paying.baskets[0]?.key) return;
  await sendOpen(web, desk, paying);
}

/** Sends every basket whose outcome is not known, word by word as it was sent before. */
export async function sendOpen(web: Web, desk: Desk, paying: Paying): Promise<void> {
  const open = paying.baskets.filter((basket) => basket.outcome === null);
  const { currency, paymentCode } = paying;
  const answers = await web.deps.payments.acceptMany(
    collectorOf(desk),
    open.map(({ key, lines }) => ({
      ...{ key, currency, paymentCode },
      lines: lines.map((line) => ({
        ...{ quoteId: line.quoteId, amount: minor(BigInt(line.amount)) },
        confirmed: paying.confirmed.filter((said) => isAbout(said, line)).map(({ question }) => question),
      })),
    })),
  );
  const outcomes = new Map<string, BasketOutcome>();
  for (const [index, basket] of open.entries()) {
    const answer = answers[index];
    // Without an answer nobody knows: the key is asked about when the page is shown.
    if (answer?.status === 'fulfilled') outcomes.set(basket.key, outcomeOf(basket, answer.value));
  }
  await web.deps.desks.change(desk.deskId, (now) => now && noteOutcomes(now, outcomes));
}

/** Looks up what became of keys that have no outcome here. The customer as it stands then. */
export async function askOpen(web: Web, desk: Desk): Promise<Customer | null> {
  const { customer } = desk;
  if (!customer?.paying) return customer;
  const outcomes = new Map<string, BasketOutcome>();
  for (const basket of customer.paying.baskets) {
    if (basket.outcome !== null) continue;
    const stored = await web.deps.payments.getByKey(desk.counter.agent.id, basket.key);
    if (stored.ok) outcomes.set(basket.key, storedOutcome(basket, stored.value));
    else if (stored.error.code === 'key_abandoned') outcomes.set(basket.key, refused(basket, stored.error));
  }
  if (outcomes.size === 0) return customer;
  return (await web.deps.desks.change(desk.deskId, (now) => now && noteOutcomes(now, outcomes))) ?? null;
}

/** Makes the open keys unusable for ever; what was accepted after all is shown as paid. */
export async function giveUp(web: Web, desk: Desk): Promise<void> {
  const outcomes = new Map<string, BasketOutcome>();
  for (const basket of desk.customer?.paying?.baskets ?? []) {
    if (basket.outcome !== null) continue;
    const ended = await web.deps.payments.abandon(desk.counter.agent.id, basket.key);
    if (!ended.ok) continue;
    const outcome =
      'answer' in ended.value ? storedOutcome(basket, ended.value.answer) : refused(basket, { code: 'key_abandoned' });
    outcomes.set(basket.key, outcome);
  }
  await web.deps.desks.change(desk.deskId, (now) => now && noteOutcomes(now, outcomes));
}

function outcomeOf(basket: SentBasket, result: AcceptResult): BasketOutcome {
  return result.ok ? storedOutcome(basket, result.value.basket) : refused(basket, result.error);
}

function storedOutcome(basket: SentBasket, answer: BasketAnswer): BasketOutcome {
  if (answer.status === 'refused') {
    const { code, details = {} } = answer;
    return { kind: 'refused', refusal: { code, details, ...namedLine(basket, answer.line) } };
  }
  const payments = answer.payments.map((payment, index) => ({
    ...{ paymentId: payment.id, receiptNumber: payment.receiptNumber },
    lineKey: basket.lines[index]?.lineKey ?? '',
    amount: (BigInt(payment.amount) + BigInt(payment.fee) + BigInt(payment.vat)).toString(),
  }));
  return { kind: 'accepted', total: answer.total, payments };
}

function refused(basket: SentBasket, { code, fields = [], details = {} }: Refusal): BasketOutcome {
  const index = /^\/lines\/([0-9]+)$/.exec(fields[0]?.field ?? '')?.[1];
  return {
    kind: 'refused',
    refusal: { code, details, ...namedLine(basket, index === undefined ? null : Number(index)) },
  };
}

function namedLine(basket: SentBasket, index: number | null): Pick<DeskRefusal, 'lineKey' | 'amount'> {
  const line = index === null ? undefined : basket.lines[index];
  return line ? { lineKey: line.lineKey, amount: line.amount } : { lineKey: null };
}
