import type { LoadState } from '../../cards/model.ts';
import { present } from '../../kernel/assert.ts';
import { businessDateOf } from '../../kernel/business-date.ts';
import { carriedTold } from '../../payments/told.ts';
import type { PaymentView } from '../../payments/model.ts';
import type { Provider } from '../../providers/model.ts';
import { createDice } from '../dice.ts';
import { expected } from '../hub.ts';
import type { SampleAccount } from '../sample-world.ts';
import type { SampleTeller } from '../seed-parties.ts';
import { listPayments } from './deliveries.ts';
import type { DemoHub, DemoSimulators } from './demo-hub.ts';

export interface MeterDay {
  readonly seed: number;
  readonly tellers: readonly Pick<SampleTeller, 'agentId' | 'tellerId'>[];
  readonly provider: Provider;
  /** Customers of the provider, with their meters. */
  readonly accounts: readonly SampleAccount[];
}

/** What became of meters on the day. */
export interface MeterDayReport {
  readonly cards: Readonly<Partial<Record<LoadState, number>>>;
  readonly readings: number;
  /** Where the provider's own books say something else, one line each. */
  readonly problems: readonly string[];
}

/** Every sixth card stays with its owner for now, and every fourth is not written at the first try. */
const cardTurns = { waits: 6, failsOnce: 4 } as const;

/** Every twentieth customer hands a reading in at a counter, in turn. */
const readingEvery = 20;

/** Credit for the cards of prepaid meters whose payments are confirmed, and readings, before the day ends. */
export async function liveMeterDay(hub: DemoHub, simulators: DemoSimulators, day: MeterDay): Promise<MeterDayReport> {
  const agentIds = [...new Set(day.tellers.map(({ agentId }) => agentId))];
  const payments = (await listPayments(hub, agentIds)).filter(
    ({ providerId, state }) => providerId === day.provider.id && state === 'confirmed',
  );
  const loads = new Map<string, LoadState>();
  const awaiting = payments.filter((payment) => carriedTold(payment.fields)?.meter?.takesCard === true);
  for (const [index, payment] of awaiting.entries()) {
    if (index % cardTurns.waits !== cardTurns.waits - 1) await loadCard(hub, day, { payment, index });
    loads.set(payment.receiptNumber, (await hub.cards.progress(payment)) ?? 'paid');
  }
  const readings = await handInReadings(hub, day);
  const cards: Partial<Record<LoadState, number>> = {};
  for (const state of loads.values()) cards[state] = (cards[state] ?? 0) + 1;
  const theirs = simulators.meterBooks(day.provider.code);
  return { cards, readings: readings.length, problems: differences(loads, readings, theirs) };
}

async function loadCard(
  hub: DemoHub,
  { accounts }: MeterDay,
  { payment, index }: { readonly payment: PaymentView; readonly index: number },
): Promise<void> {
  const { agentId, id, account } = payment;
  const card = accounts.find(({ number }) => number === account)?.meter?.smartCard ?? '';
  let { attempt } = expected('issue credit', await hub.cards.issue(agentId, id, card));
  if (index % cardTurns.failsOnce === 1) {
    expected('say that a card was not written', await hub.cards.notWritten(agentId, id, attempt));
    ({ attempt } = expected('issue credit anew', await hub.cards.issue(agentId, id, card)));
  }
  expected('write a card', await hub.cards.written(agentId, id, attempt));
}

/** Ids of the readings that were handed on. */
async function handInReadings(hub: DemoHub, day: MeterDay): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const [index, { number, meter, active }] of day.accounts.entries()) {
    if (index % readingEvery !== 0 || !meter?.lastReading || !active) continue;
    const { agentId, tellerId } = present(day.tellers[index % day.tellers.length], 'a teller');
    const used = createDice(`reading:${day.seed}:${index}`).between(4, 90);
    const reading = {
      ...{ provider: day.provider, account: number, fields: {}, value: meter.lastReading.value + used },
      ...{ readOn: businessDateOf(hub.clock.now()), isConfirmed: true, handedInBy: `teller:${tellerId}` },
    };
    const handed = await hub.meters.handIn({ kind: 'agent', agentId }, reading);
    // An account that was closed during the day has no meter to read any more.
    if (handed.ok) taken.push(handed.value.id);
  }
  return taken;
}

function differences(
  loads: ReadonlyMap<string, LoadState>,
  readings: readonly string[],
  theirs: ReturnType<DemoSimulators['meterBooks']>,
): string[] {
  const confirmed = [...loads].filter(([, state]) => state === 'confirmed').map(([reference]) => reference);
  const wanted = new Map(confirmed.map((reference) => [reference, 'loaded']));
  const all = new Set([...wanted.keys(), ...theirs.credits.keys()]);
  const cards = [...all].filter((reference) => wanted.get(reference) !== theirs.credits.get(reference));
  const known = new Set(theirs.readings);
  const unread = readings.filter((id) => !known.has(id));
  return [
    ...cards.map(
      (reference) => `credit of ${reference} is ${theirs.credits.get(reference) ?? 'unknown'} at the provider`,
    ),
    ...unread.map((id) => `reading ${id} is not in the provider's books`),
  ];
}
