import { valueDateOf } from '../calendar/model.ts';
import { specialDaysFrom } from '../calendar/service.ts';
import { assert } from '../kernel/assert.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import { awaitDrafts, hasDrafts, takeDraft } from './draft-store.ts';
import { defaultPieces, type PieceSizes } from './model.ts';
import * as pieces from './piece-store.ts';
import { writeReport, type ReportJob, type ReportParties } from './reports.ts';
import { findWindow, lockClose } from './store.ts';

export interface PreparingDeps {
  readonly db: Database;
  /** Names and accounts of providers and agents. */
  readonly readParties: () => Promise<ReportParties>;
  readonly pieces?: PieceSizes;
}

/** Times a closer waits for reports that another one is writing; a wait lasts as long as a lock may be waited for. */
const mostWaits = 720;

/**
 * Adds the rows of a cut day up and writes its report files, piece by piece, each piece in a transaction of its own: payments
 * go on, a closer that dies is continued by the next, and closers that run at once share the work. Nobody sees any of it
 * before the day is closed. Does nothing where the day is closed meanwhile.
 */
export async function prepareClose(deps: PreparingDeps, day: string): Promise<void> {
  const { db, pieces: sizes = defaultPieces } = deps;
  const valueDate = valueDateOf(day, await specialDaysFrom(db.sql, day));
  if (!(await db.transaction((sql) => begin(sql, { day, valueDate, transfersPerPiece: sizes.transfers })))) return;
  while (await db.transaction((sql) => addNextPiece(sql, day))) continue;
  const parties = await deps.readParties();
  while (await db.transaction((sql) => writeNextReport(sql, day, { parties, linesPerPage: sizes.lines }))) continue;
  await waitForOthers(db, day);
}

/** False where the day is closed meanwhile. */
async function begin(sql: Sql, beginning: Parameters<typeof pieces.beginClosing>[1]): Promise<boolean> {
  const { day } = beginning;
  await lockClose(sql);
  const window = await findWindow(sql, day);
  if (window?.state !== 'cut') return false;
  const closing = await pieces.findClosing(sql);
  if (closing?.day === day) return true;
  await pieces.clearClosing(sql);
  await pieces.beginClosing(sql, beginning);
  return true;
}

/** True while there may be more to add. */
async function addNextPiece(sql: Sql, day: string): Promise<boolean> {
  await lockClose(sql);
  const closing = await pieces.findClosing(sql);
  const progress = closing?.day === day ? await pieces.findProgress(sql) : undefined;
  if (progress) await pieces.addPiece(sql, day, progress);
  return progress !== undefined;
}

/** True while there may be more to write. Having read `closing`, nobody can empty the tables before this transaction ends. */
async function writeNextReport(
  sql: Sql,
  day: string,
  how: Pick<ReportJob, 'parties' | 'linesPerPage'>,
): Promise<boolean> {
  const closing = await pieces.findClosing(sql);
  const draft = closing?.day === day ? await takeDraft(sql) : undefined;
  if (closing && draft) await writeReport(sql, { day, valueDate: closing.valueDate, ...how }, draft);
  return draft !== undefined;
}

/** Whoever writes the last reports of the day may die: then they are free again, and this closer is told to come back. */
async function waitForOthers(db: Database, day: string): Promise<void> {
  for (let waits = 0; waits < mostWaits; waits += 1) {
    try {
      await db.transaction(async (sql) => {
        const closing = await pieces.findClosing(sql);
        if (closing?.day === day && (await hasDrafts(sql))) await awaitDrafts(sql);
      });
      return;
    } catch (error) {
      if (!hasSqlState(error, sqlState.lockNotAvailable)) throw error;
    }
  }
  assert(false, 'another closer writes its reports within an hour');
}

/** The preparation of a day, once all of it is done. */
export async function findPrepared(sql: Sql, day: string): Promise<pieces.Closing | undefined> {
  const closing = await pieces.findClosing(sql);
  const isDone = closing?.day === day && !(await pieces.findProgress(sql)) && !(await hasDrafts(sql));
  return isDone ? closing : undefined;
}
