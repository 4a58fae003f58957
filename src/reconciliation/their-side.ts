import type { QueryOutcome, StatementLine } from '../kernel/adapter.ts';
import type { Clock } from '../kernel/clock.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseReceiptNumber } from '../payments/receipt-number.ts';
import type { Database } from '../platform/database/sql.ts';
import type { Provider } from '../providers/model.ts';
import { type Compared, createComparison } from './compare.ts';
import { type OurPayment, type Slice, slicesOf, storableText } from './model.ts';
import type { OurDay } from './our-side.ts';
import * as store from './store.ts';

interface Statement {
  readonly provider: Pick<Provider, 'id' | 'currency'>;
  readonly statement: (from: Date, to: Date) => Promise<QueryOutcome<readonly StatementLine[]>>;
}

/** Receipts that one statement looks up. */
const receiptsPerPage = 1_000;

/** Reads a provider's statement of a closed day and holds it against our side; the error says why it could not be read. */
export async function readTheirs(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  { provider, statement }: Statement,
  { window, side }: { readonly window: store.Window; readonly side: OurDay },
): Promise<Result<Compared, string>> {
  const comparison = createComparison(provider.currency, side.payments);
  const now = clock.now();
  const day = { start: window.openedAt, end: window.cutAt ?? now, firstAccepted: side.firstAccepted };
  for (const slice of slicesOf(day, now)) {
    const lines = await ask(statement, slice);
    if (!lines.ok) return lines;
    const others = slice.isOfDay ? await findOthers(db, provider.id, unknownTo(side, lines.value)) : noPayments;
    comparison.add(lines.value, others, slice.isOfDay);
  }
  return ok(comparison.end());
}

const noPayments: ReadonlyMap<string, OurPayment> = new Map();

async function ask(
  statement: Statement['statement'],
  { from, to }: Slice,
): Promise<Result<readonly StatementLine[], string>> {
  try {
    const outcome = await statement(from, to);
    return outcome.kind === 'answered' ? ok(outcome.answer) : err(storableText(outcome.evidence.reason));
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
