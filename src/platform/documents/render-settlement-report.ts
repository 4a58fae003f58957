import { formatCount, formatFigure, formatMoney } from '../messages/format-amount.ts';
import { formatDate } from '../messages/format-date.ts';
import { translate } from '../messages/translate.ts';
import { openCanvas, type Canvas, type Ink } from './canvas.ts';
import { drawFooters, drawMasthead, textEnd } from './masthead.ts';
import { printable } from './printable.ts';
import { drawEquation, type Term } from './equation.ts';
import { checkBody, type ReportBody } from './report-body.ts';
import { agentsTable, hoursTable, linesTable } from './report-tables.ts';
import type { ReportHead } from './settlement-report.ts';
import { drawTable } from './table.ts';
import { colors, pages } from './theme.ts';

const margins = { left: 36, right: 36, top: 34 };
const page = pages.a4Landscape;
const width = page.width - margins.left - margins.right;
const longestName = 90;

const title: Ink = { size: 20, weight: 'bold', color: colors.ink };
const provider: Ink = { size: 13, weight: 'semibold', color: colors.ink };
const body: Ink = { size: 10, color: colors.ink };
const quiet: Ink = { size: 9.5, color: colors.muted };

/** A report as a person reads it, with the file that has every line beside it. */
export interface PrintedReport extends ReportHead {
  readonly body: ReportBody;
  /** SHA-256 of the CSV file, hexadecimal; printed where the lines are only summed. */
  readonly csvSha256: string;
}

/** The settlement report as a PDF in the provider's language. Same data, same bytes. */
export async function renderSettlementReport(report: PrintedReport): Promise<Buffer> {
  checkBody(report, report.body);
  const { language } = report.provider;
  const t = translate(language);
  const name = printable(report.provider.name, longestName);
  const day = formatDate(language, report.day);
  const canvas = openCanvas({
    language,
    title: t('report.title.full', { provider: name, day }),
    // A report is a fact of its day, not of the hour it happened to be made in.
    createdAt: new Date(`${report.valueDate}T00:00:00Z`),
    page,
  });
  let y = drawMasthead(canvas, margins, day);
  y = canvas.write({ text: t('report.title'), tag: 'H1', ink: title, x: margins.left, y: y + 12, width });
  y = canvas.write({ text: name, tag: 'P', ink: provider, x: margins.left, y, width, maxLines: 1 });
  y = drawDates(canvas, report, y + 4);
  y = drawEquation(canvas, terms(report), { x: margins.left, y: y + 10, width });
  y = drawTransfer(canvas, report, y + 8);
  drawLines(canvas, report, y + 12);
  drawFooters(canvas, margins, (number, count) => ({
    left: `Vahid · ${t('report.title.full', { provider: name, day })}`,
    right: t('document.page', { page: number, pages: count }),
  }));
  return canvas.finish();
}

function drawDates(canvas: Canvas, report: ReportHead, y: number): number {
  const { language } = report.provider;
  const t = translate(language);
  const text = [
    `${t('report.day')}: ${formatDate(language, report.day)}`,
    `${t('report.valueDate')}: ${formatDate(language, report.valueDate)}`,
    `${t('report.mode')}: ${t(`report.mode.${report.mode}`)}`,
    `${t('report.count')}: ${formatCount(language, report.totals.count)}`,
  ].join(' · ');
  return canvas.write({ text, tag: 'P', ink: quiet, x: margins.left, y, width, maxLines: 2 });
}

/** gross − cancelled − fees − VAT + brought forward = due; a term that is nought is left out, the fees never are. */
function terms(report: ReportHead): readonly Term[] {
  const { totals, mode, currency, provider: receiver } = report;
  const t = translate(receiver.language);
  const show = (amount: bigint) => formatFigure(receiver.language, amount, currency);
  return [
    { label: t('report.gross'), value: show(totals.gross) },
    ...(totals.cancelled === 0n ? [] : [{ sign: '−', label: t('report.cancelled'), value: show(totals.cancelled) }]),
    ...(mode === 'gross'
      ? []
      : [
          { sign: '−', label: t('report.fee'), value: show(totals.fee) },
          { sign: '−', label: t('report.vat'), value: show(totals.vat) },
        ]),
    ...(totals.broughtForward === 0n
      ? []
      : [{ sign: '−', label: t('report.broughtForward'), value: show(-totals.broughtForward) }]),
    { sign: '=', label: t('report.net'), value: formatMoney(receiver.language, totals.net, currency), result: true },
  ];
}

function drawTransfer(canvas: Canvas, report: ReportHead, top: number): number {
  const { payoutOrder, provider: receiver, totals, currency, mode } = report;
  const t = translate(receiver.language);
  const text =
    payoutOrder === null
      ? t('report.payout.none')
      : `${t('report.payout')}: ${t('report.payout.equals', {
          number: payoutOrder.number,
          iban: groupIban(payoutOrder.iban),
          amount: formatMoney(receiver.language, payoutOrder.amount, currency),
        })}`;
  const strong: Ink = { ...body, weight: 'semibold' };
  const y = canvas.write({ text, tag: 'P', ink: strong, x: margins.left, y: top, width, maxLines: 2 });
  if (mode === 'net') return y;
  const invoiced = t('report.fees.invoiced', {
    fee: formatMoney(receiver.language, totals.fee, currency),
    vat: formatMoney(receiver.language, totals.vat, currency),
  });
  return canvas.write({ text: invoiced, tag: 'P', ink: quiet, x: margins.left, y: y + 2, width, maxLines: 2 });
}

function drawLines(canvas: Canvas, report: PrintedReport, top: number): void {
  const t = translate(report.provider.language);
  const shown = report.body;
  const note = { tag: 'P', ink: quiet, x: margins.left, width } as const;
  if (shown.kind === 'lines' && shown.lines.length === 0) {
    canvas.write({ ...note, text: t('report.lines.none'), y: top });
    return;
  }
  const place = { x: margins.left, y: top, top: margins.top, bottom: textEnd(canvas) };
  if (shown.kind === 'lines') {
    drawTable(canvas, linesTable(report, shown.lines, width), place);
    return;
  }
  let y = canvas.write({ ...note, text: t('report.lines.many', { count: shown.lineCount }), y: top });
  y = canvas.write({ ...note, text: t('report.lines.annex', { sha256: report.csvSha256 }), y: y + 2, maxLines: 2 });
  y = drawTable(canvas, agentsTable(report, shown.agents, width), { ...place, y: y + 4 });
  drawTable(canvas, hoursTable(report, shown.hours, width), { ...place, y: y + 14 });
}

function groupIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1\u00a0');
}
