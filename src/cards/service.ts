import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { CardOutcome, CardStep } from '../kernel/meter-contract.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PaymentService } from '../payments/api.ts';
import type { PaymentView } from '../payments/model.ts';
import { carriedTold } from '../payments/told.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import type { CardService } from './api.ts';
import {
  afterEvent,
  type CardLoad,
  eventOfVoid,
  type LoadEvent,
  type LoadState,
  mayBeTakenBack,
  mostAttempts,
} from './model.ts';
import * as store from './store.ts';

export interface CardDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly payments: Pick<PaymentService, 'getForAgent'>;
  readonly providers: Pick<ProviderService, 'connect'>;
}

/** A citizen stands at the counter: credit that is not on the card by then is issued anew, under another number. */
const writeWithinMs = 15 * 60_000;
/** Loads that one round sees to. */
const loadsPerRound = 100;

/** The second leg of a payment for a prepaid meter. Providers are asked between two writes, never inside one. */
export function createCardService(deps: CardDeps): CardService {
  const { database } = deps;
  const own = async (agentId: string, paymentId: string): Promise<Result<CardLoad, Refusal>> => {
    const load = await store.selectLoad(database.sql, paymentId);
    return load?.agentId === agentId ? ok(load) : err(refusal('not_found'));
  };
  const ownAttempt = async (agentId: string, paymentId: string, attempt: number) => {
    const load = await own(agentId, paymentId);
    const isOther = load.ok && attempt !== load.value.attempt;
    return isOther ? err(refusal('card_step_refused', { state: load.value.state })) : load;
  };
  return {
    issue: (agentId, paymentId, card) => issue(deps, agentId, { paymentId, card }),
    async written(agentId, paymentId, attempt) {
      const load = await ownAttempt(agentId, paymentId, attempt);
      if (!load.ok) return load;
      // A repeat of what was said: the card is on its way or there.
      if (load.value.state === 'loaded' || load.value.state === 'confirmed') return load;
      const moved = await move(deps, load.value, { event: 'write' });
      return moved.ok ? ok(await tellProvider(deps, moved.value)) : moved;
    },
    async notWritten(agentId, paymentId, attempt) {
      const load = await ownAttempt(agentId, paymentId, attempt);
      if (!load.ok || load.value.state === 'not-loaded') return load;
      return move(deps, load.value, { event: 'fail' });
    },
    get: own,
    progress: (payment) => progress(deps, payment),
    release: (paymentId) => release(deps, paymentId),
    async workOff() {
      const due = await store.selectDue(database.sql, deps.clock.now(), loadsPerRound);
      for (const load of due) await seeTo(deps, load);
      return due.length;
    },
  };
}

async function issue(
  deps: CardDeps,
  agentId: string,
  asked: { readonly paymentId: string; readonly card: string },
): Promise<Result<CardLoad, Refusal>> {
  const payment = await deps.payments.getForAgent(agentId, asked.paymentId);
  if (!payment.ok) return payment;
  if (!(await knowsCards(deps, payment.value.providerId))) return err(refusal('card_not_supported'));
  const begun = await beginLoad(deps, payment.value, asked.card);
  if (!begun.ok) return begun;
  const load = await forCard(deps, begun.value, asked.card);
  if (!load.ok) return load;
  const { state, attempt } = load.value;
  // Nobody waits at the counter for a second number while the first one may still be written.
  if (state === 'issued' || state === 'loaded' || state === 'confirmed') return load;
  const next = state === 'not-loaded' ? attempt + 1 : attempt;
  if (afterEvent(state, 'issue') === null || next > mostAttempts) return err(refusal('card_step_refused', { state }));
  const outcome = await askProvider(deps, { ...load.value, attempt: next }, 'issue');
  if (outcome.kind === 'issued')
    return move(deps, load.value, { event: 'issue', attempt: next, credit: outcome.credit });
  if (outcome.kind === 'loaded') return move(deps, load.value, { event: 'confirm' });
  return err(refusal(outcome.kind === 'refused' ? 'card_step_refused' : 'provider_unavailable'));
}

async function progress(deps: CardDeps, payment: PaymentView): Promise<LoadState | null> {
  const load = await store.selectLoad(deps.database.sql, payment.id);
  if (load) return load.state;
  const awaitsCard = payment.state === 'confirmed' && !payment.reversalRequested;
  if (!awaitsCard || carriedTold(payment.fields)?.meter?.takesCard !== true) return null;
  return (await knowsCards(deps, payment.providerId)) ? 'paid' : null;
}

/** Writes down that credit is wanted, before the provider hears of it. */
async function beginLoad(deps: CardDeps, payment: PaymentView, card: string): Promise<Result<CardLoad, Refusal>> {
  const { sql } = deps.database;
  const known = await store.selectLoad(sql, payment.id);
  if (known) return ok(known);
  if (payment.state !== 'confirmed' || payment.reversalRequested) return err(refusal('card_step_refused'));
  const load: CardLoad = {
    ...{ paymentId: payment.id, providerId: payment.providerId, agentId: payment.agentId },
    ...{ reference: payment.receiptNumber, account: payment.account, card },
    ...{ amount: payment.amount, currency: payment.currency, state: 'paid', attempt: 1, credit: null },
    ...{ writeBefore: null, changedAt: deps.clock.now() },
  };
  await store.insertLoad(sql, load);
  const written = await store.selectLoad(sql, payment.id);
  return written ? ok(written) : err(refusal('not_found'));
}

/**
 * A number that was typed wrong may be put right until credit was issued. Whatever the provider issued for the first card,
 * and nobody heard of, ends by the higher attempt.
 */
async function forCard(deps: CardDeps, load: CardLoad, card: string): Promise<Result<CardLoad, Refusal>> {
  if (load.card === card) return ok(load);
  const mayChange = load.state === 'paid' && load.attempt < mostAttempts;
  const changed = mayChange ? await store.changeCard(deps.database.sql, load, card) : undefined;
  return changed ? ok(changed) : err(refusal('card_step_refused', { state: load.state }));
}

async function move(
  deps: CardDeps,
  load: CardLoad,
  { event, ...change }: { readonly event: LoadEvent } & Partial<Pick<CardLoad, 'attempt' | 'credit'>>,
): Promise<Result<CardLoad, Refusal>> {
  const state = afterEvent(load.state, event);
  if (state === null) return err(refusal('card_step_refused', { state: load.state }));
  const now = deps.clock.now();
  const writeBefore = state === 'issued' ? new Date(now.getTime() + writeWithinMs) : null;
  const { attempt, credit } = { ...load, ...change };
  const moved = await store.moveLoad(deps.database.sql, load, { state, attempt, credit, writeBefore, changedAt: now });
  if (moved) return ok(moved);
  const other = await store.selectLoad(deps.database.sql, load.paymentId);
  return err(refusal('card_step_refused', { state: other?.state ?? load.state }));
}

/** Tells the provider that the card is loaded; what it does not hear now it hears later. */
async function tellProvider(deps: CardDeps, load: CardLoad): Promise<CardLoad> {
  const outcome = await askProvider(deps, load, 'load');
  if (outcome.kind !== 'loaded') return load;
  const moved = await move(deps, load, { event: 'confirm' });
  return moved.ok ? moved.value : load;
}

async function release(deps: CardDeps, paymentId: string): Promise<Result<void, Refusal>> {
  const load = await store.selectLoad(deps.database.sql, paymentId);
  if (!load || load.state === 'voided') return ok(undefined);
  if (!mayBeTakenBack(load.state)) return err(refusal('not_reversible'));
  const voiding = load.state === 'voiding' ? ok(load) : await move(deps, load, { event: 'take-back' });
  // Somebody wrote the card a moment before: that stands.
  if (!voiding.ok) return err(refusal('not_reversible'));
  const after = await takeBack(deps, voiding.value);
  if (after.state === 'voided') return ok(undefined);
  return err(refusal(after.state === 'voiding' ? 'provider_unavailable' : 'not_reversible'));
}

/** What the provider says ends it, or it is asked again. */
async function takeBack(deps: CardDeps, load: CardLoad): Promise<CardLoad> {
  const event = eventOfVoid(await askProvider(deps, load, 'void'), load.credit);
  if (event === null) return load;
  const moved = await move(deps, load, { event });
  return moved.ok ? moved.value : load;
}

async function seeTo(deps: CardDeps, load: CardLoad): Promise<void> {
  if (load.state === 'loaded') await tellProvider(deps, load);
  else if (load.state === 'voiding') await takeBack(deps, load);
  else await move(deps, load, { event: 'fail' });
}

async function askProvider(deps: CardDeps, load: CardLoad, step: CardStep): Promise<CardOutcome> {
  const connected = await deps.providers.connect(load.providerId);
  const port = connected.ok ? connected.value.port : undefined;
  const unasked = { kind: 'not-sent', evidence: { providerCode: null, reason: 'unsupported' } } as const;
  return (await port?.card?.(step, load)) ?? unasked;
}

async function knowsCards(deps: CardDeps, providerId: string): Promise<boolean> {
  const connected = await deps.providers.connect(providerId);
  return connected.ok && connected.value.traits.capabilities.includes('smart-card');
}
