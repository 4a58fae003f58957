import { stringify } from 'csv-stringify/sync';
import { type Currency, formatAmount } from '../kernel/money.ts';
import { plainCell } from '../platform/documents/plain-cell.ts';
import type { DebtRegistry } from './model.ts';

/**
 * What the hub says of a debt registry, as CSV: UTF-8 with a byte order mark, comma, CRLF; a record for each problem, and one
 * `#result` at the end. No cell begins a formula.
 */
export function registryReport(registry: DebtRegistry, currency: Currency): string {
  const { name, state, lineCount, sum, problemCount, sha256 } = registry;
  const problems = registry.problems.map(({ line, column, rule, value }) => [
    String(line),
    column,
    rule,
    plainCell(value),
  ]);
  const result = ['#result', state, String(lineCount), formatAmount(sum, currency), currency];
  return `\ufeff${stringify(
    [
      ['line', 'column', 'rule', 'value'],
      ...problems,
      ['#file', plainCell(name), sha256 ?? '', String(problemCount)],
      result,
    ],
    { record_delimiter: '\r\n' },
  )}`;
}
