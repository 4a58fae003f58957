import type { Clock } from '../kernel/clock.ts';
import type { PaymentState } from '../payments/states.ts';
import { parseReceiptNumber } from '../payments/receipt-number.ts';
import type { Sql } from '../platform/database/sql.ts';
import { pauseMs, poisonAfter, type DeliverySettings } from './model.ts';
import * as store from './nudge-store.ts';

/** How a payment stands with its provider. */
export interface Standing {
  readonly paymentId: string;
  readonly settlementDay: string;
  readonly state: PaymentState;
  /** A worker is telling or asking the provider now. */
  readonly isUnderWay: boolean;
  readonly inquiries: number;
  /** Attempts in a row that ended without an answer of the adapter. */
  readonly failures: number;
  readonly reversalRequested: boolean;
  /** The provider had confirmed it once, whatever came of it then. */
  readonly wasConfirmed: boolean;
  readonly reversedAt: Date | null;
}

/** For whoever was told something of a payment by its provider. */
export interface Nudges {
  /** How the provider's payment of this reference stands, locked until the transaction ends; undefined: it has none. */
  standingOf(
    sql: Sql,
    payment: { readonly providerId: string; readonly reference: string },
  ): Promise<Standing | undefined>;
  /**
   * Brings the next status query of an open outcome forward to now; the flow makes it when breaker and places allow. A nudge
   * holds for the pause that the payment is in, which grows with every query: so much is asked once in each pause, however
   * much is told. False while an earlier nudge holds, and for what waits for a person.
   */
  nudge(sql: Sql, standing: Standing): Promise<boolean>;
  /** Forgets nudges that hold no more; returns how many. */
  sweep(limit: number): Promise<number>;
}

export function createNudges(deps: {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly settings: Pick<DeliverySettings, 'inquiryMs'>;
}): Nudges {
  const { clock, settings } = deps;
  return {
    async standingOf(sql, { providerId, reference }) {
      const parts = parseReceiptNumber(reference);
      if (!parts) return undefined;
      return store.lockStanding(sql, { providerId, reference, settlementDay: parts.day });
    },
    async nudge(sql, standing) {
      if (standing.state !== 'unknown' || standing.isUnderWay || standing.failures >= poisonAfter) return false;
      const now = clock.now();
      const holdsUntil = new Date(now.getTime() + pauseMs(settings.inquiryMs, Math.max(0, standing.inquiries - 1)));
      if (!(await store.takeNudge(sql, standing.paymentId, { now, holdsUntil }))) return false;
      await store.askSoon(sql, standing, now);
      return true;
    },
    sweep: (limit) => store.deleteNudges(deps.sql, clock.now(), limit),
  };
}
