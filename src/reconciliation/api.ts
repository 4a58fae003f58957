/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { ReconBreak, ReconRun, RunOutcome } from './model.ts';

export interface RunsWanted {
  readonly providerId?: string;
  /** Settlement day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** Days that stand so by their newest run; left out, every run. */
  readonly outcome?: RunOutcome;
  /** Only runs older than the one of this id. */
  readonly before?: string;
  readonly limit: number;
}

export interface ReconciliationService {
  /**
   * Holds the closed days of the last week against the statements of every provider that gives one, and again those that did not agree;
   * returns the runs that it made. Ends after some minutes, wherever it is: the next call goes on. Asked while it runs, it answers with
   * what that run comes to.
   */
  compareDue(): Promise<readonly ReconRun[]>;
  /**
   * One day of one provider, now; of a day that goes on, as far as it is. Refuses: not_found (provider or day), statement_not_offered.
   */
  compare(providerCode: string, day: string): Promise<Result<ReconRun, Refusal>>;
  /** The newest first. */
  list(wanted: RunsWanted): Promise<readonly ReconRun[]>;
  /** A run with its breaks, the first thousand. Refuses: not_found. */
  get(runId: string): Promise<Result<{ readonly run: ReconRun; readonly breaks: readonly ReconBreak[] }, Refusal>>;
}
