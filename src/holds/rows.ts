import { minor, type Currency, type Minor } from '../kernel/money.ts';
import type { AccountKind } from '../ledger/chart.ts';
import type { Hold, HoldEnd } from './model.ts';

/** A hold joined with its accounts and its end, as PostgreSQL returns it. */
export interface HoldRow {
  id: string;
  key: string;
  currency: Currency;
  amount: bigint;
  made_at: Date;
  expires_at: Date;
  from_kind: AccountKind;
  from_owner: string;
  to_kind: AccountKind;
  to_owner: string;
  end_state: HoldEnd | null;
  end_amount: Minor | null;
}

/** Columns and joins of `HoldRow`; the caller adds the condition. */
export const holdColumns = `h.id, h.key, h.currency, h.amount, h.made_at, h.expires_at, f.kind AS from_kind, f.owner_id AS from_owner,
  t.kind AS to_kind, t.owner_id AS to_owner, r.state AS end_state, r.amount AS end_amount`;
export const holdJoin = `hold h JOIN ledger_account f ON f.id = h.from_account JOIN ledger_account t ON t.id = h.to_account
  LEFT JOIN hold_resolution r ON r.hold_id = h.id`;

export function holdFromRow(row: HoldRow): Hold {
  const { currency } = row;
  return {
    id: row.id,
    key: row.key,
    from: { kind: row.from_kind, ownerId: row.from_owner, currency },
    to: { kind: row.to_kind, ownerId: row.to_owner, currency },
    amount: minor(row.amount),
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    end: row.end_state === null ? null : { state: row.end_state, amount: minor(row.end_amount ?? 0n) },
  };
}
