import { minor, type Currency, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ReportKey, ReportSummary } from './api.ts';
import type { ProviderDue } from './model.ts';

/** A report with what its movements are computed from. */
export type ReportRecord = ReportSummary & { readonly due: ProviderDue };

interface ReportRow {
  day: string;
  provider_id: string;
  currency: Currency;
  payments: number;
  gross: bigint;
  cancelled: bigint;
  fee: bigint;
  vat: bigint;
  brought_forward: bigint;
  net: bigint;
  payout_order: string | null;
  csv_sha256: Buffer;
  pdf_sha256: Buffer;
}

/** Reports read at a time. */
const reportsPerPage = 500;

/** Reports of a closed day by provider and currency, a page after another. */
export async function* pageReports(sql: Sql, day: string): AsyncGenerator<readonly ReportRecord[]> {
  let after: Pick<ReportRow, 'provider_id' | 'currency'> | undefined;
  do {
    const rows: ReportRow[] = await sql.rows<ReportRow>(
      `SELECT day, provider_id, currency, payments, gross, cancelled, fee, vat, brought_forward, net, payout_order, csv_sha256, pdf_sha256
         FROM settlement_report WHERE day = $1 AND (provider_id, currency) > (cast($2 AS uuid), $3)
        ORDER BY provider_id, currency LIMIT $4`,
      [day, after?.provider_id ?? '00000000-0000-0000-0000-000000000000', after?.currency ?? '', reportsPerPage],
    );
    if (rows.length > 0) yield rows.map(reportOf);
    after = rows.length < reportsPerPage ? undefined : rows.at(-1);
  } while (after);
}

/** The part of a file, from 1; the only part of a file that was stored whole is its first. */
export async function findPart(
  sql: Sql,
  report: ReportKey,
  file: { readonly format: 'csv' | 'pdf'; readonly part: number },
): Promise<Buffer | undefined> {
  const row = await sql.first<{ bytes: Buffer }>(
    `SELECT bytes FROM settlement_report_part WHERE day = $1 AND provider_id = $2 AND currency = $3 AND format = $4 AND part = $5
      UNION ALL
     SELECT bytes FROM (SELECT CASE cast($4 AS text) WHEN 'csv' THEN csv ELSE pdf END AS bytes FROM settlement_report
                         WHERE day = $1 AND provider_id = $2 AND currency = $3 AND cast($5 AS integer) = 1) AS whole
      WHERE bytes IS NOT NULL`,
    [report.day, report.providerId, report.currency, file.format, file.part],
  );
  return row?.bytes;
}

export async function hasReport(sql: Sql, report: ReportKey): Promise<boolean> {
  const row = await sql.first<{ day: string }>(
    'SELECT day FROM settlement_report WHERE day = $1 AND provider_id = $2 AND currency = $3',
    [report.day, report.providerId, report.currency],
  );
  return row !== undefined;
}

/** The day's orders have left, once their payouts are posted. */
export async function markInFlight(sql: Sql, day: string): Promise<void> {
  await sql.run(`UPDATE payout_order SET state = 'in_flight' WHERE day = $1 AND state = 'ordered'`, [day]);
}

function reportOf(row: ReportRow): ReportRecord {
  const amount = (value: bigint): Minor => minor(value);
  const broughtForward = amount(row.brought_forward);
  const net = amount(row.net);
  return {
    day: row.day,
    providerId: row.provider_id,
    currency: row.currency,
    payments: row.payments,
    gross: amount(row.gross),
    fee: amount(row.fee),
    vat: amount(row.vat),
    net,
    payoutOrder: row.payout_order,
    csvSha256: row.csv_sha256.toString('hex'),
    pdfSha256: row.pdf_sha256.toString('hex'),
    due: {
      count: row.payments,
      gross: amount(row.gross),
      cancelled: amount(row.cancelled),
      fee: amount(row.fee),
      vat: amount(row.vat),
      broughtForward,
      ofDay: minor(net - broughtForward),
      net,
    },
  };
}
