/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { AccountInput } from '../kernel/adapter.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Provider } from '../providers/model.ts';
import type { Asker, DebtLine, DebtTarget, Quote } from './model.ts';
import type { StandInContract } from './stand-in.ts';

/** Most accounts one question may name. */
export const maxTargets = 100;

export interface DebtService {
  /**
   * Asks all providers at once and returns a line for each target, in the order of the targets. Each provider has its
   * own time-out: the whole takes as long as the slowest of them, and a silent one costs only its own line.
   */
  queryDebts(asker: Asker, targets: readonly DebtTarget[]): Promise<readonly DebtLine[]>;
  /** The same, each line as soon as it is known. A reader that stops early stops nothing but its own reading. */
  streamDebts(asker: Asker, targets: readonly DebtTarget[]): AsyncIterable<DebtLine>;
  /**
   * One account as it was typed, without registration: name and address stay masked. Of a provider that was just read, or
   * by its id.
   * Refuses: not_found (no such provider), invalid_request (with `fields`: the account is not written as the provider
   * writes accounts). Whatever the provider says is a line.
   */
  lookUpAccount(asker: Asker, provider: Provider | string, typed: AccountInput): Promise<Result<DebtLine, Refusal>>;
  /** What a provider's contract allows while it is silent; null: the last bill is shown, and not paid. */
  standIn(providerId: string): Promise<StandInContract | null>;
  /** Writes the contract down; null takes the permission back. Refuses: not_found, invalid_request. */
  allowStandIn(providerId: string, contract: StandInContract | null): Promise<Result<void, Refusal>>;
  /**
   * Quotes for accounts of providers whose rule compares with no debt, without asking anybody; ids in the order of the
   * accounts. Whether such an account is known, the provider says when it is told of the payment. They live for a day.
   */
  quoteUnasked(
    agentId: string,
    accounts: readonly { readonly provider: Provider; readonly account: string }[],
  ): Promise<readonly string[]>;
  /**
   * Quotes for money that was collected before: whatever the provider's rule, any amount, for 30 days. Nobody is asked.
   */
  quoteCollected(
    agentId: string,
    accounts: readonly { readonly provider: Provider; readonly account: string }[],
  ): Promise<readonly string[]>;
  /** A quote for the party that asked for it, expired or not. Refuses: not_found, also for another's. */
  getQuote(asker: Asker, quoteId: string): Promise<Result<Quote, Refusal>>;
  /**
   * A further quote for some of the bills of a quote, as old as that one and as long alive.
   * Refuses: not_found (also another's), quote_expired, bill_not_open, bill_choice_refused (with `fields`).
   */
  chooseBills(asker: Asker, quoteId: string, numbers: readonly string[]): Promise<Result<Quote, Refusal>>;
  /** Quotes by id for whoever holds a transaction; absent ids are absent. Whose they are is the caller's check. */
  findQuotes(sql: Sql, quoteIds: readonly string[]): Promise<ReadonlyMap<string, Quote>>;
  /**
   * The provider says that an account, written as it writes accounts, owes something else now: answers obtained before do not
   * hold any more, in any process.
   */
  noteChange(sql: Sql, providerId: string, account: string): Promise<void>;
  /** Deletes quotes that expired more than a day ago, at most `limit`; returns how many. */
  sweepQuotes(limit: number): Promise<number>;
  /** Forgets changes that are older than any answer that is still held, at most `limit`; returns how many. */
  sweepChanges(limit: number): Promise<number>;
}
