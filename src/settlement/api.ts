/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { CloseCheckResult } from './close-checks/model.ts';

export interface SettlementWindow {
  readonly day: string;
  readonly state: 'open' | 'cut' | 'closed';
  readonly openedAt: Date;
  readonly cutAt: Date | null;
  readonly closedAt: Date | null;
  readonly valueDate: string | null;
}

export interface ReportSummary {
  readonly day: string;
  readonly providerId: string;
  readonly currency: Currency;
  readonly payments: number;
  readonly gross: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
  readonly net: Minor;
  readonly payoutOrder: string | null;
  /** SHA-256 of the files, hexadecimal. */
  readonly csvSha256: string;
  readonly pdfSha256: string;
}

/** Names a report. */
export interface ReportKey {
  readonly day: string;
  readonly providerId: string;
  readonly currency: Currency;
}

export interface SettlementService {
  /** Ends every settlement day whose cut-off has passed. Milliseconds; payments go on. */
  cut(): Promise<{ readonly cutDays: readonly string[]; readonly openDay: string }>;
  /**
   * Positions, payout orders and reports of a cut day, written once: the second run changes nothing and says so.
   * Refuses: not_found (no such day), period_open (the day is not cut), previous_day_open (an earlier day is not closed),
   * close_checks_failed (a blocking check failed: the day stays cut; `details` names the checks).
   */
  close(day: string): Promise<Result<{ readonly window: SettlementWindow; readonly alreadyClosed: boolean }, Refusal>>;
  /**
   * Cuts, then closes every cut day in order; returns the days closed by this call. Throws `CloseStopped` at a day whose
   * checks failed; what failed less than a quarter of an hour ago is left alone.
   */
  closeDue(): Promise<readonly string[]>;
  /** Newest first, at most 400. */
  listWindows(): Promise<readonly SettlementWindow[]>;
  /** Reports of a closed day by provider and currency, at most 100,000. */
  listReports(day: string): Promise<readonly ReportSummary[]>;
  /** How the checks of a day came out last, by number; empty where none has run. */
  listChecks(day: string): Promise<readonly CloseCheckResult[]>;
  /** A file of a report, a part after another. Refuses: not_found. */
  getReportFile(report: ReportKey, format: 'csv' | 'pdf'): Promise<Result<AsyncIterable<Buffer>, Refusal>>;
}

/** A day that was to be closed is not, because of what its checks found. */
export class CloseStopped extends Error {
  override readonly name = 'CloseStopped';
}
