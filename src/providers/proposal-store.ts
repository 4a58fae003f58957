import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Json } from './entry-reader.ts';
import type { Proposal, ProposalState } from './proposal-model.ts';

interface ProposalRow {
  id: string;
  provider_id: string;
  code: string;
  base_version: number;
  entry: Json;
  changes: string[];
  reason: string;
  state: ProposalState;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
}

/** Everything but the credentials. */
const columns = `id, provider_id, code, base_version, entry, changes, reason, state, proposed_by, proposed_at, decided_by,
  decided_at`;

export async function insertProposal(sql: Sql, proposal: Proposal, sealedSecrets: Uint8Array | null): Promise<void> {
  await sql.run(
    `INSERT INTO provider_proposal (id, provider_id, code, base_version, entry, changes, secrets, reason, state, proposed_by,
       proposed_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6::text[], $7, $8, 'open', $9, $10)`,
    [
      ...[proposal.id, proposal.providerId, proposal.code, proposal.baseVersion, JSON.stringify(proposal.entry)],
      ...[proposal.changes, sealedSecrets, proposal.reason, proposal.proposedBy, proposal.proposedAt],
    ],
  );
}

export async function selectProposal(sql: Sql, id: string): Promise<Proposal | undefined> {
  const row = await sql.first<ProposalRow>(`SELECT ${columns} FROM provider_proposal WHERE id = $1`, [id]);
  return row && proposalOf(row);
}

/** The proposal with its row locked until the transaction ends, so that two decisions are one after the other. */
export async function lockProposal(
  sql: Sql,
  id: string,
): Promise<{ readonly proposal: Proposal; readonly sealedSecrets: Buffer | null } | undefined> {
  const row = await sql.first<ProposalRow & { secrets: Buffer | null }>(
    `SELECT ${columns}, secrets FROM provider_proposal WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row && { proposal: proposalOf(row), sealedSecrets: row.secrets };
}

export async function selectSealedSecrets(sql: Sql, id: string): Promise<Buffer | null> {
  const row = await sql.first<{ secrets: Buffer | null }>('SELECT secrets FROM provider_proposal WHERE id = $1', [id]);
  return row?.secrets ?? null;
}

/** The newest first: ids grow with time. Those before `before`, where it is given. */
export async function selectProposals(
  sql: Sql,
  filter: {
    readonly state: ProposalState | null;
    readonly code: string | null;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<Proposal[]> {
  const rows = await sql.rows<ProposalRow>(
    `SELECT ${columns} FROM provider_proposal
      WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR code = $2) AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`,
    [filter.state, filter.code, filter.before, filter.limit],
  );
  return rows.map(proposalOf);
}

export async function updateDecision(
  sql: Sql,
  id: string,
  decision: { readonly state: 'approved' | 'rejected'; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    'UPDATE provider_proposal SET state = $2, secrets = NULL, decided_by = $3, decided_at = $4 WHERE id = $1',
    [id, decision.state, decision.by, decision.at],
  );
}

function proposalOf(row: ProposalRow): Proposal {
  return {
    id: row.id,
    providerId: row.provider_id,
    code: row.code,
    baseVersion: row.base_version,
    entry: row.entry,
    changes: row.changes,
    reason: row.reason,
    state: row.state,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  };
}

export const sealedProposalSecrets: SealedColumn = {
  name: 'provider_proposal.secrets',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM provider_proposal WHERE state = 'open' AND ${isStale('secrets')}`, [
      keyId,
    ]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, provider_id AS bound, secrets AS sealed FROM provider_proposal WHERE state = 'open' AND ${isStale('secrets')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE provider_proposal SET secrets = $2 WHERE id = $1', [id, sealed]),
};
