import type { QueryOutcome, StatementLine } from '../kernel/adapter.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseReceiptNumber } from '../payments/receipt-number.ts';
import type { Database } from '../platform/database/sql.ts';
import type { Provider } from '../providers/model.ts';
import { type Compared, type Comparison, createComparison } from './compare.ts';
import {
  type DaySpan,
  type OurPayment,
  type Slice,
  sliceAfter,
  slicesBeyond,
  slicesThrough,
  storableText,
} from './model.ts';
import type { OurDay } from './our-side.ts';
import * as store from './store.ts';

/** A provider that gives statements. */
export interface Stated {
  readonly provider: Provider;
  readonly statement: (from: Date, to: Date) => Promise<QueryOutcome<readonly StatementLine[]>>;
}

/** Lines of a slice of a statement, or why it could not be read. */
type Read = Result<readonly StatementLine[], string>;

/** A provider whose statement can be read, with the slice that has shown it. */
export interface Answering extends Stated {
  readonly after: readonly { readonly slice: Slice; readonly lines: readonly StatementLine[] }[];
}

/** Receipts that one statement looks up. */
const receiptsPerPage = 1_000;
/** The books hold no larger number. */
const largest = 2n ** 63n - 1n;

/** Asks for the shortest part of a day's statement, before anything of ours is read for a provider that is away. */
export async function knock(stated: Stated, span: DaySpan): Promise<Result<Answering, string>> {
  const after: Answering['after'][number][] = [];
  for (const slice of sliceAfter(span)) {
    const lines = await ask(stated, slice);
    if (!lines.ok) return lines;
    after.push({ slice, lines: lines.value });
  }
  return ok({ ...stated, after });
}

/** Reads the rest of a provider's statement and holds all of it against our side; the error says why it could not be read. */
export async function readTheirs(
  db: Database,
  stated: Answering,
  { span, side }: { readonly span: DaySpan; readonly side: OurDay },
): Promise<Result<Compared, string>> {
  const comparison = createComparison(stated.provider.currency, side.payments);
  const reading = { db, stated, side, comparison };
  const through = await addAll(reading, slicesThrough(span, side.firstAccepted));
  if (!through.ok) return through;
  for (const { slice, lines } of stated.after) comparison.add(lines, noPayments, slice);
  if (!comparison.isMissingSome()) return ok(comparison.end());
  const beyond = await addAll(reading, slicesBeyond(span, side.firstAccepted));
  return beyond.ok ? ok(comparison.end()) : beyond;
}

interface Reading {
  readonly db: Database;
  readonly stated: Stated;
  readonly side: OurDay;
  readonly comparison: Comparison;
}

async function addAll(
  { db, stated, side, comparison }: Reading,
  slices: readonly Slice[],
): Promise<Result<null, string>> {
  for (const slice of slices) {
    const lines = await ask(stated, slice);
    if (!lines.ok) return lines;
    const others = slice.isOfDay ? await findOthers(db, stated.provider.id, unknownTo(side, lines.value)) : noPayments;
    comparison.add(lines.value, others, slice);
  }
  return ok(null);
}

const noPayments: ReadonlyMap<string, OurPayment> = new Map();

async function ask({ statement }: Stated, { from, to }: Slice): Promise<Read> {
  try {
    const outcome = await statement(from, to);
    if (outcome.kind !== 'answered') return err(storableText(outcome.evidence.reason));
    return outcome.answer.some(({ amount }) => amount > largest || amount < -largest)
      ? err('malformed')
      : ok(outcome.answer);
  } catch {
    // An adapter never throws for what its provider does: this one is broken.
    return err('adapter_failed');
  }
}

function unknownTo({ payments }: OurDay, lines: readonly StatementLine[]): readonly string[] {
  return lines.flatMap(({ reference }) => (payments.has(reference) ? [] : [reference]));
}

/** Payments of other days by their receipt numbers; a reference that is no receipt number of ours finds nothing. */
async function findOthers(
  db: Database,
  providerId: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, OurPayment>> {
  const receipts = references.flatMap((reference) => {
    const parts = parseReceiptNumber(reference);
    return parts?.number === reference ? [{ day: parts.day, number: parts.number }] : [];
  });
  const found = new Map<string, OurPayment>();
  for (let next = 0; next < receipts.length; next += receiptsPerPage) {
    const page = receipts.slice(next, next + receiptsPerPage);
    for (const payment of await store.selectPayments(db.sql, providerId, page)) found.set(payment.reference, payment);
  }
  return found;
}
