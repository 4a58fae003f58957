import { present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ReadyQuote } from './market.ts';

/** Settings that say how durable and how large the server is; the same for both sides of every ratio. */
const settingNames = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'wal_level',
  'shared_buffers',
  'wal_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'checkpoint_completion_target',
  'effective_io_concurrency',
  'max_connections',
  'autovacuum',
  'jit',
] as const;

export async function readServerSettings(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.rows<{ name: string; value: string }>(
    'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name LIMIT 100',
    [settingNames],
  );
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Quotes as a provider's answers would have left them: open amounts, good for a day. */
export async function insertQuotes(sql: Sql, quotes: readonly ReadyQuote[]): Promise<void> {
  await sql.run(
    `INSERT INTO quote (id, asker, agent_id, provider_id, account, fields, currency, balance, bills, exactness, min_amount,
        max_amount, obtained_at, expires_at)
     SELECT q.id, 'agent', q.agent_id, q.provider_id, q.account, jsonb_build_object('account', q.account), 'AZN', q.amount,
            '[]', 'any', 1, 100000000, now(), now() + interval '1 day'
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[]) AS q (id, agent_id, provider_id, account, amount)`,
    [
      quotes.map((quote) => quote.id),
      quotes.map((quote) => quote.agentId),
      quotes.map((quote) => quote.providerId),
      quotes.map((quote) => quote.account),
      quotes.map((quote) => quote.amount),
    ],
  );
}

/** Statistics and visibility as a table has them that was not filled a moment ago; as its owner. */
export async function settleQuotes(sql: Sql): Promise<void> {
  await sql.run('VACUUM (ANALYZE) quote');
}

/** The same for everything a payment touches. */
export async function settleBooks(sql: Sql): Promise<void> {
  await sql.run('VACUUM (ANALYZE)');
}

/** What the server's sessions wait for at this instant, `Type:Event`; `CPU` where they work. Sessions of this database only. */
export async function listWaits(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ wait: string }>(
    `SELECT coalesce(wait_event_type || ':' || wait_event, 'CPU') AS wait FROM pg_stat_activity
      WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1000`,
  );
  return rows.map(({ wait }) => wait);
}

/** Deliveries whose provider's part is not over. */
export async function countOpen(sql: Sql): Promise<number> {
  const row = await sql.first<{ open: bigint }>(
    'SELECT count(*) AS open FROM delivery WHERE next_action_at IS NOT NULL',
  );
  return Number(present(row, 'a count').open);
}

/** In which states deliveries are open, and what is said of the oldest: for whoever looks for the reason. */
export async function describeOpen(sql: Sql): Promise<string> {
  const rows = await sql.rows<{ text: string }>(
    `SELECT concat_ws(' ', v.state, count(*), 'attempts', max(v.attempt_no), 'due in', max(v.next_action_at - clock_timestamp()), max(e.reason)) AS text
       FROM delivery v LEFT JOIN delivery_attempt e ON e.settlement_day = v.settlement_day AND e.payment_id = v.payment_id AND e.event = 'ended'
      WHERE v.next_action_at IS NOT NULL GROUP BY v.state LIMIT 10`,
  );
  return rows.map(({ text }) => text).join('; ');
}

/** Confirmations decided in [from, to): how many, and how long after the acceptance 99 of 100 of them came. */
export async function readConfirmations(
  sql: Sql,
  from: Date,
  to: Date,
): Promise<{ count: number; p50Ms: number; p99Ms: number }> {
  const row = await sql.first<{ count: bigint; p50: number | null; p99: number | null }>(
    `SELECT count(*) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS p50,
            percentile_cont(0.99) WITHIN GROUP (ORDER BY took) AS p99
       FROM (SELECT 1000 * extract(epoch FROM v.decided_at - y.accepted_at)::float8 AS took
               FROM delivery v JOIN payment y ON y.settlement_day = v.settlement_day AND y.id = v.payment_id
              WHERE v.state = 'confirmed' AND v.decided_at >= $1 AND v.decided_at < $2) AS confirmed`,
    [from, to],
  );
  return { count: Number(row?.count ?? 0n), p50Ms: row?.p50 ?? 0, p99Ms: row?.p99 ?? 0 };
}

export interface ConfirmedSum {
  readonly code: string;
  readonly payments: number;
  readonly total: string;
}

/** What each provider has confirmed by our books: to be compared with its own. */
export async function sumConfirmed(sql: Sql): Promise<ConfirmedSum[]> {
  return sql.rows<ConfirmedSum>(
    `SELECT p.code, count(y.id)::int AS payments, coalesce(sum(y.amount), 0)::text AS total
       FROM provider p
       LEFT JOIN (payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id AND v.state = 'confirmed')
         ON y.provider_id = p.id
      GROUP BY p.code ORDER BY p.code LIMIT 1000`,
  );
}

/** Fills so many log files with next to nothing, and lets a checkpoint hand them back for use. */
export async function useUpLog(sql: Sql, segments: number): Promise<void> {
  for (let segment = 0; segment < segments; segment += 1) {
    await sql.rows("SELECT pg_logical_emit_message(false, 'vahid-bench', ''), pg_switch_wal()");
  }
  await sql.run('CHECKPOINT');
}
