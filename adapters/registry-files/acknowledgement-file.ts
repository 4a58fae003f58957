import type { AcknowledgementRecord, FileReader } from '../../src/kernel/provider-files.ts';
import type { TableLayout } from './layout.ts';
import { createTableReader, type Row } from './table-reader.ts';
import { parseAmountCell } from './values.ts';

export interface ResultWords {
  readonly accepted: string;
  readonly rejected: string;
}

const code = /^[^\p{C}]{1,64}$/u;

/** Reads an acknowledgement: what became of each payment, in the provider's two words. */
export function createAcknowledgementReader(
  layout: TableLayout,
  words: ResultWords,
): FileReader<AcknowledgementRecord> {
  const outcomes = new Map([
    [words.accepted, 'confirmed'],
    [words.rejected, 'rejected'],
  ] as const);
  const parse = (row: Row): AcknowledgementRecord | null => {
    const reference = row.cell('reference') ?? '';
    const result = row.cell('result') ?? '';
    const outcome = outcomes.get(result);
    const written = row.cell('amount');
    const amount = written === undefined ? null : parseAmountCell(written, layout);
    const number = row.cell('number') ?? '';
    const reason = row.cell('reason') ?? '';
    const faults = [
      ...(/^[0-9]{16}$/.test(reference) ? [] : ['reference']),
      ...(outcome ? [] : ['result']),
      ...(written === undefined || (amount !== null && amount > 0n) ? [] : ['amount']),
      ...(number === '' || code.test(number) ? [] : ['number']),
      ...(reason === '' || code.test(reason) ? [] : ['reason']),
    ];
    for (const column of faults) row.wrong(column, column);
    if (faults.length > 0 || !outcome) return null;
    return {
      ...{ line: row.line, reference, amount, outcome },
      providerTransaction: outcome === 'rejected' || number === '' ? null : number,
      reason: reason === '' ? null : reason,
    };
  };
  return createTableReader(layout, parse, (record) => record.amount ?? 0n);
}
