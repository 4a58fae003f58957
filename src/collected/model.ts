import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';

/** Most lines of one batch. */
export const mostLines = 1_000;

/**
 * `waiting`: taken, and nobody was asked yet. `placing`: being paid to the provider. `accepted`: a payment. `confirmed`: the
 * provider has it. `reversed`: the agent gave the money back for the payment. `parking`, `suspense`: no provider takes it, and
 * the hub keeps it. `paying`, `paid_out`: given back to the payer. `releasing`: assigned to another account.
 */
export const lineStates = [
  'waiting',
  'placing',
  'accepted',
  'confirmed',
  'reversed',
  'parking',
  'suspense',
  'paying',
  'paid_out',
  'releasing',
] as const;
export type LineState = (typeof lineStates)[number];

/** A provisional receipt as the office wrote it. */
export interface NewLine {
  /** Of the provisional receipt; an office counts from 1. */
  readonly number: number;
  readonly providerCode: string;
  readonly account: string;
  readonly currency: Currency;
  readonly amount: Minor;
  /** Whether a person or a device took the cash. */
  readonly channel: 'counter' | 'kiosk';
  readonly collectedAt: Date;
}

/** A provisional receipt with what has become of its money. */
export interface CollectedLine extends NewLine {
  readonly id: string;
  readonly batchId: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly receivedAt: Date;
  readonly state: LineState;
  /** Why no provider took it; null while one may. */
  readonly reason: ErrorCode | null;
  /** 1, and one more for each assignment to another account. */
  readonly attempt: number;
  readonly quoteId: string | null;
  readonly payment: { readonly id: string; readonly settlementDay: string } | null;
  readonly decidedAt: Date | null;
}

/** Numbers of an office that no batch has brought, both ends included. */
export interface NumberGap {
  readonly from: number;
  readonly to: number;
}

/** True for the same provisional receipt said once more. */
export function isSameReceipt(known: CollectedLine, line: NewLine): boolean {
  const isFirstAttempt = known.attempt === 1;
  return (
    known.amount === line.amount &&
    known.currency === line.currency &&
    known.collectedAt.getTime() === line.collectedAt.getTime() &&
    known.channel === line.channel &&
    // An operator may have corrected the account since.
    (!isFirstAttempt || (known.providerCode === line.providerCode && known.account === line.account))
  );
}

/** Keys under which the lane knows what it did for a line: once for each attempt. */
export function keysOf({ id, attempt }: Pick<CollectedLine, 'id' | 'attempt'>) {
  return {
    payment: `collected:${id}:${attempt}`,
    suspense: `suspense:${id}:${attempt}`,
    release: `suspense-released:${id}:${attempt}`,
    /** A line is paid out once, whatever its attempts. */
    payout: `suspense-paid:${id}`,
  };
}
