import type { CardService } from '../../cards/api.ts';
import type { DebtService } from '../../debts/api.ts';
import type { Deliverer } from '../../delivery/deliverer.ts';
import type { SettableClock } from '../../kernel/clock.ts';
import type { Currency, Minor } from '../../kernel/money.ts';
import type { PaymentCodeService, PaymentService } from '../../payments/api.ts';
import type { SettlementService } from '../../settlement/api.ts';
import type { SimulatedSide, WorldHub } from '../hub.ts';

/** The hub as the demo uses it: everything by its services, as counters and workers would. */
export interface DemoHub extends WorldHub {
  readonly clock: SettableClock;
  readonly debts: DebtService;
  readonly payments: PaymentService;
  readonly paymentCodes: PaymentCodeService;
  readonly cards: CardService;
  readonly deliverer: Deliverer;
  readonly settlement: SettlementService;
  /** Replays the books; returns what is wrong, one line each. */
  readonly verify: () => Promise<readonly string[]>;
  readonly sumPostings: () => Promise<readonly { readonly currency: Currency; readonly total: Minor }[]>;
}

/** A payment as the hub has it, for comparison with a provider's own books. */
export interface HubPayment {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  /** Must the provider have it? `open` while the outcome is unknown. */
  readonly booked: 'yes' | 'no' | 'open';
}

/** The simulated providers as the demo needs them. */
export interface DemoSimulators extends SimulatedSide {
  /** The provider takes no payments for the account any more. */
  readonly closeAccount: (providerCode: string, account: string) => void;
  /** How often the provider was asked what became of a payment. */
  readonly inquiries: (providerCode: string) => number;
  /** What the provider's own books have of meters: ids of readings, and the state of credit by the payment's reference. */
  readonly meterBooks: (providerCode: string) => {
    readonly readings: readonly string[];
    readonly credits: ReadonlyMap<string, 'issued' | 'loaded' | 'voided'>;
  };
  /** Where the provider's own books and these payments disagree, one line each. */
  readonly differences: (providerCode: string, payments: readonly HubPayment[]) => readonly string[];
}
