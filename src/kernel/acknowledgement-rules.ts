import type { AcknowledgementRecord, BookedPayment, FileProblem } from './provider-files.ts';

/** A payment as the file that was sent has it, and where it stands now. */
export interface SentPayment {
  readonly reference: string;
  readonly amount: bigint;
  readonly state: BookedPayment['state'];
}

/** An acknowledgement speaks of the payments of its file, of each once, and does not take back what it said. */
export function acknowledgementProblems(
  sent: readonly SentPayment[],
  records: readonly AcknowledgementRecord[],
): readonly FileProblem[] {
  const known = new Map(sent.map((payment) => [payment.reference, payment]));
  const seen = new Set<string>();
  const problems: FileProblem[] = [];
  for (const { line, reference, amount, outcome } of records) {
    const payment = known.get(reference);
    const masked = `••••${reference.slice(-4)}`;
    if (!payment) problems.push({ line, column: 'reference', rule: 'not_in_file', value: masked });
    else if (seen.has(reference)) problems.push({ line, column: 'reference', rule: 'repeated', value: masked });
    else if (amount !== null && amount !== payment.amount)
      problems.push({ line, column: 'amount', rule: 'other_amount', value: '' });
    else if (payment.state !== 'in_file' && payment.state !== outcome)
      problems.push({ line, column: 'result', rule: 'decided', value: '' });
    seen.add(reference);
  }
  return problems;
}
