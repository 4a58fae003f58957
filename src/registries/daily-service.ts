import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import { CsvProblem, readCsv } from './csv-rows.ts';
import {
  compareDays,
  createDayTotals,
  dayHeader,
  dayRows,
  readDay,
  type DayComparison,
  type DayLine,
} from './daily.ts';
import * as store from './daily-store.ts';
import { mostFileBytes, mostFileLines } from './model.ts';
import { placeOf } from './read-lines.ts';

const linesPerPage = 1_000;
/** Problems that a refusal can show; more are only counted. */
const keptProblems = 20;

interface AgentDay {
  readonly agentId: string;
  /** Settlement day, `YYYY-MM-DD`. */
  readonly day: string;
}

/** The payments of a day as CSV, piece by piece, with a total for each currency. */
export async function* writeDay(db: Database, of: AgentDay): AsyncGenerator<string, void> {
  const totals = createDayTotals();
  yield dayHeader;
  for await (const lines of pagesOf(db, of)) {
    for (const line of lines) totals.add(line);
    yield dayRows(lines);
  }
  yield totals.rows();
}

/** What an agent has of a day beside what the hub has; changes nothing. Refuses: file_rejected, payload_too_large. */
export async function compareDay(
  db: Database,
  of: AgentDay,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<DayComparison, Refusal>> {
  const there = await readFile(chunks);
  if (!there.ok) return there;
  const here = new Map<string, DayLine>();
  for await (const lines of pagesOf(db, of)) for (const line of lines) here.set(line.receiptNumber, line);
  return ok(compareDays(of.day, here, there.value));
}

async function readFile(chunks: AsyncIterable<Uint8Array>): Promise<Result<ReadonlyMap<string, DayLine>, Refusal>> {
  try {
    const { lines, problems } = await readDay(readCsv(chunks, mostFileBytes).rows, mostFileLines);
    if (problems.length === 0) return ok(lines);
    const shown = fieldRefusal('file_rejected', ...problems.slice(0, keptProblems));
    return err({ ...shown, details: { problems: String(problems.length) } });
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    if (error.fault === 'too_large') return err(refusal('payload_too_large'));
    const detail = error.fault === 'encoding' ? 'UTF-8' : 'at most 4096 bytes in a line';
    return err(fieldRefusal('file_rejected', { field: placeOf(error.line), rule: error.fault, detail }));
  }
}

async function* pagesOf(db: Database, of: AgentDay): AsyncGenerator<readonly DayLine[], void> {
  for (let after = ''; ;) {
    const lines: readonly DayLine[] = await store.selectDayPage(db.sql, of, { after, limit: linesPerPage });
    if (lines.length > 0) yield lines;
    if (lines.length < linesPerPage) return;
    after = lines.at(-1)?.receiptNumber ?? '';
  }
}
