import type { Currency, Minor } from '../kernel/money.ts';
import type { BasketRequest, Collector, RehearsedLine } from '../payments/api.ts';

/** `withdrawn`: the agent took it back. `expired`: nobody confirmed it in time. */
export type PreparationState = 'prepared' | 'confirmed' | 'withdrawn' | 'expired';

/** Somebody of an agent who takes money at a counter or device. */
export type PreparingTeller = Collector & { readonly tellerId: string };

/** A basket that was checked and whose money is held, until it is confirmed. */
export interface Preparation {
  readonly id: string;
  readonly collector: PreparingTeller;
  /** The agent's own key. */
  readonly key: string;
  readonly requestHash: string;
  /** What is paid when it is confirmed. */
  readonly request: Omit<BasketRequest, 'key'>;
  readonly lines: readonly RehearsedLine[];
  readonly currency: Currency;
  /** What the payer hands over, fees and VAT included; so much is held. */
  readonly total: Minor;
  readonly state: PreparationState;
  readonly madeAt: Date;
  /** From this instant on it can no longer be confirmed. */
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly attempt: number;
}

const longestMs = 15 * 60_000;

/** A quarter of an hour, or as long as its quotes and fees hold. */
export function expiryOf(now: Date, until: Date): Date {
  return new Date(Math.min(now.getTime() + longestMs, until.getTime()));
}

export function isExpired({ state, expiresAt }: Pick<Preparation, 'state' | 'expiresAt'>, now: Date): boolean {
  return state === 'prepared' && now >= expiresAt;
}
