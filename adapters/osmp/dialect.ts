import type { AdapterMetadata } from '../../src/kernel/adapter.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { SettingReader } from '../kit/settings.ts';
import type { DateFormat } from './date-format.ts';
import type { ResultMeanings } from './result-codes.ts';
import type { OsmpResponse } from './wire.ts';

/** What a dialect calls the parameters of a request, and its two commands. */
export interface RequestWords {
  readonly command: string;
  readonly check: string;
  readonly pay: string;
  readonly reference: string;
  readonly account: string;
  readonly sum: string;
  readonly date: string;
  /** False where a check names no transaction of the payment system. */
  readonly checkHasReference: boolean;
}

/** Reads a whole answer into the words of OSMP, or says `malformed`. */
export type AnswerParser = (text: string) => Result<OsmpResponse, 'malformed'>;

/** One way to speak "check, then pay". The engine is the same for all; names, codes and the form of answers are not. */
export interface OsmpDialect {
  readonly metadata: AdapterMetadata;
  readonly words: RequestWords;
  /** The `Accept` header. */
  readonly accept: string;
  dateFormat(read: SettingReader): DateFormat;
  meanings(read: SettingReader): ResultMeanings;
  parser(read: SettingReader): AnswerParser;
  /** Element in which an answer tells when it was booked, where the dialect has one. */
  readonly bookingDateField?: string;
  /** Does the provider's answer name our reference, so that a confirmation can be held to it? */
  echoesReference(read: SettingReader): boolean;
}
