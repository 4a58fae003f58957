import type { Sql } from '../platform/database/sql.ts';
import { findChangedFiles, type ChangedFile } from './file-store.ts';

/** Report files that are not what was written when their day was closed, at most some hundreds. For the verifier. */
export function verifyReportFiles(sql: Sql): Promise<ChangedFile[]> {
  return findChangedFiles(sql);
}
