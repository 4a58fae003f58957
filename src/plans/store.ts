import { minor, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { LineKind, Plan, PlanAllowances, PlanCharging, PlanPeriod, PlanReplacement, PlanTerms } from './model.ts';

/** Prices as JSON carries them: minor units as text. */
type StoredCharging = {
  [Name in keyof PlanCharging]: PlanCharging[Name] extends Minor | null ? string | null : PlanCharging[Name];
};

interface PlanRow {
  id: string;
  provider_id: string;
  code: string;
  name: string;
  line_kinds: LineKind[];
  period: PlanPeriod;
  offered_from: string;
  offered_until: string | null;
}

interface TermsRow {
  plan_id: string;
  valid_from: string;
  price: bigint | null;
  allowances: PlanAllowances;
  charging: StoredCharging;
}

/** The plans of a provider with all their terms, at most 1,000 plans. */
export async function selectPlans(sql: Sql, providerId: string): Promise<Plan[]> {
  const plans = await sql.rows<PlanRow>(
    `SELECT id, provider_id, code, name, line_kinds, period, offered_from, offered_until
       FROM plan WHERE provider_id = $1 ORDER BY code LIMIT 1000`,
    [providerId],
  );
  const terms = await sql.rows<TermsRow>(
    `SELECT plan_id, valid_from, price, allowances, charging FROM plan_terms
      WHERE plan_id = ANY($1::uuid[]) ORDER BY plan_id, valid_from LIMIT 20000`,
    [plans.map((plan) => plan.id)],
  );
  return plans.map((row) => planOf(row, terms.filter((candidate) => candidate.plan_id === row.id).map(termsOf)));
}

export async function selectReplacements(sql: Sql, providerId: string): Promise<PlanReplacement[]> {
  const rows = await sql.rows<{
    withdrawn_plan_id: string;
    replacement_plan_id: string;
    announced_on: string;
    changes_on: string;
    charge: bigint;
  }>(
    `SELECT withdrawn_plan_id, replacement_plan_id, announced_on, changes_on, charge
       FROM plan_replacement WHERE provider_id = $1 ORDER BY changes_on, withdrawn_plan_id LIMIT 1000`,
    [providerId],
  );
  return rows.map((row) => ({
    providerId,
    withdrawnPlanId: row.withdrawn_plan_id,
    replacementPlanId: row.replacement_plan_id,
    announcedOn: row.announced_on,
    changesOn: row.changes_on,
    charge: minor(row.charge),
  }));
}

/** Adds the plan unless its provider has one of this code, and says under which id it stands. */
export async function insertPlan(sql: Sql, plan: Plan): Promise<string> {
  await sql.run(
    `INSERT INTO plan (id, provider_id, code, name, line_kinds, period, offered_from, offered_until)
     VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8) ON CONFLICT (provider_id, code) DO NOTHING`,
    [plan.id, plan.providerId, plan.code, plan.name, plan.lineKinds, plan.period, plan.offeredFrom, plan.offeredUntil],
  );
  const row = await sql.first<{ id: string }>('SELECT id FROM plan WHERE provider_id = $1 AND code = $2', [
    plan.providerId,
    plan.code,
  ]);
  return row?.id ?? plan.id;
}

/** Adds terms from a date on; terms that are there stay as they are. */
export async function insertTerms(sql: Sql, planId: string, terms: PlanTerms): Promise<void> {
  await sql.run(
    `INSERT INTO plan_terms (plan_id, valid_from, price, allowances, charging) VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)
     ON CONFLICT (plan_id, valid_from) DO NOTHING`,
    [
      planId,
      terms.validFrom,
      terms.price,
      JSON.stringify(terms.allowances),
      JSON.stringify(storedCharging(terms.charging)),
    ],
  );
}

/** Adds the replacement unless the plan is being replaced already. */
export async function insertReplacement(sql: Sql, replacement: PlanReplacement): Promise<void> {
  await sql.run(
    `INSERT INTO plan_replacement (provider_id, withdrawn_plan_id, replacement_plan_id, announced_on, changes_on, charge)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (withdrawn_plan_id) DO NOTHING`,
    [
      replacement.providerId,
      replacement.withdrawnPlanId,
      replacement.replacementPlanId,
      replacement.announcedOn,
      replacement.changesOn,
      replacement.charge,
    ],
  );
}

/** False when the plan is not being replaced. */
export async function updateDates(
  sql: Sql,
  withdrawnPlanId: string,
  dates: Pick<PlanReplacement, 'announcedOn' | 'changesOn'>,
): Promise<boolean> {
  const updated = await sql.run(
    'UPDATE plan_replacement SET announced_on = $2, changes_on = $3 WHERE withdrawn_plan_id = $1',
    [withdrawnPlanId, dates.announcedOn, dates.changesOn],
  );
  return updated === 1;
}

function planOf(row: PlanRow, terms: readonly PlanTerms[]): Plan {
  return {
    id: row.id,
    providerId: row.provider_id,
    code: row.code,
    name: row.name,
    lineKinds: row.line_kinds,
    period: row.period,
    offeredFrom: row.offered_from,
    offeredUntil: row.offered_until,
    terms,
  };
}

function termsOf(row: TermsRow): PlanTerms {
  const { charging } = row;
  return {
    validFrom: row.valid_from,
    price: row.price === null ? null : minor(row.price),
    allowances: row.allowances,
    charging: {
      ...charging,
      domesticMinute: readPrice(charging.domesticMinute),
      regionMinute: readPrice(charging.regionMinute),
      internetMb: readPrice(charging.internetMb),
    },
  };
}

function storedCharging(charging: PlanCharging): StoredCharging {
  return {
    ...charging,
    domesticMinute: charging.domesticMinute?.toString() ?? null,
    regionMinute: charging.regionMinute?.toString() ?? null,
    internetMb: charging.internetMb?.toString() ?? null,
  };
}

function readPrice(text: string | null): Minor | null {
  return text === null ? null : minor(BigInt(text));
}
