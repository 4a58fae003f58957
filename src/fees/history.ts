import { nextDay } from '../calendar/model.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { FeeRule } from './model.ts';

/** When a version is in force: half-open settlement days; `to` null for good. */
export interface FeePeriod {
  readonly version: number;
  readonly from: string;
  readonly to: string | null;
}

/** What a rule is about. It never changes from version to version. */
export const scopeFields = ['bearer', 'providerId', 'agentId', 'channel', 'currency'] as const;

/**
 * When each version of one rule is in force. The newest version that has begun is the rule: a version ends when a later one
 * begins, and one that a later version overtakes before it begins never comes into force.
 */
export function periodsOf(versions: readonly FeeRule[]): FeePeriod[] {
  return versions.flatMap((rule) => {
    const followers = versions.filter((other) => other.version > rule.version).map((other) => other.validFrom);
    const to = [rule.validTo, ...followers].reduce<string | null>((first, day) => earlier(first, day), null);
    return to !== null && to <= rule.validFrom ? [] : [{ version: rule.version, from: rule.validFrom, to }];
  });
}

/**
 * The version that `rule` becomes, which begins after the open day. Refuses what would change another scope or another version
 * than the last of its rule, and what would leave two rules of one scope in force on a day.
 */
export function addVersion(
  all: readonly FeeRule[],
  rule: Omit<FeeRule, 'version'>,
  { openDay, isNew }: { readonly openDay: string; readonly isNew: boolean },
): Result<FeeRule, FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const earlierVersions = all.filter((other) => other.id === rule.id);
  const last = earlierVersions.at(-1);
  if (!last && !isNew)
    return err([{ field: '/rule', rule: 'unknown', detail: 'the id of a rule, as `fees list` shows it' }]);
  if (rule.validFrom <= openDay) {
    problems.push({
      field: '/validFrom',
      rule: 'future',
      detail: `${nextDay(openDay)} or later: past days keep their fees`,
    });
  }
  for (const field of last ? scopeFields : []) {
    if (last?.[field] !== rule[field])
      problems.push({
        field: `/${field.replace('Id', '')}`,
        rule: 'fixed',
        detail: 'as in the versions before: add another rule instead',
      });
  }
  const version = { ...rule, version: (last?.version ?? 0) + 1 };
  const rival = rivalOf([...all, version], version);
  if (rival) {
    problems.push({
      ...{ field: '/validFrom', rule: 'overlap' },
      detail: `rule ${rival} says the same of the same bearer, parties, channel and currency: add its next version instead`,
    });
  }
  return problems.length > 0 ? err(problems) : ok(version);
}

/** The version that ends a rule: its last one again, up to and without the day `on`. It begins after the open day. */
export function endVersion(
  all: readonly FeeRule[],
  { id, on }: { readonly id: string; readonly on: string },
  openDay: string,
): Result<FeeRule, FieldProblem[]> {
  const versions = all.filter((other) => other.id === id);
  const last = versions.at(-1);
  if (!last) return err([{ field: '/rule', rule: 'unknown', detail: 'the id of a rule, as `fees list` shows it' }]);
  const tomorrow = nextDay(openDay);
  if (on <= tomorrow) {
    return err([
      { field: '/on', rule: 'future', detail: `${nextDay(tomorrow)} or later: what ends it begins tomorrow` },
    ]);
  }
  // A version that begins on that day or later is withdrawn with it; what is in force until then goes on until then.
  const current = on > last.validFrom ? last : versions.findLast((version) => version.validFrom <= tomorrow);
  const period = current && periodsOf(versions).find(({ version }) => version === current.version);
  if (!current || !period || (period.to !== null && period.to <= tomorrow)) {
    return err([{ field: '/on', rule: 'not_in_force', detail: 'a day on which the rule would be in force' }]);
  }
  if (current.validTo !== null && current.validTo <= on) {
    return err([{ field: '/on', rule: 'ended', detail: `before ${current.validTo}, when it ends by itself` }]);
  }
  const validFrom = current.validFrom > tomorrow ? current.validFrom : tomorrow;
  return ok({ ...current, version: last.version + 1, validFrom, validTo: on });
}

/** Another rule of the same scope that is in force on a day of this one. */
function rivalOf(all: readonly FeeRule[], rule: FeeRule): string | undefined {
  const own = periodsOf(all.filter((other) => other.id === rule.id));
  const rivals = all.filter(
    (other) => other.id !== rule.id && scopeFields.every((field) => other[field] === rule[field]),
  );
  return rivals.find((other) =>
    periodsOf(all.filter((version) => version.id === other.id)).some((theirs) =>
      own.some((mine) => meet(mine, theirs)),
    ),
  )?.id;
}

function meet(a: FeePeriod, b: FeePeriod): boolean {
  return (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
