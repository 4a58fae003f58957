import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';

/** Who calls, once it is known: an agent that speaks OSMP, and the device it takes money with unless a call names another. */
export interface Network {
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
}

/** Results of OSMP that the hub gives. 1 and 220 are not final: the terminal asks again, and the money stays with it. */
export const results = {
  ok: 0,
  later: 1,
  accountFormat: 4,
  noSuchAccount: 5,
  forbidden: 7,
  noSuchTransaction: 210,
  noBalance: 220,
  tooSmall: 241,
  tooLarge: 242,
  other: 300,
} as const;
export type OsmpResult = (typeof results)[keyof typeof results];

/** What the terminal is told. */
export interface NetworkAnswer {
  readonly result: OsmpResult;
  readonly comment: string;
  /** The hub's number of the payment: its receipt. */
  readonly transaction?: string;
  readonly sum?: { readonly amount: Minor; readonly currency: Currency };
  readonly fields: Readonly<Record<string, string>>;
}

/** An answer without a payment. */
export function answerOf(result: OsmpResult, comment: string): NetworkAnswer {
  return { result, comment, fields: {} };
}

/** A payment as a terminal asks for it. */
export interface NetworkPayment {
  /** 1 to 20 digits: it exceeds 2^53, so it stays text from end to end. */
  readonly txnId: string;
  readonly service: string;
  readonly account: string;
  readonly amount: Minor;
  readonly txnDate: string | null;
  readonly phone: string | null;
  /** Code of the device; null for the network's own. */
  readonly terminal: string | null;
}

/** A refusal as OSMP has it. What is not final leaves the transaction open: it is tried under a new key. */
export interface OsmpRefusal {
  readonly result: OsmpResult;
  readonly isFinal: boolean;
}

const final = (result: OsmpResult): OsmpRefusal => ({ result, isFinal: true });
const open = (result: OsmpResult): OsmpRefusal => ({ result, isFinal: false });

const refusals: Partial<Readonly<Record<ErrorCode, OsmpRefusal>>> = {
  account_not_found: final(results.noSuchAccount),
  account_refused: final(results.forbidden),
  proof_refused: final(results.forbidden),
  amount_below_minimum: final(results.tooSmall),
  amount_above_maximum: final(results.tooLarge),
  amount_mismatch: final(results.other),
  insufficient_position: open(results.noBalance),
  limit_exceeded: open(results.noBalance),
};

/** What the hub's refusal of a basket means to a terminal; what is not listed may be over in a while. */
export function refusalOf(code: ErrorCode): OsmpRefusal {
  return refusals[code] ?? open(results.later);
}

/** A telephone number as it is compared: its last nine digits, since people write the rest as they please. */
export function comparablePhone(typed: string): string | undefined {
  const digits = typed.replace(/\D/g, '');
  return digits.length >= 9 && digits.length <= 15 ? digits.slice(-9) : undefined;
}

/** Purpose of the digest of a payer's telephone. */
export const phonePurpose = 'network-phone';
