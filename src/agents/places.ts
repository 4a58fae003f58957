import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { createAudit } from '../platform/audit/audit.ts';
import type { AuditActor, AuditEvent } from '../platform/audit/event.ts';
import type { Sql } from '../platform/database/sql.ts';
import type {
  AgentService,
  CredentialKeeper,
  Manager,
  NewOutlet,
  NewTeller,
  OutletChange,
  TellerChange,
} from './api.ts';
import { limitProblems, outletProblems, tellerProblems } from './entry-rules.ts';
import type { Agent, Outlet, OutletLimits, Teller } from './model.ts';
import { mayManage } from './roles.ts';
import type { AgentServiceDeps } from './service.ts';
import * as places from './place-store.ts';
import * as store from './store.ts';

/** Code that composes a hub; a running one is managed by people. */
const hubItself: Manager = { kind: 'hub', actor: { kind: 'system', id: null } };

const noLimits: OutletLimits = { paymentLimit: null, dailyLimit: null, reversalLimit: null, differenceLimit: null };

/** Outlets, and the tellers and devices at them. Every change is on record with who made it. */
export function placeKeeping(
  deps: AgentServiceDeps,
): Pick<AgentService, 'addOutlet' | 'addTeller' | 'changeTeller' | 'changeOutlet' | 'limitPayments'> {
  return {
    addOutlet: (agentId, outlet, by = hubItself) => addOutlet(deps, by, { agentId, entry: outlet }),
    addTeller: (agentId, teller, by = hubItself) => addTeller(deps, by, { agentId, entry: teller }),
    changeTeller: (by, agentId, change) => changeTeller(deps, by, { agentId, change }),
    changeOutlet: (by, agentId, change) => changeOutlet(deps, by, { agentId, change }),
    limitPayments: (by, agentId, most) => limitPayments(deps, by, { agentId, most }),
  };
}

async function addOutlet(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, entry }: { readonly agentId: string; readonly entry: NewOutlet },
): Promise<Result<Outlet, Refusal>> {
  const problems = outletProblems(entry);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const outlet: Outlet = { state: 'active', ...noLimits, ...entry, id: deps.ids.uuid(), agentId };
  return deps.database.transaction(async (sql) => {
    if (!(await store.selectAgent(sql, agentId))) return err(refusal('not_found'));
    if (!(await places.insertOutlet(sql, outlet))) return taken('the agent has an outlet of this code');
    await record(deps, sql, { by, action: 'outlet.added', target: { kind: 'outlet', id: outlet.id } });
    return ok(outlet);
  });
}

async function addTeller(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, entry }: { readonly agentId: string; readonly entry: NewTeller },
): Promise<Result<Teller, Refusal>> {
  const problems = tellerProblems(entry);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const defaults = { role: 'teller', paymentLimit: null, state: 'active' } as const;
  const teller: Teller = { ...defaults, ...entry, id: deps.ids.uuid(), agentId };
  return deps.database.transaction(async (sql) => {
    const outlet = await places.selectOutlet(sql, teller.outletId);
    if (outlet?.agentId !== agentId) return err(refusal('not_found'));
    const may = mayManage(by, teller, { role: teller.role });
    if (!may.ok) return may;
    if (!(await places.insertTeller(sql, teller))) return taken('the agent has a teller of this code');
    const details = { role: teller.role, ...limitsOnRecord(teller) };
    await record(deps, sql, { by, action: 'teller.added', target: { kind: 'teller', id: teller.id }, details });
    return ok(teller);
  });
}

async function changeTeller(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, change }: { readonly agentId: string; readonly change: TellerChange },
): Promise<Result<Teller, Refusal>> {
  const { tellerCode, ...changes } = change;
  const problems = limitProblems(changes);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  return deps.database.transaction(async (sql) => {
    const before = await places.lockTeller(sql, agentId, tellerCode);
    if (!before) return err(refusal('not_found'));
    const may = mayManage(by, before, changes);
    if (!may.ok) return may;
    const after: Teller = { ...before, ...changes };
    await places.updateTeller(sql, after);
    const details = { role: after.role, state: after.state, ...limitsOnRecord(after) };
    await record(deps, sql, { by, action: 'teller.changed', target: { kind: 'teller', id: after.id }, details });
    return ok(after);
  });
}

/** The teller, where a password may be given to it by whoever asks; that it is given is on record first. */
export function mayGivePassword(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, tellerCode }: { readonly agentId: string; readonly tellerCode: string },
): Promise<Result<Teller, Refusal>> {
  return deps.database.transaction(async (sql) => {
    const teller = await places.lockTeller(sql, agentId, tellerCode);
    if (!teller) return err(refusal('not_found'));
    const may = mayManage(by, teller, {});
    if (!may.ok) return may;
    if (teller.role === 'device') return err(refusal('device_not_allowed'));
    await record(deps, sql, { by, action: 'teller.password_given', target: { kind: 'teller', id: teller.id } });
    return ok(teller);
  });
}

async function changeOutlet(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, change }: { readonly agentId: string; readonly change: OutletChange },
): Promise<Result<Outlet, Refusal>> {
  const { outletCode, ...changes } = change;
  const problems = limitProblems(changes);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  return deps.database.transaction(async (sql) => {
    const before = await places.lockOutlet(sql, agentId, outletCode);
    if (!before) return err(refusal('not_found'));
    const after: Outlet = { ...before, ...changes };
    await places.updateOutlet(sql, after);
    const details = {
      state: after.state,
      ...limitsOnRecord(after),
      ...{ reversalLimit: textOf(after.reversalLimit), differenceLimit: textOf(after.differenceLimit) },
    };
    await record(deps, sql, { by, action: 'outlet.changed', target: { kind: 'outlet', id: after.id }, details });
    return ok(after);
  });
}

async function limitPayments(
  deps: AgentServiceDeps,
  by: Manager,
  { agentId, most }: { readonly agentId: string; readonly most: Agent['paymentLimit'] },
): Promise<Result<Agent, Refusal>> {
  const problems = limitProblems({ paymentLimit: most });
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  return deps.database.transaction(async (sql) => {
    await store.updateAgentLimit(sql, agentId, most);
    const agent = await store.selectAgent(sql, agentId);
    if (!agent) return err(refusal('not_found'));
    const details = { paymentLimit: textOf(most) };
    await record(deps, sql, { by, action: 'agent.changed', target: { kind: 'agent', id: agentId }, details });
    return ok(agent);
  });
}

function limitsOnRecord({ paymentLimit, dailyLimit }: Pick<OutletLimits, 'paymentLimit' | 'dailyLimit'>) {
  return { paymentLimit: textOf(paymentLimit), dailyLimit: textOf(dailyLimit) };
}

function textOf(limit: bigint | null): string | null {
  return limit === null ? null : limit.toString();
}

/** Writes down what was done, and who did it. */
export function record(
  deps: AgentServiceDeps,
  sql: Sql,
  { by, ...event }: Omit<AuditEvent, 'actor'> & { readonly by: CredentialKeeper },
): Promise<void> {
  return createAudit(deps).record(sql, { ...event, actor: actorOf(by) });
}

function actorOf(by: CredentialKeeper): AuditActor {
  if (by.kind === 'hub') return by.actor;
  return by.kind === 'agent' ? { kind: 'agent', id: by.agentId } : { kind: 'teller', id: by.counter.teller.id };
}

function taken(detail: string): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', { field: '/code', rule: 'taken', detail }));
}
