import { stringify } from 'csv-stringify/sync';
import { formatAmount } from '../kernel/money.ts';
import { plainCell } from '../platform/documents/plain-cell.ts';
import type { LineResult, Registry } from './model.ts';
import type { RegistryDeps } from './service.ts';
import * as store from './store.ts';

/** Columns, in this order and under these names for good; new ones are added at the end. */
const columns = [
  'line',
  'key',
  'reference',
  'status',
  'code',
  'provider',
  'account',
  'amount',
  'fee',
  'vat',
  'currency',
  'payment',
  'receipt_number',
  'accepted_at',
  'settlement_day',
] as const;

const linesPerPiece = 1_000;

/**
 * The outcomes of a registry as CSV: UTF-8 with a byte order mark, comma, CRLF, one record for each line of the file in its
 * order, and one `total` at the end, without which the file is cut off. No cell begins a formula.
 */
export async function* resultRows(
  deps: Pick<RegistryDeps, 'db' | 'providers'>,
  registry: Registry,
): AsyncGenerator<string, void> {
  yield `\ufeff${write([[...columns]])}`;
  for (let after = 0; ;) {
    const lines = await store.selectResults(deps.db.sql, registry.id, { after, limit: linesPerPiece });
    const last = lines.at(-1);
    if (!last) break;
    const codes = await deps.providers.findCodes(lines.map((line) => line.providerId));
    yield write(lines.map((line) => cellsOf(line, codes.get(line.providerId) ?? '')));
    after = last.line;
  }
  yield write([['total', String(registry.lineCount), ...columns.slice(2).map(() => '')]]);
}

function cellsOf(line: LineResult, provider: string): string[] {
  const { outcome } = line;
  const payment = outcome?.state === 'accepted' ? outcome.payment : null;
  const money = (amount: string | undefined) =>
    amount === undefined ? '' : formatAmount(BigInt(amount), line.currency);
  return [
    String(line.line),
    plainCell(line.key),
    plainCell(line.reference),
    outcome?.state ?? 'waiting',
    outcome?.state === 'refused' ? outcome.code : '',
    provider,
    plainCell(line.account),
    formatAmount(line.amount, line.currency),
    money(payment?.fee),
    money(payment?.vat),
    line.currency,
    payment?.id ?? '',
    payment?.receiptNumber ?? '',
    payment?.acceptedAt ?? '',
    payment?.settlementDay ?? '',
  ];
}

function write(records: readonly (readonly string[])[]): string {
  return stringify([...records.map((record) => [...record])], { record_delimiter: 'windows' });
}
