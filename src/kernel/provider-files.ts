/**
 * What adapters and the hub say to each other about providers that exchange files. The adapter knows how a file looks,
 * and does no I/O; the hub keeps what stands in it, and knows nothing of columns.
 */
import type { AccountInput, PayRequest } from './adapter.ts';
import type { BusinessDate } from './business-date.ts';
import type { Minor } from './money.ts';

/** By date, then by number, the files of one provider follow one another. */
export interface FileOrder {
  readonly date: BusinessDate;
  readonly number: number;
}

/** Something wrong in a file. Lines count from 1, headers included; line 0 is the file as a whole. */
export interface FileProblem {
  readonly line: number;
  /** The hub's name of the column; empty for the line as a whole. */
  readonly column: string;
  /** Stable name of the rule that was broken. */
  readonly rule: string;
  /** What stood there, masked; empty where it may not be told. */
  readonly value: string;
}

/** What an account owes by one bill. */
export interface DebtRecord {
  readonly line: number;
  readonly account: string;
  /** Number of the bill; where there is none its period; where there is neither, empty. */
  readonly bill: string;
  readonly period: string | null;
  readonly dueOn: BusinessDate | null;
  /** Minor units; below zero where the provider owes. */
  readonly amount: bigint;
  readonly holderName: string | null;
  readonly address: string | null;
}

/** What the provider says of one payment of ours. */
export interface AcknowledgementRecord {
  readonly line: number;
  readonly reference: string;
  readonly amount: bigint | null;
  readonly outcome: 'confirmed' | 'rejected';
  /** The provider's own number of the payment. */
  readonly providerTransaction: string | null;
  /** The provider's code of why not. */
  readonly reason: string | null;
}

/** Reads one file as it comes, in any pieces, to its end, however wrong it is. */
export interface FileReader<T> {
  /** The records of the lines that are whole by now. */
  push(bytes: Uint8Array): readonly T[];
  /** The records of what is left; after it `result` tells. */
  end(): readonly T[];
  addProblem(problem: FileProblem): void;
  result(): FileResult;
}

export interface FileResult {
  /** Records read. */
  readonly lines: number;
  /** Of their amounts, in minor units. */
  readonly sum: bigint;
  /** The first of them. */
  readonly problems: readonly FileProblem[];
  /** How many there are altogether. */
  readonly problemCount: number;
}

/** A payment as it goes into a file, in its place. */
export interface OutgoingPayment {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  readonly acceptedAt: Date;
}

/** Most that a debt registry may change before a second person has to look at it, in per cent of what was there. */
export interface MassChangeLimits {
  /** Accounts that are gone or owe nothing any more. */
  readonly gonePercent: number;
  /** Accounts that owe another amount. */
  readonly changedPercent: number;
  /** The sum of all debts. */
  readonly sumPercent: number;
}

interface SftpAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` of the server's key: another server gets nothing. */
  readonly hostKey: string;
  readonly password: string | null;
  readonly privateKey: string | null;
  /** Folder on the server with `in`, `out`, `archive` and `rejected`. */
  readonly folder: string;
}

export type FileTransport =
  { readonly kind: 'upload' } | { readonly kind: 'folder' } | { readonly kind: 'sftp'; readonly sftp: SftpAddress };

/** How the files of one provider look, by its settings. */
export interface ProviderFiles {
  /** Where files come and go by themselves; `upload`: people carry them. */
  readonly transport: FileTransport;
  readonly limits: MassChangeLimits;
  /** Minutes between files of payments; a day: one for each business day that is over. */
  readonly paymentsEveryMinutes: number;
  /** After so long without an acknowledgement an operator is told. */
  readonly acknowledgementHours: number;
  /** What a name stands for; null where it is no name of this provider's. */
  parseName(name: string): ({ readonly kind: 'debts' | 'acknowledgement' } & FileOrder) | null;
  readDebts(): FileReader<DebtRecord>;
  readAcknowledgement(): FileReader<AcknowledgementRecord>;
  paymentFileName(order: FileOrder): string;
  /** The same payments make the same bytes. */
  writePayments(payments: readonly OutgoingPayment[]): Uint8Array;
}

/** An account in the registry that counts. */
export interface BookedDebt {
  readonly bills: readonly Omit<DebtRecord, 'line'>[];
  readonly asOf: BusinessDate;
  /** Payments that the registry cannot know yet: neither acknowledged nor rejected before its date. */
  readonly paidSince: Minor;
}

/** Where a payment stands between the hub and a provider that gets files. */
export type BookedPayment =
  | { readonly state: 'waiting' | 'in_file' }
  | { readonly state: 'confirmed'; readonly providerTransaction: string | null }
  | { readonly state: 'rejected'; readonly reason: string | null };

/** What the hub keeps for one provider that exchanges files; how its adapter answers without asking anybody. */
export interface RegistryBook {
  /** `no-registry` where the provider has not handed one in yet. */
  findDebt(input: AccountInput): Promise<BookedDebt | 'no-registry' | undefined>;
  /** Keeps a payment for the next file, once for its reference. False where the reference stands for another payment. */
  keepPayment(request: PayRequest): Promise<boolean>;
  findPayment(reference: string): Promise<BookedPayment | undefined>;
}
