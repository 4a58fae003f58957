import type { OsmpDialect, RequestWords } from '../dialect.ts';
import { osmpMetadata } from '../metadata.ts';
import { osmpMeanings } from '../result-codes.ts';
import { parseResponse, type AnswerNames } from '../wire.ts';

export const osmpWords: RequestWords = {
  command: 'command',
  check: 'check',
  pay: 'pay',
  reference: 'txn_id',
  account: 'account',
  sum: 'sum',
  date: 'txn_date',
  checkHasReference: true,
};

export const osmpNames: AnswerNames = {
  result: 'result',
  reference: 'osmp_txn_id',
  account: undefined,
  transaction: 'prv_txn',
  sum: 'sum',
  fields: 'named',
};

/** OSMP itself. */
export const osmpXml: OsmpDialect = {
  metadata: osmpMetadata,
  words: osmpWords,
  accept: 'text/xml, application/xml',
  dateFormat: () => 'compact',
  meanings: () => osmpMeanings,
  parser: (read) => {
    const whitespace = read('whitespace') === 'trim' ? 'trim' : 'exact';
    return (text) => parseResponse(text, osmpNames, whitespace);
  },
  echoesReference: () => true,
};
