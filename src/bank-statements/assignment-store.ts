import type { Sql } from '../platform/database/sql.ts';
import type { Assignment } from './model.ts';

const columns = `id, entry_id AS "entryId", agent_id AS "agentId", reason, proposed_by AS "proposedBy", proposed_at AS "proposedAt", state,
  decided_by AS "decidedBy", decided_at AS "decidedAt", answer`;

type OfEntry = Assignment & { readonly entryId: string };

/** The last word about each of the entries, by entry; at most 100 entries. */
export async function selectLast(sql: Sql, entryIds: readonly string[]): Promise<ReadonlyMap<string, Assignment>> {
  const rows = await sql.rows<OfEntry>(
    `SELECT DISTINCT ON (entry_id) ${columns} FROM bank_entry_assignment WHERE entry_id = ANY ($1::uuid[])
      ORDER BY entry_id, id DESC LIMIT 100`,
    [entryIds],
  );
  return new Map(rows.map(({ entryId, ...assignment }) => [entryId, assignment]));
}

/** False where a word about the entry waits, or stands. */
export async function insertAssignment(
  sql: Sql,
  entryId: string,
  wish: Pick<Assignment, 'id' | 'agentId' | 'reason' | 'proposedBy' | 'proposedAt'>,
): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO bank_entry_assignment (id, entry_id, agent_id, reason, proposed_by, proposed_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, 'proposed') ON CONFLICT DO NOTHING`,
    [wish.id, entryId, wish.agentId, wish.reason, wish.proposedBy, wish.proposedAt],
  );
  return inserted === 1;
}

export async function updateDecision(
  sql: Sql,
  id: string,
  decision: {
    readonly state: 'approved' | 'refused';
    readonly by: string;
    readonly at: Date;
    readonly answer: string | null;
  },
): Promise<void> {
  await sql.run(
    'UPDATE bank_entry_assignment SET state = $2, decided_by = $3, decided_at = $4, answer = $5 WHERE id = $1',
    [id, decision.state, decision.by, decision.at, decision.answer],
  );
}
