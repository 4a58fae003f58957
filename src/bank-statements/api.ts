/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { BankAccount, BankEntry, BankStatement, EntryReason, EntryState } from './model.ts';

export interface TakenStatement {
  readonly statement: BankStatement;
  /** The file was taken before; the statement is the one of then. */
  readonly replayed: boolean;
}

export interface EntryFilter {
  readonly state?: EntryState;
  readonly reason?: EntryReason;
  readonly statementId?: string;
  /** Id of the last entry of the page before. */
  readonly before?: string;
  /** 1 to 100. */
  readonly limit: number;
}

export interface DepositReference {
  readonly reference: string;
  readonly agentId: string;
}

/** Whose money an entry is, as one person says. */
export interface AssignmentWish {
  readonly entryId: string;
  readonly agentCode: string;
  readonly reason: string;
}

export interface BankStatementService {
  /** Accounts of the hub whose statements are read, at most 1,000, by number. */
  listAccounts(): Promise<readonly BankAccount[]>;
  /** Refuses: invalid_request (the number is taken or not well formed). */
  addAccount(operatorId: string, account: Omit<BankAccount, 'id'>): Promise<Result<BankAccount, Refusal>>;
  /** What agents write into transfers beside their codes, at most 10,000, by reference. */
  listReferences(): Promise<readonly DepositReference[]>;
  /**
   * 6 to 34 letters, digits and hyphens with a digit among them. Counts for files that are taken from now on. Refuses:
   * invalid_request (reference is taken or not well formed, no such agent).
   */
  addReference(
    operatorId: string,
    given: { readonly reference: string; readonly agentCode: string },
  ): Promise<Result<DepositReference, Refusal>>;
  /** Refuses: not_found. */
  removeReference(operatorId: string, reference: string): Promise<Result<DepositReference, Refusal>>;
  /**
   * Takes a file of statements, camt.053 or MT940, whole or not at all; it waits for another operator. Each statement leads on from
   * the newest one of its account. An entry is kept once for the bank's reference: the same file again, or one that overlaps, brings
   * nothing new. Refuses: file_rejected (with entries and lines), payload_too_large.
   */
  take(operatorId: string, chunks: AsyncIterable<Uint8Array>): Promise<Result<readonly TakenStatement[], Refusal>>;
  /**
   * Another operator lets the whole file of a statement be posted, which it is at once. Refuses: not_found, same_actor, invalid_state (it
   * does not wait, or an earlier file of the account does).
   */
  release(operatorId: string, statementId: string): Promise<Result<readonly BankStatement[], Refusal>>;
  /**
   * Anybody may, whoever handed it in included; the file may be handed in again. Refuses: not_found, invalid_state (it does not wait, or
   * a later file of the account does), invalid_request (reason).
   */
  reject(operatorId: string, statementId: string, reason: string): Promise<Result<readonly BankStatement[], Refusal>>;
  /** Refuses: not_found. */
  getStatement(statementId: string): Promise<Result<BankStatement, Refusal>>;
  /** The newest first, at most 100. */
  listStatements(page: { readonly before?: string; readonly limit: number }): Promise<readonly BankStatement[]>;
  /** The newest first, at most 100. */
  listEntries(filter: EntryFilter): Promise<readonly BankEntry[]>;
  /** Refuses: not_found. */
  getEntry(entryId: string): Promise<Result<BankEntry, Refusal>>;
  /**
   * Says whose money an unassigned entry is; moves nothing. Refuses: not_found, invalid_state (not unassigned, or another word
   * waits), invalid_request (agent, reason).
   */
  propose(operatorId: string, wish: AssignmentWish): Promise<Result<BankEntry, Refusal>>;
  /**
   * Another person agrees, and the money is the agent's. Given again while it was not posted, it is posted. Refuses: not_found,
   * same_actor, invalid_state (nothing waits).
   */
  approve(operatorId: string, entryId: string): Promise<Result<BankEntry, Refusal>>;
  /** Anybody may. Refuses: not_found, invalid_state (nothing waits), invalid_request (reason). */
  refuse(operatorId: string, entryId: string, reason: string): Promise<Result<BankEntry, Refusal>>;
  /** Posts what is still to be posted, at most 1,000; returns how many entries moved. */
  workOff(): Promise<number>;
}
