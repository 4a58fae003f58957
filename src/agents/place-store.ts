import type { Sql } from '../platform/database/sql.ts';
import type { Agent, Outlet, OutletLimits, Role, Teller, WorkState } from './model.ts';
import { agentOf, type AgentRow, limitOf } from './store.ts';

export interface AtPlace {
  readonly agent: Agent;
  /** The teller of the code with its outlet; null where the agent has none. */
  readonly place: { readonly outlet: Outlet; readonly teller: Teller } | null;
}

interface PlaceRow {
  teller_id: string;
  teller_agent: string;
  teller_code: string;
  teller_name: string;
  teller_role: Role;
  teller_state: WorkState;
  teller_payment_limit: bigint | null;
  teller_daily_limit: bigint | null;
  outlet_id: string;
  outlet_code: string;
  outlet_name: string;
  outlet_address: string;
  outlet_state: WorkState;
  outlet_payment_limit: bigint | null;
  outlet_daily_limit: bigint | null;
  outlet_reversal_limit: bigint | null;
  outlet_difference_limit: bigint | null;
}

export type CallerRow = AgentRow & (PlaceRow | { teller_id: null });

const tellerColumns = `t.id AS teller_id, t.agent_id AS teller_agent, t.outlet_id, t.code AS teller_code, t.name AS teller_name,
  t.role AS teller_role, t.state AS teller_state, t.payment_limit AS teller_payment_limit, t.daily_limit AS teller_daily_limit`;

/** Of teller `t` and outlet `o`. */
export const placeColumns = `${tellerColumns}, o.code AS outlet_code, o.name AS outlet_name, o.address AS outlet_address, o.state AS outlet_state,
  o.payment_limit AS outlet_payment_limit, o.daily_limit AS outlet_daily_limit,
  o.reversal_limit AS outlet_reversal_limit, o.difference_limit AS outlet_difference_limit`;

export const mostPlaces = 10_000;

/** False when the agent has an outlet of this code. */
export async function insertOutlet(sql: Sql, outlet: Outlet): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO outlet (id, agent_id, code, name, address, state, payment_limit, daily_limit, reversal_limit, difference_limit)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (agent_id, code) DO NOTHING`,
    [outlet.id, outlet.agentId, outlet.code, outlet.name, outlet.address, outlet.state, ...limitsOf(outlet)],
  );
  return inserted === 1;
}

export async function updateOutlet(sql: Sql, outlet: Outlet): Promise<void> {
  await sql.run(
    `UPDATE outlet SET state = $2, payment_limit = $3, daily_limit = $4, reversal_limit = $5, difference_limit = $6
      WHERE id = $1`,
    [outlet.id, outlet.state, ...limitsOf(outlet)],
  );
}

function limitsOf({ paymentLimit, dailyLimit, reversalLimit, differenceLimit }: OutletLimits) {
  return [paymentLimit, dailyLimit, reversalLimit, differenceLimit];
}

interface OutletRow {
  id: string;
  agent_id: string;
  code: string;
  name: string;
  address: string;
  state: WorkState;
  payment_limit: bigint | null;
  daily_limit: bigint | null;
  reversal_limit: bigint | null;
  difference_limit: bigint | null;
}

const outletColumns =
  'id, agent_id, code, name, address, state, payment_limit, daily_limit, reversal_limit, difference_limit';

export async function selectOutlets(sql: Sql, agentId: string): Promise<Outlet[]> {
  const rows = await sql.rows<OutletRow>(
    `SELECT ${outletColumns} FROM outlet WHERE agent_id = $1 ORDER BY code LIMIT ${mostPlaces}`,
    [agentId],
  );
  return rows.map(outletOf);
}

/** An outlet of the agent by its code; nobody changes it before the transaction ends. */
export async function lockOutlet(sql: Sql, agentId: string, code: string): Promise<Outlet | undefined> {
  const row = await sql.first<OutletRow>(
    `SELECT ${outletColumns} FROM outlet WHERE agent_id = $1 AND code = $2 FOR UPDATE`,
    [agentId, code],
  );
  return row && outletOf(row);
}

export async function selectOutlet(sql: Sql, id: string): Promise<Outlet | undefined> {
  const row = await sql.first<OutletRow>(`SELECT ${outletColumns} FROM outlet WHERE id = $1`, [id]);
  return row && outletOf(row);
}

/** False when the agent has a teller of this code. */
export async function insertTeller(sql: Sql, teller: Teller): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO teller (id, agent_id, outlet_id, code, name, role, state, payment_limit, daily_limit)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (agent_id, code) DO NOTHING`,
    [
      ...[teller.id, teller.agentId, teller.outletId, teller.code, teller.name],
      ...[teller.role, teller.state, teller.paymentLimit, teller.dailyLimit],
    ],
  );
  return inserted === 1;
}

export async function selectTellers(sql: Sql, agentId: string): Promise<Teller[]> {
  const rows = await sql.rows<PlaceRow>(
    `SELECT ${tellerColumns} FROM teller t WHERE t.agent_id = $1 ORDER BY t.code LIMIT ${mostPlaces}`,
    [agentId],
  );
  return rows.map(tellerOf);
}

/** The teller, if it is this agent's: ownership is part of the question. */
export async function selectTeller(sql: Sql, agentId: string, id: string): Promise<Teller | undefined> {
  const row = await sql.first<PlaceRow>(`SELECT ${tellerColumns} FROM teller t WHERE t.id = $1 AND t.agent_id = $2`, [
    id,
    agentId,
  ]);
  return row && tellerOf(row);
}

/** The same, and nobody changes it before the transaction ends. */
export async function lockTeller(sql: Sql, agentId: string, code: string): Promise<Teller | undefined> {
  const row = await sql.first<PlaceRow>(
    `SELECT ${tellerColumns} FROM teller t WHERE t.agent_id = $1 AND t.code = $2 FOR UPDATE`,
    [agentId, code],
  );
  return row && tellerOf(row);
}

/** What of a teller can change. */
export async function updateTeller(
  sql: Sql,
  { id, role, state, paymentLimit, dailyLimit }: Pick<Teller, 'id' | 'role' | 'state' | 'paymentLimit' | 'dailyLimit'>,
): Promise<void> {
  await sql.run('UPDATE teller SET role = $2, state = $3, payment_limit = $4, daily_limit = $5 WHERE id = $1', [
    ...[id, role, state, paymentLimit, dailyLimit],
  ]);
}

/** False when the agent has no such teller. */
export async function updateTellerState(
  sql: Sql,
  teller: { readonly agentId: string; readonly tellerId: string },
  state: WorkState,
): Promise<boolean> {
  const updated = await sql.run('UPDATE teller SET state = $3 WHERE id = $1 AND agent_id = $2', [
    teller.tellerId,
    teller.agentId,
    state,
  ]);
  return updated === 1;
}

/** The agent of a row with the teller and outlet, where the row has one. */
export function callerOf(row: CallerRow): AtPlace {
  const agent = agentOf(row);
  if (row.teller_id === null) return { agent, place: null };
  const outlet = outletOf({
    ...{
      id: row.outlet_id,
      agent_id: row.id,
      code: row.outlet_code,
      name: row.outlet_name,
      address: row.outlet_address,
      state: row.outlet_state,
    },
    ...{ payment_limit: row.outlet_payment_limit, daily_limit: row.outlet_daily_limit },
    ...{ reversal_limit: row.outlet_reversal_limit, difference_limit: row.outlet_difference_limit },
  });
  return { agent, place: { outlet, teller: tellerOf(row) } };
}

function outletOf(row: OutletRow): Outlet {
  return {
    ...{ id: row.id, agentId: row.agent_id, code: row.code, name: row.name, address: row.address, state: row.state },
    paymentLimit: limitOf(row.payment_limit),
    dailyLimit: limitOf(row.daily_limit),
    reversalLimit: limitOf(row.reversal_limit),
    differenceLimit: limitOf(row.difference_limit),
  };
}

function tellerOf(row: PlaceRow): Teller {
  return {
    ...{ id: row.teller_id, agentId: row.teller_agent, outletId: row.outlet_id },
    ...{ code: row.teller_code, name: row.teller_name, role: row.teller_role, state: row.teller_state },
    paymentLimit: limitOf(row.teller_payment_limit),
    dailyLimit: limitOf(row.teller_daily_limit),
  };
}
