import type { StatementLine } from '../kernel/adapter.ts';
import type { Currency } from '../kernel/money.ts';
import {
  type BreakKind,
  isBookedAgain,
  mostBreaks,
  type OurPayment,
  type ReconBreak,
  type ReconRun,
  type Slice,
  storableText,
} from './model.ts';

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
  add(
    lines: readonly StatementLine[],
    others: ReadonlyMap<string, OurPayment>,
    slice: Pick<Slice, 'from' | 'isOfDay'>,
  ): void;
  /** Whether a payment is missing there by now. */
  isMissingSome(): boolean;
  /** After the last slice: whatever no slice has named is missing there. */
  end(): Compared;
}

interface Sides {
  readonly own: OurPayment | null;
  readonly line: StatementLine | null;
}

/** `ours`: payments whose money became the provider's on the day, by reference. */
export function createComparison(currency: Currency, ours: ReadonlyMap<string, OurPayment>): Comparison {
  // References of which one booking stands.
  const standing = new Set<string>();
  // Bookings that were taken back say something only where none stands: a provider may have booked again, or twice and mended it.
  const cancelled = new Map<string, Sides>();
  const breaks: ReconBreak[] = [];
  let lines = 0;
  let matched = 0;
  let breakCount = 0;

  function report(kind: BreakKind, sides: Sides): void {
    breakCount += 1;
    if (breaks.length < mostBreaks) breaks.push(breakOf(kind, currency, sides));
  }

  function settle(kind: BreakKind | null, sides: Sides): void {
    if (kind !== null) report(kind, sides);
    else if (sides.own) matched += 1;
  }

  function compare(line: StatementLine, own: OurPayment | null, isAgain: boolean): void {
    if (line.cancelled === true) {
      cancelled.set(line.reference, { own, line });
      return;
    }
    const isRepeated = standing.has(line.reference) || isAgain;
    standing.add(line.reference);
    settle(isRepeated ? 'repeated_there' : kindOf(own, line), { own, line });
  }

  const isMissing = (own: OurPayment) =>
    own.standing === 'credited' && !standing.has(own.reference) && !cancelled.has(own.reference);

  return {
    add(slice, others, { from, isOfDay }) {
      for (const line of slice) {
        const ofDay = ours.get(line.reference);
        const own = ofDay ?? others.get(line.reference) ?? null;
        if (isOfDay) lines += 1;
        if (isOfDay || ofDay) compare(line, own, own !== null && !ofDay && isBookedAgain(own, { from }));
      }
    },
    isMissingSome: () => [...ours.values()].some(isMissing),
    end() {
      for (const own of ours.values()) if (isMissing(own)) report('missing_there', { own, line: null });
      for (const [reference, { own, line }] of cancelled) {
        if (line && !standing.has(reference)) settle(kindOf(own, line), { own, line });
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

function breakOf(kind: BreakKind, currency: Currency, { own, line }: Sides): ReconBreak {
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
