import { acknowledgementProblems } from '../kernel/acknowledgement-rules.ts';
import { type FieldProblem, fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { AcknowledgementRecord, FileProblem, FileReader } from '../kernel/provider-files.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { ReceivedAcknowledgement } from './api.ts';
import type { DebtFile, ReceiveDeps } from './receive-debts.ts';
import * as store from './payment-store.ts';

/** Bytes of an acknowledgement: some hundred for each payment that a file may hold. */
const mostBytes = 32 * 1024 ** 2;

export interface AcknowledgementDeps extends ReceiveDeps {
  /** What these payments came to can be asked now. */
  readonly lookAgain: (providerId: string, references: readonly string[]) => Promise<unknown>;
}

/** Takes an acknowledgement whole or not at all; saying the same again changes nothing. */
export async function receiveAcknowledgement(
  deps: AcknowledgementDeps,
  file: DebtFile,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<ReceivedAcknowledgement, Refusal>> {
  const order = file.files.parseName(file.name);
  if (order?.kind !== 'acknowledgement') return err(refusal('file_name_not_known'));
  const { providerId } = file;
  const payments = await store.selectFilePayments(deps.db.sql, providerId, order.number);
  if (payments.length === 0) return err(refusal('not_found'));
  const reader = file.files.readAcknowledgement();
  const records = await readAll(reader, chunks);
  if (!records) return err(refusal('payload_too_large'));
  for (const problem of acknowledgementProblems(payments, records)) reader.addProblem(problem);
  const { problems, problemCount } = reader.result();
  if (problemCount > 0) return err(rejected(problems, problemCount));
  const open = new Set(payments.filter(({ state }) => state === 'in_file').map(({ reference }) => reference));
  const fresh = records.filter(({ reference }) => open.has(reference));
  const left = await deps.db.transaction((sql) =>
    store.decidePayments(sql, { providerId, number: order.number }, { records: fresh, at: deps.clock.now() }),
  );
  await deps.lookAgain(
    providerId,
    fresh.map(({ reference }) => reference),
  );
  return ok({
    fileNumber: order.number,
    confirmed: fresh.filter(({ outcome }) => outcome === 'confirmed').length,
    rejected: fresh.filter(({ outcome }) => outcome === 'rejected').length,
    repeated: records.length - fresh.length,
    open: left,
  });
}

async function readAll(
  reader: FileReader<AcknowledgementRecord>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AcknowledgementRecord[] | null> {
  const records: AcknowledgementRecord[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    records.push(...reader.push(chunk));
  }
  return [...records, ...reader.end()];
}

const shownProblems = 100;

function rejected(problems: readonly FileProblem[], problemCount: number): Refusal {
  const fields = problems.slice(0, shownProblems).map(({ line, column, rule, value }): FieldProblem => ({
    ...{ field: column === '' ? `/${line}` : `/${line}/${column}`, rule },
    detail: value,
  }));
  return { ...fieldRefusal('file_rejected', ...fields), details: { problems: String(problemCount) } };
}
