import type { Bill, LineState } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import { type Currency, minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Exactness } from '../providers/model.ts';
import type { Asker, LastKnownDebt, Quote } from './model.ts';

interface StoredBill {
  number: string;
  period: string | null;
  dueOn: string | null;
  amount: string;
}

interface QuoteRow {
  id: string;
  agent_id: string | null;
  citizen_id: string | null;
  provider_id: string;
  account: string;
  fields: Record<string, string>;
  currency: Currency;
  balance: bigint;
  balance_told: boolean;
  bills: StoredBill[];
  line: LineState | null;
  exactness: Exactness;
  multiple_of: bigint | null;
  min_amount: bigint | null;
  max_amount: bigint | null;
  holder_name_masked: string | null;
  obtained_at: Date;
  expires_at: Date;
  for_citizen_id: string | null;
  usual_amount: bigint | null;
  similar_account: string | null;
}

const quoteColumns = `id, agent_id, citizen_id, provider_id, account, fields, currency, balance, balance_told, bills, line,
  exactness, multiple_of, min_amount, max_amount, holder_name_masked, obtained_at, expires_at,
  for_citizen_id, usual_amount, similar_account`;

export async function insertQuote(sql: Sql, quote: Quote): Promise<void> {
  const { asker, rule } = quote;
  await sql.run(
    `INSERT INTO quote (asker, ${quoteColumns})
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11::jsonb, $12::jsonb, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    [
      asker.kind,
      quote.id,
      asker.kind === 'agent' ? asker.agentId : null,
      asker.kind === 'citizen' ? asker.citizenId : null,
      quote.providerId,
      quote.account,
      JSON.stringify(quote.fields),
      quote.currency,
      quote.balance,
      quote.balanceTold,
      writeBills(quote.bills),
      quote.line && JSON.stringify(quote.line),
      rule.exactness,
      rule.multipleOf,
      rule.minAmount,
      rule.maxAmount,
      quote.holderNameMasked,
      quote.obtainedAt,
      quote.expiresAt,
      asker.kind === 'agent' ? (asker.forCitizenId ?? null) : null,
      quote.history.usualAmount,
      quote.history.similarAccount,
    ],
  );
}

/** Quotes that no provider answered for: nothing is owed, told or known of the holder. */
export async function insertUnasked(sql: Sql, agentId: string, quotes: readonly Quote[]): Promise<void> {
  await sql.run(
    `INSERT INTO quote (asker, ${quoteColumns})
     SELECT 'agent', q.id, $1::uuid, NULL::uuid, q.provider_id, q.account, '{}'::jsonb, q.currency, 0, false, '[]'::jsonb, NULL::jsonb, q.exactness,
            q.multiple_of, q.min_amount, q.max_amount, NULL::text, q.obtained_at, q.expires_at, NULL::uuid, NULL::bigint, NULL::text
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
            $9::bigint[], $10::timestamptz[], $11::timestamptz[])
            AS q (id, provider_id, account, currency, exactness, multiple_of, min_amount, max_amount, obtained_at, expires_at)`,
    [
      agentId,
      quotes.map((quote) => quote.id),
      quotes.map((quote) => quote.providerId),
      quotes.map((quote) => quote.account),
      quotes.map((quote) => quote.currency),
      quotes.map((quote) => quote.rule.exactness),
      quotes.map((quote) => quote.rule.multipleOf),
      quotes.map((quote) => quote.rule.minAmount),
      quotes.map((quote) => quote.rule.maxAmount),
      quotes.map((quote) => quote.obtainedAt),
      quotes.map((quote) => quote.expiresAt),
    ],
  );
}

/** Quotes by id, at most 1,000. */
export async function selectQuotes(sql: Sql, ids: readonly string[]): Promise<Quote[]> {
  const rows = await sql.rows<QuoteRow>(`SELECT ${quoteColumns} FROM quote WHERE id = ANY($1::uuid[]) LIMIT 1000`, [
    ids,
  ]);
  return rows.map(quoteOf);
}

/** The quote, if this asker made it: ownership is part of the question. */
export async function selectQuoteOf(sql: Sql, asker: Asker, id: string): Promise<Quote | undefined> {
  const row = await sql.first<QuoteRow>(
    `SELECT ${quoteColumns} FROM quote
      WHERE id = $1 AND agent_id IS NOT DISTINCT FROM $2 AND citizen_id IS NOT DISTINCT FROM $3`,
    [id, asker.kind === 'agent' ? asker.agentId : null, asker.kind === 'citizen' ? asker.citizenId : null],
  );
  return row && quoteOf(row);
}

/** Deletes at most `limit` quotes that expired before an instant. */
export function deleteQuotesExpiredBefore(sql: Sql, instant: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM quote WHERE id IN (
       SELECT id FROM quote WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
    [instant, limit],
  );
}

interface KnownDebt extends LastKnownDebt {
  readonly providerId: string;
  readonly account: string;
}

/** Keeps the newest answer: one that arrives late never replaces a younger one. */
export async function upsertLastKnown(sql: Sql, known: KnownDebt): Promise<void> {
  await sql.run(
    `INSERT INTO debt_last_known (provider_id, account, currency, balance, bills, obtained_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6)
     ON CONFLICT (provider_id, account) DO UPDATE
       SET currency = excluded.currency, balance = excluded.balance, bills = excluded.bills, obtained_at = excluded.obtained_at
       WHERE debt_last_known.obtained_at <= excluded.obtained_at`,
    [known.providerId, known.account, known.currency, known.balance, writeBills(known.bills), known.obtainedAt],
  );
}

export async function selectLastKnown(
  sql: Sql,
  providerId: string,
  account: string,
): Promise<LastKnownDebt | undefined> {
  const row = await sql.first<{ currency: Currency; balance: bigint; bills: StoredBill[]; obtained_at: Date }>(
    'SELECT currency, balance, bills, obtained_at FROM debt_last_known WHERE provider_id = $1 AND account = $2',
    [providerId, account],
  );
  return (
    row && {
      currency: row.currency,
      balance: minor(row.balance),
      bills: readBills(row.bills),
      obtainedAt: row.obtained_at,
    }
  );
}

function quoteOf(row: QuoteRow): Quote {
  return {
    id: row.id,
    asker: askerOf(row),
    providerId: row.provider_id,
    account: row.account,
    fields: row.fields,
    currency: row.currency,
    balance: minor(row.balance),
    balanceTold: row.balance_told,
    bills: readBills(row.bills),
    line: row.line,
    rule: {
      exactness: row.exactness,
      multipleOf: row.multiple_of === null ? null : minor(row.multiple_of),
      minAmount: row.min_amount === null ? null : minor(row.min_amount),
      maxAmount: row.max_amount === null ? null : minor(row.max_amount),
    },
    history: {
      usualAmount: row.usual_amount === null ? null : minor(row.usual_amount),
      similarAccount: row.similar_account,
    },
    holderNameMasked: row.holder_name_masked,
    obtainedAt: row.obtained_at,
    expiresAt: row.expires_at,
  };
}

function askerOf(row: QuoteRow): Asker {
  if (row.agent_id !== null) return { kind: 'agent', agentId: row.agent_id, forCitizenId: row.for_citizen_id };
  return { kind: 'citizen', citizenId: present(row.citizen_id, 'the asker of a quote') };
}

/** JSON has no integers of this size: amounts travel as text. */
function writeBills(bills: readonly Bill[]): string {
  return JSON.stringify(bills.map((bill) => ({ ...bill, amount: bill.amount.toString() })));
}

function readBills(bills: readonly StoredBill[]): Bill[] {
  return bills.map(({ number, period, dueOn, amount }) => ({ number, period, dueOn, amount: minor(BigInt(amount)) }));
}
