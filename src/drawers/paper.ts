import type { Fact } from '../platform/documents/receipt.ts';
import type { ShiftReportPaper } from '../platform/documents/render-shift-report.ts';
import { formatMoney } from '../platform/messages/format-amount.ts';
import { formatDateTime } from '../platform/messages/format-date.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate } from '../platform/messages/translate.ts';
import { type Minor, negate } from '../kernel/money.ts';
import type { ShiftReport } from './api.ts';

type ReportLine = ShiftReport['lines'][number];

/** The words of a report in one language. */
export function paperOf(report: ShiftReport, language: Language): ShiftReportPaper {
  const t = translate(language);
  const { shift } = report;
  const when = (instant: Date) => formatDateTime(language, instant);
  return {
    language,
    title: shift.zNumber === null ? t('shift.x') : t('shift.z', { number: String(shift.zNumber) }),
    meaning: t(report.kind === 'Z' ? 'shift.z.meaning' : 'shift.x.meaning'),
    createdAt: report.at,
    facts: [
      { label: t('field.agent'), value: report.agentName[language] },
      { label: t('field.outlet'), value: report.outletName },
      { label: t('field.teller'), value: report.tellerCode },
      { label: t('shift.number'), value: String(shift.number) },
      { label: t('shift.opened'), value: when(shift.openedAt) },
      ...closedByOther(report, t('shift.closedBy')),
      { label: t(report.kind === 'Z' ? 'shift.closed' : 'shift.until'), value: when(report.at) },
    ],
    sections: report.lines.map((line) => sectionOf(line, report, language)),
    reason: shift.reason === null ? null : { label: t('shift.reason'), value: shift.reason },
    signature: t('shift.signature'),
  };
}

/** A shift that a colleague had to close. */
function closedByOther({ closedByCode, tellerCode }: ShiftReport, label: string): Fact[] {
  return closedByCode === null || closedByCode === tellerCode ? [] : [{ label, value: closedByCode }];
}

function sectionOf(
  line: ReportLine,
  { closedByCode }: Pick<ShiftReport, 'closedByCode'>,
  language: Language,
): ShiftReportPaper['sections'][number] {
  const t = translate(language);
  const money = (amount: Minor) => formatMoney(language, amount, line.currency);
  const plus = (label: string, amount: Minor): Fact => ({ label, value: money(amount) });
  const minus = (label: string, amount: Minor): Fact => ({ label, value: money(negate(amount)) });
  const { payments, reversals, change, fromTellers, toTellers, toVault, toPayers, before } = line;
  const wasBefore = before.payments.count + before.reversals.count > 0;
  return {
    heading: t('shift.currency', { currency: line.currency }),
    facts: [
      plus(t('shift.float'), line.float),
      plus(t('shift.payments', { count: payments.count }), payments.amount),
      plus(t('shift.payments.fees'), payments.fees),
      minus(t('shift.reversals', { count: reversals.count }), reversals.amount),
      minus(t('shift.reversals.fees'), reversals.fees),
      plus(t('shift.change', { count: change.count }), change.amount),
      plus(t('shift.fromTellers', { count: fromTellers.count }), fromTellers.amount),
      minus(t('shift.toTellers', { count: toTellers.count }), toTellers.amount),
      minus(t('shift.toVault', { count: toVault.count }), toVault.amount),
      ...(toPayers.count > 0 ? [minus(t('shift.toPayers', { count: toPayers.count }), toPayers.amount)] : []),
    ],
    results: [plus(t('shift.expected'), line.expected), ...closingOf(line, closedByCode, language)],
    note: wasBefore ? t('shift.before', { payments: before.payments.count, reversals: before.reversals.count }) : null,
  };
}

/** What was counted, and where the difference is posted and who answers for its being accepted. */
function closingOf({ closing, currency, entry }: ReportLine, closedByCode: string | null, language: Language): Fact[] {
  if (!closing) return [];
  const t = translate(language);
  const { amount, difference } = closing;
  const name = difference === 0n ? 'shift.even' : difference > 0n ? 'shift.over' : 'shift.short';
  const size = difference < 0n ? negate(difference) : difference;
  return [
    { label: t('shift.counted'), value: formatMoney(language, amount, currency) },
    { label: t(name), value: formatMoney(language, size, currency) },
    ...(entry === null ? [] : [{ label: t('shift.acceptedBy'), value: closedByCode ?? '' }]),
    ...(entry === null ? [] : [{ label: t('shift.entry'), value: entry }]),
  ];
}
