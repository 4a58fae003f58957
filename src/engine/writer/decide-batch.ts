import { decideAccept, type AcceptOutcome } from '../../payments/accept.ts';
import type { Decision, DeliveryChange, Effects, Stamp } from '../../payments/effects.ts';
import { decideResolve } from '../../payments/resolve.ts';
import { accountKey } from '../../ledger/chart.ts';
import type { BalanceBefore } from './write-batch.ts';
import type { Item, ReadAhead } from './item.ts';
import type { LaneOutcome } from './lane-command.ts';
import { nameOf, type Recent } from './recent.ts';
import { addTaken, takingsOf } from '../takings.ts';

/** A strict balance as the holder knows it; changed by every basket that is decided. */
export interface Position {
  readonly accountId: bigint;
  balance: bigint;
  readonly floor: bigint;
}

/** What the holder of the lane knows without asking, because nobody else writes it. */
export interface Known {
  /** By `positionName`; null where the agent keeps no position in the currency. */
  readonly positions: Map<string, Position | null>;
  /** What outlets and tellers with a limit have taken on the lane's day, by `takenName`. */
  readonly taken: Map<string, bigint>;
}

export function positionName(agentId: string, currency: string): string {
  return accountKey({ kind: 'agent_position', ownerId: agentId, currency: currency as never });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A batch as it was decided: nothing of it is written yet. */
export interface DecidedBatch {
  readonly answers: { readonly item: Item; readonly outcome: LaneOutcome }[];
  readonly effects: Mutable<Effects>;
  /** Strict balances before the batch, by account. */
  readonly before: Map<bigint, BalanceBefore>;
  /** Not decided: the first of them has to be read again, because something that it looks at was written since. */
  readonly again: Item[];
  /** Not decided: the first of them runs alone, the others after it. */
  readonly rest: Item[];
}

interface Deciding {
  readonly known: Known;
  readonly recent: Recent;
  readonly stamp: Stamp;
  readonly batch: number;
}

/** Decides commands in the order of their arrival, each on what those before it left. Changes `known` and notes in `recent`. */
export function decideBatch(items: readonly Item[], deciding: Deciding): DecidedBatch {
  const decided: DecidedBatch = { answers: [], effects: emptyEffects(), before: new Map(), again: [], rest: [] };
  for (const [index, item] of items.entries()) {
    const { ahead } = item;
    if (ahead === null || isOutdated(item, ahead, deciding)) {
      // Those behind it wait too: nobody is decided before whoever came earlier.
      decided.again.push(...items.slice(index));
      break;
    }
    const isDecided =
      ahead.kind === 'accept'
        ? decideBasket(decided, item, { ahead, deciding })
        : decideAnswer(decided, item, { ahead, deciding });
    if (isDecided) continue;
    item.isAlone = true;
    decided.rest.push(...items.slice(index));
    break;
  }
  return decided;
}

function emptyEffects(): Mutable<Effects> {
  return {
    ...{ keys: [], payments: [], transfers: [], deliveries: [], attemptEnds: [], providerReferences: [] },
    ...{ reversals: [], paymentCodes: [], cases: [], outbox: [], entryKeys: [] },
    ...{ holds: [], holdResolutions: [] },
  };
}

/** True when something that was read ahead was written since, by a batch or earlier in this one. */
function isOutdated({ seen }: Item, ahead: ReadAhead, { recent, stamp }: Deciding): boolean {
  if (ahead.kind === 'resolve') {
    const { command, state } = ahead;
    if (recent.isNewer(nameOf.payment(command.payment.id), seen)) return true;
    return (
      command.providerTransaction !== null &&
      state !== null &&
      recent.isNewer(nameOf.reference(state.payment.providerId, command.providerTransaction), seen)
    );
  }
  const { command, state, rules } = ahead;
  if (rules.day !== stamp.day || recent.isNewer(nameOf.key(command.agentId, command.key), seen)) return true;
  if ((state.duplicates.size > 0 || state.usedQuotes.size > 0) && recent.isNewer(nameOf.undone, seen)) return true;
  for (const quote of state.quotes.values()) {
    if (recent.isNewer(nameOf.account(quote.providerId, quote.account), seen)) return true;
  }
  return false;
}

interface Basket {
  readonly ahead: ReadAhead & { readonly kind: 'accept' };
  readonly deciding: Deciding;
}

/** False when the basket has to run alone. */
function decideBasket(decided: DecidedBatch, item: Item, { ahead, deciding }: Basket): boolean {
  const { command, state, rules } = ahead;
  if (command.paymentCode !== null || command.outOfHold) return false;
  const { known, stamp } = deciding;
  const position = known.positions.get(positionName(command.agentId, command.currency)) ?? null;
  const decision = decideAccept(
    {
      stored: state.stored,
      isRepeat: item.isRepeat,
      agentState: state.agentState,
      tokenVersion: state.tokenVersion,
      tellerMayCollect: state.tellerMayCollect,
      hasShift: state.hasShift,
      position,
      limits: state.limits,
      takings: takingsOf(known.taken, command),
      quotes: state.quotes,
      duplicates: state.duplicates,
      usedQuotes: state.usedQuotes,
      rules: rules.list,
      paymentCode: null,
    },
    command,
    {
      day: stamp.day,
      at: stamp.at,
      lane: stamp.lane,
      nextReceipt: stamp.nextReceipt + decided.effects.payments.length,
    },
  );
  take(decided, item, decision);
  noteBasket(decision, { ahead, deciding });
  if (decision.answer.kind === 'accepted' && !decision.answer.replayed && position) {
    charge(decided, decision.answer, { ahead, position, known });
  }
  return true;
}

function charge(
  decided: DecidedBatch,
  outcome: AcceptOutcome & { readonly kind: 'accepted' },
  { ahead, position, known }: { ahead: Basket['ahead']; position: Position; known: Known },
): void {
  const total = BigInt(outcome.basket.total);
  if (!decided.before.has(position.accountId)) {
    decided.before.set(position.accountId, { balance: position.balance, floor: position.floor });
  }
  position.balance -= total;
  addTaken(known.taken, ahead.command, total);
}

function noteBasket(decision: Decision<AcceptOutcome>, { deciding: { recent, batch } }: Basket): void {
  for (const key of decision.effects.keys) recent.note(nameOf.key(key.agentId, key.clientKey), batch);
  for (const payment of decision.effects.payments) {
    recent.note(nameOf.account(payment.providerId, payment.account), batch);
  }
}

interface Answer {
  readonly ahead: ReadAhead & { readonly kind: 'resolve' };
  readonly deciding: Deciding;
}

/** False when the answer has to be booked alone: a case, a cancel, a late success. */
function decideAnswer(decided: DecidedBatch, item: Item, { ahead, deciding }: Answer): boolean {
  const { command, state } = ahead;
  const isPlain = command.outcome === 'confirmed' || command.outcome === 'rejected';
  const current = state?.payment.state;
  const isOpen = current === 'sending' || current === 'unknown';
  if (state !== null && !(isPlain && (isOpen || current === command.outcome))) return false;
  const decision = decideResolve(state, command, deciding.stamp);
  if (!isPlainResolve(decision.effects)) return false;
  take(decided, item, decision);
  const { recent, batch } = deciding;
  for (const change of decision.effects.deliveries) {
    recent.note(nameOf.payment(change.paymentId), batch);
    if (change.toState === 'rejected') recent.note(nameOf.undone, batch);
  }
  for (const reference of decision.effects.providerReferences) {
    recent.note(nameOf.reference(reference.providerId, reference.providerTransaction), batch);
  }
  return true;
}

/** What the statement of a batch can write. */
function isPlainResolve({ cases, reversals, deliveries }: Effects): boolean {
  return cases.length === 0 && reversals.length === 0 && deliveries.every(isFinal);
}

function isFinal(change: DeliveryChange): boolean {
  return change.nextActionAt === null && change.toState !== change.fromState;
}

function take<A extends LaneOutcome>({ answers, effects }: DecidedBatch, item: Item, decision: Decision<A>): void {
  answers.push({ item, outcome: decision.answer });
  const made = decision.effects;
  effects.keys.push(...made.keys);
  effects.payments.push(...made.payments);
  effects.transfers.push(...made.transfers);
  effects.deliveries.push(...made.deliveries);
  effects.attemptEnds.push(...made.attemptEnds);
  effects.providerReferences.push(...made.providerReferences);
  effects.outbox.push(...made.outbox);
}
