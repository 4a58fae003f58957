import type { StatementLine } from '../kernel/adapter.ts';
import type { Currency } from '../kernel/money.ts';
import { type BreakKind, mostBreaks, type OurPayment, type ReconBreak, type ReconRun, storableText } from './model.ts';

/** What a comparison has come to. */
export interface Compared extends Pick<ReconRun, 'lines' | 'matched' | 'breakCount'> {
  /** The first of them, by reference. */
  readonly breaks: readonly ReconBreak[];
}

/** A provider's statement held against the payments of a day, slice by slice. */
export interface Comparison {
  /**
   * Adds a slice of the statement. `others`: payments of other days that it names, by reference. What a slice outside of the day
   * says of payments of other days is theirs to compare.
   */
  add(lines: readonly StatementLine[], others: ReadonlyMap<string, OurPayment>, isOfDay: boolean): void;
  /** After the last slice: whatever no slice has named is missing there. */
  end(): Compared;
}

/** `ours`: payments whose money became the provider's on the day, by reference. */
export function createComparison(currency: Currency, ours: ReadonlyMap<string, OurPayment>): Comparison {
  // References that the statement has named; true once one of them stood.
  const named = new Map<string, boolean>();
  const breaks: ReconBreak[] = [];
  let lines = 0;
  let matched = 0;
  let breakCount = 0;

  function report(
    kind: BreakKind,
    sides: { readonly own: OurPayment | null; readonly line: StatementLine | null },
  ): void {
    breakCount += 1;
    if (breaks.length < mostBreaks) breaks.push(breakOf(kind, currency, sides));
  }

  function compare(line: StatementLine, own: OurPayment | null): void {
    const stood = named.get(line.reference);
    const stands = line.cancelled !== true;
    named.set(line.reference, stood === true || stands);
    const kind = stood === true && stands ? 'repeated_there' : kindOf(own, line);
    if (kind !== null) report(kind, { own, line });
    else if (own) matched += 1;
  }

  return {
    add(slice, others, isOfDay) {
      for (const line of slice) {
        const own = ours.get(line.reference) ?? others.get(line.reference) ?? null;
        if (isOfDay) lines += 1;
        if (isOfDay || ours.has(line.reference)) compare(line, own);
      }
    },
    end() {
      for (const own of ours.values()) {
        if (own.standing === 'credited' && !named.has(own.reference)) report('missing_there', { own, line: null });
      }
      breaks.sort((a, b) => (a.reference < b.reference ? -1 : Number(a.reference > b.reference)));
      return { lines, matched, breakCount, breaks };
    },
  };
}

/** In what the two sides differ; null where they agree. What a protocol does not tell is no difference. */
function kindOf(own: OurPayment | null, line: StatementLine): BreakKind | null {
  // A payment that we do not have and that it has cancelled moved no money.
  if (!own) return line.cancelled === true ? null : 'missing_here';
  if (own.amount !== line.amount) return 'other_amount';
  if (line.account !== null && line.account !== own.account) return 'other_account';
  switch (own.standing) {
    case 'credited':
      return line.cancelled === true ? 'other_state' : null;
    case 'undone':
      // Where the statement does not say what was cancelled, it may have been.
      return line.cancelled === false ? 'other_state' : null;
    case 'refused':
    case 'open':
      return line.cancelled === true ? null : 'other_state';
  }
}

function breakOf(
  kind: BreakKind,
  currency: Currency,
  { own, line }: { readonly own: OurPayment | null; readonly line: StatementLine | null },
): ReconBreak {
  return {
    kind,
    reference: storableText(own?.reference ?? line?.reference ?? ''),
    currency,
    here: own && { amount: own.amount, state: own.standing },
    there: line && { amount: line.amount, state: line.cancelled === true ? 'cancelled' : 'credited' },
    providerTransaction:
      line === null || line.providerTransaction === null ? null : storableText(line.providerTransaction),
  };
}
