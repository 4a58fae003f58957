import { createHash } from 'node:crypto';
import type { Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import { findPart } from './report-store.ts';

/** Parts up to which a file is put together in the database; larger ones are read a part at a time. */
const mostPartsAtOnce = 16;

export interface ChangedFile {
  readonly subject: string;
  readonly detail: string;
}

interface LargeFile {
  day: string;
  providerId: string;
  currency: Currency;
  format: 'csv' | 'pdf';
  sha256: Buffer;
}

/** Files of the day in preparation that are not what was written. */
export async function findChangedDrafts(sql: Sql, day: string): Promise<ChangedFile[]> {
  const small = await sql.rows<ChangedFile>(
    `SELECT r.provider_id || ' ' || r.currency AS subject, f.format || ' does not have its checksum' AS detail
       FROM closing_report r CROSS JOIN LATERAL (VALUES ('csv', r.csv_sha256), ('pdf', r.pdf_sha256)) AS f (format, sha256)
      CROSS JOIN LATERAL (SELECT sha256(coalesce(string_agg(p.bytes, '' ORDER BY p.part), '')) AS sha256 FROM settlement_report_part p
                           WHERE p.day = $1 AND p.provider_id = r.provider_id AND p.currency = r.currency AND p.format = f.format) AS told
      WHERE NOT EXISTS (SELECT 1 FROM settlement_report_part p WHERE p.day = $1 AND p.provider_id = r.provider_id
                           AND p.currency = r.currency AND p.format = f.format AND p.part > $2)
        AND told.sha256 IS DISTINCT FROM f.sha256 LIMIT 100`,
    [day, mostPartsAtOnce],
  );
  const large = await sql.rows<LargeFile>(
    `SELECT $1::date AS day, r.provider_id AS "providerId", r.currency, p.format,
            CASE p.format WHEN 'csv' THEN r.csv_sha256 ELSE r.pdf_sha256 END AS sha256
       FROM settlement_report_part p JOIN closing_report r ON r.provider_id = p.provider_id AND r.currency = p.currency
      WHERE p.day = $1 AND p.part = $2 ORDER BY 2, 3, 4 LIMIT 1000000`,
    [day, mostPartsAtOnce + 1],
  );
  return [...small, ...(await changedAmong(sql, large))];
}

/** Files of all closed reports that are not what was written. */
export async function findChangedFiles(sql: Sql): Promise<ChangedFile[]> {
  const small = await sql.rows<ChangedFile>(
    `SELECT r.day || ' ' || r.provider_id || ' ' || r.currency AS subject, 'stored files do not have their checksums' AS detail
       FROM settlement_report r
      CROSS JOIN LATERAL (VALUES ('csv', r.csv, r.csv_sha256), ('pdf', r.pdf, r.pdf_sha256)) AS f (format, whole, sha256)
      CROSS JOIN LATERAL (SELECT sha256(coalesce(f.whole, '') || coalesce(string_agg(p.bytes, '' ORDER BY p.part), '')) AS sha256
                            FROM settlement_report_part p WHERE p.day = r.day AND p.provider_id = r.provider_id
                             AND p.currency = r.currency AND p.format = f.format) AS told
      WHERE NOT EXISTS (SELECT 1 FROM settlement_report_part p WHERE p.day = r.day AND p.provider_id = r.provider_id
                           AND p.currency = r.currency AND p.format = f.format AND p.part > $1)
        AND told.sha256 IS DISTINCT FROM f.sha256 LIMIT 100`,
    [mostPartsAtOnce],
  );
  const large = await sql.rows<LargeFile>(
    `SELECT p.day, p.provider_id AS "providerId", p.currency, p.format,
            CASE p.format WHEN 'csv' THEN r.csv_sha256 ELSE r.pdf_sha256 END AS sha256
       FROM settlement_report_part p
       JOIN settlement_report r ON r.day = p.day AND r.provider_id = p.provider_id AND r.currency = p.currency
      WHERE p.part = $1 ORDER BY 1, 2, 3, 4 LIMIT 1000000`,
    [mostPartsAtOnce + 1],
  );
  return [...small, ...(await changedAmong(sql, large))];
}

async function changedAmong(sql: Sql, files: readonly LargeFile[]): Promise<ChangedFile[]> {
  const changed: ChangedFile[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    for await (const bytes of partsOf(sql, file)) hash.update(bytes);
    const subject = `${file.day} ${file.providerId} ${file.currency}`;
    if (!hash.digest().equals(file.sha256)) {
      changed.push({ subject, detail: `${file.format} does not have its checksum` });
    }
  }
  return changed;
}

/** A file, a part after another. */
export async function* partsOf(
  sql: Sql,
  file: Pick<LargeFile, 'day' | 'providerId' | 'currency' | 'format'>,
): AsyncGenerator<Buffer> {
  for (let part = 1; ; part += 1) {
    const bytes = await findPart(sql, file, { format: file.format, part });
    if (!bytes) return;
    yield bytes;
  }
}
