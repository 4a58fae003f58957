import type { Currency } from '../kernel/money.ts';

/** Who an account is kept for. */
export type AccountOwner = 'agent' | 'teller' | 'provider' | 'citizen' | 'hub';

/**
 * strict: one locked balance row with a floor, checked in order. deferred: append-only postings and snapshots, so that
 * no row is updated by every payment.
 */
export type AccountMode = 'strict' | 'deferred';

interface ChartEntry {
  readonly mode: AccountMode;
  readonly owner: AccountOwner;
  /** What a balance above nought (credits exceed debits) means. */
  readonly meaning: string;
}

function chartOf<K extends string>(chart: Record<K, ChartEntry>): Readonly<Record<K, ChartEntry>> {
  return chart;
}

/** The chart of accounts, per currency. docs/ledger.md is generated from it. */
export const chart = chartOf({
  agent_position: {
    mode: 'strict',
    owner: 'agent',
    meaning: 'what the hub holds of the agent; below nought the agent owes',
  },
  agent_collateral: { mode: 'deferred', owner: 'agent', meaning: 'collateral the agent lodged' },
  agent_commission_payable: {
    mode: 'deferred',
    owner: 'agent',
    meaning: 'commission earned and not yet paid to the agent',
  },
  teller_drawer: {
    mode: 'deferred',
    owner: 'teller',
    meaning: 'minus the cash in the drawer, as it was counted at the last close',
  },
  agent_vault: {
    mode: 'deferred',
    owner: 'agent',
    meaning: 'cash that drawers got from outside of drawers; below nought they brought more there',
  },
  agent_takings: {
    mode: 'deferred',
    owner: 'agent',
    meaning: 'cash that drawers took for payments, less what they gave back',
  },
  cash_in_hand_over: {
    mode: 'deferred',
    owner: 'agent',
    meaning: 'received from drawers whose shift is still open; below nought given to such',
  },
  cash_over_short: { mode: 'deferred', owner: 'teller', meaning: 'cash over in a drawer; below nought cash short' },
  in_transit: { mode: 'deferred', owner: 'provider', meaning: 'accepted for the provider and not yet confirmed by it' },
  provider_payable: { mode: 'deferred', owner: 'provider', meaning: 'confirmed and due to the provider' },
  provider_receivable: {
    mode: 'deferred',
    owner: 'provider',
    meaning: 'below nought: what the provider owes back after payout',
  },
  payer_refundable: { mode: 'deferred', owner: 'hub', meaning: 'taken by no provider and due back to payers' },
  payer_wallet: { mode: 'strict', owner: 'citizen', meaning: 'money of the citizen held by the hub' },
  payer_bonus: { mode: 'strict', owner: 'citizen', meaning: 'bonus the citizen may spend' },
  card_clearing: { mode: 'deferred', owner: 'hub', meaning: 'card payments the acquirer has not yet paid out' },
  chargebacks: { mode: 'deferred', owner: 'hub', meaning: 'card payments taken back after the provider was told' },
  fee_income: { mode: 'deferred', owner: 'hub', meaning: 'fees earned by the hub, less commissions' },
  vat_payable: { mode: 'deferred', owner: 'hub', meaning: 'value added tax collected with fees' },
  payout_in_flight: {
    mode: 'deferred',
    owner: 'provider',
    meaning: 'ordered from the bank and not yet on its statement',
  },
  unidentified_deposits: { mode: 'deferred', owner: 'hub', meaning: 'money on the bank account nobody has claimed' },
  undeliverable_suspense: {
    mode: 'deferred',
    owner: 'hub',
    meaning: 'collected earlier, taken by no provider, owed to whoever holds the provisional receipt',
  },
  rounding: { mode: 'deferred', owner: 'hub', meaning: 'differences of rounding' },
  bank_mirror: { mode: 'deferred', owner: 'hub', meaning: 'minus the bank account: the statement must say the same' },
});

export type AccountKind = keyof typeof chart;

/** Owner of accounts that belong to the hub itself. */
export const hubOwner = '00000000-0000-0000-0000-000000000000';

/** Names one account of the books. */
export interface AccountRef {
  readonly kind: AccountKind;
  readonly ownerId: string;
  readonly currency: Currency;
}

export function accountKey(account: AccountRef): string {
  return `${account.kind}:${account.ownerId}:${account.currency}`;
}
