/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { DrawerRequest, Once } from '../drawers/api.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { CollectedLine, NewLine, NumberGap } from './model.ts';

/** An office of an agent, by its code. */
export interface Office {
  readonly agentId: string;
  readonly outletCode: string;
}

export interface ReceivedBatch {
  readonly batchId: string;
  /** Lines that were not known. */
  readonly added: number;
  /** Lines that were known, said once more. */
  readonly repeated: number;
  /** Numbers that stand for another receipt already; the first one holds. */
  readonly conflicts: readonly number[];
  readonly gaps: readonly NumberGap[];
}

export interface LinePage {
  readonly items: readonly CollectedLine[];
  /** Number after which the next page begins; null on the last. */
  readonly next: number | null;
}

export interface CollectedService {
  /**
   * Takes what an office collected: 1 to 1,000 provisional receipts. No line is refused for what it says; the same receipt
   * twice is one line. Refuses: invalid_request (the office, an instant in the future, a number twice in the batch).
   */
  receive(office: Office, lines: readonly NewLine[]): Promise<Result<ReceivedBatch, Refusal>>;
  /** By number. Refuses: invalid_request (the office). */
  list(office: Office, page: { readonly limit: number; readonly after: number }): Promise<Result<LinePage, Refusal>>;
  /** Refuses: not_found (also for another agent's). */
  get(office: Office, number: number): Promise<Result<CollectedLine, Refusal>>;
  /** Numbers below the highest known that no batch has brought; at most 1,000 ranges. Refuses: invalid_request (the office). */
  gaps(office: Office): Promise<Result<readonly NumberGap[], Refusal>>;
  /**
   * Gives money that lies in suspense back to whoever brings the provisional receipt, out of the open drawer of a teller.
   * Refuses: not_found, shift_not_open, suspense_decided, idempotency_key_reused.
   */
  payOut(request: DrawerRequest, office: Office, number: number): Once<CollectedLine>;
  /** What lies in suspense, oldest first, at most `limit`; for an operator. */
  listSuspense(limit: number): Promise<readonly CollectedLine[]>;
  /**
   * Pays money that lies in suspense to the right account. Refuses: not_found, suspense_decided, invalid_request (provider or
   * account), currency_not_supported.
   */
  assign(
    lineId: string,
    to: { readonly providerCode: string; readonly account: string },
    login: string,
  ): Promise<Result<CollectedLine, Refusal>>;
  /** Goes on with every line that is not done, for a bounded while; returns how many moved. */
  workOff(): Promise<number>;
}
