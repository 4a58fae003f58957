import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { readFieldNames, type FieldNames } from '../kit/account-fields.ts';
import { basicAuthorization } from '../kit/basic-authorization.ts';
import { connectionProblems, readPairs, settingReader, type SettingReader } from '../kit/settings.ts';
import { isTimeZone } from '../kit/wall-time.ts';
import { type BookingDate, readBookingDate } from './booking-date.ts';
import type { DateFormat } from './date-format.ts';
import type { AnswerParser, OsmpDialect, RequestWords } from './dialect.ts';
import type { ResultTable } from './result-codes.ts';

/** A provider's settings, read once when it is connected, and what its dialect makes of them. */
export interface OsmpSettings extends ResultTable {
  readonly words: RequestWords;
  readonly dateFormat: DateFormat;
  readonly parse: AnswerParser;
  readonly authorization: string | undefined;
  readonly timeZone: string;
  readonly checkSum: string;
  readonly payType: string | undefined;
  /** Query parameter of each input field that is renamed. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly statusCommand: string | undefined;
  readonly statusNotFoundCode: string | undefined;
  readonly statusRefusedCodes: readonly string[];
  readonly statusCancelledCode: string | undefined;
  readonly cancelCommand: string | undefined;
  readonly referenceEcho: 'required' | 'optional';
  readonly sumEcho: 'required' | 'optional';
  /** Where the provider tells when it booked, and the hub reads it. */
  readonly bookingDate: BookingDate | undefined;
  readonly proofRefusedCode: string | undefined;
  readonly fields: FieldNames;
}

/** Parameters of the protocol itself, which no input field may take the place of. */
export function reservedParameters(words: RequestWords): readonly string[] {
  return [words.command, words.reference, words.account, words.sum, words.date, 'pay_type', 'prv_txn'];
}

/** Reads settings by the engine's names for them; one that the dialect does not have is absent. */
export function dialectReader(connection: ProviderConnection, { metadata }: OsmpDialect): SettingReader {
  const read = settingReader(connection, metadata.settings);
  const known = new Set(metadata.settings.map((setting) => setting.name));
  return (name) => (known.has(name) ? read(name) : undefined);
}

export function osmpProblems(connection: ProviderConnection, dialect: OsmpDialect): readonly string[] {
  const read = dialectReader(connection, dialect);
  const reserved = reservedParameters(dialect.words);
  const taken = [...readPairs(read('parameters')).values()].filter((parameter) => reserved.includes(parameter));
  const passwordAlone = read('password') !== undefined && read('user') === undefined;
  return [
    ...connectionProblems(connection, dialect.metadata.settings),
    ...(isTimeZone(read('timeZone')) ? [] : ['setting timeZone is not a time zone']),
    ...taken.map((parameter) => `setting parameters uses ${parameter}, which is the protocol’s own`),
    ...(passwordAlone ? ['setting password needs user'] : []),
    ...(read('user')?.includes(':') ? ['setting user has a colon in it'] : []),
  ];
}

export function readOsmpSettings(read: SettingReader, dialect: OsmpDialect): OsmpSettings {
  const echoesReference = dialect.echoesReference(read) && read('referenceEcho') !== 'optional';
  const user = read('user');
  return {
    words: dialect.words,
    dateFormat: dialect.dateFormat(read),
    meanings: dialect.meanings(read),
    parse: dialect.parser(read),
    authorization: user === undefined ? undefined : basicAuthorization(user, read('password') ?? ''),
    timeZone: read('timeZone') ?? 'UTC',
    checkSum: read('checkSum') ?? '',
    payType: read('payType'),
    parameters: readPairs(read('parameters')),
    statusCommand: read('statusCommand'),
    statusNotFoundCode: read('statusNotFoundCode'),
    statusRefusedCodes: read('statusRefusedCodes')?.split(',') ?? [],
    statusCancelledCode: read('statusCancelledCode'),
    cancelCommand: read('cancelCommand'),
    referenceEcho: echoesReference ? 'required' : 'optional',
    sumEcho: read('sumEcho') === 'optional' ? 'optional' : 'required',
    codes: payOverrides(read('codes')),
    bookingDate: readBookingDate(read, dialect.bookingDateField),
    proofRefusedCode: read('proofRefusedCode'),
    fields: readFieldNames(read),
  };
}

function payOverrides(list: string | undefined): Map<string, 'rejected' | 'unknown'> {
  return new Map(
    [...readPairs(list)].map(([code, meaning]) => [code, meaning === 'rejected' ? 'rejected' : 'unknown']),
  );
}
