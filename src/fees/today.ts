import { present } from '../kernel/assert.ts';
import { coalesce } from '../platform/database/coalesce.ts';
import type { FeeRule } from './model.ts';

/** The open settlement day and the rules in force on it. */
export interface RulesOfToday {
  readonly day: string;
  readonly rules: readonly FeeRule[];
}

export interface TodayDeps {
  /** The settlement day that is open, `YYYY-MM-DD`. */
  readonly findOpenDay: () => Promise<string | undefined>;
  readonly readRules: (day: string) => Promise<readonly FeeRule[]>;
}

/** As long as the lane goes by rules that it has read. A change begins on a later day, so that both are right. */
const holdMs = 1_000;
const openDay = 'open';

/**
 * Rules of the open day. Which day that is, is asked each time, by all who ask at once together; its rules are read again
 * when the day has changed, or after a second.
 */
export function createRulesOfToday({ findOpenDay, readRules }: TodayDeps): () => Promise<RulesOfToday> {
  const dayNow = coalesce<typeof openDay, string>({
    nameOf: (name) => name,
    load: async () => new Map([[openDay, present(await findOpenDay(), 'an open settlement day')]]),
  });
  let kept: { readonly today: Promise<RulesOfToday>; readonly day: string; readonly readAtMs: number } | undefined;
  return async () => {
    const day = present(await dayNow(openDay), 'an open settlement day');
    const now = performance.now();
    if (kept?.day === day && now - kept.readAtMs < holdMs) return kept.today;
    const today = readRules(day).then((rules) => ({ day, rules }));
    const own = { today, day, readAtMs: now };
    kept = own;
    today.catch(() => {
      if (kept === own) kept = undefined;
    });
    return today;
  };
}
