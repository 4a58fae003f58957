/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Counter, TellerSignIn } from '../agents/api.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Customer } from './model.ts';

/** A teller at the hub's own screen, and who stands before it. */
export interface Desk {
  readonly deskId: string;
  readonly counter: Counter;
  readonly customer: Customer | null;
}

export interface DeskService {
  /**
   * Opens a desk with the teller's own password. Refuses: invalid_credentials, too_many_requests, agent_suspended, forbidden,
   * temporarily_unavailable.
   */
  signIn(
    signIn: TellerSignIn,
    ip: string,
  ): Promise<Result<{ readonly token: string; readonly deskId: string }, Refusal>>;
  /** To be asked at every request; a customer who has gone is cleared by it. Refuses: session_ended. */
  authenticate(token: string): Promise<Result<Desk, Refusal>>;
  /** Ends the desk and forgets its customer; an unknown token is no error. */
  signOut(token: string): Promise<void>;
  /**
   * Changes the customer as it stands now, one change after the other: providers answer while a teller types. Returns who is
   * there afterwards; undefined where the desk is closed.
   */
  change(deskId: string, alter: (customer: Customer | null) => Customer | null): Promise<Customer | null | undefined>;
  /** Removes desks that are over; returns how many. */
  sweep(): Promise<number>;
}
