import { assert, present } from '../kernel/assert.ts';
import { businessDateOf, isBusinessDate } from '../kernel/business-date.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import type { NewPlan, NewReplacement, PlanService } from './api.ts';
import { isOffered, replacementNotice } from './catalogue.ts';
import type { Plan, PlanReplacement } from './model.ts';
import * as store from './store.ts';

export interface PlanServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Invoice days are the provider's. */
  readonly providers: Pick<ProviderService, 'find'>;
}

export function createPlanService(deps: PlanServiceDeps): PlanService {
  const { database } = deps;
  const today = () => businessDateOf(deps.clock.now());
  return {
    list: (providerId) => store.selectPlans(database.sql, providerId),
    listOffered: async (providerId, kind) => {
      const plans = await store.selectPlans(database.sql, providerId);
      return plans.filter((plan) => isOffered(plan, kind, today()));
    },
    findNotice: async (providerId, line) => {
      const provider = await deps.providers.find(providerId);
      if (!provider || line.plan === null) return null;
      const plans = await store.selectPlans(database.sql, providerId);
      const replacements = await store.selectReplacements(database.sql, providerId);
      return replacementNotice({ plans, replacements, invoiceDays: provider.invoiceDays }, line, today());
    },
    addPlans: (plans) => database.transaction((sql) => addPlans(sql, deps.ids, plans)),
    announce: (replacements, given) =>
      given ? announce(given, replacements) : database.transaction((sql) => announce(sql, replacements)),
    listReplacements: (providerId) => store.selectReplacements(database.sql, providerId),
    reschedule: (withdrawnPlanId, dates) => reschedule(database.sql, withdrawnPlanId, dates),
  };
}

async function addPlans(sql: Sql, ids: Ids, plans: readonly NewPlan[]): Promise<void> {
  for (const plan of plans) {
    assert(plan.terms.length > 0, 'a plan has terms');
    const planId = await store.insertPlan(sql, { ...plan, id: ids.uuid() });
    for (const terms of plan.terms) await store.insertTerms(sql, planId, terms);
  }
}

async function announce(sql: Sql, replacements: readonly NewReplacement[]): Promise<void> {
  for (const { withdrawnCode, replacementCode, ...dates } of replacements) {
    const plans = await store.selectPlans(sql, dates.providerId);
    await store.insertReplacement(sql, {
      ...dates,
      withdrawnPlanId: idOf(plans, withdrawnCode),
      replacementPlanId: idOf(plans, replacementCode),
    });
  }
}

async function reschedule(
  sql: Sql,
  withdrawnPlanId: string,
  dates: Pick<PlanReplacement, 'announcedOn' | 'changesOn'>,
): Promise<Result<void, Refusal>> {
  const { announcedOn, changesOn } = dates;
  const areDates = isBusinessDate(announcedOn) && isBusinessDate(changesOn);
  if (!areDates || changesOn < announcedOn) {
    const detail = 'a date YYYY-MM-DD, on or after the announcement';
    return err(fieldRefusal('invalid_request', { field: '/changesOn', rule: 'date', detail }));
  }
  const isMoved = await store.updateDates(sql, withdrawnPlanId, dates);
  return isMoved ? ok(undefined) : err(refusal('not_found'));
}

function idOf(plans: readonly Plan[], code: string): string {
  return present(
    plans.find((plan) => plan.code === code),
    `the plan ${code}`,
  ).id;
}
