import { minor, type Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ReportKey } from './api.ts';
import type { DaySums, ProviderDue, SettledPayment } from './model.ts';
import type { PayoutOrder } from './reports.ts';

/** A report whose sums are known and whose files are to be written. */
export interface ReportDraft {
  readonly providerId: string;
  readonly currency: Currency;
  readonly sums: DaySums;
  readonly broughtForward: bigint;
}

interface DraftRow {
  providerId: string;
  currency: Currency;
  lines: bigint;
  payments: bigint;
  gross: bigint;
  cancelled: bigint;
  withheldFee: bigint;
  withheldVat: bigint;
  invoicedLines: bigint;
  invoicedFee: bigint;
  invoicedVat: bigint;
  broughtForward: bigint;
}

/**
 * Takes a report that is not written until the transaction ends; undefined where others have taken all that are left.
 * Closers that run at once share the work and never write one report twice.
 */
export async function takeDraft(sql: Sql): Promise<ReportDraft | undefined> {
  const row = await sql.first<DraftRow>(
    `SELECT provider_id AS "providerId", currency, lines, payments, gross, cancelled, withheld_fee AS "withheldFee",
            withheld_vat AS "withheldVat", invoiced_lines AS "invoicedLines", invoiced_fee AS "invoicedFee",
            invoiced_vat AS "invoicedVat", brought_forward AS "broughtForward"
       FROM closing_report WHERE NOT is_written ORDER BY provider_id, currency LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  if (!row) return undefined;
  const invoicedOnly = row.lines > 0n && row.lines === row.invoicedLines;
  return {
    providerId: row.providerId,
    currency: row.currency,
    broughtForward: row.broughtForward,
    sums: {
      mode: invoicedOnly ? 'gross' : 'net',
      lines: Number(row.lines),
      count: Number(row.payments),
      gross: minor(row.gross),
      cancelled: minor(row.cancelled),
      fee: minor(invoicedOnly ? row.invoicedFee : row.withheldFee),
      vat: minor(invoicedOnly ? row.invoicedVat : row.withheldVat),
    },
  };
}

/** Waits until the reports that others have taken are written; throws 55P03 where that takes longer than a lock may. */
export async function awaitDrafts(sql: Sql): Promise<void> {
  await sql.rows('SELECT FROM closing_report WHERE NOT is_written ORDER BY provider_id, currency LIMIT 1 FOR UPDATE');
}

export async function hasDrafts(sql: Sql): Promise<boolean> {
  const row = await sql.first<{ left: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM closing_report WHERE NOT is_written) AS left',
  );
  return row?.left ?? false;
}

interface LineRow {
  kind: SettledPayment['kind'];
  provider_id: string;
  currency: Currency;
  mode: 'net' | 'gross';
  receipt_number: string;
  number: bigint;
  lane: number;
  account: string;
  agent_id: string;
  accepted_at: Date;
  posted_at: Date;
  provider_transaction: string | null;
  amount: bigint;
  fee: bigint;
  vat: bigint;
}

/** The lines of a report by receipt number, a page after another. */
export async function* pageLines(
  sql: Sql,
  draft: Pick<ReportDraft, 'providerId' | 'currency'>,
  linesPerPage: number,
): AsyncGenerator<readonly SettledPayment[]> {
  let after: Pick<LineRow, 'receipt_number' | 'number' | 'lane'> | undefined;
  do {
    const rows: LineRow[] = await sql.rows<LineRow>(
      `SELECT kind, provider_id, currency, mode, receipt_number, number, lane, account, agent_id, accepted_at, posted_at,
              provider_transaction, amount, fee, vat
         FROM closing_line WHERE provider_id = $1 AND currency = $2 AND (receipt_number, number, lane) > ($3, $4, $5)
        ORDER BY receipt_number, number, lane LIMIT $6`,
      [
        draft.providerId,
        draft.currency,
        after?.receipt_number ?? '',
        after?.number ?? 0n,
        after?.lane ?? -1,
        linesPerPage,
      ],
    );
    if (rows.length > 0) yield rows.map(lineOf);
    after = rows.length < linesPerPage ? undefined : rows.at(-1);
  } while (after);
}

export async function insertPart(
  sql: Sql,
  report: ReportKey,
  file: { readonly format: 'csv' | 'pdf'; readonly part: number; readonly bytes: Uint8Array },
): Promise<void> {
  await sql.run(
    `INSERT INTO settlement_report_part (day, provider_id, currency, format, part, bytes) VALUES ($1, $2, $3, $4, $5, $6)`,
    [report.day, report.providerId, report.currency, file.format, file.part, file.bytes],
  );
}

export interface WrittenReport {
  readonly mode: 'net' | 'gross';
  readonly due: ProviderDue;
  readonly order: PayoutOrder | null;
  readonly csvSha256: Buffer;
  readonly pdfSha256: Buffer;
}

/** The files of a report are stored: it waits for the close. */
export async function finishDraft(
  sql: Sql,
  report: Pick<ReportDraft, 'providerId' | 'currency'>,
  written: WrittenReport,
): Promise<void> {
  const { due, order } = written;
  await sql.run(
    `UPDATE closing_report SET mode = $3, fee = $4, vat = $5, net = $6, payout_order = $7, iban = $8, csv_sha256 = $9,
            pdf_sha256 = $10, is_written = true
      WHERE provider_id = $1 AND currency = $2`,
    [
      report.providerId,
      report.currency,
      written.mode,
      due.fee,
      due.vat,
      due.net,
      order?.number ?? null,
      order?.iban ?? null,
      written.csvSha256,
      written.pdfSha256,
    ],
  );
}

function lineOf(row: LineRow): SettledPayment {
  return {
    kind: row.kind,
    providerId: row.provider_id,
    currency: row.currency,
    mode: row.mode,
    receiptNumber: row.receipt_number,
    account: row.account,
    agentId: row.agent_id,
    acceptedAt: row.accepted_at,
    bookedAt: row.posted_at,
    providerTransaction: row.provider_transaction,
    amount: minor(row.amount),
    fee: minor(row.fee),
    vat: minor(row.vat),
  };
}
