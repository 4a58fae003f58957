/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { DayComparison, UncomparedDay } from './comparison.ts';
import type { Progress, Registry } from './model.ts';

/** Whose file it is, and at which counter it was handed over. */
export interface Depositor {
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
}

export interface ReceivedRegistry {
  readonly registry: Registry;
  readonly progress: Progress;
}

export interface RegistryService {
  /**
   * Reads a file as it comes and takes it whole or not at all. The same file again is the same registry.
   * Refuses: file_rejected (with line and column of what is wrong), file_name_used, payload_too_large.
   */
  receive(
    by: Depositor,
    name: string,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<Result<ReceivedRegistry & { readonly replayed: boolean }, Refusal>>;
  /** Refuses: not_found (also for another agent's). */
  get(agentId: string, registryId: string): Promise<Result<ReceivedRegistry, Refusal>>;
  /**
   * The outcomes of a finished registry as CSV, piece by piece. Refuses: not_found (also for another agent's),
   * registry_in_progress.
   */
  result(agentId: string, registryId: string): Promise<Result<AsyncIterable<string>, Refusal>>;
  /** Works on registries that wait, for a bounded while; returns how many lines were decided. */
  workOff(): Promise<number>;
  /** Removes files whose end never came; returns how many. */
  sweep(): Promise<number>;
}

export interface AgentDay {
  readonly agentId: string;
  /** Settlement day, `YYYY-MM-DD`. */
  readonly day: string;
}

/** Which comparisons: each part that is named narrows. */
export interface ComparisonsWanted {
  readonly agentId?: string;
  readonly day?: string;
  readonly matched?: boolean;
  /** Only those older than this one. */
  readonly before?: string;
  readonly limit: number;
}

export interface UncomparedWanted {
  readonly agentCode?: string;
  /** Only what comes after this entry of the list. */
  readonly before?: Pick<UncomparedDay, 'day' | 'agentCode'>;
  readonly limit: number;
}

/** The settlement days of agents, and how they compare with the agents' own books. */
export interface DayService {
  /** An agent's payments of a settlement day as CSV, piece by piece. */
  write(of: AgentDay): AsyncIterable<string>;
  /**
   * The agent's own file of a day beside the hub's books. What came of it is kept, also where it failed; nothing else changes.
   * Refuses: file_rejected and day_differs, naming lines of the file and the comparison; payload_too_large, of which nothing is kept.
   */
  compare(of: AgentDay, chunks: AsyncIterable<Uint8Array>): Promise<Result<DayComparison, Refusal>>;
  /** Comparisons, the newest first. */
  list(wanted: ComparisonsWanted): Promise<readonly DayComparison[]>;
  /** One comparison with its report; of this agent, or of any where it is null. Refuses: not_found. */
  get(of: { readonly id: string; readonly agentId: string | null }): Promise<Result<DayComparison, Refusal>>;
  /** Closed days on which an agent took payments and that no comparison after their end agreed with, the newest first. */
  listUncompared(wanted: UncomparedWanted): Promise<readonly UncomparedDay[]>;
}
