import type { Currency } from '../kernel/money.ts';
import type { AcceptBasket } from '../payments/commands.ts';
import { type Limits, noTakings, type Takings } from '../payments/limits.ts';
import type { Sql } from '../platform/database/sql.ts';

/** Limits of whoever takes a basket, as columns of agent `a`, outlet `o` and teller `t`. */
export const limitColumns = `a.payment_limit AS agent_payment, o.payment_limit AS outlet_payment, o.daily_limit AS outlet_day,
       t.payment_limit AS teller_payment, t.daily_limit AS teller_day`;

export interface LimitRow {
  agent_payment: bigint | null;
  outlet_payment: bigint | null;
  outlet_day: bigint | null;
  teller_payment: bigint | null;
  teller_day: bigint | null;
}

export function limitsOf(row: LimitRow): Limits {
  return {
    payment: { agent: row.agent_payment, outlet: row.outlet_payment, teller: row.teller_payment },
    day: { outlet: row.outlet_day, teller: row.teller_day },
  };
}

/** An outlet or a teller that has a limit for the day, in one currency. */
export interface TakingOwner {
  readonly kind: 'outlet' | 'teller';
  readonly id: string;
  readonly currency: Currency;
}

type Taker = Pick<AcceptBasket, 'outletId' | 'tellerId' | 'currency'>;

/** Whose takings a basket has to be held against. */
export function ownersOf({ outletId, tellerId, currency }: Taker, { day }: Limits): TakingOwner[] {
  const outlet = day.outlet === null || outletId === null ? [] : [{ kind: 'outlet' as const, id: outletId, currency }];
  const teller = day.teller === null || tellerId === null ? [] : [{ kind: 'teller' as const, id: tellerId, currency }];
  return [...outlet, ...teller];
}

export function takenName({ id, currency }: Pick<TakingOwner, 'id' | 'currency'>): string {
  return `${id}:${currency}`;
}

/** What is known of the takings of whoever takes a basket. */
export function takingsOf(taken: ReadonlyMap<string, bigint>, { outletId, tellerId, currency }: Taker): Takings {
  const of = (id: string | null) => (id === null ? 0n : (taken.get(takenName({ id, currency })) ?? 0n));
  return { outlet: of(outletId), teller: of(tellerId) };
}

/** Adds what was taken, or takes off what was reversed, wherever it is counted. */
export function addTaken(taken: Map<string, bigint>, { outletId, tellerId, currency }: Taker, total: bigint): void {
  for (const id of [outletId, tellerId]) {
    if (id === null) continue;
    const name = takenName({ id, currency });
    const before = taken.get(name);
    if (before !== undefined) taken.set(name, before + total);
  }
}

/** Takings of one basket's taker, read in its turn; nothing is asked where nothing is limited. */
export async function readTakings(
  sql: Sql,
  taker: Taker,
  { limits, day }: { readonly limits: Limits; readonly day: string },
): Promise<Takings> {
  const owners = ownersOf(taker, limits);
  return owners.length === 0 ? noTakings : takingsOf(await readTaken(sql, owners, day), taker);
}

/**
 * What outlets and tellers have taken on a day, by `takenName`, fees included; what was reversed does not count. An outlet is
 * counted over those who work there, by the index of tellers.
 */
export async function readTaken(sql: Sql, owners: readonly TakingOwner[], day: string): Promise<Map<string, bigint>> {
  const rows = await sql.rows<{ id: string; currency: Currency; total: string }>(
    `WITH w AS (SELECT * FROM unnest($2::text[], $3::uuid[], $4::text[]) AS w (kind, id, currency)),
     taker AS (
       SELECT w.kind, w.id, w.currency, w.id AS teller_id FROM w WHERE w.kind = 'teller'
       UNION ALL
       SELECT w.kind, w.id, w.currency, t.id FROM w JOIN teller t ON t.outlet_id = w.id WHERE w.kind = 'outlet')
     SELECT k.id, k.currency, sum(y.amount + y.payer_fee + y.payer_fee_vat)::text AS total
       FROM taker k
       JOIN payment y ON y.teller_id = k.teller_id AND y.settlement_day = $1 AND y.currency = k.currency
        AND (k.kind = 'teller' OR y.outlet_id = k.id)
       JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id AND v.state <> 'reversed'
      GROUP BY k.id, k.currency`,
    [day, owners.map(({ kind }) => kind), owners.map(({ id }) => id), owners.map(({ currency }) => currency)],
    { prepared: 'read_taken' },
  );
  const taken = new Map(owners.map((owner) => [takenName(owner), 0n]));
  for (const { total, ...owner } of rows) taken.set(takenName(owner), BigInt(total));
  return taken;
}

/**
 * Brings takings up to date with what the lane wrote after transfer `after` of the day: what was accepted comes in, what was
 * reversed goes off. Only owners that are known already are counted.
 */
export async function catchUpTaken(
  sql: Sql,
  taken: Map<string, bigint>,
  since: { readonly lane: number; readonly day: string; readonly after: bigint },
): Promise<void> {
  const rows = await sql.rows<{ outletId: string | null; tellerId: string; currency: Currency; total: string }>(
    `SELECT y.outlet_id AS "outletId", y.teller_id AS "tellerId", y.currency,
            sum(CASE t.kind WHEN 'acceptance' THEN 1 ELSE -1 END * (y.amount + y.payer_fee + y.payer_fee_vat))::text AS total
       FROM transfer t JOIN payment y ON y.settlement_day = t.payment_day AND y.id = t.payment_id
      WHERE t.settlement_day = $1 AND t.lane = $2 AND t.number > $3 AND t.payment_day = $1 AND y.teller_id IS NOT NULL
        AND t.kind IN ('acceptance', 'reversal', 'refund', 'cancellation')
      GROUP BY y.outlet_id, y.teller_id, y.currency`,
    [since.day, since.lane, since.after],
  );
  for (const { total, ...taker } of rows) addTaken(taken, taker, BigInt(total));
}
