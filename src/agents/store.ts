import type { Localized } from '../kernel/adapter.ts';
import { minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Agent, AgentKind, Outlet, Teller, WorkState } from './model.ts';

interface AgentRow {
  id: string;
  code: string;
  kind: AgentKind;
  name_az: string;
  name_ru: string;
  name_en: string;
  state: WorkState;
  client_id: string | null;
  token_version: number;
  shift_required: boolean;
  signatures_required: boolean;
  client_certificates: string[];
  created_at: Date;
}

/** Everything but the hash of the secret. */
const agentColumns =
  'id, code, kind, name_az, name_ru, name_en, state, client_id, token_version, shift_required, signatures_required, client_certificates, created_at';

const mostAgents = 1_000;
const mostOutlets = 10_000;

export async function selectAgents(sql: Sql): Promise<Agent[]> {
  const rows = await sql.rows<AgentRow>(`SELECT ${agentColumns} FROM agent ORDER BY code LIMIT ${mostAgents}`);
  return rows.map(agentOf);
}

export async function selectAgent(sql: Sql, id: string): Promise<Agent | undefined> {
  const row = await sql.first<AgentRow>(`SELECT ${agentColumns} FROM agent WHERE id = $1`, [id]);
  return row && agentOf(row);
}

export async function selectAgentByCode(sql: Sql, code: string): Promise<Agent | undefined> {
  const row = await sql.first<AgentRow>(`SELECT ${agentColumns} FROM agent WHERE code = $1`, [code]);
  return row && agentOf(row);
}

/** An agent, and one of its tellers by code; an empty code stands for nobody. */
export interface CallerKey {
  readonly agentId: string;
  readonly tellerCode: string;
}

export interface Caller {
  readonly agent: Agent;
  /** The teller of the code with its outlet; null where the agent has none. */
  readonly place: { readonly outlet: Outlet; readonly teller: Teller } | null;
}

export function nameOfCaller(key: CallerKey): string {
  return `${key.agentId} ${key.tellerCode}`;
}

export interface CallerRow extends AgentRow {
  asked_code: string;
  teller_id: string | null;
  teller_code: string;
  teller_name: string;
  teller_state: WorkState;
  daily_limit: bigint | null;
  outlet_id: string;
  outlet_code: string;
  outlet_name: string;
  outlet_address: string;
}

/** Many callers in one query, by the name of their key. */
export async function selectCallers(sql: Sql, keys: readonly CallerKey[]): Promise<Map<string, Caller>> {
  const rows = await sql.rows<CallerRow>(
    `SELECT a.id, a.code, a.kind, a.name_az, a.name_ru, a.name_en, a.state, a.client_id, a.token_version,
            a.shift_required, a.signatures_required, a.client_certificates, a.created_at,
            w.code AS asked_code, t.id AS teller_id, t.code AS teller_code, t.name AS teller_name, t.state AS teller_state,
            t.daily_limit, o.id AS outlet_id, o.code AS outlet_code, o.name AS outlet_name, o.address AS outlet_address
       FROM unnest($1::uuid[], $2::text[]) AS w (agent_id, code)
       JOIN agent a ON a.id = w.agent_id
       LEFT JOIN (teller t JOIN outlet o ON o.id = t.outlet_id) ON t.agent_id = w.agent_id AND t.code = w.code
      LIMIT ${mostOutlets}`,
    [keys.map((key) => key.agentId), keys.map((key) => key.tellerCode)],
    { prepared: 'agent_callers' },
  );
  return new Map(
    rows.map((row) => [nameOfCaller({ agentId: row.id, tellerCode: row.asked_code }), callerOf(row)] as const),
  );
}

interface AgentCredentials {
  readonly agent: Agent;
  readonly secretHash: string;
}

export async function selectCredentials(sql: Sql, clientId: string): Promise<AgentCredentials | undefined> {
  const row = await sql.first<AgentRow & { secret_hash: string }>(
    `SELECT ${agentColumns}, secret_hash FROM agent WHERE client_id = $1`,
    [clientId],
  );
  return row && { agent: agentOf(row), secretHash: row.secret_hash };
}

interface AgentInsert {
  readonly id: string;
  readonly code: string;
  readonly kind: AgentKind;
  readonly name: Localized;
  readonly clientId: string | null;
  readonly secretHash: string | null;
  readonly createdAt: Date;
}

/** False when the code or the client id is taken. */
export async function insertAgent(sql: Sql, agent: AgentInsert): Promise<boolean> {
  const { name } = agent;
  const inserted = await sql.run(
    `INSERT INTO agent (id, code, kind, name_az, name_ru, name_en, state, client_id, secret_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9) ON CONFLICT DO NOTHING`,
    [agent.id, agent.code, agent.kind, name.az, name.ru, name.en, agent.clientId, agent.secretHash, agent.createdAt],
  );
  return inserted === 1;
}

/** A new secret ends every token that the old one brought. */
export async function updateSecret(sql: Sql, id: string, secretHash: string): Promise<void> {
  await sql.run('UPDATE agent SET secret_hash = $2, token_version = token_version + 1 WHERE id = $1', [id, secretHash]);
}

/** A change of state ends every token; a state that stays ends none. False when there is no such agent. */
export async function updateAgentState(sql: Sql, id: string, state: WorkState): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE agent SET state = $2, token_version = token_version + CASE WHEN state = $2 THEN 0 ELSE 1 END WHERE id = $1`,
    [id, state],
  );
  return updated === 1;
}

export async function updateShiftRequired(sql: Sql, id: string, isRequired: boolean): Promise<void> {
  await sql.run('UPDATE agent SET shift_required = $2 WHERE id = $1', [id, isRequired]);
}

export async function updateSignaturesRequired(sql: Sql, id: string, isRequired: boolean): Promise<void> {
  await sql.run('UPDATE agent SET signatures_required = $2 WHERE id = $1', [id, isRequired]);
}

/** Adds a certificate, once; false where the agent has `most` already. */
export async function addCertificate(
  sql: Sql,
  id: string,
  { fingerprint, most }: { readonly fingerprint: string; readonly most: number },
): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE agent SET client_certificates = array_append(array_remove(client_certificates, $2), $2)
      WHERE id = $1 AND cardinality(array_remove(client_certificates, $2)) < $3`,
    [id, fingerprint, most],
  );
  return updated === 1;
}

/** False where the agent does not have it. */
export async function removeCertificate(sql: Sql, id: string, fingerprint: string): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE agent SET client_certificates = array_remove(client_certificates, $2)
      WHERE id = $1 AND $2 = ANY (client_certificates)`,
    [id, fingerprint],
  );
  return updated === 1;
}

/** False when the agent has an outlet of this code. */
export async function insertOutlet(sql: Sql, outlet: Outlet): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO outlet (id, agent_id, code, name, address) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (agent_id, code) DO NOTHING`,
    [outlet.id, outlet.agentId, outlet.code, outlet.name, outlet.address],
  );
  return inserted === 1;
}

export function selectOutlets(sql: Sql, agentId: string): Promise<Outlet[]> {
  return sql.rows<Outlet>(
    `SELECT id, agent_id AS "agentId", code, name, address FROM outlet WHERE agent_id = $1
      ORDER BY code LIMIT ${mostOutlets}`,
    [agentId],
  );
}

export function selectOutlet(sql: Sql, id: string): Promise<Outlet | undefined> {
  return sql.first<Outlet>('SELECT id, agent_id AS "agentId", code, name, address FROM outlet WHERE id = $1', [id]);
}

interface TellerRow {
  id: string;
  agent_id: string;
  outlet_id: string;
  code: string;
  name: string;
  state: WorkState;
  daily_limit: bigint | null;
}

const tellerColumns = 'id, agent_id, outlet_id, code, name, state, daily_limit';

/** False when the agent has a teller of this code. */
export async function insertTeller(sql: Sql, teller: Teller): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO teller (${tellerColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agent_id, code) DO NOTHING`,
    [teller.id, teller.agentId, teller.outletId, teller.code, teller.name, teller.state, teller.dailyLimit],
  );
  return inserted === 1;
}

export async function selectTellers(sql: Sql, agentId: string): Promise<Teller[]> {
  const rows = await sql.rows<TellerRow>(
    `SELECT ${tellerColumns} FROM teller WHERE agent_id = $1 ORDER BY code LIMIT ${mostOutlets}`,
    [agentId],
  );
  return rows.map(tellerOf);
}

/** The teller, if it is this agent's: ownership is part of the question. */
export async function selectTeller(sql: Sql, agentId: string, id: string): Promise<Teller | undefined> {
  const row = await sql.first<TellerRow>(`SELECT ${tellerColumns} FROM teller WHERE id = $1 AND agent_id = $2`, [
    id,
    agentId,
  ]);
  return row && tellerOf(row);
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
export function callerOf(row: CallerRow): Caller {
  const agent = agentOf(row);
  if (row.teller_id === null) return { agent, place: null };
  const outlet = {
    id: row.outlet_id,
    agentId: row.id,
    code: row.outlet_code,
    name: row.outlet_name,
    address: row.outlet_address,
  };
  const teller = {
    id: row.teller_id,
    agentId: row.id,
    outletId: row.outlet_id,
    code: row.teller_code,
    name: row.teller_name,
    state: row.teller_state,
    dailyLimit: row.daily_limit === null ? null : minor(row.daily_limit),
  };
  return { agent, place: { outlet, teller } };
}

function agentOf(row: AgentRow): Agent {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind,
    name: { az: row.name_az, ru: row.name_ru, en: row.name_en },
    state: row.state,
    clientId: row.client_id,
    tokenVersion: row.token_version,
    shiftRequired: row.shift_required,
    signaturesRequired: row.signatures_required,
    clientCertificates: row.client_certificates,
    createdAt: row.created_at,
  };
}

function tellerOf(row: TellerRow): Teller {
  return {
    id: row.id,
    agentId: row.agent_id,
    outletId: row.outlet_id,
    code: row.code,
    name: row.name,
    state: row.state,
    dailyLimit: row.daily_limit === null ? null : minor(row.daily_limit),
  };
}
