/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { ObservedCall } from './health.ts';
import type { MaintenanceOutlook, MaintenanceSchedule, ProviderHealth } from './model.ts';
import type { MaintenancePlan } from './windows.ts';

export interface MaintenanceService {
  /**
   * Writes planned work of a provider down; it is announced from then on. Refuses: not_found (no such provider),
   * invalid_request (with `fields`: also where nothing of it lies ahead).
   */
  plan(providerId: string, plan: MaintenancePlan, plannedBy: string): Promise<Result<MaintenanceSchedule, Refusal>>;
  /** Takes planned work back, also the window that is under way. Refuses: not_found. */
  cancel(scheduleId: string): Promise<Result<void, Refusal>>;
  /** What was planned for a provider, cancelled plans too, the newest first; at most 1,000. */
  list(providerId: string): Promise<readonly MaintenanceSchedule[]>;
  /**
   * What is under way and what comes next, for each provider that has something of it. May be some seconds old: whether
   * money is taken is decided by the windows themselves.
   */
  outlook(providerIds: readonly string[]): Promise<ReadonlyMap<string, MaintenanceOutlook>>;
  /** Writes down the windows of the weeks to come, and removes those of long ago. */
  keepUp(): Promise<void>;
}

export interface HealthService {
  /** Counts a call in memory. */
  observe(call: ObservedCall): void;
  /** Writes down what was counted. */
  flush(): Promise<void>;
  /** How providers did, by id, or all that were called within a week; what this process has counted is in it. */
  report(providerIds?: readonly string[]): Promise<readonly ProviderHealth[]>;
  /** Removes what is older than a week, at most 10,000 windows. */
  sweep(): Promise<number>;
}
