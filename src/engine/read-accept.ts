import type { FeeRule } from '../fees/model.ts';
import { present } from '../kernel/assert.ts';
import { minor, type Currency } from '../kernel/money.ts';
import type { AmountRule, Exactness, ProviderState } from '../providers/model.ts';
import { readTerms, type StoredTerms } from '../providers/stored-terms.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AcceptState, CodeBasket, StoredKey } from '../payments/accept.ts';
import { billsPaidSince, billsTextOf, paysBillOf } from '../payments/bills.ts';
import type { AcceptBasket } from '../payments/commands.ts';
import type { Limits } from '../payments/limits.ts';
import type { PayableQuote } from '../payments/lines.ts';
import type { Stamp } from '../payments/effects.ts';
import { type KeyRow, storedKeys } from './read-answers.ts';
import { limitColumns, type LimitRow, limitsOf, readTakings } from './takings.ts';

/** What other nouns say about a basket. It does not depend on the order of payments, but on the instant: a suspension holds at once. */
export interface AcceptContext {
  readonly agentState: 'active' | 'suspended';
  readonly tokenVersion: number;
  readonly tellerMayCollect: boolean;
  readonly limits: Limits;
  readonly hasShift: boolean;
  readonly quotes: ReadonlyMap<string, KnownQuote>;
}

interface KnownQuote extends PayableQuote {
  readonly duplicateWindowS: number;
  readonly obtainedAt: Date;
}

export interface QuoteRow {
  id: string;
  provider_id: string;
  provider_state: ProviderState;
  settlement_mode: 'net' | 'gross';
  account: string;
  fields: Record<string, string>;
  for_citizen: string | null;
  currency: Currency;
  balance: bigint;
  balance_told: boolean;
  exactness: Exactness;
  multiple_of: bigint | null;
  min_amount: bigint | null;
  max_amount: bigint | null;
  usual_amount: bigint | null;
  similar_account: string | null;
  terms: StoredTerms | null;
  expires_at: Date;
}

interface KnownQuoteRow extends QuoteRow {
  duplicate_window_s: number;
  obtained_at: Date;
}

interface AgentRow extends LimitRow {
  state: 'active' | 'suspended';
  token_version: number;
  kind: string;
  teller_state: 'active' | 'suspended' | null;
  has_shift: boolean;
}

/**
 * Whether teller `t` may take cash as agent `a` wants shifts. Shifts are looked at for agents that ask for them and for nobody
 * else: the others pay nothing for it. A device keeps no drawer.
 */
export const hasShift = `CASE WHEN a.shift_required AND t.role IS DISTINCT FROM 'device'
  THEN EXISTS (SELECT FROM cash_shift s WHERE s.teller_id = t.id AND s.closed_at IS NULL) ELSE true END`;

/** State of teller `t` at outlet `o`: while the outlet is suspended, so is whoever works there. */
export const tellerState = `CASE WHEN o.state = 'suspended' THEN o.state ELSE t.state END`;

/** A provider's state at instant `$n`: planned work that is under way counts as maintenance. */
export const providerState = (instant: '$4' | '$8') => `CASE WHEN p.state = 'active' AND EXISTS (
  SELECT FROM maintenance_window m WHERE m.provider_id = p.id AND m.ends_at > ${instant}::timestamptz AND m.starts_at <= ${instant}::timestamptz)
  THEN 'maintenance' ELSE p.state END`;

/**
 * Agent, teller and quotes of a basket. A quote that another party asked for is left out, as if it did not exist: an
 * agent pays by its own quotes, the cabinet by those of the citizen it acts for.
 */
export async function readAcceptContext(sql: Sql, command: AcceptBasket, at: Date): Promise<AcceptContext> {
  const agent = present(
    await sql.first<AgentRow>(
      `SELECT a.state, a.token_version, a.kind, ${tellerState} AS teller_state, ${limitColumns}, ${hasShift} AS has_shift
         FROM agent a LEFT JOIN (teller t JOIN outlet o ON o.id = t.outlet_id) ON t.id = $2 AND t.agent_id = a.id
        WHERE a.id = $1`,
      [command.agentId, command.tellerId],
      { prepared: 'read_basket_parties' },
    ),
    'the agent of a basket',
  );
  const rows = await sql.rows<KnownQuoteRow>(
    `SELECT q.id, q.provider_id, ${providerState('$4')} AS provider_state, p.settlement_mode, p.duplicate_window_s, q.account, q.fields,
            coalesce(q.citizen_id, q.for_citizen_id) AS for_citizen, q.currency, q.balance, q.balance_told, q.exactness,
            q.multiple_of, q.min_amount, q.max_amount, q.usual_amount, q.similar_account, q.terms, q.obtained_at, q.expires_at
       FROM quote q JOIN provider p ON p.id = q.provider_id
      WHERE q.id = ANY($1::uuid[]) AND (q.agent_id = $2 OR ($3 AND q.asker = 'citizen')) LIMIT 1000`,
    [command.lines.map((line) => line.quoteId), command.agentId, agent.kind === 'cabinet', at],
    { prepared: 'read_basket_quotes' },
  );
  return {
    agentState: agent.state,
    tokenVersion: agent.token_version,
    tellerMayCollect: command.tellerId === null || agent.teller_state === 'active',
    limits: limitsOf(agent),
    hasShift: agent.has_shift,
    quotes: new Map(
      rows.map((row) => [
        row.id,
        { ...quoteOf(row), duplicateWindowS: row.duplicate_window_s, obtainedAt: row.obtained_at },
      ]),
    ),
  };
}

/** The stored outcome of a key, or null. */
export async function findKey(sql: Sql, agentId: string, key: string): Promise<StoredKey | null> {
  const row = await sql.first<KeyRow>(
    `SELECT encode(request_hash, 'hex') AS "requestHash", status, CASE status WHEN 'refused' THEN answer END AS refusal, basket_id AS "basketId",
            created_at AS at FROM idempotency_key WHERE agent_id = $1 AND client_key = $2`,
    [agentId, key],
    { prepared: 'find_key' },
  );
  const [stored] = await storedKeys(sql, [row ?? null]);
  return stored ?? null;
}

/** What depends on the order of payments, read while the lane is held; the position's row is locked. */
export async function readAcceptState(
  sql: Sql,
  command: AcceptBasket,
  held: { readonly context: AcceptContext; readonly stamp: Stamp; readonly rules: readonly FeeRule[] },
): Promise<AcceptState> {
  const position = await sql.first<{ balance: bigint; floor: bigint }>(
    `SELECT b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      WHERE a.kind = 'agent_position' AND a.owner_id = $1 AND a.currency = $2 FOR UPDATE OF b`,
    [command.agentId, command.currency],
    { prepared: 'lock_position' },
  );
  const state = await readUnordered(sql, command, held);
  return { ...state, position: position ?? null };
}

/** All of it but the position. */
export async function readUnordered(
  sql: Sql,
  command: AcceptBasket,
  held: { readonly context: AcceptContext; readonly stamp: Stamp; readonly rules: readonly FeeRule[] },
): Promise<Omit<AcceptState, 'position'>> {
  const { context, stamp } = held;
  return {
    stored: null,
    isRepeat: false,
    agentState: context.agentState,
    tokenVersion: context.tokenVersion,
    tellerMayCollect: context.tellerMayCollect,
    hasShift: context.hasShift,
    limits: context.limits,
    takings: await readTakings(sql, command, { limits: context.limits, day: stamp.day }),
    quotes: context.quotes,
    ...(await readRepeats(sql, command, { quotes: context.quotes, at: stamp.at })),
    rules: held.rules,
    paymentCode: await readPaymentCode(sql, command.paymentCode, stamp.at),
  };
}

/**
 * Lines whose account was paid the same amount within the provider's window, or one of whose bills was paid within a day; and
 * those whose quote stands behind a payment, or has a bill that was paid since it was obtained.
 */
async function readRepeats(
  sql: Sql,
  command: AcceptBasket,
  seen: { readonly quotes: AcceptContext['quotes']; readonly at: Date },
): Promise<{ duplicates: Set<number>; usedQuotes: Set<number> }> {
  const lines = command.lines.flatMap((line, index) => {
    const quote = seen.quotes.get(line.quoteId);
    return quote ? [{ index, amount: line.amount, ...quote }] : [];
  });
  const paid = await sql.rows<{ index: number; is_repeated: boolean; is_used: boolean }>(
    `SELECT l.index, bool_or(y.amount = l.amount AND y.accepted_at >= l.since OR shared.is_bill) AS is_repeated,
            bool_or(y.quote_id IS NOT DISTINCT FROM l.quote_id OR shared.is_bill AND y.accepted_at >= l.obtained_at) AS is_used
       FROM unnest($1::int[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::uuid[], $7::timestamptz[], $8::text[])
            AS l (index, provider_id, account, amount, since, quote_id, obtained_at, bills)
       JOIN payment y ON y.provider_id = l.provider_id AND y.account = l.account
                     AND y.accepted_at >= least(l.since, l.obtained_at, ${billsPaidSince('$9')})
       CROSS JOIN LATERAL (SELECT ${paysBillOf('l.bills')} AS is_bill) AS shared
       JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id AND v.state NOT IN ('reversed', 'rejected')
      WHERE y.amount = l.amount OR y.quote_id = l.quote_id OR shared.is_bill
      GROUP BY l.index LIMIT 1000`,
    [
      lines.map((line) => line.index),
      lines.map((line) => line.providerId),
      lines.map((line) => line.account),
      lines.map((line) => line.amount),
      lines.map((line) => new Date(seen.at.getTime() - line.duplicateWindowS * 1000)),
      lines.map((line) => line.id),
      lines.map((line) => line.obtainedAt),
      lines.map((line) => billsTextOf(line.fields)),
      seen.at,
    ],
    { prepared: 'read_repeats' },
  );
  return {
    duplicates: new Set(paid.filter((row) => row.is_repeated).map((row) => row.index)),
    usedQuotes: new Set(paid.filter((row) => row.is_used).map((row) => row.index)),
  };
}

async function readPaymentCode(sql: Sql, code: string | null, at: Date): Promise<AcceptState['paymentCode']> {
  if (code === null) return null;
  const row = await sql.first<CodeBasket & { payable: boolean }>(
    'SELECT basket_id IS NULL AND expires_at > $2 AS payable, currency, lines FROM payment_code WHERE code = $1 FOR UPDATE',
    [code, at],
    { prepared: 'lock_payment_code' },
  );
  if (!row) return 'unknown';
  return row.payable ? { currency: row.currency, lines: row.lines } : 'not-payable';
}

function ruleOf(row: QuoteRow): AmountRule {
  const rule = {
    exactness: row.exactness,
    multipleOf: row.multiple_of === null ? null : minor(row.multiple_of),
    minAmount: row.min_amount === null ? null : minor(row.min_amount),
    maxAmount: row.max_amount === null ? null : minor(row.max_amount),
  };
  return row.terms === null ? rule : { ...rule, ...readTerms(row.terms) };
}

export function quoteOf(row: QuoteRow): PayableQuote {
  return {
    id: row.id,
    providerId: row.provider_id,
    providerState: row.provider_state,
    providerFeeMode: row.settlement_mode,
    account: row.account,
    fields: row.fields,
    citizenId: row.for_citizen,
    owed: {
      currency: row.currency,
      balance: minor(row.balance),
      balanceTold: row.balance_told,
      mustChoose: row.terms?.mustChoose === true,
    },
    rule: ruleOf(row),
    history: {
      usualAmount: row.usual_amount === null ? null : minor(row.usual_amount),
      similarAccount: row.similar_account,
    },
    expiresAt: row.expires_at,
  };
}
