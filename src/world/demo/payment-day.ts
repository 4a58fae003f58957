import { present } from '../../kernel/assert.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Collector } from '../../payments/api.ts';
import type { Provider } from '../../providers/model.ts';
import { createDice } from '../dice.ts';
import { companiesThatLoseAnswers } from '../faults.ts';
import { expected, type Progress } from '../hub.ts';
import type { SeededCitizen } from '../seed-citizens.ts';
import { meetTheCap } from './cap-incident.ts';
import { deliverAll, deliverDue, listPayments } from './deliveries.ts';
import type { DemoHub, DemoSimulators } from './demo-hub.ts';
import { payAtCounter, type DemoPayment, type Visit } from './visit.ts';

/** A counter of an agent, and the currencies in which the agent may collect. */
export interface DemoCounter {
  readonly collector: Collector;
  readonly currencies: readonly Currency[];
}

export interface PaymentDay {
  readonly seed: number;
  readonly citizens: readonly SeededCitizen[];
  readonly counters: readonly DemoCounter[];
  /** By code. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly simulators: DemoSimulators;
  readonly progress: Progress;
}

/** What happened on the day, as far as the books do not say it. */
export interface PaymentDayReport {
  readonly debtQueries: number;
  readonly duplicates: number;
  readonly refusedForCap: number;
}

/** Simulated time from one citizen to the next, unless there are so many that the day would not hold them. */
const usualVisitMs = 40_000;
const visitingMs = 7 * 3_600_000;

/** The worker has heard of a visit's payments after this long: a provider is to see them within thirty seconds. */
const usualDeliveryMs = 4_000;

/** Which payments, counted as they are accepted, meet with what: every so manieth, beginning with this one. */
const turns = {
  reversed: { every: 23, from: 6 },
  rejected: { every: 31, from: 10 },
  cancelled: { every: 37, from: 4 },
} as const;

/** Every eighth citizen brings a payment code. */
const visitsPerCode = 8;

interface Day {
  readonly hub: DemoHub;
  readonly plan: PaymentDay;
  accepted: number;
  debtQueries: number;
  duplicates: number;
  refusedForCap: number;
  /** Accounts that are to be closed before a payment arrives. */
  closuresDue: number;
  readonly toCancel: DemoPayment[];
}

/** One day at the counters: citizens pay, the worker tells the providers, and things go wrong as they do in life. */
export async function livePaymentDay(hub: DemoHub, plan: PaymentDay): Promise<PaymentDayReport> {
  const day: Day = {
    ...{ hub, plan, accepted: 0, debtQueries: 0, duplicates: 0, refusedForCap: 0, closuresDue: 0 },
    toCancel: [],
  };
  const visitMs = Math.min(usualVisitMs, Math.floor(visitingMs / plan.citizens.length));
  const deliveryMs = Math.min(usualDeliveryMs, Math.floor(visitMs / 2));
  for (const [index, citizen] of plan.citizens.entries()) {
    await visit(day, { citizen, index });
    hub.clock.advanceMs(deliveryMs);
    await deliverDue(hub);
    hub.clock.advanceMs(visitMs - deliveryMs);
    if (index > 0 && index % 50 === 0) plan.progress(`${day.accepted} payments accepted from ${index} citizens`);
  }
  await settleEverything(day);
  const { debtQueries, duplicates, refusedForCap } = day;
  return { debtQueries, duplicates, refusedForCap };
}

async function visit(day: Day, { citizen, index }: { citizen: SeededCitizen; index: number }): Promise<void> {
  const { hub, plan } = day;
  const isTimeForCap = day.refusedForCap === 0 && index >= Math.floor(plan.citizens.length / 3);
  const counter = counterFor(plan, citizen, index);
  const coming: Visit = {
    citizen,
    collector: counter.collector,
    dice: createDice(`day:${plan.seed}:${index}`),
    key: `demo-${plan.seed}-${index}`,
    byCode: index % visitsPerCode === 3,
  };
  if (isTimeForCap) {
    const capped = await meetTheCap(hub, { ...coming, byCode: false });
    day.debtQueries += capped.debtQueries;
    if (capped.isMet) day.refusedForCap += 1;
    if (capped.isMet) return takeNote(day, capped.accepted);
  }
  const outcome = await payAtCounter(hub, coming);
  day.debtQueries += outcome.debtQueries;
  day.duplicates += outcome.duplicates;
  return takeNote(day, outcome.accepted);
}

/** A counter whose agent collects in every currency the citizen owes, in turn. */
function counterFor(plan: PaymentDay, citizen: SeededCitizen, index: number): DemoCounter {
  const owed = citizen.sample.links.map(
    (link) => present(plan.providers.get(link.providerCode), 'a provider').currency,
  );
  const fitting = plan.counters.filter((counter) => owed.every((currency) => counter.currencies.includes(currency)));
  return present(fitting[index % fitting.length], 'a counter for every citizen');
}

/** Some payers change their minds at once, some accounts are closed before the payment arrives, some payments were a mistake. */
async function takeNote(day: Day, accepted: readonly DemoPayment[]): Promise<void> {
  for (const payment of accepted) {
    const number = day.accepted;
    day.accepted += 1;
    if (isTurn(turns.reversed, number)) await reverse(day.hub, payment, 'payer changed their mind');
    else if (isTurn(turns.rejected, number)) day.closuresDue += 1;
    else if (isTurn(turns.cancelled, number)) day.toCancel.push(payment);
    else if (day.closuresDue > 0) closeAccount(day, payment);
  }
}

function isTurn(turn: { readonly every: number; readonly from: number }, number: number): boolean {
  return number % turn.every === turn.from;
}

/**
 * Only at a company whose refusal proves something: where the first answer got lost, the payment would stay unknown until
 * a person has asked.
 */
function closeAccount(day: Day, payment: DemoPayment): void {
  const { providers, simulators } = day.plan;
  const found = [...providers.values()].find((candidate) => candidate.id === payment.providerId);
  const { code } = present(found, 'the provider of a payment');
  if (companiesThatLoseAnswers().has(code)) return;
  simulators.closeAccount(code, payment.account);
  day.closuresDue -= 1;
}

async function reverse(hub: DemoHub, payment: DemoPayment, reason: string): Promise<void> {
  const by = { agentId: payment.agentId, requestedBy: 'demo' };
  expected('reverse a payment', await hub.payments.reverse(by, payment.id, reason));
}

/** Before the day ends: every payment has its outcome, mistakes are cancelled, what no provider took is paid back. */
async function settleEverything(day: Day): Promise<void> {
  const { hub, plan } = day;
  const agentIds = [...new Set(plan.counters.map((counter) => counter.collector.agentId))];
  await deliverAll(hub, agentIds);
  const payments = await listPayments(hub, agentIds);
  const states = new Map(payments.map((payment) => [payment.id, payment.state]));
  const mistakes = day.toCancel.filter((payment) => states.get(payment.id) === 'confirmed');
  for (const payment of mistakes) await reverse(hub, payment, 'wrong account');
  const rejected = payments.filter((payment) => payment.state === 'rejected');
  // Every other payer has come for the money by now.
  for (const payment of rejected.filter((_, index) => index % 2 === 0)) await reverse(hub, payment, 'paid back');
  await deliverAll(hub, agentIds);
}
