import { type Channel } from '../fees/model.ts';
import type { Minor } from '../kernel/money.ts';

/** What a payer is asked before money moves. The name is also the code of the refusal that asks. */
export const questions = ['possible_duplicate', 'unusual_amount', 'similar_account'] as const;
export type Question = (typeof questions)[number];

/** What is known of an account when its debt is asked for. */
export interface AccountHistory {
  /** Minor units; null where too few payments are known. */
  readonly usualAmount: Minor | null;
  /** Another account of the same citizen at the same provider that differs by one slip of the finger. */
  readonly similarAccount: string | null;
}

export const noHistory: AccountHistory = { usualAmount: null, similarAccount: null };

/** Fewer payments than these have no usual amount; more than the newest of these are not looked at. */
const fewestPayments = 3;
export const mostPayments = 12;

/** From so many times the usual on, one asks: a forgotten decimal sign makes a hundred, a slipped finger ten. */
const unusualTimes = 10n;

/** Where a person can be asked before the money is taken. A kiosk has the notes by then, a file has nobody to ask. */
const askingChannels: readonly Channel[] = ['counter', 'cabinet'];

/** The median of the newest payments of an account: one odd payment does not move it. */
export function usualOf(newestFirst: readonly Minor[]): Minor | null {
  const looked = newestFirst.slice(0, mostPayments);
  if (looked.length < fewestPayments) return null;
  const sorted = looked.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** True for one wrong digit, or two neighbours in each other's place: how nearly all numbers are mistyped. */
export function isOneSlipAway(typed: string, other: string): boolean {
  if (typed.length !== other.length) return false;
  const wrong = [...typed].flatMap((sign, index) => (sign === other[index] ? [] : [index]));
  const [first = 0, second = 0] = wrong;
  if (wrong.length === 1) return true;
  return wrong.length === 2 && second === first + 1 && typed[first] === other[second] && typed[second] === other[first];
}

/** The account that was perhaps meant; null where the one that was typed is known itself. */
export function findSimilar(typed: string, known: readonly string[]): string | null {
  if (known.includes(typed)) return null;
  return known.find((account) => isOneSlipAway(typed, account)) ?? null;
}

/** A line as the questions see it. Amounts are minor units. */
export interface AskedLine {
  readonly channel: Channel;
  readonly amount: Minor;
  readonly owed: { readonly balance: Minor; readonly balanceTold: boolean };
  readonly history: AccountHistory;
  readonly isRepeated: boolean;
}

/** Ten times what is usual, or, where nothing is usual yet, of what is owed. Whoever pays what is owed is asked nothing. */
function isUnusual({ amount, owed, history }: Pick<AskedLine, 'amount' | 'owed' | 'history'>): boolean {
  const debt = owed.balanceTold && owed.balance > 0n ? owed.balance : null;
  if (debt !== null && amount <= debt) return false;
  const usual = history.usualAmount ?? debt;
  return usual !== null && amount >= usual * unusualTimes;
}

/** What the payer of a line has to be asked, in the order of `questions`. */
export function questionsOf(line: AskedLine): Question[] {
  const asks = askingChannels.includes(line.channel);
  const asked: Question[] = [];
  if (line.isRepeated) asked.push('possible_duplicate');
  if (asks && isUnusual(line)) asked.push('unusual_amount');
  if (asks && line.history.similarAccount !== null) asked.push('similar_account');
  return asked;
}
