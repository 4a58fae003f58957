import { present } from '../kernel/assert.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { hubOwner } from '../ledger/chart.ts';
import type { AcceptResult, Collector } from '../payments/api.ts';
import type { PostMovement } from '../payments/commands.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import type { Provider } from '../providers/model.ts';
import { keysOf, type CollectedLine } from './model.ts';
import type { CollectedDeps } from './service.ts';
import * as store from './store.ts';

/** Lines of one state that a run takes up; a run ends, so that it cannot hold a job for ever. */
const linesPerStep = 500;

/** Who asks for the refund of what a provider refused, so that its money can go to suspense. */
const systemActor = 'system:collected';

/**
 * Goes on with every line that is not done. Each step is bound to the state it was decided on and to a key of the lane, so that
 * a crash, or two workers at once, move no money twice.
 */
export async function workOff(deps: CollectedDeps): Promise<number> {
  let moved = 0;
  for (const step of [release, startPlacing, place, hear, park, finishPayouts]) moved += await step(deps);
  return moved;
}

/** Out of suspense, on its way to the account that an operator named. */
async function release(deps: CollectedDeps): Promise<number> {
  return each(await store.selectOpen(deps.db.sql, 'releasing', linesPerStep), async (line) => {
    await move(deps, line, { kind: 'suspense_released', key: keysOf(line).release });
    return change(deps, line, { from: 'releasing', to: 'waiting' });
  });
}

/** Gives lines that a provider may take a quote; the others are parked. */
async function startPlacing(deps: CollectedDeps): Promise<number> {
  const lines = await store.selectOpen(deps.db.sql, 'waiting', linesPerStep);
  if (lines.length === 0) return 0;
  const byCode = new Map((await deps.providers.list()).map((provider) => [provider.code, provider]));
  const payable: { line: CollectedLine; provider: Provider; account: string }[] = [];
  let moved = 0;
  for (const line of lines) {
    const target = targetOf(line, byCode.get(line.providerCode));
    if (typeof target !== 'string') payable.push({ line, ...target });
    else if (await change(deps, line, { from: 'waiting', to: 'parking', reason: target })) moved += 1;
  }
  for (const [agentId, own] of groupedBy(payable, ({ line }) => line.agentId)) {
    const quotes = await deps.debts.quoteCollected(agentId, own);
    for (const [index, { line }] of own.entries()) {
      const quoteId = present(quotes[index], 'the quote of a line');
      if (await change(deps, line, { from: 'waiting', to: 'placing', quoteId })) moved += 1;
    }
  }
  return moved;
}

/** Where the money is to go, or why nowhere. */
function targetOf(
  line: CollectedLine,
  provider: Provider | undefined,
): { provider: Provider; account: string } | ErrorCode {
  if (!provider) return 'not_found';
  if (provider.state === 'suspended') return 'provider_disabled';
  if (provider.currency !== line.currency) return 'currency_not_supported';
  const input = parseAccountInput(provider, { account: line.account, fields: {} }, 'ask');
  return input.ok ? { provider, account: input.value.account } : 'account_not_found';
}

/** Hands lines to the lane. What it refuses is parked; what it does not answer waits for the next run. */
async function place(deps: CollectedDeps): Promise<number> {
  const lines = await store.selectOpen(deps.db.sql, 'placing', linesPerStep);
  let moved = 0;
  for (const [at, own] of groupedBy(lines, ({ agentId, outletId }) => `${agentId}:${outletId}`)) {
    const [agentId = '', outletId = ''] = at.split(':');
    const collector: Collector = { agentId, outletId, tellerId: null, channel: 'collected' };
    const outcomes = await deps.payments.acceptMany(collector, own.map(basketOf));
    for (const [index, outcome] of outcomes.entries()) {
      const line = present(own[index], 'the line of an outcome');
      if (outcome.status === 'fulfilled' && (await notePlaced(deps, line, outcome.value))) moved += 1;
    }
  }
  return moved;
}

function basketOf(line: CollectedLine) {
  return {
    key: keysOf(line).payment,
    currency: line.currency,
    lines: [{ quoteId: present(line.quoteId, 'the quote of a line'), amount: line.amount }],
    paymentCode: null,
  };
}

async function notePlaced(deps: CollectedDeps, line: CollectedLine, result: AcceptResult): Promise<boolean> {
  if (result.ok) return noteAccepted(deps, line, present(result.value.basket.payments[0], 'the payment of a line'));
  // A refusal that was not stored may become an acceptance for another worker: the key is closed before the money moves on.
  const ended = await deps.payments.abandon(line.agentId, keysOf(line).payment);
  if (ended.ok && 'answer' in ended.value && ended.value.answer.status === 'accepted') {
    return noteAccepted(deps, line, present(ended.value.answer.payments[0], 'the payment of a line'));
  }
  return change(deps, line, { from: 'placing', to: 'parking', reason: result.error.code });
}

function noteAccepted(deps: CollectedDeps, line: CollectedLine, payment: { id: string; settlementDay: string }) {
  return change(deps, line, { from: 'placing', to: 'accepted', payment });
}

/** What providers said of the payments. */
async function hear(deps: CollectedDeps): Promise<number> {
  return each(await store.selectDecided(deps.db.sql, linesPerStep), async ({ line, end }) => {
    if (end !== 'rejected') return change(deps, line, { from: 'accepted', to: end });
    return change(deps, line, { from: 'accepted', to: 'parking', reason: 'account_refused' });
  });
}

/** Into suspense. What a provider refused is first given back to the agent by the refund of its payment. */
async function park(deps: CollectedDeps): Promise<number> {
  return each(await store.selectOpen(deps.db.sql, 'parking', linesPerStep), async (line) => {
    if (line.payment && !(await refund(deps, line))) return change(deps, line, { from: 'parking', to: 'reversed' });
    await move(deps, line, { kind: 'suspense', key: keysOf(line).suspense });
    return change(deps, line, { from: 'parking', to: 'suspense' });
  });
}

/** False where a teller was first and has given the money back. */
async function refund(deps: CollectedDeps, line: CollectedLine): Promise<boolean> {
  const { id } = present(line.payment, 'the payment of a line');
  const by = { agentId: line.agentId, requestedBy: systemActor };
  const reversed = await deps.payments.reverse(by, id, 'no provider takes it');
  return reversed.ok || (await store.selectReverser(deps.db.sql, id)) === systemActor;
}

/** Cash that has left a drawer leaves suspense as well. */
async function finishPayouts(deps: CollectedDeps): Promise<number> {
  return each(await store.selectOpen(deps.db.sql, 'paying', linesPerStep), (line) => finishPayout(deps, line));
}

export async function finishPayout(deps: CollectedDeps, line: CollectedLine): Promise<boolean> {
  await move(deps, line, { kind: 'suspense_released', key: keysOf(line).payout });
  return change(deps, line, { from: 'paying', to: 'paid_out' });
}

/** Posted once for its key, whoever asks how often. */
async function move(
  deps: CollectedDeps,
  line: CollectedLine,
  entry: Pick<PostMovement, 'key'> & { readonly kind: 'suspense' | 'suspense_released' },
): Promise<void> {
  const position = { kind: 'agent_position', ownerId: line.agentId, currency: line.currency } as const;
  const suspense = { kind: 'undeliverable_suspense', ownerId: hubOwner, currency: line.currency } as const;
  const ends = entry.kind === 'suspense' ? { from: position, to: suspense } : { from: suspense, to: position };
  const { kind: outcome } = await deps.move({ ...entry, ...ends, amount: line.amount });
  if (outcome !== 'posted' && outcome !== 'already') throw new Error(`the ${entry.kind} of a line is ${outcome}`);
}

function groupedBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
  return groups;
}

function change(deps: CollectedDeps, line: CollectedLine, to: Omit<store.LineChange, 'at'>): Promise<boolean> {
  return store.moveLine(deps.db.sql, line.id, { ...to, at: deps.clock.now() });
}

async function each<T>(items: readonly T[], step: (item: T) => Promise<boolean>): Promise<number> {
  let moved = 0;
  for (const item of items) if (await step(item)) moved += 1;
  return moved;
}
