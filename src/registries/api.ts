/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { DayComparison } from './daily.ts';
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
  /** An agent's payments of a settlement day as CSV, piece by piece. */
  writeDay(of: { readonly agentId: string; readonly day: string }): AsyncIterable<string>;
  /** The agent's own file of a day beside the hub's books; changes nothing. Refuses: file_rejected, payload_too_large. */
  compareDay(
    of: { readonly agentId: string; readonly day: string },
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<Result<DayComparison, Refusal>>;
  /** Works on registries that wait, for a bounded while; returns how many lines were decided. */
  workOff(): Promise<number>;
  /** Removes files whose end never came; returns how many. */
  sweep(): Promise<number>;
}
