import { assert, present } from '../kernel/assert.ts';
import { fieldRefusal, type FieldProblem, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { openDayOf } from '../ledger/service.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { addVersion, endVersion } from './history.ts';
import { assertSlabs, type FeeRule } from './model.ts';
import { parseRuleData, type FeeRuleData } from './rule-data.ts';
import * as store from './store.ts';

export interface FeeService {
  /** Every version of every rule, at most 100,000, by rule and version. */
  list(): Promise<readonly FeeRule[]>;
  /**
   * Adds a rule, or the next version of one, from the JSON an operator wrote. It begins after the open settlement day, so that
   * nothing accepted so far costs anything else. Refuses: invalid_request, with every problem in `fields`.
   */
  add(input: unknown): Promise<Result<FeeRule, Refusal>>;
  /** Ends a rule: `on` is the first day without it. Refuses: invalid_request (with `fields`). */
  end(id: string, on: string): Promise<Result<FeeRule, Refusal>>;
}

export interface FeeDeps {
  readonly db: Database;
  readonly ids: Ids;
  readonly findProvider: (code: string) => Promise<{ readonly id: string; readonly currency: Currency } | undefined>;
  readonly findAgent: (code: string) => Promise<{ readonly id: string } | undefined>;
}

/** What fees an operator sets. A change is one more version that begins in future: what was agreed stays as it was. */
export function createFeeService(deps: FeeDeps): FeeService {
  return {
    list: () => store.listAllRules(deps.db.sql),
    async add(input) {
      const data = parseRuleData(input);
      if (!data.ok) return refused(data.error);
      const parties = await findParties(deps, data.value);
      if (!parties.ok) return refused(parties.error);
      const { rule, provider: _provider, agent: _agent, ...terms } = data.value;
      const id = rule ?? deps.ids.uuid();
      return change(deps.db, (all, openDay) =>
        addVersion(all, { ...terms, ...parties.value, id }, { openDay, isNew: rule === null }),
      );
    },
    end: (id, on) => change(deps.db, (all, openDay) => endVersion(all, { id, on }, openDay)),
  };
}

type Change = (all: readonly FeeRule[], openDay: string) => Result<FeeRule, FieldProblem[]>;

async function change(db: Database, decide: Change): Promise<Result<FeeRule, Refusal>> {
  return db.transaction(async (sql) => {
    await store.lockRules(sql);
    const openDay = present(await openDayOf(sql), 'an open settlement day');
    const decision = decide(await store.listAllRules(sql), openDay);
    if (!decision.ok) return refused(decision.error);
    const added = await store.insertRule(sql, decision.value);
    assert(added === 1, 'the next version of a rule was not there before');
    return ok(decision.value);
  });
}

function refused(problems: readonly FieldProblem[]): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', ...problems));
}

/** Ids of the parties that a rule names by their codes. A provider's rule is in the currency of its bills. */
async function findParties(
  { findProvider, findAgent }: FeeDeps,
  data: FeeRuleData,
): Promise<Result<{ providerId: string | null; agentId: string | null }, FieldProblem[]>> {
  const problems: FieldProblem[] = [];
  const provider = data.provider === null ? null : await findProvider(data.provider);
  const agent = data.agent === null ? null : await findAgent(data.agent);
  if (provider === undefined) problems.push({ field: '/provider', rule: 'unknown', detail: 'the code of a provider' });
  if (agent === undefined) problems.push({ field: '/agent', rule: 'unknown', detail: 'the code of an agent' });
  if (provider && provider.currency !== data.currency) {
    problems.push({
      field: '/currency',
      rule: 'provider',
      detail: `${provider.currency}, in which the provider bills`,
    });
  }
  if (problems.length > 0) return err(problems);
  return ok({ providerId: provider?.id ?? null, agentId: agent?.id ?? null });
}

/** Rules in force on a settlement day `YYYY-MM-DD`, in the caller's transaction. */
export function rulesOn(sql: Sql, day: string): Promise<FeeRule[]> {
  return store.listRulesOn(sql, day);
}

/** Adds versions of rules. A rule is never changed: a new version takes the place of the old one from its first day. */
export async function addRules(sql: Sql, rules: readonly FeeRule[]): Promise<void> {
  for (const rule of rules) {
    assertSlabs(rule.slabs);
    await store.insertRule(sql, rule);
  }
}
