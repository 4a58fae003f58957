import { type Currency, minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CardLoad, LoadState } from './model.ts';

interface LoadRow {
  payment_id: string;
  provider_id: string;
  agent_id: string;
  reference: string;
  account: string;
  card: string;
  amount: bigint;
  currency: Currency;
  state: LoadState;
  attempt: number;
  credit: string | null;
  write_before: Date | null;
  changed_at: Date;
}

const columns = `payment_id, provider_id, agent_id, reference, account, card, amount, currency, state, attempt, credit,
  write_before, changed_at`;

/** A second card for the same payment changes nothing. */
export async function insertLoad(sql: Sql, load: CardLoad): Promise<void> {
  await sql.run(
    `INSERT INTO card_load (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (payment_id) DO NOTHING`,
    [
      ...[load.paymentId, load.providerId, load.agentId, load.reference, load.account, load.card, load.amount],
      ...[load.currency, load.state, load.attempt, load.credit, load.writeBefore, load.changedAt],
    ],
  );
}

export async function selectLoad(sql: Sql, paymentId: string): Promise<CardLoad | undefined> {
  const row = await sql.first<LoadRow>(`SELECT ${columns} FROM card_load WHERE payment_id = $1`, [paymentId]);
  return row && loadOf(row);
}

/** Moves a load on from exactly what was read, and writes the event down; undefined when somebody was quicker. */
export async function moveLoad(
  sql: Sql,
  from: CardLoad,
  to: Pick<CardLoad, 'state' | 'attempt' | 'credit' | 'writeBefore' | 'changedAt'>,
): Promise<CardLoad | undefined> {
  const row = await sql.first<LoadRow>(
    `WITH moved AS (
       UPDATE card_load SET state = $4, attempt = $5, credit = $6, write_before = $7, changed_at = $8
        WHERE payment_id = $1 AND state = $2 AND attempt = $3 AND card = $9 RETURNING ${columns}),
     told AS (
       INSERT INTO card_load_event (payment_id, at, from_state, to_state, attempt)
       SELECT payment_id, $8::timestamptz, $2, state, attempt FROM moved)
     SELECT ${columns} FROM moved`,
    [
      ...[from.paymentId, from.state, from.attempt, to.state, to.attempt, to.credit, to.writeBefore, to.changedAt],
      from.card,
    ],
  );
  return row && loadOf(row);
}

/** Another card, by another attempt, in the place of one that no credit is known for; undefined when somebody was quicker. */
export async function changeCard(sql: Sql, from: CardLoad, card: string): Promise<CardLoad | undefined> {
  const row = await sql.first<LoadRow>(
    `UPDATE card_load SET card = $4, attempt = attempt + 1
      WHERE payment_id = $1 AND card = $2 AND attempt = $3 AND state = 'paid' RETURNING ${columns}`,
    [from.paymentId, from.card, from.attempt, card],
  );
  return row && loadOf(row);
}

/** Loads that somebody must see to: written, being taken back, or issued and not written in time; at most `limit`. */
export async function selectDue(sql: Sql, now: Date, limit: number): Promise<CardLoad[]> {
  const rows = await sql.rows<LoadRow>(
    `SELECT ${columns} FROM card_load
      WHERE state IN ('loaded', 'voiding') OR (state = 'issued' AND write_before <= $1)
      ORDER BY changed_at LIMIT $2`,
    [now, limit],
  );
  return rows.map(loadOf);
}

function loadOf(row: LoadRow): CardLoad {
  return {
    paymentId: row.payment_id,
    providerId: row.provider_id,
    agentId: row.agent_id,
    reference: row.reference,
    account: row.account,
    card: row.card,
    amount: minor(row.amount),
    currency: row.currency,
    state: row.state,
    attempt: row.attempt,
    credit: row.credit,
    writeBefore: row.write_before,
    changedAt: row.changed_at,
  };
}
