import type { Sql } from '../platform/database/sql.ts';
import type { Agent, Outlet, Teller } from './model.ts';
import { callerOf, type CallerRow, placeColumns } from './place-store.ts';
import { agentColumns } from './store.ts';

/** A teller with the counter; `version` counts the changes of the password. */
interface KnownTeller {
  readonly counter: { readonly agent: Agent; readonly outlet: Outlet; readonly teller: Teller };
  readonly passwordDigest: string | null;
  readonly version: number;
}

type KnownTellerRow = CallerRow & { password_digest: string | null; password_version: number };

const knownTellerColumns = `${agentColumns}, ${placeColumns}, t.password_digest, t.password_version`;

export async function selectTellerByCodes(
  sql: Sql,
  codes: { readonly agentCode: string; readonly outletCode: string; readonly tellerCode: string },
): Promise<KnownTeller | undefined> {
  const row = await sql.first<KnownTellerRow>(
    `SELECT ${knownTellerColumns} FROM agent a JOIN teller t ON t.agent_id = a.id JOIN outlet o ON o.id = t.outlet_id
      WHERE a.code = $1 AND o.code = $2 AND t.code = $3`,
    [codes.agentCode, codes.outletCode, codes.tellerCode],
  );
  return row && knownTellerOf(row);
}

export async function selectCounter(sql: Sql, tellerId: string): Promise<KnownTeller | undefined> {
  const row = await sql.first<KnownTellerRow>(
    `SELECT ${knownTellerColumns} FROM teller t JOIN agent a ON a.id = t.agent_id JOIN outlet o ON o.id = t.outlet_id
      WHERE t.id = $1`,
    [tellerId],
  );
  return row && knownTellerOf(row);
}

/** False when the agent has no such teller. A new password ends what the old one opened. */
export async function updateTellerPassword(
  sql: Sql,
  teller: { readonly agentId: string; readonly tellerId: string },
  digest: string,
): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE teller SET password_digest = $3, password_version = password_version + 1 WHERE id = $1 AND agent_id = $2`,
    [teller.tellerId, teller.agentId, digest],
  );
  return updated === 1;
}

function knownTellerOf(row: KnownTellerRow): KnownTeller | undefined {
  const { agent, place } = callerOf(row);
  return place
    ? { counter: { agent, ...place }, passwordDigest: row.password_digest, version: row.password_version }
    : undefined;
}
