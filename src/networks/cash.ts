import type { Currency, Minor } from '../kernel/money.ts';
import { minor } from '../kernel/money.ts';

/** `stacked`: the note is in the box. `returned`, `rejected`: the payer has it. `collected`: the box was emptied. */
export const cashEventKinds = ['stacked', 'returned', 'rejected', 'collected'] as const;
export type CashEventKind = (typeof cashEventKinds)[number];

export interface CashEvent {
  /** Of the device, from 1 without gaps. */
  readonly number: number;
  readonly kind: CashEventKind;
  readonly currency: Currency;
  /** Of the note; of a collection what was in the box. */
  readonly amount: Minor;
  readonly occurredAt: Date;
}

export interface ReceivedEvents {
  readonly added: number;
  readonly repeated: number;
  /** Numbers that stand for another event already; the first one holds. */
  readonly conflicts: readonly number[];
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** What a device holds by its journal, and by the payments that it took, since its box was emptied last. */
export interface CashReport {
  readonly currency: Currency;
  readonly since: Date | null;
  readonly stacked: { readonly notes: number; readonly amount: Minor };
  readonly givenBack: { readonly notes: number; readonly amount: Minor };
  readonly payments: { readonly count: number; readonly amount: Minor };
  /** Stacked less paid: above nought is what payers left in the device. */
  readonly difference: Minor;
  /** What the box should have held when it was emptied last, less what was in it; null before the first collection. */
  readonly lastCollection: { readonly counted: Minor; readonly difference: Minor } | null;
}

export interface CashSums {
  readonly currency: Currency;
  readonly since: Date | null;
  readonly stackedNotes: number;
  readonly stacked: bigint;
  readonly backNotes: number;
  readonly back: bigint;
  readonly payments: number;
  readonly paid: bigint;
  readonly collected: bigint | null;
  readonly stackedBefore: bigint;
}

export function reportOf(sums: CashSums): CashReport {
  return {
    currency: sums.currency,
    since: sums.since,
    stacked: { notes: sums.stackedNotes, amount: minor(sums.stacked) },
    givenBack: { notes: sums.backNotes, amount: minor(sums.back) },
    payments: { count: sums.payments, amount: minor(sums.paid) },
    difference: minor(sums.stacked - sums.paid),
    lastCollection:
      sums.collected === null
        ? null
        : { counted: minor(sums.collected), difference: minor(sums.stackedBefore - sums.collected) },
  };
}
