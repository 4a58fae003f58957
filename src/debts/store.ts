import type { Bill, LineState } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import { type Currency, minor } from '../kernel/money.ts';
import type { Sql, SqlParam } from '../platform/database/sql.ts';
import type { Exactness } from '../providers/model.ts';
import { readTerms, type StoredTerms, writeTerms } from '../providers/stored-terms.ts';
import type { Asker, Quote } from './model.ts';

export interface StoredBill {
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
  stand_in: boolean;
  usual_amount: bigint | null;
  similar_account: string | null;
  terms: StoredTerms | null;
}

const quoteColumns = `id, agent_id, citizen_id, provider_id, account, fields, currency, balance, balance_told, bills, line,
  exactness, multiple_of, min_amount, max_amount, holder_name_masked, obtained_at, expires_at,
  for_citizen_id, stand_in, usual_amount, similar_account, terms`;

/**
 * Quotes as they were made, in one statement. The commit does not wait for the disk: a quote that a crash took with it is
 * unknown to whoever comes to pay by it, and is asked for again. Money never hangs on one. Saving a quote again
 * changes nothing: when a connection breaks, nobody knows whether it was saved, and it is saved once more.
 */
export async function insertQuotes(sql: Sql, quotes: readonly Quote[]): Promise<void> {
  await sql.run(
    `INSERT INTO quote (asker, ${quoteColumns})
     SELECT q.asker, q.id, q.agent_id, q.citizen_id, q.provider_id, q.account, q.fields::jsonb, q.currency, q.balance,
            q.balance_told, q.bills::jsonb, q.line::jsonb, q.exactness, q.multiple_of, q.min_amount, q.max_amount,
            q.holder_name_masked, q.obtained_at, q.expires_at, q.for_citizen_id, q.stand_in, q.usual_amount,
            q.similar_account, q.terms::jsonb
       FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly (set),
            unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                   $9::bigint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[],
                   $16::bigint[], $17::text[], $18::timestamptz[], $19::timestamptz[], $20::uuid[], $21::boolean[],
                   $22::bigint[], $23::text[], $24::text[])
            AS q (asker, id, agent_id, citizen_id, provider_id, account, fields, currency, balance, balance_told, bills, line,
                  exactness, multiple_of, min_amount, max_amount, holder_name_masked, obtained_at, expires_at,
                  for_citizen_id, stand_in, usual_amount, similar_account, terms)
      WHERE quickly.set = 'off'
     ON CONFLICT (id) DO NOTHING`,
    [...askerColumns(quotes), ...answerColumns(quotes), ...ruleColumns(quotes)],
    { prepared: 'insert_quotes' },
  );
}

function askerColumns(quotes: readonly Quote[]): SqlParam[] {
  return [
    quotes.map(({ asker }) => asker.kind),
    quotes.map(({ id }) => id),
    quotes.map(({ asker }) => (asker.kind === 'agent' ? asker.agentId : null)),
    quotes.map(({ asker }) => (asker.kind === 'citizen' ? asker.citizenId : null)),
  ];
}

function answerColumns(quotes: readonly Quote[]): SqlParam[] {
  return [
    quotes.map(({ providerId }) => providerId),
    quotes.map(({ account }) => account),
    quotes.map(({ fields }) => JSON.stringify(fields)),
    quotes.map(({ currency }) => currency),
    quotes.map(({ balance }) => balance),
    quotes.map(({ balanceTold }) => balanceTold),
    quotes.map(({ bills }) => writeBills(bills)),
    quotes.map(({ line }) => line && JSON.stringify(line)),
  ];
}

function ruleColumns(quotes: readonly Quote[]): SqlParam[] {
  return [
    quotes.map(({ rule }) => rule.exactness),
    quotes.map(({ rule }) => rule.multipleOf),
    quotes.map(({ rule }) => rule.minAmount),
    quotes.map(({ rule }) => rule.maxAmount),
    quotes.map(({ holderNameMasked }) => holderNameMasked),
    quotes.map(({ obtainedAt }) => obtainedAt),
    quotes.map(({ expiresAt }) => expiresAt),
    quotes.map(({ asker }) => (asker.kind === 'agent' ? (asker.forCitizenId ?? null) : null)),
    quotes.map(({ standIn }) => standIn),
    quotes.map(({ history }) => history.usualAmount),
    quotes.map(({ history }) => history.similarAccount),
    quotes.map(storedTerms),
  ];
}

/** Quotes that no provider answered for: nothing is owed, told or known of the holder. */
export async function insertUnasked(sql: Sql, agentId: string, quotes: readonly Quote[]): Promise<void> {
  await sql.run(
    `INSERT INTO quote (asker, ${quoteColumns})
     SELECT 'agent', q.id, $1::uuid, NULL::uuid, q.provider_id, q.account, '{}'::jsonb, q.currency, 0, false, '[]'::jsonb, NULL::jsonb, q.exactness,
            q.multiple_of, q.min_amount, q.max_amount, NULL::text, q.obtained_at, q.expires_at, NULL::uuid, false, NULL::bigint,
            NULL::text, q.terms::jsonb
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
            $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::text[])
            AS q (id, provider_id, account, currency, exactness, multiple_of, min_amount, max_amount, obtained_at, expires_at, terms)`,
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
      quotes.map(storedTerms),
    ],
  );
}

function storedTerms({ rule, mustChoose = false }: Quote): string | null {
  const terms = writeTerms(rule, mustChoose);
  return terms && JSON.stringify(terms);
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
    mustChoose: row.terms?.mustChoose === true,
    line: row.line,
    rule: {
      exactness: row.exactness,
      multipleOf: row.multiple_of === null ? null : minor(row.multiple_of),
      minAmount: row.min_amount === null ? null : minor(row.min_amount),
      maxAmount: row.max_amount === null ? null : minor(row.max_amount),
      ...readTerms(row.terms),
    },
    history: {
      usualAmount: row.usual_amount === null ? null : minor(row.usual_amount),
      similarAccount: row.similar_account,
    },
    holderNameMasked: row.holder_name_masked,
    obtainedAt: row.obtained_at,
    expiresAt: row.expires_at,
    standIn: row.stand_in,
  };
}

function askerOf(row: QuoteRow): Asker {
  if (row.agent_id !== null) return { kind: 'agent', agentId: row.agent_id, forCitizenId: row.for_citizen_id };
  return { kind: 'citizen', citizenId: present(row.citizen_id, 'the asker of a quote') };
}

/** JSON has no integers of this size: amounts travel as text. */
export function writeBills(bills: readonly Bill[]): string {
  return JSON.stringify(bills.map((bill) => ({ ...bill, amount: bill.amount.toString() })));
}

export function readBills(bills: readonly StoredBill[]): Bill[] {
  return bills.map(({ number, period, dueOn, amount }) => ({ number, period, dueOn, amount: minor(BigInt(amount)) }));
}
