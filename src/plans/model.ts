import type { BusinessDate } from '../kernel/business-date.ts';
import type { Minor } from '../kernel/money.ts';

export type LineKind = 'prepaid' | 'postpaid';

/** How often a prepaid package renews. */
export type PlanPeriod = 'week' | 'month';

/** What a period's price includes; null: the plan has no such allowance, or the provider has not published it. */
export interface PlanAllowances {
  readonly internetMb: number | null;
  readonly domesticMinutes: number | null;
  /** Traffic of WhatsApp and Messenger that is not counted, MB. */
  readonly messengersMb: number | null;
}

/** Prices beyond the allowances, minor units; null where the plan has no such price, or it is not published. */
export interface PlanCharging {
  readonly domesticMinute: Minor | null;
  readonly regionMinute: Minor | null;
  readonly internetMb: Minor | null;
  readonly callStepS: number | null;
  readonly internetStepKb: number | null;
  /** Length of the one on-net call that is free after its third minute. */
  readonly freeOnNetMinutes: number | null;
}

/** What a plan costs and gives from a date on. */
export interface PlanTerms {
  readonly validFrom: BusinessDate;
  /** Minor units a period; null until the provider publishes it. */
  readonly price: Minor | null;
  readonly allowances: PlanAllowances;
  readonly charging: PlanCharging;
}

export interface Plan {
  readonly id: string;
  readonly providerId: string;
  readonly code: string;
  /** A brand, the same in every language. */
  readonly name: string;
  readonly lineKinds: readonly LineKind[];
  readonly period: PlanPeriod;
  readonly offeredFrom: BusinessDate;
  /** The first day on which nobody can join it any more; null while it is offered. */
  readonly offeredUntil: BusinessDate | null;
  /** Oldest first, never empty. */
  readonly terms: readonly PlanTerms[];
}

/** A withdrawn plan and what a line gets instead. */
export interface PlanReplacement {
  readonly providerId: string;
  readonly withdrawnPlanId: string;
  readonly replacementPlanId: string;
  readonly announcedOn: BusinessDate;
  readonly changesOn: BusinessDate;
  /** What the change itself costs the subscriber. */
  readonly charge: Minor;
}

/** What a subscriber is told about a line whose plan is withdrawn. */
export interface ReplacementNotice {
  readonly withdrawn: Plan;
  readonly replacement: Plan;
  readonly terms: PlanTerms;
  readonly announcedOn: BusinessDate;
  readonly changesOn: BusinessDate;
  /** The day this line changes; null when the provider does not say when it renews or is invoiced. */
  readonly effectiveOn: BusinessDate | null;
  readonly charge: Minor;
}
