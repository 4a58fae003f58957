import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { connectionProblems, settingReader, type SettingReader } from '../kit/settings.ts';
import { isTimeZone } from '../kit/wall-time.ts';
import type { ChecksumHash } from './checksum.ts';
import { epayMetadata } from './metadata.ts';

/** A provider's settings, read once when it is connected. */
export interface EpaySettings {
  readonly secret: string;
  readonly merchantId: string;
  readonly checksumHash: ChecksumHash;
  readonly amountAs: 'number' | 'string';
  readonly successCodes: readonly string[];
  readonly noDebtCodes: readonly string[];
  readonly accountNotFoundCodes: readonly string[];
  readonly refusalCodes: readonly string[];
  readonly bookedBeforeCodes: readonly string[];
  readonly payType: string;
  readonly sendsDate: boolean;
  readonly timeZone: string;
  readonly holderNameLine: string | undefined;
  readonly addressLine: string | undefined;
}

const codeLists = ['successCodes', 'noDebtCodes', 'accountNotFoundCodes', 'refusalCodes', 'bookedBeforeCodes'] as const;

export function epayProblems(connection: ProviderConnection): readonly string[] {
  const read = settingReader(connection, epayMetadata.settings);
  const succeeding = new Set(codesIn(read, 'successCodes'));
  const contradictory = codeLists
    .filter((name) => name !== 'successCodes' && codesIn(read, name).some((code) => succeeding.has(code)))
    .map((name) => `setting ${name} names a code of successCodes`);
  return [
    ...connectionProblems(connection, epayMetadata.settings),
    ...(isTimeZone(read('timeZone')) ? [] : ['setting timeZone is not a time zone']),
    ...contradictory,
  ];
}

export function readEpaySettings(read: SettingReader): EpaySettings {
  const hash = read('checksumHash');
  return {
    secret: read('secret') ?? '',
    merchantId: read('merchantId') ?? '',
    checksumHash: hash === 'sha256' || hash === 'md5' ? hash : 'sha1',
    amountAs: read('amountAs') === 'text' ? 'string' : 'number',
    successCodes: codesIn(read, 'successCodes'),
    noDebtCodes: codesIn(read, 'noDebtCodes'),
    accountNotFoundCodes: codesIn(read, 'accountNotFoundCodes'),
    refusalCodes: codesIn(read, 'refusalCodes'),
    bookedBeforeCodes: codesIn(read, 'bookedBeforeCodes'),
    payType: read('payType') ?? '',
    sendsDate: read('dateParameter') === 'sent',
    timeZone: read('timeZone') ?? 'UTC',
    holderNameLine: read('holderNameLine'),
    addressLine: read('addressLine'),
  };
}

function codesIn(read: SettingReader, name: (typeof codeLists)[number]): readonly string[] {
  return read(name)?.split(',') ?? [];
}
