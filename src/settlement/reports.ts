import { createHash } from 'node:crypto';
import { present } from '../kernel/assert.ts';
import { minor, type Currency, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import { renderSettlementReport } from '../platform/documents/render-settlement-report.ts';
import { gatherBody } from '../platform/documents/report-body.ts';
import { renderSettlementReportCsv } from '../platform/documents/settlement-report-csv.ts';
import type { ReportHead, ReportLine } from '../platform/documents/settlement-report.ts';
import type { Language } from '../platform/messages/language.ts';
import * as drafts from './draft-store.ts';
import { dueOf, payoutOrderNumber, signedLine, type SettledPayment } from './model.ts';

export interface ReportProvider {
  readonly code: string;
  readonly language: Language;
  readonly iban: string | null;
  /** The name it bore on a day, in its own language. */
  readonly nameOn: (day: string) => string;
}

export interface ReportParties {
  readonly providers: ReadonlyMap<string, ReportProvider>;
  /** Agents' names in the language of whoever reads the report. */
  readonly agentName: (agentId: string, language: Language) => string;
}

export interface ReportJob {
  readonly day: string;
  readonly valueDate: string;
  readonly parties: ReportParties;
  readonly linesPerPage: number;
}

export interface PayoutOrder {
  readonly number: string;
  readonly amount: Minor;
  /** Null where the hub does not know where to pay: an operator fills it in before the order leaves. */
  readonly iban: string | null;
}

/**
 * Writes the files of a report, a part after another: the memory it takes does not depend on how many lines there are. The
 * day is cut, so its rows stand still: whoever writes the report again writes the same.
 */
export async function writeReport(sql: Sql, job: ReportJob, draft: drafts.ReportDraft): Promise<void> {
  const { providerId, currency, sums } = draft;
  const key = { day: job.day, providerId, currency };
  const { head, order } = headOf(job, draft);
  const body = gatherBody();
  const csvHash = createHash('sha256');
  let part = 0;
  for await (const bytes of renderSettlementReportCsv(head, reportPages(sql, job, { head, draft, body }))) {
    part += 1;
    csvHash.update(bytes);
    await drafts.insertPart(sql, key, { format: 'csv', part, bytes });
  }
  const csvSha256 = csvHash.digest();
  const pdf = await renderSettlementReport({ ...head, body: body.finish(), csvSha256: csvSha256.toString('hex') });
  await drafts.insertPart(sql, key, { format: 'pdf', part: 1, bytes: pdf });
  const pdfSha256 = createHash('sha256').update(pdf).digest();
  const due = dueOf(sums, minor(draft.broughtForward));
  await drafts.finishDraft(sql, draft, { mode: sums.mode, due, order, csvSha256, pdfSha256 });
}

/** All of a report but its lines, from the sums of the day. */
function headOf(job: ReportJob, draft: drafts.ReportDraft): { head: ReportHead; order: PayoutOrder | null } {
  const { day, valueDate, parties } = job;
  const { currency, sums } = draft;
  const provider = present(parties.providers.get(draft.providerId), 'the provider of a report');
  const due = dueOf(sums, minor(draft.broughtForward));
  const number = payoutOrderNumber(day, provider.code, currency);
  const order = due.net > 0n ? { number, amount: due.net, iban: provider.iban } : null;
  const head: ReportHead = {
    provider: { name: provider.nameOn(day), language: provider.language },
    ...{ day, valueDate, currency, mode: sums.mode, totals: due },
    payoutOrder: order && { ...order, iban: order.iban ?? '—' },
  };
  return { head, order };
}

interface Writing {
  readonly head: ReportHead;
  readonly draft: { readonly providerId: string; readonly currency: Currency };
  readonly body: ReturnType<typeof gatherBody>;
}

/** The pages of a report's lines, as its files show them; `body` sees every line on the way. */
async function* reportPages(
  sql: Sql,
  { parties, linesPerPage }: ReportJob,
  { head, draft, body }: Writing,
): AsyncGenerator<readonly ReportLine[]> {
  for await (const settled of drafts.pageLines(sql, draft, linesPerPage)) {
    const lines = settled.map((line) => {
      const agentName = parties.agentName(line.agentId, head.provider.language);
      return reportLine(line, { agentName, mode: head.mode });
    });
    for (const line of lines) body.add(line);
    yield lines;
  }
}

function reportLine(
  line: SettledPayment,
  shown: { readonly agentName: string; readonly mode: 'net' | 'gross' },
): ReportLine {
  return {
    kind: line.kind === 'cancellation' ? 'cancellation' : 'payment',
    receiptNumber: line.receiptNumber,
    account: line.account,
    acceptedAt: line.acceptedAt,
    confirmedAt: line.bookedAt,
    providerTransaction: line.providerTransaction,
    agentName: shown.agentName,
    ...signedLine(line, shown.mode),
  };
}
