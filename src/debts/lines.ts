import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type MaintenanceOutlook, noMaintenance } from '../availability/model.ts';
import type { AccountInput, DebtAnswer, Evidence, InputField } from '../kernel/adapter.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import { zero } from '../kernel/money.ts';
import type { Database } from '../platform/database/sql.ts';
import type { WriteBehind } from '../platform/write-behind.ts';
import { type AccountHistory, noHistory } from '../payments/guards.ts';
import type { HistoryQuestion } from '../payments/history.ts';
import { carryTold } from '../payments/told.ts';
import { asksForDebt } from '../providers/amount-rule.ts';
import type { Provider } from '../providers/model.ts';
import { answerProblem, holderView } from './answer.ts';
import type { Answers } from './answers.ts';
import { type BillChoice, chooseBills, firstChoice } from './bills.ts';
import * as known from './last-known-store.ts';
import type { Told } from './last-known-store.ts';
import type { Asker, DebtLine, DebtTarget, Quote, UnavailableReason } from './model.ts';
import { type StandIn, standInFor } from './stand-in.ts';

/** What questions share. */
export interface Asking {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly quoteTtlMs?: number;
  readonly onBadAnswer?: (event: { readonly providerCode: string; readonly reason: UnavailableReason }) => void;
  readonly answers: Answers;
  readonly readHistory?: (asked: HistoryQuestion) => Promise<AccountHistory>;
  readonly saveQuote: (quote: Quote) => Promise<unknown>;
  /** What was answered, for the time when nothing is: nobody waits until it is written down. */
  readonly lastKnown: WriteBehind<Told>;
}

const defaultQuoteTtlMs = 15 * 60_000;

/** One account at its provider. */
interface Question {
  readonly target: DebtTarget;
  readonly provider: Provider;
  readonly maintenance: MaintenanceOutlook;
}

/** What becomes of one account that was asked about. */
export async function askOne(deps: Asking, asker: Asker, question: Question): Promise<DebtLine> {
  const { target, provider, maintenance } = question;
  if (provider.state !== 'active') return silentLine(deps, asker, { question, reason: provider.state });
  if (maintenance.now) return silentLine(deps, asker, { question, reason: 'maintenance' });
  const [{ outcome, askedAt }, history] = await Promise.all([
    deps.answers.ask(provider, target.input),
    whileItThinks(() => historyOf(deps, asker, target)),
  ]);
  if (!outcome.ok) return silentLine(deps, asker, { question, reason: outcome.error });
  switch (outcome.value.kind) {
    case 'answered':
      return answeredLine(deps, asker, { ...question, askedAt, history, answer: outcome.value.answer });
    case 'no-such-account':
      return { ...baseOf(question), kind: 'no-such-account' };
    case 'proof-refused':
      return { ...baseOf(question), kind: 'refused', reason: 'proof' };
    case 'refused':
      return { ...baseOf(question), kind: 'refused', reason: 'account' };
    case 'unavailable':
      return isUnasked(provider, outcome.value.evidence)
        ? answeredLine(deps, asker, { ...question, askedAt, history, answer: untold(provider, target.input) })
        : silentLine(deps, asker, { question, reason: 'not_answering' });
  }
}

/**
 * The hub's own memory is read while the provider thinks: not before the question has left, and it leaves in the next turn of
 * the event loop, since the HTTP client first looks whether an idle connection was closed. To send a query is work that the
 * provider would wait for.
 */
async function whileItThinks<T>(read: () => T | Promise<T>): Promise<T> {
  await turnOfTheLoop();
  return read();
}

/** A protocol that only pays is not silent: where the rule needs no debt, the payer says the amount. */
function isUnasked(provider: Provider, { reason }: Evidence): boolean {
  return reason === 'unsupported' && !asksForDebt(provider.rule);
}

function untold({ currency }: Provider, { account }: AccountInput): DebtAnswer {
  const nobody = { account, holderName: null, address: null, proven: false };
  return { ...nobody, currency, balance: zero, balanceTold: false, bills: [], line: null };
}

function historyOf(
  deps: Asking,
  asker: Asker,
  { providerId, input }: DebtTarget,
): Promise<AccountHistory> | AccountHistory {
  const citizenId = asker.kind === 'citizen' ? asker.citizenId : (asker.forCitizenId ?? null);
  return deps.readHistory?.({ providerId, account: input.account, citizenId }) ?? noHistory;
}

type Answered = Question & {
  readonly answer: DebtAnswer;
  readonly askedAt: Date;
  readonly history: AccountHistory;
};

async function answeredLine(deps: Asking, asker: Asker, answered: Answered): Promise<DebtLine> {
  const { target, provider, answer } = answered;
  const problem = answerProblem(provider, target.input, answer);
  if (problem) {
    deps.onBadAnswer?.({ providerCode: provider.code, reason: problem });
    return silentLine(deps, asker, { question: answered, reason: problem });
  }
  const quote = makeQuote(deps, asker, answered);
  await deps.saveQuote(quote);
  if (quote.balanceTold) deps.lastKnown.add(quote);
  return {
    ...baseOf(answered),
    kind: 'quoted',
    quote,
    holder: holderView(answer, target.unmasked),
    meter: answer.meter ?? null,
  };
}

function makeQuote(deps: Asking, asker: Asker, answered: Answered): Quote {
  const { target, provider, answer, askedAt, history } = answered;
  return {
    id: deps.ids.uuid(),
    asker,
    providerId: provider.id,
    account: target.input.account,
    currency: answer.currency,
    balanceTold: answer.balanceTold !== false,
    ...chosenOf(target, {
      fields: carryTold(withoutProofs(provider.fields, target.input.fields), answer, askedAt),
      balance: answer.balance,
      balanceTold: answer.balanceTold !== false,
      bills: answer.bills,
      rule: provider.rule,
    }),
    line: answer.line,
    rule: provider.rule,
    history,
    holderNameMasked: holderView(answer, false).name,
    obtainedAt: askedAt,
    expiresAt: expiryOf(deps, askedAt),
    standIn: false,
  };
}

/** Counted from now, but never from before the quote was obtained: a clock may be put back while its provider is asked. */
function expiryOf({ clock, quoteTtlMs = defaultQuoteTtlMs }: Asking, obtainedAt: Date): Date {
  return new Date(Math.max(clock.now().getTime(), obtainedAt.getTime()) + quoteTtlMs);
}

/** The bills that the target names, where they are open still; otherwise what stands before anybody has chosen. */
function chosenOf({ bills = [] }: DebtTarget, told: Parameters<typeof firstChoice>[0]): BillChoice {
  const chosen = bills.length > 0 ? chooseBills(told, bills) : null;
  return chosen?.ok ? chosen.value : firstChoice(told);
}

/** A proof opens the holder's data and is not needed to pay: it is not kept with a quote. */
function withoutProofs(
  fields: readonly InputField[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = fields.filter((field) => !field.proof && field.name !== 'account' && Object.hasOwn(values, field.name));
  return Object.fromEntries(kept.map((field) => [field.name, values[field.name] ?? '']));
}

/** The line of an account whose provider gave no answer: by the last known bill where its contract allows that. */
async function silentLine(
  deps: Asking,
  asker: Asker,
  silence: { readonly question: Question; readonly reason: UnavailableReason },
): Promise<DebtLine> {
  const { question, reason } = silence;
  const { target, provider } = question;
  const { sql } = deps.database;
  const { account } = target.input;
  await deps.lastKnown.flush();
  const lastKnown = (await known.selectLastKnown(sql, provider.id, account)) ?? null;
  const contract = lastKnown && (await known.selectStandIn(sql, provider.id));
  if (lastKnown && contract) {
    const paidSince = await known.selectHasMoved(sql, {
      providerId: provider.id,
      account,
      since: lastKnown.obtainedAt,
    });
    const now = deps.clock.now();
    const standIn = standInFor(contract, { reason, known: lastKnown, rule: provider.rule, paidSince, now });
    if (standIn) return standInLine(deps, asker, { question, standIn });
  }
  return { ...baseOf(question), ...silent(reason), lastKnown };
}

/** The holder is not kept with the last bill, so nobody sees one. */
async function standInLine(
  deps: Asking,
  asker: Asker,
  { question, standIn }: { readonly question: Question; readonly standIn: StandIn },
): Promise<DebtLine> {
  const { target, provider } = question;
  const { currency, balance, bills, obtainedAt } = standIn.known;
  const history = await historyOf(deps, asker, target);
  const fields = withoutProofs(provider.fields, target.input.fields);
  const quote: Quote = {
    ...{
      id: deps.ids.uuid(),
      asker,
      providerId: provider.id,
      account: target.input.account,
      currency,
      balanceTold: true,
    },
    ...chosenOf(target, { fields, balance, balanceTold: true, bills, rule: standIn.rule }),
    ...{ line: null, rule: standIn.rule, history, holderNameMasked: null, obtainedAt, standIn: true },
    expiresAt: expiryOf(deps, obtainedAt),
  };
  await deps.saveQuote(quote);
  return {
    ...baseOf(question),
    kind: 'quoted',
    quote,
    holder: { name: null, address: null, masked: true },
    meter: null,
  };
}

function silent(reason: UnavailableReason): { readonly kind: 'unavailable'; readonly reason: UnavailableReason } {
  return { kind: 'unavailable', reason };
}

function baseOf({ target, maintenance }: Pick<Question, 'target' | 'maintenance'>) {
  return { key: target.key, providerId: target.providerId, account: target.input.account, maintenance };
}

/** The line of a provider that is not there: a fault of the hub. */
export function lostLine(target: DebtTarget): DebtLine {
  return { ...baseOf({ target, maintenance: noMaintenance }), ...silent('internal'), lastKnown: null };
}
