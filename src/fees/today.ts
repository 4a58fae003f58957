import { present } from '../kernel/assert.ts';
import { coalesce } from '../platform/database/coalesce.ts';
import { createLately } from '../platform/lately.ts';
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

export interface RulesReader {
  /** The day is asked for each time. */
  today(): Promise<RulesOfToday>;
  /** Of the day that was open less than a second ago, for fees that are only shown. */
  lately(): Promise<RulesOfToday>;
}

/** As long as the lane goes by rules that it has read. A change begins on a later day, so that both are right. */
const holdMs = 1_000;
const openDay = 'open';

/**
 * Rules of the open day. Which day that is, is asked each time, by all who ask at once together; its rules are read again
 * when the day has changed, or after a second.
 */
export function createRulesOfToday({ findOpenDay, readRules }: TodayDeps): RulesReader {
  const dayNow = coalesce<typeof openDay, string>({
    nameOf: (name) => name,
    load: async () => new Map([[openDay, present(await findOpenDay(), 'an open settlement day')]]),
  });
  let kept: { readonly today: Promise<RulesOfToday>; readonly day: string; readonly readAtMs: number } | undefined;
  async function today(): Promise<RulesOfToday> {
    const day = present(await dayNow(openDay), 'an open settlement day');
    const now = performance.now();
    if (kept?.day === day && now - kept.readAtMs < holdMs) return kept.today;
    const read = readRules(day).then((rules) => ({ day, rules }));
    const own = { today: read, day, readAtMs: now };
    kept = own;
    read.catch(() => {
      if (kept === own) kept = undefined;
    });
    return read;
  }

  const lately = createLately<typeof openDay, RulesOfToday>({
    nameOf: (name) => name,
    load: async () => new Map([[openDay, await today()]]),
  });
  return { today, lately: async () => present(await lately.get(openDay), 'the rules of an open day') };
}
