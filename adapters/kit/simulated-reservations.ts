import type { Minor } from '../../src/kernel/money.ts';
import type { SimulatedProvider } from './simulated-protocol.ts';

/** What the first of two steps holds until the second books it, or for ever. It moves no money and dies with the process. */
export interface Reservation {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  /** What the caller called its time, and the provider's own. */
  readonly time: Date;
  readonly createdAt: Date;
}

/** By reference. */
export type Reservations = Map<string, Reservation>;

/** The reservations of each provider that speaks a protocol of two steps. */
export function createReservationBooks(): (provider: SimulatedProvider) => Reservations {
  const books = new WeakMap<SimulatedProvider, Reservations>();
  return (provider) => {
    const found = books.get(provider) ?? new Map<string, Reservation>();
    books.set(provider, found);
    return found;
  };
}
