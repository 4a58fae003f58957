import type { Sql } from '../platform/database/sql.ts';
import type { DeviceCredential } from './model.ts';
import { type AtPlace, callerOf, type CallerRow, mostPlaces, placeColumns } from './place-store.ts';
import { agentColumns } from './store.ts';

/** An agent, and one of its tellers by code; an empty code stands for nobody. */
export interface CallerKey {
  readonly agentId: string;
  readonly tellerCode: string;
  /** The credential by which a device calls itself. */
  readonly credentialId?: string;
}

export interface Caller extends AtPlace {
  /** Of the key's credential, where the teller has it. */
  readonly proof: DeviceProof | null;
  /** Another one wherever something of this was changed. */
  readonly stamp: string;
}

interface DeviceProof extends Pick<DeviceCredential, 'expiresAt' | 'revokedAt'> {
  /** SHA-256 of the device's own client certificates. */
  readonly clientCertificates: readonly string[];
}

export function nameOfCaller({ agentId, tellerCode, credentialId = '' }: CallerKey): string {
  return `${agentId} ${tellerCode} ${credentialId}`;
}

/** The transactions that wrote the rows of a caller last: whatever changes one of them changes this. */
const callerStamp = `concat(a.xmin, ' ', t.xmin, ' ', o.xmin, ' ', c.xmin)`;

/**
 * Many callers in one query, by the name of their key: those that are not any more what they were when they were known, and null for
 * whoever is not there. Of two hundred that call again and again hardly one has changed, and rows that nobody reads need not be
 * made.
 */
export async function selectUnlike(
  sql: Sql,
  known: readonly { readonly key: CallerKey; readonly value: Caller | undefined }[],
): Promise<Map<string, Caller | null>> {
  const rows = await sql.rows<AskedCallerRow>(
    `SELECT ${agentColumns}, w.agent_id AS asked_agent, w.code AS asked_code, w.credential_id AS asked_credential, ${placeColumns},
            t.client_certificates AS device_certificates, c.id AS credential_id, c.expires_at, c.revoked_at, ${callerStamp} AS stamp
       FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS w (agent_id, code, credential_id, stamp)
       LEFT JOIN agent a ON a.id = w.agent_id
       LEFT JOIN (teller t JOIN outlet o ON o.id = t.outlet_id) ON t.agent_id = w.agent_id AND t.code = w.code
       LEFT JOIN device_credential c ON c.id = w.credential_id AND c.teller_id = t.id
      WHERE w.stamp IS DISTINCT FROM ${callerStamp}
      LIMIT ${mostPlaces}`,
    [
      known.map(({ key }) => key.agentId),
      known.map(({ key }) => key.tellerCode),
      known.map(({ key }) => key.credentialId ?? null),
      known.map(({ value }) => value?.stamp ?? null),
    ],
    { prepared: 'agent_callers' },
  );
  return new Map(rows.map((row) => [nameOfAsked(row), foundIn(row)] as const));
}

type AskedCallerRow = (CallerRow | { id: null }) & {
  asked_agent: string;
  asked_code: string;
  asked_credential: string | null;
  device_certificates: string[];
  credential_id: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  stamp: string;
};

function nameOfAsked(row: AskedCallerRow): string {
  const { asked_agent: agentId, asked_code: tellerCode, asked_credential: credentialId } = row;
  return nameOfCaller({ agentId, tellerCode, ...(credentialId === null ? {} : { credentialId }) });
}

function foundIn(row: AskedCallerRow): Caller | null {
  return row.id === null ? null : { ...callerOf(row), proof: proofOf(row), stamp: row.stamp };
}

function proofOf(row: AskedCallerRow): DeviceProof | null {
  const { expires_at: expiresAt, revoked_at: revokedAt, device_certificates: clientCertificates } = row;
  return row.credential_id === null ? null : { expiresAt, revokedAt, clientCertificates };
}
