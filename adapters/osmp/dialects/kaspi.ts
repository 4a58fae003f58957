import { Type } from 'typebox';
import type { AdapterMetadata } from '../../../src/kernel/adapter.ts';
import { err, ok, type Result } from '../../../src/kernel/result.ts';
import { fits } from '../../kit/compiled-check.ts';
import { optionalSetting as optional } from '../../kit/settings.ts';
import { parseStrictJson } from '../../kit/strict-json.ts';
import type { OsmpDialect } from '../dialect.ts';
import { dialectSettings, osmpMetadata } from '../metadata.ts';
import type { ResultMeanings } from '../result-codes.ts';
import { responseSchema, type OsmpResponse } from '../wire.ts';
import { bookedBeforeSetting, withBookedBefore } from './booked-before.ts';
import { osmpWords } from './osmp-xml.ts';

/** Members that the dialect does not name are left out, as elements are in XML. */
const answerSchema = Type.Object({
  result: Type.Union([Type.Integer({ minimum: 0, maximum: 9_999 }), Type.String()]),
  txn_id: Type.Optional(Type.String()),
  prv_txn_id: Type.Optional(Type.String()),
  sum: Type.Optional(Type.String()),
  fields: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({ '@name': Type.String({ minLength: 1 }), '#text': Type.String() }, { additionalProperties: false }),
    ),
  ),
});

/** No source says which codes are final. An order that is cancelled, paid or failed there may still be ours. */
const kaspiMeanings: ResultMeanings = {
  '0': { pay: 'success', query: 'success', reason: 'ok' },
  '1': { pay: 'rejected', query: 'no-such-account', reason: 'account_not_found' },
  '2': { pay: 'unknown', query: 'refused', reason: 'cancelled' },
  '3': { pay: 'unknown', query: 'refused', reason: 'already_booked' },
  '4': { pay: 'unknown', query: 'unavailable', reason: 'pending' },
  '5': { pay: 'unknown', query: 'unavailable', reason: 'other_refusal' },
};

const metadata: AdapterMetadata = {
  ...osmpMetadata,
  protocol: 'osmp-kaspi',
  title: 'OSMP as Kaspi speaks it: JSON over HTTP GET',
  settings: dialectSettings({
    without: ['whitespace'],
    fallbacks: { timeZone: 'Asia/Almaty' },
    own: [
      bookedBeforeSetting('3, already paid'),
      optional({
        name: 'resultAs',
        pattern: '^(?:number|text)$',
        fallback: 'number',
        description: 'Is `result` a number or a text? The other one is not believed',
      }),
    ],
  }),
};

export const kaspi: OsmpDialect = {
  metadata,
  words: osmpWords,
  accept: 'application/json',
  dateFormat: () => 'compact',
  meanings: (read) => withBookedBefore(kaspiMeanings, '3', read),
  parser: (read) => {
    const resultAs = read('resultAs') === 'text' ? 'string' : 'number';
    return (text) => parseKaspi(text, resultAs);
  },
  echoesReference: () => true,
};

function parseKaspi(text: string, resultAs: 'string' | 'number'): Result<OsmpResponse, 'malformed'> {
  const parsed = parseStrictJson(text);
  if (!parsed.ok || !fits(answerSchema, parsed.value)) return err('malformed');
  const { result, txn_id, prv_txn_id, sum, fields = {} } = parsed.value;
  const named = Object.values(fields).map((field) => [field['@name'], field['#text']] as const);
  const repeats = new Set(named.map(([name]) => name)).size < named.length;
  if (typeof result !== resultAs || repeats) return err('malformed');
  const response = {
    result: String(result),
    ...(txn_id === undefined ? {} : { osmp_txn_id: txn_id }),
    ...(prv_txn_id === undefined ? {} : { prv_txn: prv_txn_id }),
    ...(sum === undefined ? {} : { sum }),
    fields: Object.fromEntries(named),
  };
  return fits(responseSchema, response) ? ok(response) : err('malformed');
}
