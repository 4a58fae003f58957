import type { ErrorCode, FieldProblem, Refusal } from '../kernel/errors/catalogue.ts';
import { formatAmount } from '../kernel/money.ts';
import { parseReceiptNumber } from '../payments/receipt-number.ts';
import type { DayLine, FileLine } from './daily.ts';
import { placeOf } from './read-lines.ts';

/**
 * `missing_here`: the agent has it and the hub has not. `missing_there`: the other way round. `other_day`: the agent's file has a
 * receipt of another settlement day.
 */
export const differenceKinds = ['missing_here', 'missing_there', 'other_day', 'other_amount', 'other_state'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface DayDifference {
  readonly kind: DifferenceKind;
  readonly receiptNumber: string;
  readonly here: DayLine | null;
  readonly there: FileLine | null;
}

/** What two sides have in common, and what they have not. */
export interface DayOutcome {
  /** Payments of which both say the same. */
  readonly matched: number;
  /** How many there are; at most 1,000 are told. */
  readonly differenceCount: number;
  readonly differences: readonly DayDifference[];
  /** How many there are; at most 20 are told. A file with problems is held against nothing. */
  readonly problemCount: number;
  readonly problems: readonly FieldProblem[];
}

export type DayFailure = Extract<ErrorCode, 'file_rejected' | 'day_differs'>;

/** A comparison as it is kept, for ever. */
export interface DayComparison extends DayOutcome {
  readonly id: string;
  readonly agentId: string;
  /** Settlement day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Why it failed; null where both sides agree. */
  readonly failure: DayFailure | null;
  /** Of what was read of the file, hexadecimal. */
  readonly sha256: string;
  /** Whether the day had ended when it was compared. */
  readonly dayEnded: boolean;
  readonly receivedAt: Date;
}

/** An agent's day that ended with payments and without an agreement. */
export interface UncomparedDay {
  readonly day: string;
  readonly agentCode: string;
  readonly payments: number;
  /** The newest comparison, which failed or came before the end of the day; null where there was none. */
  readonly newestComparisonId: string | null;
}

const mostDifferences = 1_000;
const mostProblems = 20;

/** What a file comes to that is not whole. */
export function rejectedFile(problems: readonly FieldProblem[]): DayOutcome {
  const none = { matched: 0, differenceCount: 0, differences: [] };
  return { ...none, problemCount: problems.length, problems: problems.slice(0, mostProblems) };
}

/** Holds what the agent has against what the hub has. */
export function compareDays(
  day: string,
  here: ReadonlyMap<string, DayLine>,
  there: ReadonlyMap<string, FileLine>,
): DayOutcome {
  const numbers = [...new Set([...here.keys(), ...there.keys()])].toSorted();
  const differences = numbers.flatMap((receiptNumber): DayDifference[] => {
    const sides = { here: here.get(receiptNumber) ?? null, there: there.get(receiptNumber) ?? null };
    const kind = kindOf(day, sides);
    return kind === null ? [] : [{ kind, receiptNumber, ...sides }];
  });
  return {
    matched: numbers.length - differences.length,
    differenceCount: differences.length,
    differences: differences.slice(0, mostDifferences),
    ...{ problemCount: 0, problems: [] },
  };
}

function kindOf(day: string, { here, there }: Pick<DayDifference, 'here' | 'there'>): DifferenceKind | null {
  if (!here) return there && isOfAnotherDay(day, there.receiptNumber) ? 'other_day' : 'missing_here';
  if (!there) return 'missing_there';
  if (here.amount !== there.amount || here.currency !== there.currency) return 'other_amount';
  return here.state === there.state ? null : 'other_state';
}

/** A receipt number says its settlement day; a number that is none says nothing. */
function isOfAnotherDay(day: string, receiptNumber: string): boolean {
  const parts = parseReceiptNumber(receiptNumber);
  return parts !== undefined && parts.day !== day;
}

export function failureOf(outcome: DayOutcome): DayFailure | null {
  if (outcome.problemCount > 0) return 'file_rejected';
  return outcome.differenceCount > 0 ? 'day_differs' : null;
}

/** What the agent is told of a comparison that failed: where, and by which number to find the whole of it. */
export function refusalOf(comparison: DayComparison, code: DayFailure): Refusal {
  const { id, problemCount, differenceCount } = comparison;
  const problems = code === 'file_rejected' ? comparison.problems : comparison.differences.map(problemOf);
  const counts = { problems: String(problemCount), differences: String(differenceCount) };
  return { code, fields: problems.slice(0, mostProblems), details: { comparisonId: id, ...counts } };
}

function problemOf(difference: DayDifference): FieldProblem {
  const { kind, there } = difference;
  return { field: there ? placeOf(there.line) : '', rule: kind, detail: wordsOf(difference) };
}

function wordsOf({ kind, receiptNumber, here }: DayDifference): string {
  if (kind === 'other_day') return 'a receipt of another settlement day';
  if (!here) return 'the hub has no such receipt of yours';
  const has = `${formatAmount(here.amount, here.currency)} ${here.currency}, ${here.state}`;
  return kind === 'missing_there' ? `the hub has ${receiptNumber}: ${has}` : `the hub has ${has}`;
}

/** Whether the same file again has come to the same: then it is the same comparison. */
export function saysTheSame(a: Omit<DayComparison, 'id' | 'receivedAt'>, b: typeof a): boolean {
  return textOf(a) === textOf(b);
}

function textOf(of: Omit<DayComparison, 'id' | 'receivedAt'>): string {
  const { agentId, day, sha256, dayEnded, matched, differenceCount, problems } = of;
  const sides = of.differences.map(({ kind, here, there }) => [kind, lineText(here), lineText(there)]);
  return JSON.stringify([agentId, day, sha256, dayEnded, matched, differenceCount, sides, problems.map(problemText)]);
}

const lineText = (line: DayLine | null) =>
  line && [line.receiptNumber, String(line.amount), line.currency, line.state].join(';');
const problemText = ({ field, rule, detail }: FieldProblem) => [field, rule, detail].join(';');
