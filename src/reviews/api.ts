/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { CaseFile, Proposal } from './model.ts';

/** What needs a person, and how two of them decide it. Persons are named by their operator's login. */
export interface ReviewService {
  /** Open cases with their evidence, oldest first, at most `limit` (1 to 500). */
  listOpen(limit: number): Promise<readonly CaseFile[]>;
  /** Refuses: not_found. */
  get(id: string): Promise<Result<CaseFile, Refusal>>;
  /** Makes somebody the owner; twice is once. Refuses: not_found, case_resolved, case_taken, invalid_request (name). */
  take(id: string, by: string): Promise<Result<CaseFile, Refusal>>;
  /**
   * Says what the owner would do; a later proposal takes the place of an earlier one. Books nothing.
   * Refuses: not_found, case_resolved, case_taken, case_not_taken, resolution_unfit, invalid_request.
   */
  propose(id: string, by: string, proposal: Proposal): Promise<Result<CaseFile, Refusal>>;
  /**
   * Carries the proposal out. Refuses: not_found, case_resolved, case_not_proposed, same_actor, case_busy (an attempt is
   * under way, or began meanwhile), resolution_unfit, transaction_used; the proposal then stands, and nothing is booked.
   */
  approve(id: string, by: string): Promise<Result<CaseFile, Refusal>>;
}
