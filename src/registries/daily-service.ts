import type { Clock } from '../kernel/clock.ts';
import { type FieldProblem, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { AgentDay, DayService } from './api.ts';
import {
  compareDays,
  type DayComparison,
  type DayOutcome,
  failureOf,
  refusalOf,
  rejectedFile,
  saysTheSame,
} from './comparison.ts';
import * as comparisons from './comparison-store.ts';
import { CsvProblem, readCsv } from './csv-rows.ts';
import { createDayTotals, dayHeader, dayRows, type FileLine, readDay, type DayLine } from './daily.ts';
import * as store from './daily-store.ts';
import { mostFileBytes, mostFileLines } from './model.ts';
import { placeOf } from './read-lines.ts';

export interface DayDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

const linesPerPage = 1_000;

export function createDayService(deps: DayDeps): DayService {
  const { sql } = deps.db;
  return {
    write: (of) => writeDay(deps.db, of),
    compare: (of, chunks) => compare(deps, of, chunks),
    list: (wanted) => comparisons.selectPage(sql, wanted),
    async get({ id, agentId }) {
      const found = await comparisons.selectComparison(sql, id);
      const isTheirs = agentId === null || found?.agentId === agentId;
      return found && isTheirs ? ok(found) : err(refusal('not_found'));
    },
    listUncompared: (wanted) => comparisons.selectUncompared(sql, wanted),
  };
}

/** The payments of a day as CSV, piece by piece, with a total for each currency. */
async function* writeDay(db: Database, of: AgentDay): AsyncGenerator<string, void> {
  const totals = createDayTotals();
  yield dayHeader;
  for await (const lines of pagesOf(db, of)) {
    for (const line of lines) totals.add(line);
    yield dayRows(lines);
  }
  yield totals.rows();
}

/** Holds a file against the books and keeps what came of it. */
async function compare(
  deps: DayDeps,
  of: AgentDay,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<DayComparison, Refusal>> {
  const file = await readFile(chunks);
  if (!file.ok) return file;
  // Asked before the books are read: what is said of a day that goes on is never taken for its end.
  const dayEnded = await store.selectDayEnded(deps.db.sql, of.day);
  const { lines, problems, sha256 } = file.value;
  const outcome = problems.length > 0 ? rejectedFile(problems) : compareDays(of.day, await bookOf(deps.db, of), lines);
  const kept = await keep(deps, { ...of, ...outcome, dayEnded, sha256, failure: failureOf(outcome) });
  return kept.failure === null ? ok(kept) : err(refusalOf(kept, kept.failure));
}

/** The newest comparison of the day where it says the same, so that a file sent again leaves nothing new; otherwise a new one. */
async function keep(
  deps: DayDeps,
  found: Omit<DayComparison, 'id' | 'receivedAt'> & DayOutcome,
): Promise<DayComparison> {
  const { sql } = deps.db;
  const [newest] = await comparisons.selectPage(sql, { agentId: found.agentId, day: found.day, limit: 1 });
  if (newest && saysTheSame(newest, found)) return newest;
  const comparison = { ...found, id: deps.ids.uuid(), receivedAt: deps.clock.now() };
  await comparisons.insertComparison(sql, comparison);
  return comparison;
}

async function bookOf(db: Database, of: AgentDay): Promise<ReadonlyMap<string, DayLine>> {
  const here = new Map<string, DayLine>();
  for await (const lines of pagesOf(db, of)) for (const line of lines) here.set(line.receiptNumber, line);
  return here;
}

interface DayFile {
  readonly lines: ReadonlyMap<string, FileLine>;
  readonly problems: readonly FieldProblem[];
  readonly sha256: string;
}

/** Refuses: payload_too_large. */
async function readFile(chunks: AsyncIterable<Uint8Array>): Promise<Result<DayFile, Refusal>> {
  const file = readCsv(chunks, mostFileBytes);
  const hashed = () => file.sha256().toString('hex');
  try {
    const read = await readDay(file.rows, mostFileLines);
    return ok({ ...read, sha256: hashed() });
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    if (error.fault === 'too_large') return err(refusal('payload_too_large'));
    const detail = error.fault === 'encoding' ? 'UTF-8' : 'at most 4096 bytes in a line';
    const problems = [{ field: placeOf(error.line), rule: error.fault, detail }];
    return ok({ lines: new Map(), problems, sha256: hashed() });
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
