import type { NotifiedReplacement } from '../kernel/notification-contract.ts';
import type { NotificationContext } from './context.ts';
import { replacementConsequence, type QuarantineReason } from './model.ts';

/**
 * Announces that a plan is withdrawn, as the provider says; the same again changes nothing. Returns why a person has to look at
 * it: a plan that is not in the catalogue, or other terms than those that were announced.
 */
export async function announce(
  { plans }: Pick<NotificationContext, 'plans'>,
  providerId: string,
  told: NotifiedReplacement,
): Promise<QuarantineReason | null> {
  const [catalogue, replacements] = await Promise.all([plans.list(providerId), plans.listReplacements(providerId)]);
  const codeOf = (planId: string) => catalogue.find((plan) => plan.id === planId)?.code ?? '';
  const announced = replacements.find(({ withdrawnPlanId }) => codeOf(withdrawnPlanId) === told.withdrawnPlan);
  const consequence = replacementConsequence(told, {
    codes: catalogue.map((plan) => plan.code),
    announced: announced && { ...announced, replacementPlan: codeOf(announced.replacementPlanId) },
  });
  if (consequence === 'contradiction' || consequence === 'unknown_plan') return consequence;
  if (consequence === 'announce') {
    const { withdrawnPlan: withdrawnCode, replacementPlan: replacementCode, announcedOn, changesOn, charge } = told;
    await plans.announce([{ providerId, withdrawnCode, replacementCode, announcedOn, changesOn, charge }]);
  }
  return null;
}
