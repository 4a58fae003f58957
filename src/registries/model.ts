import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { AcceptedLine } from '../payments/answers.ts';

/** Bytes of a file. */
export const mostFileBytes = 8 * 1024 * 1024;
/** Payments of a file. */
export const mostFileLines = 100_000;

/** A file of payments that was taken whole. Each of its lines has an outcome of its own. */
export interface Registry {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly name: string;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  readonly lineCount: number;
  readonly receivedAt: Date;
  /** When the last line had its outcome; null while some wait. */
  readonly finishedAt: Date | null;
}

export interface Progress {
  readonly waiting: number;
  readonly accepted: number;
  readonly refused: number;
}

/** A line as it was read from the file. */
export interface RegistryLine {
  /** In the file; the header is line 1. */
  readonly line: number;
  readonly key: string;
  readonly providerId: string;
  readonly account: string;
  readonly currency: Currency;
  readonly amount: Minor;
  /** The agent's own number of the line, or empty. */
  readonly reference: string;
  readonly confirmDuplicate: boolean;
  /** Null where the hub makes the quote. */
  readonly quoteId: string | null;
}

/** What a line has come to. */
export type LineOutcome =
  | { readonly state: 'accepted'; readonly payment: AcceptedLine }
  | { readonly state: 'refused'; readonly code: ErrorCode };

export interface LineResult extends RegistryLine {
  readonly outcome: LineOutcome | null;
}
