import { createHash } from 'node:crypto';
import type { Bill } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { minor, type Minor } from '../../src/kernel/money.ts';
import { differencesBetween, type BooksDifference, type OurPayment } from './books-differences.ts';
import type { BookedPayment } from './booked-payment.ts';
import { memoryLog, openBooksLog, type BooksLog } from './books-log.ts';
import { afterBill, afterCancellation, afterPayment, type SimulatedAccount } from './simulated-account.ts';

/** What a payment asks of the books. */
export interface PaymentTerms {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  readonly bookedAt: Date;
  /** Numbers of the bills that it is for; left out or empty: the oldest first. */
  readonly bills?: readonly string[];
}

/** The books of one simulated provider: they know nothing of the hub but what came over the wire. */
export interface SimulatedBooks {
  findAccount(number: string): SimulatedAccount | undefined;
  accounts(): readonly SimulatedAccount[];
  /** Opens accounts in bulk; one that is open already stays as the books have it. */
  openAccounts(accounts: readonly SimulatedAccount[]): void;
  /** A new bill for an account, as the provider's billing run would add it. */
  addBill(account: string, bill: Bill): void;
  /** Writes over what the provider says of an account: its name, line, or whether it is active. */
  changeAccount(account: string, change: AccountChange): void;
  /** Credits once by reference. A repeat changes nothing, whatever it says, and returns the first booking. */
  credit(terms: PaymentTerms): { readonly payment: BookedPayment; readonly repeated: boolean };
  /** Credits although the reference is booked: what a provider without duplicate check would do. */
  creditAgain(reference: string): BookedPayment;
  /** Takes a payment back, once; undefined when the books have no such reference. */
  cancel(reference: string): BookedPayment | undefined;
  findPayment(reference: string): BookedPayment | undefined;
  /** The number that a payment has, or will have once it is booked: protocols in two steps tell it before. */
  transactionOf(reference: string): string;
  payments(): readonly BookedPayment[];
  /** Payments booked in a half-open range of instants, in order of booking. */
  statement(from: Date, to: Date): readonly BookedPayment[];
  /** Where these books and another list of payments disagree; empty when they agree. */
  differences(ourPayments: readonly OurPayment[]): readonly BooksDifference[];
  /** What a protocol keeps beside the payments (readings of meters, credit for cards), by kind and id, in order. */
  notes(kind: string): ReadonlyMap<string, unknown>;
  /** Writes a note, over the one that was there; with what it changes of an account it is one entry. */
  writeNote(note: Note, change?: { readonly account: string; readonly set: AccountChange }): void;
  close(): void;
}

export interface Note {
  readonly kind: string;
  readonly id: string;
  /** Anything that JSON carries. */
  readonly body: unknown;
}

type AccountChange = Partial<Omit<SimulatedAccount, 'number'>>;

export interface BooksOptions {
  readonly providerCode: string;
  /** JSON-lines file that the books survive in; without it they die with the process. */
  readonly file?: string;
  /** True to force every entry to the disk before it is answered (survives a power cut, not only a kill). */
  readonly sync?: boolean;
}

interface State {
  readonly providerCode: string;
  readonly log: BooksLog;
  readonly accounts: Map<string, SimulatedAccount>;
  readonly payments: Map<string, BookedPayment>;
  readonly notes: Map<string, Map<string, unknown>>;
}

/** What the file holds: the account, payment or note as it is from now on. An effect on two is one entry, so never half. */
interface Entry {
  readonly account?: SimulatedAccount;
  readonly payment?: BookedPayment;
  readonly note?: Note;
}

export function openSimulatedBooks(options: BooksOptions): SimulatedBooks {
  const log = options.file === undefined ? memoryLog : openBooksLog(options.file, options.sync ?? false);
  const { providerCode } = options;
  const state: State = { providerCode, log, accounts: new Map(), payments: new Map(), notes: new Map() };
  for (const entry of log.entries) apply(state, entry as Entry);
  return {
    findAccount: (number) => state.accounts.get(number),
    accounts: () => [...state.accounts.values()],
    openAccounts: (accounts) => {
      const fresh = accounts.filter((account) => !state.accounts.has(account.number));
      write(
        state,
        fresh.map((account) => ({ account })),
      );
    },
    addBill: (number, bill) => {
      write(state, [{ account: afterBill(accountIn(state, number), bill) }]);
    },
    changeAccount: (number, change) => {
      write(state, [{ account: { ...accountIn(state, number), ...change } }]);
    },
    credit: (terms) => credit(state, terms),
    creditAgain: (reference) => creditAgain(state, reference),
    cancel: (reference) => cancel(state, reference),
    findPayment: (reference) => state.payments.get(reference),
    transactionOf: (reference) => transactionNumber(state.providerCode, reference),
    payments: () => [...state.payments.values()],
    statement: (from, to) => statement(state, from, to),
    differences: (ours) => differencesBetween(ours, [...state.payments.values()]),
    notes: (kind) => state.notes.get(kind) ?? new Map<string, unknown>(),
    writeNote: (note, change) => {
      write(state, [change ? { note, account: { ...accountIn(state, change.account), ...change.set } } : { note }]);
    },
    close: () => {
      log.close();
    },
  };
}

function apply(state: State, entry: Entry): void {
  if (entry.account) state.accounts.set(entry.account.number, entry.account);
  if (entry.note) {
    const { kind, id, body } = entry.note;
    state.notes.set(kind, (state.notes.get(kind) ?? new Map<string, unknown>()).set(id, body));
  }
  if (entry.payment) state.payments.set(entry.payment.reference, entry.payment);
}

/** The file first: what is answered to the hub is never less durable than the answer. */
function write(state: State, entries: readonly Entry[]): void {
  state.log.append(entries);
  for (const entry of entries) apply(state, entry);
}

function accountIn(state: State, number: string): SimulatedAccount {
  const account = state.accounts.get(number);
  assert(account !== undefined, 'the simulated books have this account');
  return account;
}

function credit(state: State, terms: PaymentTerms): { payment: BookedPayment; repeated: boolean } {
  const booked = state.payments.get(terms.reference);
  if (booked) return { payment: booked, repeated: true };
  const payment: BookedPayment = {
    reference: terms.reference,
    account: terms.account,
    amount: terms.amount,
    transaction: transactionNumber(state.providerCode, terms.reference),
    bookedAt: terms.bookedAt.toISOString(),
    credits: 1,
    cancelled: false,
    ...(terms.bills && terms.bills.length > 0 ? { bills: terms.bills } : {}),
  };
  const account = afterPayment(accountIn(state, terms.account), terms.amount, terms.bills);
  write(state, [{ account, payment }]);
  return { payment, repeated: false };
}

function creditAgain(state: State, reference: string): BookedPayment {
  const booked = state.payments.get(reference);
  assert(booked !== undefined, 'only a booked payment is credited again');
  const payment = { ...booked, credits: booked.credits + 1 };
  write(state, [{ account: afterPayment(accountIn(state, booked.account), booked.amount), payment }]);
  return payment;
}

function cancel(state: State, reference: string): BookedPayment | undefined {
  const booked = state.payments.get(reference);
  if (!booked || booked.cancelled) return booked;
  const payment = { ...booked, cancelled: true };
  const account = accountIn(state, booked.account);
  const whole = minor(booked.amount * BigInt(booked.credits));
  write(state, [{ account: afterCancellation(account, whole, `cancelled-${payment.transaction}`), payment }]);
  return payment;
}

function statement(state: State, from: Date, to: Date): BookedPayment[] {
  const inside = (payment: BookedPayment): boolean => {
    const atMs = Date.parse(payment.bookedAt);
    return atMs >= from.getTime() && atMs < to.getTime();
  };
  return [...state.payments.values()]
    .filter(inside)
    .toSorted((a, b) => compareText(a.bookedAt, b.bookedAt) || compareText(a.reference, b.reference));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Fifteen digits that depend on nothing but the provider and our reference: among twelve, a million payments have two that are the same,
 * and the hub refuses the second.
 */
function transactionNumber(providerCode: string, reference: string): string {
  const digest = createHash('sha256').update(`${providerCode}:${reference}`).digest();
  return (100_000_000_000_000n + (digest.readBigUInt64BE(0) % 900_000_000_000_000n)).toString();
}
