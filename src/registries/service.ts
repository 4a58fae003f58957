import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { DebtService } from '../debts/api.ts';
import type { PaymentService } from '../payments/api.ts';
import type { Database } from '../platform/database/sql.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import type { ProviderService } from '../providers/api.ts';
import type { Depositor, ReceivedRegistry, RegistryService } from './api.ts';
import { CsvProblem, type CsvFile, readCsv } from './csv-rows.ts';
import { mostFileBytes, mostFileLines, type Registry, type RegistryLine } from './model.ts';
import { createLineReader, type LineReader, placeOf } from './read-lines.ts';
import { resultRows } from './result-file.ts';
import * as store from './store.ts';
import { workOff } from './work-off.ts';

export interface RegistryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'findByCode' | 'findMany' | 'findCodes'>;
  readonly debts: Pick<DebtService, 'queryDebts' | 'quoteUnasked'>;
  readonly payments: Pick<PaymentService, 'acceptMany'>;
}

/** Lines that are written together. */
const linesPerPart = 500;
/** A file that is still being received after so long has lost its sender. */
const receivingMs = 3_600_000;

export function createRegistryService(deps: RegistryDeps): RegistryService {
  const { sql } = deps.db;
  const find = (agentId: string, id: string) => store.selectRegistry(sql, agentId, id);
  return {
    receive: (by, name, chunks) => receive(deps, { ...by, name }, chunks),
    async get(agentId, id) {
      const registry = await find(agentId, id);
      return registry ? ok(await withProgress(deps, registry)) : err(refusal('not_found'));
    },
    async result(agentId, id) {
      const registry = await find(agentId, id);
      if (!registry) return err(refusal('not_found'));
      if (!registry.finishedAt) return err(refusal('registry_in_progress'));
      return ok(resultRows(deps, registry));
    },
    workOff: () => workOff(deps),
    sweep: () => store.deleteReceivingBefore(sql, new Date(deps.clock.now().getTime() - receivingMs)),
  };
}

async function withProgress(deps: RegistryDeps, registry: Registry): Promise<ReceivedRegistry> {
  return { registry, progress: await store.selectProgress(deps.db.sql, registry.id) };
}

async function receive(
  deps: RegistryDeps,
  by: Depositor & { readonly name: string },
  chunks: AsyncIterable<Uint8Array>,
): ReturnType<RegistryService['receive']> {
  const { sql } = deps.db;
  const id = deps.ids.uuid();
  await store.insertRegistry(sql, { ...by, id, receivedAt: deps.clock.now() });
  try {
    const file = readCsv(chunks, mostFileBytes);
    const lineCount = await readParts(deps, id, file);
    if (!lineCount.ok) return lineCount;
    const sha256 = file.sha256();
    const taken = await keep(deps, by, { id, sha256, lineCount: lineCount.value });
    return taken.ok
      ? ok({ ...(await withProgress(deps, taken.value.registry)), replayed: taken.value.replayed })
      : taken;
  } finally {
    // What became a registry is no longer being received and stays.
    await store.deleteReceiving(sql, id);
  }
}

/** Reads the file to its end, however wrong it is, and writes its lines in parts; returns how many there are. */
async function readParts(deps: RegistryDeps, id: string, file: CsvFile): Promise<Result<number, Refusal>> {
  const reader = createLineReader(deps.providers.findByCode);
  let part: RegistryLine[] = [];
  let lineCount = 0;
  const writePart = async () => {
    const repeated = await store.insertLines(deps.db.sql, id, part);
    for (const line of repeated) reader.addProblem(repeatedKey(line));
    part = [];
  };
  try {
    for await (const row of file.rows) {
      const line = await reader.read(row);
      if (!line) continue;
      lineCount += 1;
      if (lineCount > mostFileLines) break;
      part.push(line);
      if (part.length === linesPerPart) await writePart();
    }
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    if (error.fault === 'too_large') return err(refusal('payload_too_large'));
    reader.addProblem(unreadable(error));
  }
  if (part.length > 0) await writePart();
  const problem = finish(reader, lineCount);
  return problem ? err(problem) : ok(lineCount);
}

function finish(reader: LineReader, lineCount: number): Refusal | null {
  if (lineCount > mostFileLines) {
    reader.addProblem({ field: '', rule: 'lines', detail: `at most ${mostFileLines} payments` });
  }
  return reader.finish();
}

const repeatedKey = (line: number) => ({
  field: placeOf(line, 'key'),
  rule: 'repeated',
  detail: 'a key may stand once in a file',
});

const unreadable = (problem: CsvProblem) => ({
  field: placeOf(problem.line),
  rule: problem.fault,
  detail: problem.fault === 'encoding' ? 'UTF-8' : 'at most 4096 bytes in a line',
});

/** Makes the file a registry, or finds the one that has its content. A name stands for one file. */
async function keep(
  deps: RegistryDeps,
  by: Depositor,
  file: { readonly id: string; readonly sha256: Buffer; readonly lineCount: number },
): Promise<Result<{ readonly registry: Registry; readonly replayed: boolean }, Refusal>> {
  const { sql } = deps.db;
  try {
    await store.acceptRegistry(sql, file);
  } catch (error) {
    if (!hasSqlState(error, sqlState.uniqueViolation)) throw error;
  }
  const registry = await store.selectByContent(sql, by.agentId, file.sha256);
  if (registry) return ok({ registry, replayed: registry.id !== file.id });
  return err(
    fieldRefusal('file_name_used', { field: 'Vahid-File-Name', rule: 'taken', detail: 'another file has this name' }),
  );
}
