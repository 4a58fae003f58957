import { minor } from '../../src/kernel/money.ts';
import type { KnownOnReceipt, Receipt } from '../../src/platform/documents/receipt.ts';
import type { RegistrationSheet } from '../../src/platform/documents/registration-sheet.ts';
import { renderSettlementReport } from '../../src/platform/documents/render-settlement-report.ts';
import { gatherBody } from '../../src/platform/documents/report-body.ts';
import { renderSettlementReportCsv } from '../../src/platform/documents/settlement-report-csv.ts';
import type { ReportHead, ReportLine } from '../../src/platform/documents/settlement-report.ts';

/** What an attacker, or a broken import, can put where a name belongs. */
export const hostileName = `\u202e\u0000Əli\u200b <script>alert(1)</script>\r\n=1+1\u2066 שלום 😀 \ud800 ${'x'.repeat(10_000)}`;

/** Characters no document may contain: controls, bidi overrides and isolates, zero-width, half pairs. */
export const hidden = /(?!\n)[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

export const sheet: RegistrationSheet = {
  language: 'az',
  uniqueCode: '482917305563',
  holderName: 'Leyla Əliağa qızı Məmmədova-Şıxəliyeva',
  issuedAt: new Date('2026-11-22T10:02:11Z'),
  accounts: [
    { providerName: 'Azəriqaz', service: 'gas', account: '014471220094471', label: 'Anamın evi' },
    { providerName: 'Azərişıq', service: 'power', account: '100200300400093', label: null },
    { providerName: 'Ростелеком', service: 'fixed', account: '3812441720', label: 'Бабушка, ул. Ленина' },
  ],
  initialPassword: 'mavi-qayıq-7304',
  cabinetUrl: 'https://vahid.example.az/kabinet',
};

export const receipt: Receipt = {
  language: 'az',
  receiptNumber: '2611220000000174',
  verifyUrl: 'https://vahid.example.az/r/7Kd92mQxT4bWz8LpN3vYcA',
  acceptedAt: new Date('2026-11-22T10:02:11Z'),
  agent: 'Azərpoçt',
  outlet: 'Nizami 12',
  teller: 'Günel Əsgərova',
  providerName: 'Azəriqaz',
  service: 'gas',
  account: '••••••••••4471',
  payerName: 'Leyla M.',
  amount: minor(123_420n),
  fee: minor(40n),
  total: minor(123_460n),
  currency: 'AZN',
  state: 'confirmed',
  providerLeg: { confirmedAt: new Date('2026-11-22T10:02:13Z'), providerTransaction: '88120447' },
  reversedAt: null,
};

const askedAt = new Date('2026-11-22T10:00:00Z');

/** What a provider told of a mobile line, and of a metered account, before the payment. */
export const knownLine: KnownOnReceipt = {
  ...{ at: askedAt, plan: 'Gənc 500', validUntil: '2026-12-31', meter: null, block: null },
};
export const knownMeter: KnownOnReceipt = {
  ...{ at: askedAt, plan: null, validUntil: null },
  meter: { unit: 'm3', lastReading: { value: 1_200, readOn: '2026-10-31' } },
  block: { block: 1, leftInBlock: 300 },
};

export const unconfirmed: Receipt = { ...receipt, state: 'accepted', providerLeg: null };

/** A line whose amounts follow from its number, so that sums can be checked by hand. */
export function reportLine(index: number, changes: Partial<ReportLine> = {}): ReportLine {
  return {
    kind: 'payment',
    receiptNumber: String(2_611_220_000_000_000n + BigInt(index)),
    account: String(14_471_220_094_471n + BigInt(index)).padStart(15, '0'),
    acceptedAt: new Date(Date.UTC(2026, 10, 22, 4, 0, index)),
    confirmedAt: new Date(Date.UTC(2026, 10, 22, 4, 0, index + 2)),
    providerTransaction: String(88_120_000 + index),
    agentName: index % 2 === 0 ? 'Azərpoçt' : 'Kapital Bank',
    amount: minor(1_000n + BigInt(index)),
    fee: minor(10n),
    vat: minor(2n),
    ...changes,
  };
}

/** A report and all of its lines. */
export interface SettlementReport extends ReportHead {
  readonly lines: readonly ReportLine[];
}

/** The CSV file of a report whose lines come in pages of the given size. */
export async function csvOf(report: SettlementReport, linesPerPage = 2_000): Promise<Buffer> {
  async function* pages() {
    for (let from = 0; from < report.lines.length; from += linesPerPage) {
      yield report.lines.slice(from, from + linesPerPage);
    }
  }
  const parts: Buffer[] = [];
  for await (const part of renderSettlementReportCsv(report, pages())) parts.push(part);
  return Buffer.concat(parts);
}

/** Stands for the checksum of a CSV file. */
export const csvSha256 = 'c5'.repeat(32);

export function pdfOf(report: SettlementReport): Promise<Buffer> {
  const body = gatherBody();
  for (const line of report.lines) body.add(line);
  return renderSettlementReport({ ...report, body: body.finish(), csvSha256 });
}

/** A report that agrees with itself, made of the given lines. */
export function reportOf(lines: readonly ReportLine[], changes: Partial<SettlementReport> = {}): SettlementReport {
  const sum = (part: 'amount' | 'fee' | 'vat', kind?: ReportLine['kind']) =>
    minor(lines.filter((line) => kind === undefined || line.kind === kind).reduce((all, line) => all + line[part], 0n));
  const mode = changes.mode ?? 'net';
  const broughtForward = changes.totals?.broughtForward ?? minor(0n);
  const [gross, cancelled] = [sum('amount', 'payment'), minor(-sum('amount', 'cancellation'))];
  const [fee, vat] = [sum('fee'), sum('vat')];
  const net = minor(gross - cancelled - (mode === 'net' ? fee + vat : 0n) + broughtForward);
  const count = lines.filter((line) => line.kind === 'payment').length;
  return {
    provider: { name: 'Azəriqaz İstehsalat Birliyi', language: 'az' },
    day: '2026-11-22',
    valueDate: '2026-11-24',
    currency: 'AZN',
    mode,
    lines,
    payoutOrder: net > 0n ? { number: '20261122-AZQ-AZN', iban: 'AZ21NABZ00000000137010001944', amount: net } : null,
    ...changes,
    totals: { count, gross, cancelled, fee, vat, broughtForward, net },
  };
}
