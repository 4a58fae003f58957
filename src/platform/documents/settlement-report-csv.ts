import { stringify } from 'csv-stringify/sync';
import { formatAmount, subtract, zero, type Minor } from '../../kernel/money.ts';
import { formatOffsetTime } from '../messages/format-date.ts';
import { plainCell } from './plain-cell.ts';
import { lineNet, openTally, type ReportHead, type ReportLine } from './settlement-report.ts';

/**
 * Columns, in this order and under these names for good; partners read them by machine. docs/settlement-report.md
 * explains each. New columns are added at the end.
 */
export const reportColumns = [
  'record',
  'line',
  'settlement_day',
  'value_date',
  'receipt_number',
  'account',
  'accepted_at',
  'confirmed_at',
  'provider_transaction',
  'agent',
  'amount',
  'fee',
  'vat',
  'net',
  'currency',
  'payout_order',
] as const;

type Cells = Readonly<Record<(typeof reportColumns)[number], string>>;

/**
 * The settlement report as CSV, a part for each page of its lines: UTF-8 with a byte order mark, comma, CRLF, decimal points,
 * times with their offset. Every record has the same columns: one per payment or cancellation, one `brought_forward` where
 * there is any, and one `total` at the end, without which the file is cut off. Same data and pages, same parts; throws before
 * the total where the lines do not add up to it.
 */
export async function* renderSettlementReportCsv(
  report: ReportHead,
  pages: AsyncIterable<readonly ReportLine[]>,
): AsyncGenerator<Buffer> {
  const tally = openTally(report);
  let records = [[...reportColumns] as string[]];
  let bom = true;
  for await (const lines of pages) {
    // The last page goes with the total, so that a short report is one part.
    if (tally.count() > 0) {
      yield encode(records, { bom });
      records = [];
      bom = false;
    }
    for (const line of lines) {
      tally.add(line);
      records.push(inColumns(lineCells(report, line, tally.count())));
    }
  }
  tally.check();
  yield encode([...records, ...closing(report, tally.count()).map(inColumns)], { bom });
}

function inColumns(cells: Cells): string[] {
  return reportColumns.map((column) => cells[column]);
}

function encode(records: readonly (readonly string[])[], { bom }: { bom: boolean }): Buffer {
  return Buffer.from(stringify(records as string[][], { bom, record_delimiter: 'windows' }), 'utf8');
}

function lineCells(report: ReportHead, line: ReportLine, number: number): Cells {
  return {
    ...dayCells(report),
    record: line.kind,
    line: String(number),
    receipt_number: plainCell(line.receiptNumber),
    account: plainCell(line.account),
    accepted_at: formatOffsetTime(line.acceptedAt),
    confirmed_at: formatOffsetTime(line.confirmedAt),
    provider_transaction: plainCell(line.providerTransaction ?? ''),
    agent: plainCell(line.agentName),
    ...amountCells(report, { ...line, net: lineNet(line, report.mode) }),
  };
}

function closing(report: ReportHead, lines: number): Cells[] {
  const { totals } = report;
  const none = { amount: zero, fee: zero, vat: zero };
  const forward: Cells = {
    ...emptyCells(report),
    record: 'brought_forward',
    ...amountCells(report, { ...none, net: totals.broughtForward }),
  };
  const total: Cells = {
    ...emptyCells(report),
    record: 'total',
    line: String(lines),
    ...amountCells(report, { ...totals, amount: subtract(totals.gross, totals.cancelled) }),
  };
  return totals.broughtForward === 0n ? [total] : [forward, total];
}

function emptyCells(report: ReportHead) {
  return {
    ...dayCells(report),
    line: '',
    receipt_number: '',
    account: '',
    accepted_at: '',
    confirmed_at: '',
    provider_transaction: '',
    agent: '',
  };
}

function dayCells(report: ReportHead) {
  return {
    settlement_day: report.day,
    value_date: report.valueDate,
    currency: report.currency,
    payout_order: plainCell(report.payoutOrder?.number ?? ''),
  };
}

function amountCells(report: ReportHead, amounts: Readonly<Record<'amount' | 'fee' | 'vat' | 'net', Minor>>) {
  const write = (amount: Minor) => formatAmount(amount, report.currency);
  return {
    amount: write(amounts.amount),
    fee: write(amounts.fee),
    vat: write(amounts.vat),
    net: write(amounts.net),
  };
}
