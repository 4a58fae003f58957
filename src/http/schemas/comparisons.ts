import { type Static, Type } from 'typebox';
import { type DayComparison, differenceKinds } from '../../registries/comparison.ts';
import type { DayLine } from '../../registries/daily.ts';
import { DateOnly, Id, money, ReceiptNumber, showMoney, Timestamp } from './common.ts';
import { named, nullable, oneOf, strict } from './shapes.ts';

const outcomes = ['matched', 'failed'] as const;

const head = {
  comparisonId: Id,
  day: DateOnly,
  outcome: oneOf(outcomes, { description: '`matched`: both sides agree, payment by payment.' }),
  failure: nullable(
    oneOf(['file_rejected', 'day_differs'], {
      description: 'Why it failed; null where both sides agree. A rejected file was held against nothing.',
    }),
  ),
  dayEnded: Type.Boolean({ description: 'False where the day went on: compare it again after its end.' }),
  sha256: Type.String({ description: 'Of the file, as far as it was read; hexadecimal.' }),
  matched: Type.Integer({ description: 'Payments of which both say the same.' }),
  differenceCount: Type.Integer(),
  problemCount: Type.Integer({ description: 'Lines and totals of the file that are wrong.' }),
  receivedAt: Timestamp,
};

const state = oneOf(['paid', 'reversed']);

export const ComparisonAnswer = strict(
  {
    ...head,
    differences: Type.Array(
      strict({
        kind: oneOf(differenceKinds, {
          description:
            '`missing_here`: you have it and the hub has not. `missing_there`: the other way round. `other_day`: your file ' +
            'has a receipt of another settlement day.',
        }),
        receiptNumber: ReceiptNumber,
        here: nullable(strict({ amount: money, state })),
        there: nullable(strict({ line: Type.Integer({ description: 'Line of the file.' }), amount: money, state })),
      }),
      { description: 'By receipt number, at most 1,000.' },
    ),
    problems: Type.Array(
      strict({
        field: Type.String({ description: '`/7` for line 7; empty for the whole file.' }),
        rule: Type.String(),
        detail: Type.String(),
      }),
      { description: 'At most 20.' },
    ),
  },
  { $id: 'DayComparison', description: 'An agent’s file of a day beside the books of the hub.' },
);
export const comparison = named(ComparisonAnswer);

export const ComparisonHead = strict(head, {
  $id: 'DayComparisonHead',
  description: 'A comparison without its report.',
});
export const comparisonHead = named(ComparisonHead);

export const ComparisonParams = strict({ comparisonId: Id });

export const comparisonsQuery = {
  day: Type.Optional(DateOnly),
  outcome: Type.Optional(oneOf(outcomes, { description: 'Only those that ended so.' })),
  before: Type.Optional(Id),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]?|100)$', description: 'At most so many, 1 to 100; 50 if not said.' }),
  ),
};

const defaultPage = 50;

/** What of a query narrows the list, as the service wants it. */
export function readComparisonsQuery(query: {
  readonly day?: string;
  readonly outcome?: (typeof outcomes)[number];
  readonly before?: string;
  readonly limit?: string;
}) {
  const { day, outcome, before, limit } = query;
  return {
    ...(day ? { day } : {}),
    ...(outcome ? { matched: outcome === 'matched' } : {}),
    ...(before ? { before } : {}),
    limit: readLimit(limit),
  };
}

export const readLimit = (limit: string | undefined) => (limit === undefined ? defaultPage : Number(limit));

export function showHead(of: DayComparison): Static<typeof ComparisonHead> {
  const { id, day, failure, dayEnded, sha256, matched, differenceCount, problemCount } = of;
  return {
    ...{ comparisonId: id, day, outcome: failure === null ? 'matched' : 'failed', failure, dayEnded, sha256 },
    ...{ matched, differenceCount, problemCount, receivedAt: of.receivedAt.toISOString() },
  };
}

export function showComparison(of: DayComparison): Static<typeof ComparisonAnswer> {
  const side = (line: DayLine) => ({ amount: showMoney(line.amount, line.currency), state: line.state });
  return {
    ...showHead(of),
    differences: of.differences.map(({ kind, receiptNumber, here, there }) => {
      return { kind, receiptNumber, here: here && side(here), there: there && { line: there.line, ...side(there) } };
    }),
    problems: of.problems.map(({ field, rule, detail }) => ({ field, rule, detail })),
  };
}
