import type { LineState } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import { effectiveDate } from './effective-date.ts';
import type { LineKind, Plan, PlanReplacement, PlanTerms, ReplacementNotice } from './model.ts';

/** What a provider offers and what it is replacing. */
export interface Catalogue {
  readonly plans: readonly Plan[];
  readonly replacements: readonly PlanReplacement[];
  readonly invoiceDays: readonly number[];
}

/** What a plan costs and gives on a day; before its first terms, those. */
export function termsOn(plan: Plan, day: BusinessDate): PlanTerms {
  const begun = plan.terms.filter((terms) => terms.validFrom <= day);
  return present(begun.at(-1) ?? plan.terms[0], 'the terms of a plan');
}

/** True when a line of this kind can join the plan on a day. */
export function isOffered(plan: Plan, kind: LineKind, day: BusinessDate): boolean {
  const isOpen = plan.offeredFrom <= day && (plan.offeredUntil === null || day < plan.offeredUntil);
  return isOpen && plan.lineKinds.includes(kind);
}

/** The plan a provider means by what it says of a line: its code or its name, letter for letter. */
function planOfLine(plans: readonly Plan[], line: LineState): Plan | undefined {
  const told = line.plan?.normalize('NFC').trim();
  return plans.find((plan) => plan.code === told) ?? plans.find((plan) => plan.name.normalize('NFC') === told);
}

/**
 * What the holder of a line is to be told today: that its plan goes, what comes, when for this very line, and what the
 * change costs. Null where the plan stays, is not known, or the announcement was not made yet.
 */
export function replacementNotice(
  catalogue: Catalogue,
  line: LineState,
  today: BusinessDate,
): ReplacementNotice | null {
  const withdrawn = planOfLine(catalogue.plans, line);
  const replacement = catalogue.replacements.find((candidate) => candidate.withdrawnPlanId === withdrawn?.id);
  if (!withdrawn || !replacement || today < replacement.announcedOn) return null;
  const next = present(
    catalogue.plans.find((plan) => plan.id === replacement.replacementPlanId),
    'the plan that replaces another',
  );
  const { changesOn } = replacement;
  const schedule = { changesOn, period: withdrawn.period, invoiceDays: catalogue.invoiceDays };
  const effectiveOn = effectiveDate(schedule, line);
  return {
    withdrawn,
    replacement: next,
    terms: termsOn(next, effectiveOn ?? changesOn),
    announcedOn: replacement.announcedOn,
    changesOn,
    effectiveOn,
    charge: replacement.charge,
  };
}
