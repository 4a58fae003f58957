import { present } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import { refusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { KeyedDigest } from '../crypto/keyed-digest.ts';
import type { Database } from '../database/sql.ts';
import { deleteBefore, forget, giveOneBack, takeOne, type ThrottleRow } from './store.ts';
import { createTallies } from './tallies.ts';

/** How often something may be tried by one subject (an address, a code, a person) in a window of time. */
export interface ThrottleRule {
  readonly scope: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** A rule, and whom it counts. The subject is stored as a keyed digest only. */
export interface Counted {
  readonly rule: ThrottleRule;
  readonly subject: string;
}

/**
 * Counts tries in PostgreSQL, in statements of their own: a try counts even when what it was for is rolled back. Never
 * called inside a transaction.
 */
export interface Throttle {
  /**
   * Counts one try under every rule, before the work it is for. Windows end by themselves: nobody is locked out for good.
   * Refuses: too_many_requests, with `retryAfterSeconds`.
   */
  take(...counted: readonly Counted[]): Promise<Result<void, Refusal>>;
  /**
   * The same for questions that come one after the other all day: the first of a window is counted in the database, those after
   * it in memory, and written down with others half a second later. Exact within a process; what other processes count is known
   * half a second late. Refuses as `take`.
   */
  takeSoon(counted: Counted): Promise<Result<void, Refusal>>;
  /** Takes the last try back, when it was not one of those that count. */
  giveBack(...counted: readonly Counted[]): Promise<void>;
  /** Begins anew, when a success shows that the tries were honest. */
  forgive(...counted: readonly Counted[]): Promise<void>;
  /** Removes windows that ended long ago. */
  sweep(): Promise<number>;
}

export interface ThrottleDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly digest: KeyedDigest;
}

/** No rule may have a longer window: the sweep goes by it. */
const longestWindowSeconds = 24 * 60 * 60;

export function createThrottle(deps: ThrottleDeps): Throttle {
  const subjectOf = ({ rule, subject }: Counted) => deps.digest.of(`throttle:${rule.scope}`, subject);

  const tallies = createTallies(deps);

  async function count({ scope, windowSeconds }: ThrottleRule, subject: Buffer): Promise<ThrottleRow> {
    const now = deps.clock.now();
    const overBefore = new Date(now.getTime() - windowSeconds * 1000);
    return present(await takeOne(deps.db.sql, { scope, subject }, { now, overBefore }), 'throttle row');
  }

  async function takeUnder(counted: Counted): Promise<Result<void, Refusal>> {
    const row = await count(counted.rule, subjectOf(counted));
    return verdict(counted.rule, row, deps.clock.now());
  }

  return {
    async takeSoon(counted) {
      const { rule } = counted;
      const name = `${rule.scope} ${counted.subject}`;
      const known = tallies.add(name);
      if (known) return verdict(rule, known, deps.clock.now());
      const subject = subjectOf(counted);
      const row = await count(rule, subject);
      tallies.begin(name, { ...rule, subject }, row);
      return verdict(rule, row, deps.clock.now());
    },
    async take(...all) {
      for (const counted of all) {
        const taken = await takeUnder(counted);
        if (!taken.ok) return taken;
      }
      return ok(undefined);
    },
    async giveBack(...all) {
      for (const counted of all) await giveOneBack(deps.db.sql, counted.rule.scope, subjectOf(counted));
    },
    async forgive(...all) {
      for (const counted of all) await forget(deps.db.sql, counted.rule.scope, subjectOf(counted));
    },
    sweep: () => deleteBefore(deps.db.sql, new Date(deps.clock.now().getTime() - longestWindowSeconds * 1000)),
  };
}

function verdict(rule: ThrottleRule, row: ThrottleRow, now: Date): Result<void, Refusal> {
  if (row.taken <= rule.limit) return ok(undefined);
  const leftMs = row.window_from.getTime() + rule.windowSeconds * 1000 - now.getTime();
  const retryAfterSeconds = String(Math.max(1, Math.ceil(leftMs / 1000)));
  return err(refusal('too_many_requests', { retryAfterSeconds }));
}

/**
 * Whom an address stands for: an IPv4 address itself, of IPv6 the first 64 bits, because one household has 2⁶⁴ addresses.
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [head = '', tail = ''] = ip.toLowerCase().split('%', 1)[0]?.split('::', 2) ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const full = ip.includes('::')
    ? [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after]
    : groups;
  return full
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
