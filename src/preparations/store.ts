import { type Currency, minor } from '../kernel/money.ts';
import type { Channel } from '../fees/model.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Preparation, PreparationState } from './model.ts';

/** Amounts as text: JSON has no numbers that money may be. */
interface StoredRequest extends Omit<Preparation['request'], 'lines'> {
  readonly lines: readonly { readonly quoteId: string; readonly amount: string }[];
}

interface StoredLine extends Omit<Preparation['lines'][number], 'amount' | 'fee' | 'vat'> {
  readonly amount: string;
  readonly fee: string;
  readonly vat: string;
}

interface Row {
  id: string;
  agent_id: string;
  outlet_id: string | null;
  teller_id: string;
  channel: Channel;
  client_key: string;
  hash: string;
  currency: Currency;
  request: StoredRequest;
  lines: StoredLine[];
  total: bigint;
  state: PreparationState;
  made_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  attempt: number;
}

const columns = `id, agent_id, outlet_id, teller_id, channel, client_key, encode(request_hash, 'hex') AS hash, currency, request, lines, total,
  state, made_at, expires_at, ended_at, attempt`;

/** Binds the key to what was first asked under it; later ones find that. */
export async function insertPreparation(sql: Sql, made: Preparation): Promise<void> {
  const { collector, request, lines } = made;
  const storedRequest: StoredRequest = {
    ...request,
    lines: request.lines.map((line) => ({ ...line, amount: line.amount.toString() })),
  };
  const storedLines: StoredLine[] = lines.map((line) => ({
    ...line,
    ...{ amount: line.amount.toString(), fee: line.fee.toString(), vat: line.vat.toString() },
  }));
  await sql.run(
    `INSERT INTO preparation (id, agent_id, outlet_id, teller_id, channel, client_key, request_hash, currency, request, lines, total, state,
                              made_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), $8, $9, $10, $11, 'prepared', $12, $13) ON CONFLICT DO NOTHING`,
    [
      ...[made.id, collector.agentId, collector.outletId, collector.tellerId, collector.channel],
      ...[made.key, made.requestHash, made.currency, JSON.stringify(storedRequest), JSON.stringify(storedLines)],
      ...[made.total, made.madeAt, made.expiresAt],
    ],
  );
}

export async function selectById(sql: Sql, agentId: string, id: string): Promise<Preparation | undefined> {
  const row = await sql.first<Row>(`SELECT ${columns} FROM preparation WHERE id = $1 AND agent_id = $2`, [id, agentId]);
  return row && preparationOf(row);
}

export async function selectByKey(sql: Sql, agentId: string, key: string): Promise<Preparation | undefined> {
  const row = await sql.first<Row>(`SELECT ${columns} FROM preparation WHERE agent_id = $1 AND client_key = $2`, [
    agentId,
    key,
  ]);
  return row && preparationOf(row);
}

/** Those that are over and that nobody has ended, the oldest first. */
export async function selectDue(sql: Sql, now: Date, limit: number): Promise<Preparation[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM preparation WHERE state = 'prepared' AND expires_at <= $1 ORDER BY expires_at, id LIMIT $2`,
    [now, limit],
  );
  return rows.map(preparationOf);
}

type Attempt = Pick<Preparation, 'id' | 'attempt'>;

/** The attempt was refused; the next has a key and a hold of its own. */
export async function nextAttempt(sql: Sql, of: Attempt): Promise<void> {
  await sql.run(`UPDATE preparation SET attempt = attempt + 1 WHERE id = $1 AND attempt = $2 AND state = 'prepared'`, [
    of.id,
    of.attempt,
  ]);
}

/** Nothing where another attempt has begun, or it has ended otherwise. */
export async function updateEnded(
  sql: Sql,
  of: Attempt,
  end: { readonly state: Exclude<PreparationState, 'prepared'>; readonly at: Date },
): Promise<void> {
  await sql.run(
    `UPDATE preparation SET state = $3, ended_at = $4 WHERE id = $1 AND attempt = $2 AND state = 'prepared'`,
    [of.id, of.attempt, end.state, end.at],
  );
}

function preparationOf(row: Row): Preparation {
  const { id, currency, state, attempt } = row;
  return {
    ...{ id, currency, state, attempt },
    collector: { agentId: row.agent_id, outletId: row.outlet_id, tellerId: row.teller_id, channel: row.channel },
    key: row.client_key,
    requestHash: row.hash,
    request: {
      ...row.request,
      lines: row.request.lines.map((line) => ({ ...line, amount: minor(BigInt(line.amount)) })),
    },
    lines: row.lines.map((line) => ({
      ...line,
      ...{ amount: minor(BigInt(line.amount)), fee: minor(BigInt(line.fee)), vat: minor(BigInt(line.vat)) },
    })),
    total: minor(row.total),
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}
