import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import type { DebtRecord, FileReader, ProviderFiles } from '../kernel/provider-files.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import type { HandedIn, ReceivedDebts } from './api.ts';
import { compareWithActive } from './compare.ts';
import { copyRows } from './copy-rows.ts';
import * as store from './debt-store.ts';
import { answerKnownId } from './known-id.ts';
import { beyondLimits, comesAfter, type DebtRegistry, mostDebtLines, mostFileBytes } from './model.ts';
import { createProgress } from './progress.ts';

export interface ReceiveDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface DebtFile extends HandedIn {
  readonly providerId: string;
  readonly files: ProviderFiles;
  /** Waited for after each part that was read; what it throws ends the reading. */
  readonly onPart?: () => Promise<void>;
}

/** Lines that are written together. */
const linesPerPart = 5_000;

/** Reads a debt registry to its end, however wrong it is; what is whole and in order is switched to in one transaction. */
export async function receiveDebts(
  deps: ReceiveDeps,
  file: DebtFile,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<ReceivedDebts, Refusal>> {
  const order = file.files.parseName(file.name);
  if (order?.kind !== 'debts') return err(refusal('file_name_not_known'));
  const id = file.id ?? deps.ids.uuid();
  const generation = await store.insertReceiving(deps.db.sql, {
    ...{ id, providerId: file.providerId, name: file.name, handedInBy: file.by, receivedAt: deps.clock.now() },
    ...{ fileDate: order.date, fileNumber: order.number, sizeBytes: file.sizeBytes ?? null },
  });
  if (generation === undefined) return answerKnownId(deps, { ...file, id }, chunks);
  const reader = file.files.readDebts();
  const sha256 = await loadOrBreakOff(deps, { file, id, generation, reader }, chunks);
  if (!sha256) return err(refusal('payload_too_large'));
  const known = await store.selectByContent(deps.db.sql, file.providerId, sha256);
  if (known) return repeated(deps, id, known);
  const { lines, sum, problems, problemCount } = reader.result();
  if (problemCount > 0) {
    await store.refuse(deps.db.sql, id, { problems, problemCount, sha256, decidedAt: deps.clock.now() });
    return found(deps, id);
  }
  return keep(deps, { file, id, generation, sha256, lineCount: lines, sum, order });
}

async function found(deps: ReceiveDeps, id: string): Promise<Result<ReceivedDebts, Refusal>> {
  const registry = await store.selectRegistry(deps.db.sql, id);
  return registry ? ok({ registry, replayed: false }) : err(refusal('not_found'));
}

async function repeated(
  { db, clock }: ReceiveDeps,
  id: string,
  known: DebtRegistry,
): Promise<Result<ReceivedDebts, Refusal>> {
  await store.markRepeated(db.sql, id, { repeats: known.id, at: clock.now() });
  return ok({ registry: known, replayed: true });
}

/** What stops half-way is known to have stopped, so that nobody waits for it. */
async function loadOrBreakOff(
  deps: ReceiveDeps,
  loading: Loading & { readonly id: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<Buffer | null> {
  const breakOff = () => store.breakOff(deps.db.sql, loading.id, deps.clock.now());
  try {
    const sha256 = await load(deps, loading, chunks);
    if (!sha256) await breakOff();
    return sha256;
  } catch (error) {
    // Why it stopped is what the caller has to hear; where even this fails, the sweep finds that its sender is silent.
    await breakOff().catch(() => undefined);
    throw error;
  }
}

interface Loading {
  readonly file: DebtFile;
  readonly generation: bigint;
  readonly reader: FileReader<DebtRecord>;
}

/**
 * Writes lines in parts while the next ones are read; returns the digest of all bytes, or null where there are too many.
 * Lines of a file that is wrong are written too, so that a bill which stands twice is found; nobody reads their generation.
 */
async function load(
  deps: ReceiveDeps,
  { file, id, generation, reader }: Loading & { readonly id: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<Buffer | null> {
  const hash = createHash('sha256');
  const progress = createProgress(file);
  let part = emptyPart();
  let writing: Promise<void> = Promise.resolve();
  let bytes = 0;
  const writeWhatIsThere = async () => {
    await writing;
    writing = writePart(deps, { reader }, part);
    // Whoever waits next meets the failure; until then it is not unhandled.
    writing.catch(() => undefined);
    part = emptyPart();
    const { lines } = reader.result();
    progress(lines, bytes);
    if (!(await store.updateProgress(deps.db.sql, id, { lines, bytes, at: deps.clock.now() }))) {
      throw new Error('the registry was broken off: nothing was heard of its sender for too long');
    }
    await file.onPart?.();
  };
  const take = (records: readonly DebtRecord[]) => {
    // As rows at once: records that live long cost memory many times over.
    if (records.length > 0) part.rows.push(copyRows(generation, records));
    for (const { line } of records) part.lines.push(line);
  };
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > mostFileBytes || reader.result().lines > mostDebtLines) return null;
      hash.update(chunk);
      take(reader.push(chunk));
      if (part.lines.length >= linesPerPart) await writeWhatIsThere();
    }
    take(reader.end());
    await writeWhatIsThere();
    await writing;
  } finally {
    // Whoever breaks the file off afterwards breaks off all of it: nothing is written behind its back.
    await writing.catch(() => undefined);
  }
  return hash.digest();
}

/** Rows as COPY takes them, and the line of the file that each of them comes from. */
interface Part {
  readonly rows: Buffer[];
  readonly lines: number[];
}

function emptyPart(): Part {
  return { rows: [], lines: [] };
}

async function writePart(
  { db }: ReceiveDeps,
  { reader }: Pick<Loading, 'reader'>,
  { rows, lines }: Part,
): Promise<void> {
  if (lines.length === 0) return;
  const bytes = Buffer.concat(rows);
  try {
    await store.copyLines(db.sql, bytes);
  } catch (error) {
    if (!hasSqlState(error, sqlState.uniqueViolation)) throw error;
    const added = new Set(await db.transaction((sql) => store.copyNewLines(sql, bytes)));
    lines.forEach((line, index) => {
      if (!added.has(index + 1)) reader.addProblem({ line, column: 'account', rule: 'repeated', value: '' });
    });
  }
}

interface WholeFile {
  readonly file: DebtFile;
  readonly id: string;
  readonly generation: bigint;
  readonly sha256: Buffer;
  readonly lineCount: number;
  readonly sum: bigint;
  readonly order: { readonly date: string; readonly number: number };
}

/** Compares with what counts now, outside of any transaction, and switches when that is still what counts. */
async function keep(deps: ReceiveDeps, whole: WholeFile): Promise<Result<ReceivedDebts, Refusal>> {
  const { db, clock } = deps;
  const { file, id, generation, sha256, lineCount, sum, order } = whole;
  const { providerId } = file;
  for (;;) {
    const active = await store.selectActive(db.sql, providerId);
    if (!comesAfter({ fileDate: order.date, fileNumber: order.number }, active)) return refuseOld(deps, whole);
    const change = await compareWithActive(db.sql, active, { generation, sum });
    const state = beyondLimits(change, file.files.limits).length > 0 ? 'held' : 'active';
    const done = await db.transaction(async (sql) => {
      await store.lockProvider(sql, providerId);
      const now = await store.selectActive(sql, providerId);
      const same = await store.selectByContent(sql, providerId, sha256);
      if (same) return same;
      if (now?.id !== active?.id) return 'changed';
      await store.keepWhole(sql, { id, providerId, sha256, lineCount, sum, change, state, at: clock.now() });
      return 'kept';
    });
    if (done === 'kept') return found(deps, id);
    if (done !== 'changed') return repeated(deps, id, done);
  }
}

async function refuseOld(deps: ReceiveDeps, { file, id, sha256 }: WholeFile): Promise<Result<ReceivedDebts, Refusal>> {
  // What came in between may be this very file.
  const same = await store.selectByContent(deps.db.sql, file.providerId, sha256);
  if (same) return repeated(deps, id, same);
  const problems = [{ line: 0, column: '', rule: 'out_of_date', value: '' }];
  await store.refuse(deps.db.sql, id, { problems, problemCount: 1, sha256, decidedAt: deps.clock.now() });
  return found(deps, id);
}
