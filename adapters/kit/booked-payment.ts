import type { Minor } from '../../src/kernel/money.ts';

/** A payment as the simulated provider has it in its own books. */
export interface BookedPayment {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  /** The provider's own number, derived from the reference: the same in every run. */
  readonly transaction: string;
  /** Instant of booking, ISO 8601. */
  readonly bookedAt: string;
  /** How often the account was credited. More than once is a defect of the provider's. */
  readonly credits: number;
  readonly cancelled: boolean;
  /** Numbers of the bills that the payer chose; left out where none were. */
  readonly bills?: readonly string[];
}
