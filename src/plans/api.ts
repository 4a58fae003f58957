/** What the rest of the hub may ask of this noun. */
import type { LineState } from '../kernel/adapter.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { LineKind, Plan, PlanReplacement, ReplacementNotice } from './model.ts';

export type NewPlan = Omit<Plan, 'id'>;
export type NewReplacement = Omit<PlanReplacement, 'withdrawnPlanId' | 'replacementPlanId'> & {
  readonly withdrawnCode: string;
  readonly replacementCode: string;
};

export interface PlanService {
  /** Every plan of a provider by code, withdrawn ones too; at most 1,000. */
  list(providerId: string): Promise<readonly Plan[]>;
  /** The plans a line of this kind can join today. */
  listOffered(providerId: string, kind: LineKind): Promise<readonly Plan[]>;
  /** What the holder of a line is to be told; null when its plan is not being replaced. */
  findNotice(providerId: string, line: LineState): Promise<ReplacementNotice | null>;
  /** Adds plans and terms that are not there yet; what is there stays. */
  addPlans(plans: readonly NewPlan[]): Promise<void>;
  /** Announces replacements between plans of the catalogue; those announced before keep their dates. In a transaction of the caller's, where there is one. */
  announce(replacements: readonly NewReplacement[], sql?: Sql): Promise<void>;
  /** Announced replacements of a provider's plans, at most 1,000. */
  listReplacements(providerId: string): Promise<readonly PlanReplacement[]>;
  /** Moves the dates of an announced replacement. Refuses: not_found, invalid_request (dates that do not follow). */
  reschedule(
    withdrawnPlanId: string,
    dates: Pick<PlanReplacement, 'announcedOn' | 'changesOn'>,
  ): Promise<Result<void, Refusal>>;
}
