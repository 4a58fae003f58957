import type { Localized } from '../kernel/adapter.ts';
import { minor, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Agent, AgentKind, WorkState } from './model.ts';

export interface AgentRow {
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
  corrections_need_another: boolean;
  signatures_required: boolean;
  device_credentials_required: boolean;
  client_certificates: string[];
  agent_payment_limit: bigint | null;
  created_at: Date;
}

/** Everything of agent `a` but the hash of the secret. */
export const agentColumns = `a.id, a.code, a.kind, a.name_az, a.name_ru, a.name_en, a.state, a.client_id, a.token_version,
  a.shift_required, a.corrections_need_another, a.signatures_required, a.device_credentials_required, a.client_certificates,
  a.payment_limit AS agent_payment_limit, a.created_at`;

const mostAgents = 1_000;

export async function selectAgents(sql: Sql): Promise<Agent[]> {
  const rows = await sql.rows<AgentRow>(`SELECT ${agentColumns} FROM agent a ORDER BY a.code LIMIT ${mostAgents}`);
  return rows.map(agentOf);
}

export async function selectAgent(sql: Sql, id: string): Promise<Agent | undefined> {
  const row = await sql.first<AgentRow>(`SELECT ${agentColumns} FROM agent a WHERE a.id = $1`, [id]);
  return row && agentOf(row);
}

export async function selectAgentByCode(sql: Sql, code: string): Promise<Agent | undefined> {
  const row = await sql.first<AgentRow>(`SELECT ${agentColumns} FROM agent a WHERE a.code = $1`, [code]);
  return row && agentOf(row);
}

interface AgentCredentials {
  readonly agent: Agent;
  readonly secretHash: string;
}

export async function selectCredentials(sql: Sql, clientId: string): Promise<AgentCredentials | undefined> {
  const row = await sql.first<AgentRow & { secret_hash: string }>(
    `SELECT ${agentColumns}, a.secret_hash FROM agent a WHERE a.client_id = $1`,
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

export async function updateCorrectionsNeedAnother(sql: Sql, id: string, isNeeded: boolean): Promise<void> {
  await sql.run('UPDATE agent SET corrections_need_another = $2 WHERE id = $1', [id, isNeeded]);
}

export async function updateAgentLimit(sql: Sql, id: string, paymentLimit: Minor | null): Promise<void> {
  await sql.run('UPDATE agent SET payment_limit = $2 WHERE id = $1', [id, paymentLimit]);
}

export async function updateSignaturesRequired(sql: Sql, id: string, isRequired: boolean): Promise<void> {
  await sql.run('UPDATE agent SET signatures_required = $2 WHERE id = $1', [id, isRequired]);
}

/** False when there is no such agent. */
export async function updateDeviceRule(sql: Sql, id: string, isRequired: boolean): Promise<boolean> {
  const updated = await sql.run('UPDATE agent SET device_credentials_required = $2 WHERE id = $1', [id, isRequired]);
  return updated === 1;
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

/** A limit as it is stored; null: none. */
export function limitOf(stored: bigint | null): Minor | null {
  return stored === null ? null : minor(stored);
}

export function agentOf(row: AgentRow): Agent {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind,
    name: { az: row.name_az, ru: row.name_ru, en: row.name_en },
    state: row.state,
    clientId: row.client_id,
    tokenVersion: row.token_version,
    shiftRequired: row.shift_required,
    correctionsNeedAnother: row.corrections_need_another,
    signaturesRequired: row.signatures_required,
    deviceCredentialsRequired: row.device_credentials_required,
    clientCertificates: row.client_certificates,
    paymentLimit: limitOf(row.agent_payment_limit),
    createdAt: row.created_at,
  };
}
