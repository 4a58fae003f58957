import type { FeeRule } from '../fees/model.ts';
import { assert } from '../kernel/assert.ts';
import { cashChannels } from '../drawers/model.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency } from '../kernel/money.ts';
import { isAlarming } from '../ledger/model.ts';
import { acceptanceOf } from '../ledger/transfers.ts';
import { type AcceptedBasket, answerOf, type BasketAnswer, type RefusedBasket } from './answers.ts';
import type { AcceptBasket } from './commands.ts';
import { maskAccount } from '../accounts/masking.ts';
import { decided, type Decision, type Effects, type KeyEffect, type Stamp } from './effects.ts';
import { questionsOf, type Question } from './guards.ts';
import { limitDetails, type Limits, strictestOfDay, strictestOfPayment, type Takings } from './limits.ts';
import { amountsOf, chargedTotal, type Payment } from './model.ts';
import { isCollected, isRepeatedWithin, isUsedWithin, makePayment, refusalOfLine, type PayableQuote } from './lines.ts';

export interface StoredKey {
  readonly requestHash: string;
  /** `basket`: the key stands for a basket with cash, and no payment is made under it. */
  readonly status: 'accepted' | 'refused' | 'abandoned' | 'basket';
  /** Null where nothing was decided under the key. */
  readonly answer: BasketAnswer | null;
}

/** What stands under a key. Books in which an accepted key has no payments are broken, and nobody is told that it is free. */
export function answerUnder({ status, answer }: StoredKey): BasketAnswer | null {
  assert(status !== 'accepted' || answer !== null, 'an accepted key has payments');
  return answer;
}

/** What the decision looks at, read under the lane's lock. */
export interface AcceptState {
  readonly stored: StoredKey | null;
  /** An earlier try of this very command may have been written already: what stands under its key is then its outcome. */
  readonly isRepeat: boolean;
  readonly agentState: 'active' | 'suspended';
  /** Version that the agent's tokens have now. */
  readonly tokenVersion: number;
  /** An active teller of this agent takes the money, or none is named. */
  readonly tellerMayCollect: boolean;
  /** The teller has an open shift, or the agent asks for none. */
  readonly hasShift: boolean;
  /** Balance and floor of the agent's position in the basket's currency; null where it keeps none. */
  readonly position: { readonly balance: bigint; readonly floor: bigint } | null;
  readonly limits: Limits;
  readonly takings: Takings;
  readonly quotes: ReadonlyMap<string, PayableQuote>;
  /** Lines (by index) whose account was paid the same amount within the provider's window, or one of whose bills was paid within a day. */
  readonly duplicates: ReadonlySet<number>;
  /** Lines (by index) whose quote stands behind a payment already, or has a bill that was paid since it was obtained. */
  readonly usedQuotes: ReadonlySet<number>;
  readonly rules: readonly FeeRule[];
  /** The accounts that an unpaid code names; `not-payable` when it is paid or expired; null where no code is shown. */
  readonly paymentCode: CodeBasket | 'not-payable' | 'unknown' | null;
}

/** What a payment code stands for. The amounts may have changed since: the debt is asked for anew at the counter. */
export interface CodeBasket {
  readonly currency: Currency;
  readonly lines: readonly { readonly providerId: string; readonly account: string }[];
}

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly basket: AcceptedBasket; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly refusal: RefusedBasket; readonly replayed: boolean };

/** What a basket would come to now. */
export interface Rehearsal {
  readonly outcome: AcceptOutcome;
  /** The first of its quotes ends then, or the day whose fees it bears. */
  readonly until: Date;
}

/** Most lines of a basket; what comes by the API was checked before. */
const mostLines = 100;
/** Refusals after which the same key may be sent again: somebody has to do something first. */
export const unstoredCodes: readonly ErrorCode[] = [
  'provider_disabled',
  'forbidden',
  'shift_required',
  'not_found',
  'invalid_token',
];

/**
 * Decides a basket. Refusals of business rules are stored under the key, so that a delayed duplicate cannot succeed
 * later; what the payer has to be asked, an unavailable provider and a teller who may not or has no shift are not, since the same
 * key may then be sent again.
 */
export function decideAccept(state: AcceptState, command: AcceptBasket, stamp: Stamp): Decision<AcceptOutcome> {
  const stranger = refusalOfCaller(state, command);
  if (stranger && !(state.isRepeat && state.stored)) {
    return unstored({ status: 'refused', code: stranger, line: null });
  }
  if (state.stored) return decided(replay(state.stored, command.requestHash));
  assert(command.lines.length > 0 && command.lines.length <= mostLines, `a basket has 1 to ${mostLines} lines`);
  const gate = refusalBeforeLines(state, command);
  if (gate) return refused(command, gate);
  const payments: Payment[] = [];
  for (const [index, line] of command.lines.entries()) {
    const quote = state.quotes.get(line.quoteId);
    if (!quote) return unstored({ status: 'refused', code: 'not_found', line: index });
    const isUsed = state.usedQuotes.has(index) || isUsedWithin(payments, quote);
    const refusal = isUsed
      ? { code: 'quote_used' as const }
      : refusalOfLine(quote, line, { channel: command.channel, currency: command.currency, instant: stamp.at });
    if (refusal) return refused(command, { status: 'refused', ...refusal, line: index });
    const isRepeated = state.duplicates.has(index) || isRepeatedWithin(payments, quote, line.amount);
    const { owed, history } = quote;
    const asked = questionsOf({ channel: command.channel, amount: line.amount, owed, history, isRepeated });
    const open = isCollected(command) ? undefined : asked.find((question) => !line.confirmed?.includes(question));
    if (open) return unstored({ status: 'refused', ...askFor(open, quote), line: index });
    payments.push(makePayment({ command, line, index, quote, rules: state.rules, stamp }));
  }
  return acceptAll(state, command, payments);
}

/** Which account was perhaps meant is the citizen's own secret: its last digits are enough to see the slip. */
function askFor(question: Question, { history }: PayableQuote): Pick<RefusedBasket, 'code' | 'details'> {
  if (question !== 'similar_account' || history.similarAccount === null) return { code: question };
  return { code: question, details: { similar: maskAccount(history.similarAccount) } };
}

/** Whoever was known a moment ago may be nobody by now, and is told nothing, not even what the key stands for. */
function refusalOfCaller(state: AcceptState, { tokenVersion = null }: AcceptBasket): ErrorCode | null {
  if (tokenVersion === null) return null;
  if (state.agentState !== 'active') return 'agent_suspended';
  if (tokenVersion !== state.tokenVersion) return 'invalid_token';
  return state.tellerMayCollect ? null : 'forbidden';
}

function replay(stored: StoredKey, requestHash: string): AcceptOutcome {
  const conflict = (code: ErrorCode): AcceptOutcome => ({
    kind: 'refused',
    refusal: { status: 'refused', code, line: null },
    replayed: false,
  });
  if (stored.status === 'abandoned') return conflict('key_abandoned');
  if (stored.status === 'basket') return conflict('key_of_cash_basket');
  const answer = answerUnder(stored);
  if (stored.requestHash !== requestHash || !answer) return conflict('idempotency_key_reused');
  return answer.status === 'accepted'
    ? { kind: 'accepted', basket: answer, replayed: true }
    : { kind: 'refused', refusal: answer, replayed: true };
}

function refusalBeforeLines(state: AcceptState, command: AcceptBasket): RefusedBasket | null {
  const code = isCollected(command) ? null : refusalOfCollector(state, command);
  if (code) return { status: 'refused', code, line: null };
  if (!state.position) return { status: 'refused', code: 'currency_not_supported', line: null };
  if (state.paymentCode === 'unknown') return { status: 'refused', code: 'not_found', line: null };
  if (state.paymentCode === 'not-payable') return { status: 'refused', code: 'basket_not_payable', line: null };
  return null;
}

function refusalOfCollector(state: AcceptState, { channel }: AcceptBasket): ErrorCode | null {
  if (state.agentState !== 'active') return 'agent_suspended';
  if (!state.tellerMayCollect) return 'forbidden';
  return !state.hasShift && cashChannels.includes(channel) ? 'shift_required' : null;
}

function acceptAll(state: AcceptState, command: AcceptBasket, payments: readonly Payment[]): Decision<AcceptOutcome> {
  const totals = payments.map(chargedTotal);
  const charged = totals.reduce((sum, total) => sum + total, 0n);
  if (state.paymentCode && !paysCode(state.paymentCode, command.currency, payments)) {
    return refused(command, { status: 'refused', code: 'basket_incomplete', line: null });
  }
  const mustFit = !isCollected(command);
  const breach = mustFit ? breachOf(state, command, { totals, charged }) : null;
  if (breach) return refused(command, breach);
  const position = state.position;
  if (!position || (mustFit && position.balance - charged < position.floor)) {
    return refused(command, { status: 'refused', code: 'insufficient_position', line: null });
  }
  const basket = answerOf(payments);
  const effects: Partial<Effects> = {
    keys: [keyEffect(command, null)],
    payments,
    transfers: payments.map((payment) => acceptanceOf(amountsOf(payment))),
    paymentCodes: command.paymentCode ? [{ code: command.paymentCode, basketId: command.basketId }] : [],
    outbox: [
      ...payments.map((payment) => ({ topic: 'payment.accepted' as const, subjectId: payment.id })),
      ...(crossesAlarm(position, charged) ? [{ topic: 'agent.cap' as const, subjectId: command.agentId }] : []),
    ],
  };
  return decided({ kind: 'accepted', basket, replayed: false }, effects);
}

/** The limit that a payment or the basket as a whole breaks, if one does; of several the strictest. */
function breachOf(
  state: AcceptState,
  { currency }: AcceptBasket,
  { totals, charged }: { readonly totals: readonly bigint[]; readonly charged: bigint },
): RefusedBasket | null {
  const single = strictestOfPayment(state.limits);
  const line = single ? totals.findIndex((total) => total > single.left) : -1;
  if (single && line !== -1) return breached(limitDetails(single, currency), line);
  const day = strictestOfDay(state.limits, state.takings);
  return day && charged > day.left ? breached(limitDetails(day, currency), null) : null;
}

function breached(details: NonNullable<RefusedBasket['details']>, line: number | null): RefusedBasket {
  return { status: 'refused', code: 'limit_exceeded', line, details };
}

/** True when the basket is the one that the code names: the same accounts, none missing and none more. */
function paysCode(code: CodeBasket | string, currency: Currency, payments: readonly Payment[]): boolean {
  if (typeof code === 'string' || code.currency !== currency) return false;
  const named = (lines: CodeBasket['lines']) => lines.map((line) => `${line.providerId}:${line.account}`).toSorted();
  const paid = named(payments);
  const wanted = named(code.lines);
  return paid.length === wanted.length && paid.every((account, index) => account === wanted[index]);
}

/** True for the basket that takes the agent over the alarm line of its cap, and for no other. */
function crossesAlarm(position: { balance: bigint; floor: bigint }, charged: bigint): boolean {
  const { balance, floor } = position;
  return !isAlarming({ balance, floor }) && isAlarming({ balance: balance - charged, floor });
}

/** An accepted basket needs no answer of its own: its payments are the answer. */
function keyEffect(command: AcceptBasket, refusal: RefusedBasket | null): KeyEffect {
  return {
    agentId: command.agentId,
    clientKey: command.key,
    requestHash: command.requestHash,
    status: refusal ? 'refused' : 'accepted',
    answer: refusal,
    basketId: refusal ? null : command.basketId,
  };
}

function refused(command: AcceptBasket, answer: RefusedBasket): Decision<AcceptOutcome> {
  if (unstoredCodes.includes(answer.code)) return unstored(answer);
  return decided({ kind: 'refused', refusal: answer, replayed: false }, { keys: [keyEffect(command, answer)] });
}

function unstored(answer: RefusedBasket): Decision<AcceptOutcome> {
  return decided({ kind: 'refused', refusal: answer, replayed: false });
}
