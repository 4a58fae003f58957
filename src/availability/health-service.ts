import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../platform/database/sql.ts';
import type { HealthService } from './api.ts';
import { addCounts, type CallCounts, type CallPurpose, figuresOf, noCalls, windowStart, withCall } from './health.ts';
import type { ProviderHealth } from './model.ts';
import * as store from './store.ts';

export interface HealthDeps {
  readonly database: Database;
  readonly clock: Clock;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** Counts calls in memory and adds them up in the database: a call costs an addition, a provider some rows an hour. */
export function createHealthService({ database, clock }: HealthDeps): HealthService {
  let counted = new Map<string, store.CountedCalls>();

  async function flush(): Promise<void> {
    if (counted.size === 0) return;
    const taken = counted;
    counted = new Map();
    try {
      await store.addCalls(database.sql, [...taken.values()]);
    } catch (error) {
      for (const [key, calls] of taken) {
        counted.set(key, { ...calls, counts: addCounts(calls.counts, counted.get(key)?.counts ?? noCalls) });
      }
      throw error;
    }
  }

  return {
    observe(call) {
      const { providerId, purpose } = call;
      const windowFrom = windowStart(clock.now());
      const key = `${providerId} ${purpose} ${windowFrom.getTime()}`;
      const before = counted.get(key)?.counts ?? noCalls;
      counted.set(key, { providerId, purpose, windowFrom, counts: withCall(before, call) });
    },
    flush,
    async report(providerIds) {
      await flush();
      return readReport(database, clock.now(), providerIds ?? null);
    },
    sweep: () => store.deleteCallsBefore(database.sql, new Date(clock.now().getTime() - weekMs - dayMs)),
  };
}

async function readReport(
  database: Database,
  now: Date,
  providerIds: readonly string[] | null,
): Promise<ProviderHealth[]> {
  const since = (ms: number) => store.selectCalls(database.sql, windowStart(new Date(now.getTime() - ms)), providerIds);
  const [hour, day, week] = [await since(hourMs), await since(dayMs), await since(weekMs)];
  const ids = providerIds ?? [...new Set(week.map((one) => one.providerId))];
  return ids.map((providerId) => ({
    providerId,
    lastHour: figuresOf(countsOf(hour, providerId, 'query')),
    lastDay: figuresOf(countsOf(day, providerId, 'query')),
    lastWeek: figuresOf(countsOf(week, providerId, 'query')),
    paymentsLastWeek: figuresOf(countsOf(week, providerId, 'payment')),
  }));
}

function countsOf(
  rows: readonly Pick<store.CountedCalls, 'providerId' | 'purpose' | 'counts'>[],
  providerId: string,
  purpose: CallPurpose,
): CallCounts {
  return rows.find((row) => row.providerId === providerId && row.purpose === purpose)?.counts ?? noCalls;
}
