import type { NotifiedReplacement } from '../kernel/notification-contract.ts';
import type { NotificationContext } from './context.ts';
import type { NewReplacement } from '../plans/api.ts';
import { replacementConsequence, type QuarantineReason } from './model.ts';

/** What follows from a withdrawal: an announcement, or that a person has to look at it; nothing where it is announced already. */
export interface Withdrawal {
  readonly toAnnounce: NewReplacement | null;
  /** A plan that is not in the catalogue, or other terms than those that were announced. */
  readonly reason: QuarantineReason | null;
}

/** Holds what a provider says of a plan against the catalogue. Changes nothing. */
export async function considerWithdrawal(
  { plans }: Pick<NotificationContext, 'plans'>,
  providerId: string,
  told: NotifiedReplacement,
): Promise<Withdrawal> {
  const [catalogue, replacements] = await Promise.all([plans.list(providerId), plans.listReplacements(providerId)]);
  const codeOf = (planId: string) => catalogue.find((plan) => plan.id === planId)?.code ?? '';
  const announced = replacements.find(({ withdrawnPlanId }) => codeOf(withdrawnPlanId) === told.withdrawnPlan);
  const consequence = replacementConsequence(told, {
    codes: catalogue.map((plan) => plan.code),
    announced: announced && { ...announced, replacementPlan: codeOf(announced.replacementPlanId) },
  });
  if (consequence === 'contradiction' || consequence === 'unknown_plan') {
    return { toAnnounce: null, reason: consequence };
  }
  const { withdrawnPlan: withdrawnCode, replacementPlan: replacementCode, announcedOn, changesOn, charge } = told;
  const replacement = { providerId, withdrawnCode, replacementCode, announcedOn, changesOn, charge };
  return { toAnnounce: consequence === 'announce' ? replacement : null, reason: null };
}
