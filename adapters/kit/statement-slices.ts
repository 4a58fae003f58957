import type { Evidence, QueryOutcome, StatementLine } from '../../src/kernel/adapter.ts';
import type { Result } from '../../src/kernel/result.ts';
import { evidence } from './evidence.ts';

/** What one question asks for, and how many of them make a statement at most: six weeks. */
const sliceMs = 3_600_000;
const maxSlices = 1_000;

/**
 * A statement of a protocol without pages: an hour at a time, so that no answer grows beyond its bound. A slice that
 * fails spoils the whole.
 */
export async function statementInSlices(
  from: Date,
  to: Date,
  ask: (start: Date, end: Date) => Promise<Result<readonly StatementLine[], Evidence>>,
): Promise<QueryOutcome<readonly StatementLine[]>> {
  const lines: StatementLine[] = [];
  let slices = 0;
  for (let start = from; start < to; slices += 1) {
    if (slices === maxSlices) return { kind: 'unavailable', evidence: evidence('unsupported') };
    const end = new Date(Math.min(start.getTime() + sliceMs, to.getTime()));
    const slice = await ask(start, end);
    if (!slice.ok) return { kind: 'unavailable', evidence: slice.error };
    lines.push(...slice.value);
    start = end;
  }
  return { kind: 'answered', answer: lines, evidence: evidence('ok') };
}
