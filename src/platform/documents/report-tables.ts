import { add, zero } from '../../kernel/money.ts';
import { currencySign, formatCount, formatFigure } from '../messages/format-amount.ts';
import { formatReceiptNumber } from '../messages/format-code.ts';
import { formatShortDateTime } from '../messages/format-date.ts';
import { translate } from '../messages/translate.ts';
import type { GroupSums, Sums } from './report-body.ts';
import type { ReportHead, ReportLine } from './settlement-report.ts';
import type { Table } from './table.ts';

const size = 8;
const right = { align: 'right' } as const;

/** Every line of the report, with the sums at the end. `width` in points. */
export function linesTable(report: ReportHead, lines: readonly ReportLine[], width: number): Table {
  const { language } = report.provider;
  const t = translate(language);
  const columns = [
    { header: t('report.line'), width: 34 },
    { header: t('field.receiptNumber'), width: 98 },
    { header: t('field.account'), width: 92 },
    { header: t('report.acceptedAt'), width: 96 },
    { header: t('report.confirmedAt'), width: 96 },
    { header: t('report.transaction'), width: 84 },
    { header: t('field.agent'), width: width - 678 },
    ...amountColumns(report),
  ];
  const rows = lines.map((line, index) => ({
    cells: [
      String(index + 1),
      formatReceiptNumber(line.receiptNumber),
      line.account,
      formatShortDateTime(language, line.acceptedAt),
      formatShortDateTime(language, line.confirmedAt),
      line.providerTransaction ?? '',
      line.agentName,
      ...figures(report, line),
    ],
  }));
  const total = [t('field.total'), '', '', '', '', '', '', ...figures(report, sumOf(lines))];
  return { columns, rows: [...rows, { cells: total, strong: true }], size };
}

/** The lines summed by agent: for days whose every line would fill a book. `width` in points. */
export function agentsTable(report: ReportHead, agents: readonly GroupSums[], width: number): Table {
  const t = translate(report.provider.language);
  return sumsTable(
    report,
    { header: t('field.agent'), groups: agents.map((sums) => ({ ...sums, label: sums.key })) },
    width,
  );
}

/** The lines summed by the hour in which they were confirmed. `width` in points. */
export function hoursTable(report: ReportHead, hours: readonly GroupSums[], width: number): Table {
  const { language } = report.provider;
  const label = (key: string) => `${formatShortDateTime(language, new Date(key)).slice(0, -3)}`;
  const header = translate(language)('report.hour');
  return sumsTable(report, { header, groups: hours.map((sums) => ({ ...sums, label: label(sums.key) })) }, width);
}

interface NamedSums {
  readonly header: string;
  readonly groups: readonly (GroupSums & { readonly label: string })[];
}

function sumsTable(report: ReportHead, { header, groups }: NamedSums, width: number): Table {
  const { language } = report.provider;
  const t = translate(language);
  const columns = [
    { header, width: width - 268 },
    { header: t('report.count'), width: 90, ...right },
    ...amountColumns(report),
  ];
  const rows = groups.map((sums) => ({
    cells: [sums.label, formatCount(language, sums.payments), ...figures(report, sums)],
  }));
  const total = [t('field.total'), formatCount(language, report.totals.count), ...figures(report, sumOf(groups))];
  return { columns, rows: [...rows, { cells: total, strong: true }], size };
}

function amountColumns(report: ReportHead): Table['columns'] {
  const t = translate(report.provider.language);
  const sign = currencySign(report.currency);
  return [
    { header: `${t('field.amount')}, ${sign}`, width: 68, ...right },
    { header: `${t('field.fee')}, ${sign}`, width: 62, ...right },
    { header: `${t('report.vat.short')}, ${sign}`, width: 48, ...right },
  ];
}

function sumOf(lines: readonly Sums[]): Sums {
  const none: Sums = { amount: zero, fee: zero, vat: zero };
  return lines.reduce(
    (sums, line) => ({
      amount: add(sums.amount, line.amount),
      fee: add(sums.fee, line.fee),
      vat: add(sums.vat, line.vat),
    }),
    none,
  );
}

function figures(report: ReportHead, sums: Sums): readonly string[] {
  return [sums.amount, sums.fee, sums.vat].map((amount) =>
    formatFigure(report.provider.language, amount, report.currency),
  );
}
