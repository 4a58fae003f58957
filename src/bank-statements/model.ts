import type { Currency, Minor } from '../kernel/money.ts';

export const statementFormats = ['camt.053', 'mt940'] as const;
export type StatementFormat = (typeof statementFormats)[number];

export const mostFileBytes = 8 * 1024 ** 2;
/** Most entries of a file. */
export const mostEntries = 10_000;
/** Longest text of an entry that is kept. */
export const longestDetails = 500;

/**
 * `waiting`, `rejected`: as its statement, nothing is posted. `debit`: reported, nothing is posted. `due`: its money is being posted. `deposited`: it is the agent's. `unassigned`: nobody was
 * found, it lies in the account of unidentified deposits. `assigning`, `assigned`: two people have said whose it is.
 */
export const entryStates = [
  'waiting',
  'rejected',
  'debit',
  'due',
  'deposited',
  'unassigned',
  'assigning',
  'assigned',
] as const;
export type EntryState = (typeof entryStates)[number];

/**
 * Why nobody was found for a credit; `returned`: the bank undoes an entry. As a credit no agent paid it in, as a debit it takes a
 * deposit back.
 */
export const entryReasons = ['no_reference', 'several_agents', 'returned'] as const;
export type EntryReason = (typeof entryReasons)[number];

/** `waiting`: nothing of it is posted before another operator has released it. */
export const statementStates = ['waiting', 'released', 'rejected'] as const;
type StatementState = (typeof statementStates)[number];

/** A statement as it stands in a file, before anybody has looked whose account it is of. */
export interface ReadStatement {
  /** Where it stands: a JSON pointer, or the number of a line. */
  readonly place: string;
  readonly name: string;
  /** Without spaces. */
  readonly account: string;
  readonly currency: Currency;
  /** Minor units; below nought where the account was overdrawn. */
  readonly opening: bigint;
  readonly closing: bigint;
  /** `YYYY-MM-DD` of the closing balance. */
  readonly closedOn: string;
  readonly entries: readonly ReadEntry[];
  /** Entries that the bank announces and has not booked; they count for nothing. */
  readonly pending: number;
}

/** A booked entry. */
export interface ReadEntry {
  readonly place: string;
  /** The bank's own reference. */
  readonly reference: string;
  readonly side: 'credit' | 'debit';
  /** It undoes an entry of the other side. */
  readonly isReturn: boolean;
  readonly amount: Minor;
  /** `YYYY-MM-DD`. */
  readonly bookedOn: string;
  /** What the payer wrote, for people. */
  readonly details: string;
  /** Free text of each payment of the entry; an agent is looked for in each. */
  readonly payments: readonly ReadPayment[];
}

/** What a transfer says of what it is for. */
export interface ReadPayment {
  readonly texts: readonly string[];
  /** References and accounts that stand in fields of their own. */
  readonly references: readonly string[];
}

export interface BankAccount {
  readonly id: string;
  readonly number: string;
  readonly currency: Currency;
  /** What its bank sends: the references of two formats need not be the same. */
  readonly format: StatementFormat;
}

export interface BankStatement {
  readonly id: string;
  readonly account: string;
  readonly currency: Currency;
  readonly format: StatementFormat;
  readonly name: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly closedOn: string;
  /** Entries that no file had brought before; entries that were known; entries that are not booked. */
  readonly added: number;
  readonly known: number;
  readonly pending: number;
  /** Of the entries that no file had brought before: what agents are named for, what nobody is found for, what left the account. */
  readonly named: bigint;
  readonly unnamed: bigint;
  readonly debits: bigint;
  readonly receivedBy: string;
  readonly receivedAt: Date;
  readonly state: StatementState;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** Why it was rejected. */
  readonly answer: string | null;
}

export interface BankEntry {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
  readonly statementId: string;
  readonly position: number;
  readonly side: 'credit' | 'debit';
  readonly amount: Minor;
  readonly currency: Currency;
  readonly bookedOn: string;
  readonly details: string;
  readonly state: EntryState;
  readonly agentId: string | null;
  readonly reason: EntryReason | null;
  /** The word that stands, or that waits for a second person. */
  readonly assignment: Assignment | null;
}

export interface Assignment {
  readonly id: string;
  readonly agentId: string;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly state: 'proposed' | 'approved' | 'refused';
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly answer: string | null;
}

/** Keys under which the lane knows what it did for an entry. */
export function keysOf(entryId: string) {
  return { arrival: `bank-entry:${entryId}`, assignment: `bank-entry-assigned:${entryId}` };
}

/** True where two files say the same of one entry, which they call by one reference and side. */
export function isSameEntry(
  known: Pick<BankEntry, 'amount' | 'currency' | 'bookedOn'>,
  told: Pick<ReadEntry, 'amount' | 'bookedOn'> & { readonly currency: Currency },
): boolean {
  return known.amount === told.amount && known.currency === told.currency && known.bookedOn === told.bookedOn;
}

/** What makes an entry the same entry in another file. What undoes an entry may bear its reference, on the other side. */
export function identityOf({ reference, side }: Pick<ReadEntry, 'reference' | 'side'>): string {
  return `${side} ${reference}`;
}

/** What entries do to the balance of their account; minor units. */
export function sumOf(entries: readonly Pick<ReadEntry, 'side' | 'amount'>[]): bigint {
  return entries.reduce((total, { side, amount }) => (side === 'credit' ? total + amount : total - amount), 0n);
}
