import { zero } from '../../kernel/money.ts';
import type { PlanService } from '../../plans/api.ts';
import { announcedOn, changesOn, type PlanSeed, type ReplacementSeed } from './sample-plans.ts';

export interface PlanSeedDeps {
  readonly plans: Pick<PlanService, 'addPlans' | 'announce'>;
}

/** Writes a provider's catalogue and announces its replacements; what is there, and dates moved since, stay. */
export async function seedPlans(
  deps: PlanSeedDeps,
  providerId: string,
  catalogue: { readonly plans: readonly PlanSeed[]; readonly replacements: readonly ReplacementSeed[] },
): Promise<void> {
  await deps.plans.addPlans(catalogue.plans.map((plan) => ({ ...plan, providerId })));
  await deps.plans.announce(
    catalogue.replacements.map(({ withdrawn, replacement }) => ({
      providerId,
      withdrawnCode: withdrawn,
      replacementCode: replacement,
      announcedOn,
      changesOn,
      charge: zero,
    })),
  );
}
