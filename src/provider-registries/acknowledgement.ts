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
  checkAgainst(payments, records, reader);
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

/** An acknowledgement speaks of the payments of its file, of each once, and does not take back what it said. */
function checkAgainst(
  payments: readonly store.PaymentInFile[],
  records: readonly AcknowledgementRecord[],
  reader: FileReader<AcknowledgementRecord>,
): void {
  const known = new Map(payments.map((payment) => [payment.reference, payment]));
  const seen = new Set<string>();
  for (const { line, reference, amount, outcome } of records) {
    const wrong = (column: string, rule: string) => {
      const value = column === 'reference' ? `••••${reference.slice(-4)}` : '';
      reader.addProblem({ line, column, rule, value });
    };
    const payment = known.get(reference);
    if (!payment) wrong('reference', 'not_in_file');
    else if (seen.has(reference)) wrong('reference', 'repeated');
    else if (amount !== null && amount !== payment.amount) wrong('amount', 'other_amount');
    else if (payment.state !== 'in_file' && payment.state !== outcome) wrong('result', 'decided');
    seen.add(reference);
  }
}

const shownProblems = 100;

function rejected(problems: readonly FileProblem[], problemCount: number): Refusal {
  const fields = problems.slice(0, shownProblems).map(({ line, column, rule, value }): FieldProblem => ({
    ...{ field: column === '' ? `/${line}` : `/${line}/${column}`, rule },
    detail: value,
  }));
  return { ...fieldRefusal('file_rejected', ...fields), details: { problems: String(problemCount) } };
}
