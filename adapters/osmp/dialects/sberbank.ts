import type { AdapterMetadata } from '../../../src/kernel/adapter.ts';
import type { OsmpDialect, RequestWords } from '../dialect.ts';
import { dialectSettings, variantsOfOsmp } from '../metadata.ts';
import type { ResultMeanings } from '../result-codes.ts';
import { parseResponse, type AnswerNames } from '../wire.ts';
import { bookingDateSettings } from '../booking-date.ts';
import { bookedBeforeSetting, withBookedBefore } from './booked-before.ts';

export const sberbankWords: RequestWords = {
  command: 'ACTION',
  check: 'check',
  pay: 'payment',
  reference: 'PAY_ID',
  account: 'ACCOUNT',
  sum: 'AMOUNT',
  date: 'PAY_DATE',
  checkHasReference: false,
};

/** The answer need not repeat `PAY_ID` and `ACCOUNT`; where it does, they must be ours. */
export const sberbankNames: AnswerNames = {
  result: 'CODE',
  reference: 'PAY_ID',
  account: 'ACCOUNT',
  transaction: 'EXT_ID',
  sum: 'AMOUNT',
  fields: 'flat',
};

/** No source says which codes are final; a code that is no plain refusal of this account or amount decides nothing. */
const sberbankMeanings: ResultMeanings = {
  '0': { pay: 'success', query: 'success', reason: 'ok' },
  '1': { pay: 'unknown', query: 'unavailable', reason: 'temporary_error' },
  '2': { pay: 'unknown', query: 'unavailable', reason: 'unsupported' },
  '3': { pay: 'rejected', query: 'no-such-account', reason: 'account_not_found' },
  '4': { pay: 'unknown', query: 'unavailable', reason: 'reference_refused' },
  '5': { pay: 'unknown', query: 'unavailable', reason: 'already_booked' },
  '6': { pay: 'rejected', query: 'refused', reason: 'amount_refused' },
  '7': { pay: 'rejected', query: 'refused', reason: 'amount_too_small' },
  '8': { pay: 'rejected', query: 'refused', reason: 'amount_too_large' },
  '9': { pay: 'unknown', query: 'unavailable', reason: 'date_out_of_range' },
};

const metadata: AdapterMetadata = {
  protocol: 'osmp-sberbank',
  title: 'Sberbank protocol 1: OSMP with names of its own',
  capabilities: ['top-up', 'plans'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: dialectSettings({
    without: [...variantsOfOsmp, 'referenceEcho'],
    fallbacks: { timeZone: 'Europe/Moscow', holderNameField: 'FIO', addressField: 'ADDRESS' },
    own: [bookedBeforeSetting('5, duplicate'), ...bookingDateSettings('REG_DATE')],
  }),
};

export const sberbank: OsmpDialect = {
  metadata,
  words: sberbankWords,
  accept: 'text/xml, application/xml',
  dateFormat: () => 'dotted',
  meanings: (read) => withBookedBefore(sberbankMeanings, '5', read),
  parser: (read) => {
    const whitespace = read('whitespace') === 'trim' ? 'trim' : 'exact';
    return (text) => parseResponse(text, sberbankNames, whitespace);
  },
  bookingDateField: 'REG_DATE',
  echoesReference: () => false,
};
