import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { connectionProblems, settingReader, type SettingReader } from '../kit/settings.ts';
import { isTimeZone } from '../kit/wall-time.ts';
import { eripMetadata } from './metadata.ts';

/** Names of elements that were recalled, not read in a source. */
export interface EripNames {
  readonly amount: string;
  readonly transaction: string;
  readonly providerTransaction: string;
  readonly error: string;
}

/** A provider's settings, read once when it is connected. */
export interface EripSettings {
  readonly salt: string;
  readonly version: string;
  readonly timeZone: string;
  readonly names: EripNames;
  readonly accountNotFoundTexts: readonly string[];
  readonly refusalTexts: readonly string[];
  readonly holderNameLine: string | undefined;
  readonly addressLine: string | undefined;
}

export function eripProblems(connection: ProviderConnection): readonly string[] {
  const read = settingReader(connection, eripMetadata.settings);
  return [
    ...connectionProblems(connection, eripMetadata.settings),
    ...(isTimeZone(read('timeZone')) ? [] : ['setting timeZone is not a time zone']),
  ];
}

export function readEripSettings(read: SettingReader): EripSettings {
  return {
    salt: read('salt') ?? '',
    version: read('version') ?? '',
    timeZone: read('timeZone') ?? 'UTC',
    names: {
      amount: read('amountName') ?? '',
      transaction: read('transactionName') ?? '',
      providerTransaction: read('providerTransactionName') ?? '',
      error: read('errorName') ?? '',
    },
    accountNotFoundTexts: read('accountNotFoundTexts')?.split('|') ?? [],
    refusalTexts: read('refusalTexts')?.split('|') ?? [],
    holderNameLine: read('holderNameLine'),
    addressLine: read('addressLine'),
  };
}
