import { type Currency, minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { LastKnownDebt, Quote } from './model.ts';
import type { StandInContract } from './stand-in.ts';
import { readBills, type StoredBill, writeBills } from './store.ts';

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

export type Told = Pick<Quote, 'providerId' | 'account' | 'currency' | 'balance' | 'bills' | 'obtainedAt'>;

/**
 * What providers told, as the last that is known of each account: an answer that comes late never replaces a younger one. The rows
 * come in one order, so that two processes never wait for each other in a circle. The commit does not wait for the disk.
 */
export async function writeLastKnown(sql: Sql, told: readonly Told[]): Promise<void> {
  await sql.run(
    `INSERT INTO debt_last_known (provider_id, account, currency, balance, bills, obtained_at)
     SELECT DISTINCT ON (t.provider_id, t.account) t.provider_id, t.account, t.currency, t.balance, t.bills::jsonb, t.obtained_at
       FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly (set),
            unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
            AS t (provider_id, account, currency, balance, bills, obtained_at)
      WHERE quickly.set = 'off' ORDER BY t.provider_id, t.account, t.obtained_at DESC
     ON CONFLICT (provider_id, account) DO UPDATE
       SET currency = excluded.currency, balance = excluded.balance, bills = excluded.bills, obtained_at = excluded.obtained_at
       WHERE debt_last_known.obtained_at <= excluded.obtained_at`,
    [
      told.map(({ providerId }) => providerId),
      told.map(({ account }) => account),
      told.map(({ currency }) => currency),
      told.map(({ balance }) => balance),
      told.map(({ bills }) => writeBills(bills)),
      told.map(({ obtainedAt }) => obtainedAt),
    ],
    { prepared: 'write_last_known' },
  );
}

/** Payments older than this are decided, one way or the other, and move no debt any more. */
const movingDays = 100;

/**
 * True where a payment of the account was accepted, decided or taken back at or after an instant, or is on its way, or where
 * its provider said that it owes something else now. The bound on the day finds the partitions.
 */
export async function selectHasMoved(
  sql: Sql,
  { providerId, account, since }: { readonly providerId: string; readonly account: string; readonly since: Date },
): Promise<boolean> {
  const row = await sql.first<{ moved: boolean }>(
    `SELECT EXISTS (SELECT FROM debt_change c WHERE c.provider_id = $1 AND c.account = $2 AND c.changed_at >= $3) OR EXISTS (
       SELECT FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
        WHERE y.provider_id = $1 AND y.account = $2
          AND y.accepted_at >= $3::timestamptz - make_interval(days => ${movingDays})
          AND y.settlement_day >= ($3::timestamptz AT TIME ZONE 'UTC')::date - ${movingDays}
          AND (y.accepted_at >= $3 OR v.next_action_at IS NOT NULL OR v.decided_at >= $3
               OR EXISTS (SELECT FROM reversal r WHERE r.payment_id = y.id AND coalesce(r.decided_at, r.requested_at) >= $3))
     ) AS moved`,
    [providerId, account, since],
    { prepared: 'debt_has_moved' },
  );
  return row?.moved === true;
}

/** What the account owes is not what it was before this instant. */
export async function writeChange(
  sql: Sql,
  changed: { readonly providerId: string; readonly account: string; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO debt_change (provider_id, account, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (provider_id, account) DO UPDATE SET changed_at = greatest(debt_change.changed_at, excluded.changed_at)`,
    [changed.providerId, changed.account, changed.at],
  );
}

/** At most `limit`. A change that is younger than the last known bill of its account stays: nobody may pay by that bill any more. */
export function deleteChanges(sql: Sql, before: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM debt_change WHERE (provider_id, account) IN (
       SELECT c.provider_id, c.account FROM debt_change c
        WHERE c.changed_at < $1
          AND NOT EXISTS (SELECT FROM debt_last_known l
                           WHERE l.provider_id = c.provider_id AND l.account = c.account AND l.obtained_at <= c.changed_at)
        ORDER BY c.changed_at LIMIT $2)`,
    [before, limit],
  );
}

/** True where a reading of the account's meter was handed in at or after an instant. */
export async function selectHasRead(
  sql: Sql,
  { providerId, account, since }: { readonly providerId: string; readonly account: string; readonly since: Date },
): Promise<boolean> {
  const row = await sql.first<{ read: boolean }>(
    `SELECT EXISTS (SELECT FROM meter_reading WHERE provider_id = $1 AND account = $2 AND handed_in_at >= $3) AS read`,
    [providerId, account, since],
    { prepared: 'meter_has_read' },
  );
  return row?.read === true;
}

/** Null where the contract says nothing. */
export async function selectStandIn(sql: Sql, providerId: string): Promise<StandInContract | null> {
  const row = await sql.first<{ max_age_s: number; payable: boolean; max_amount: bigint | null }>(
    'SELECT max_age_s, payable, max_amount FROM provider_stand_in WHERE provider_id = $1',
    [providerId],
  );
  if (!row) return null;
  const { max_age_s: maxAgeS, payable, max_amount: maxAmount } = row;
  return { maxAgeS, payable, maxAmount: maxAmount === null ? null : minor(maxAmount) };
}

/** Null takes the contract's permission back. */
export async function writeStandIn(sql: Sql, providerId: string, contract: StandInContract | null): Promise<void> {
  if (contract === null) {
    await sql.run('DELETE FROM provider_stand_in WHERE provider_id = $1', [providerId]);
    return;
  }
  await sql.run(
    `INSERT INTO provider_stand_in (provider_id, max_age_s, payable, max_amount) VALUES ($1, $2, $3, $4)
     ON CONFLICT (provider_id) DO UPDATE
       SET max_age_s = excluded.max_age_s, payable = excluded.payable, max_amount = excluded.max_amount`,
    [providerId, contract.maxAgeS, contract.payable, contract.maxAmount],
  );
}
