import type { Currency } from '../../kernel/money.ts';
import type { Sql } from '../../platform/database/sql.ts';

/** Who collects: an agent with a position, at a counter where it has one. */
export interface Collector {
  readonly agentId: string;
  readonly outletId: string | null;
  readonly tellerId: string | null;
  readonly currency: Currency;
}

/** Agents that may pay, once for each of their tellers, at most 10,000. */
export async function listCollectors(sql: Sql): Promise<Collector[]> {
  return sql.rows<Collector>(
    `SELECT g.id AS "agentId", t.outlet_id AS "outletId", t.id AS "tellerId", a.currency
       FROM agent g JOIN ledger_account a ON a.kind = 'agent_position' AND a.owner_id = g.id
       LEFT JOIN teller t ON t.agent_id = g.id AND t.state = 'active'
      WHERE g.state = 'active' ORDER BY g.id, t.id, a.currency LIMIT 10000`,
  );
}

export interface Payee {
  readonly id: string;
  readonly currency: Currency;
  readonly settlementMode: 'net' | 'gross';
}

/** Active providers, at most 10,000. */
export async function listPayees(sql: Sql): Promise<Payee[]> {
  return sql.rows<Payee>(
    `SELECT id, currency, settlement_mode AS "settlementMode" FROM provider WHERE state = 'active' ORDER BY id LIMIT 10000`,
  );
}

export interface Position {
  readonly agentId: string;
  readonly currency: Currency;
  readonly balance: bigint;
  readonly floor: bigint;
}

/** Positions of all agents, at most 100,000. */
export async function listPositions(sql: Sql): Promise<Position[]> {
  return sql.rows<Position>(
    `SELECT a.owner_id AS "agentId", a.currency, b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id WHERE a.kind = 'agent_position' LIMIT 100000`,
  );
}

/** Makes agents and providers for books that have none. */
export async function insertParties(
  sql: Sql,
  parties: { readonly agents: readonly string[]; readonly providers: readonly string[]; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO agent (id, code, kind, name_az, name_ru, name_en, state, created_at)
     SELECT id, 'agent-' || n, 'bank', 'Bank ' || n, 'Банк ' || n, 'Bank ' || n, 'active', $2
       FROM unnest($1::uuid[]) WITH ORDINALITY AS a (id, n)`,
    [parties.agents, parties.at],
  );
  await sql.run(
    `INSERT INTO provider (id, code, service, currency, protocol, endpoint, query_timeout_ms, pay_timeout_ms, max_concurrency, state,
        language, exactness, min_amount, max_amount, fields, settlement_mode, iban, created_at)
     SELECT id, 'provider-' || n, 'gas', 'AZN', 'native-rest', 'http://127.0.0.1:1', 1000, 1000, 10, 'active', 'az', 'any', 1, 100000000,
            '[{"name":"account"}]', CASE WHEN n % 4 = 0 THEN 'gross' ELSE 'net' END, 'AZ21NABZ00000000137010001944', $2
       FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, n)`,
    [parties.providers, parties.at],
  );
  await sql.run(
    `INSERT INTO provider_name (provider_id, valid_from, name_az, name_ru, name_en)
     SELECT id, '2000-01-01', 'provider-' || n, 'provider-' || n, 'provider-' || n FROM unnest($1::uuid[]) WITH ORDINALITY AS p (id, n)`,
    [parties.providers],
  );
}

/** Which deliveries are under way, by day and payment. */
export interface Attempted {
  readonly days: readonly string[];
  readonly payments: readonly string[];
}

/** Claims deliveries for their first attempt and writes its row, as a worker does before it sends. */
export async function claimFirst(sql: Sql, { days, payments }: Attempted, at: Date): Promise<number> {
  return sql.run(
    `WITH held AS (
       UPDATE delivery v SET state = 'sending', attempt_no = 1, lease_until = $3::timestamptz + interval '3 min', lease_owner = 'fill',
              next_action_at = $3::timestamptz + interval '3 min'
         FROM unnest($1::date[], $2::uuid[]) AS c (day, id)
        WHERE v.settlement_day = c.day AND v.payment_id = c.id AND v.state = 'accepted' AND v.attempt_no = 0
       RETURNING v.settlement_day, v.payment_id)
     INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker)
     SELECT settlement_day, payment_id, 1, 'started', 'pay', $3, 'fill' FROM held`,
    [days, payments, at],
  );
}

/** Writes how the first attempts ended: `outcomes` in the order of the payments. */
export async function endFirst(
  sql: Sql,
  { days, payments }: Attempted,
  end: { readonly outcomes: readonly string[]; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker, outcome)
     SELECT day, id, 1, 'ended', 'pay', $4, 'fill', outcome FROM unnest($1::date[], $2::uuid[], $3::text[]) AS e (day, id, outcome)`,
    [days, payments, end.outcomes, end.at],
  );
}
