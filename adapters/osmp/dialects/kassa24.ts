import type { AdapterMetadata, AdapterSetting } from '../../../src/kernel/adapter.ts';
import { namePattern as name } from '../../kit/account-field-settings.ts';
import { optionalSetting as optional, type SettingReader } from '../../kit/settings.ts';
import type { DateFormat } from '../date-format.ts';
import type { OsmpDialect, RequestWords } from '../dialect.ts';
import { codes, dialectSettings, variantsOfOsmp } from '../metadata.ts';
import type { ResultMeaning, ResultMeanings } from '../result-codes.ts';
import { parseResponse, type AnswerNames } from '../wire.ts';

export const kassa24Words: RequestWords = {
  command: 'action',
  check: 'check',
  pay: 'payment',
  reference: 'receipt',
  account: 'number',
  sum: 'amount',
  date: 'date',
  checkHasReference: false,
};

/** Only the request was found in a source. What follows of the answer is recalled, so all of it is settings. */
const own: readonly AdapterSetting[] = [
  optional({
    name: 'dateFormat',
    pattern: '^(?:compact|dotted|iso)$',
    fallback: 'iso',
    description: 'Form of `date`: `20261120121530`, `20.11.2026_12:15:30` or `2026-11-20T12:15:30`',
  }),
  optional({
    name: 'resultName',
    pattern: name,
    fallback: 'code',
    description: 'Element of the answer with the result',
  }),
  optional({ name: 'sumName', pattern: name, description: 'Element of the answer that repeats `amount`' }),
  optional({ name: 'accountName', pattern: name, description: 'Element of the answer that repeats `number`' }),
  optional({ name: 'referenceName', pattern: name, description: 'Element of the answer that repeats `receipt`' }),
  optional({ name: 'transactionName', pattern: name, description: 'Element of the answer with the provider’s number' }),
  optional({ name: 'accountNotFoundCodes', pattern: codes, description: 'Results that say there is no such account' }),
];

const metadata: AdapterMetadata = {
  protocol: 'osmp-kassa24',
  title: 'Kassa24: OSMP with names of its own',
  capabilities: ['top-up', 'plans'],
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: null,
  settings: dialectSettings({
    without: [...variantsOfOsmp, 'referenceEcho'],
    fallbacks: { timeZone: 'Asia/Almaty', repeats: 'unsafe' },
    own,
  }),
};

const success: ResultMeaning = { pay: 'success', query: 'success', reason: 'ok' };
const notFound: ResultMeaning = { pay: 'rejected', query: 'no-such-account', reason: 'account_not_found' };

function meanings(read: SettingReader): ResultMeanings {
  const listed = read('accountNotFoundCodes')?.split(',') ?? [];
  return { ...Object.fromEntries(listed.map((code) => [code, notFound])), '0': success };
}

function names(read: SettingReader): AnswerNames {
  return {
    result: read('resultName') ?? '',
    reference: read('referenceName'),
    account: read('accountName'),
    transaction: read('transactionName'),
    sum: read('sumName'),
    fields: 'flat',
  };
}

function dateFormat(read: SettingReader): DateFormat {
  const format = read('dateFormat');
  return format === 'compact' || format === 'dotted' ? format : 'iso';
}

export const kassa24: OsmpDialect = {
  metadata,
  words: kassa24Words,
  accept: 'text/xml, application/xml',
  dateFormat,
  meanings,
  parser: (read) => {
    const whitespace = read('whitespace') === 'trim' ? 'trim' : 'exact';
    return (text) => parseResponse(text, names(read), whitespace);
  },
  echoesReference: (read) => read('referenceName') !== undefined,
};
