import type { Channel, Fee } from '../fees/model.ts';
import { minor, type Currency } from '../kernel/money.ts';
import type { PaymentView } from './model.ts';
import type { PaymentState } from './states.ts';

/** A payment joined with its delivery (`v`), as PostgreSQL returns it. */
export interface PaymentRow {
  settlement_day: string;
  id: string;
  receipt_number: string;
  receipt_token: string;
  basket_id: string;
  line: number;
  agent_id: string;
  outlet_id: string | null;
  teller_id: string | null;
  channel: Channel;
  provider_id: string;
  account: string;
  fields: Record<string, string>;
  citizen_id: string | null;
  quote_id: string | null;
  currency: Currency;
  amount: bigint;
  payer_fee: bigint;
  payer_fee_vat: bigint;
  payer_fee_rule: string | null;
  payer_fee_version: number | null;
  provider_fee: bigint;
  provider_fee_vat: bigint;
  provider_fee_rule: string | null;
  provider_fee_version: number | null;
  provider_fee_mode: 'net' | 'gross';
  commission: bigint;
  commission_rule: string | null;
  commission_version: number | null;
  duplicate_confirmed: boolean;
  accepted_at: Date;
  transfer: bigint;
  state: PaymentState;
  reversal_requested: boolean;
  provider_transaction: string | null;
  decided_at: Date | null;
  decided_day: string | null;
}

/**
 * Columns and join for `PaymentRow`; the caller adds the condition. By name, since a statement that is kept fails where its result has
 * another shape, and a migration may add a column.
 */
export const paymentColumns = `y.settlement_day, y.id, y.receipt_number, y.receipt_token, y.basket_id, y.line, y.agent_id, y.outlet_id, y.teller_id,
       y.channel, y.provider_id, y.account, y.fields, y.citizen_id, y.quote_id, y.currency, y.amount, y.payer_fee, y.payer_fee_vat, y.payer_fee_rule,
       y.payer_fee_version, y.provider_fee, y.provider_fee_vat, y.provider_fee_rule, y.provider_fee_version, y.provider_fee_mode, y.commission,
       y.commission_rule, y.commission_version, y.duplicate_confirmed, y.accepted_at, y.transfer,
       v.state, v.reversal_requested, v.provider_transaction, v.decided_at, v.decided_day`;
export const paymentJoin = `payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id`;

export function paymentFromRow(row: PaymentRow): PaymentView {
  return {
    id: row.id,
    settlementDay: row.settlement_day,
    receiptNumber: row.receipt_number,
    receiptToken: row.receipt_token,
    basketId: row.basket_id,
    line: row.line,
    agentId: row.agent_id,
    outletId: row.outlet_id,
    tellerId: row.teller_id,
    channel: row.channel,
    providerId: row.provider_id,
    account: row.account,
    fields: row.fields,
    citizenId: row.citizen_id,
    quoteId: row.quote_id,
    currency: row.currency,
    amount: minor(row.amount),
    payerFee: feeOf(row.payer_fee, row.payer_fee_vat, [row.payer_fee_rule, row.payer_fee_version]),
    providerFee: feeOf(row.provider_fee, row.provider_fee_vat, [row.provider_fee_rule, row.provider_fee_version]),
    providerFeeMode: row.provider_fee_mode,
    commission: feeOf(row.commission, 0n, [row.commission_rule, row.commission_version]),
    duplicateConfirmed: row.duplicate_confirmed,
    acceptedAt: row.accepted_at,
    acceptance: row.transfer,
    state: row.state,
    reversalRequested: row.reversal_requested,
    providerTransaction: row.provider_transaction,
    decidedAt: row.decided_at,
    decidedDay: row.decided_day,
  };
}

function feeOf(fee: bigint, vat: bigint, [id, version]: readonly [string | null, number | null]): Fee {
  return { fee: minor(fee), vat: minor(vat), rule: id !== null && version !== null ? { id, version } : null };
}
