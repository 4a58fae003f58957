import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { readFieldNames, type FieldNames } from '../kit/account-fields.ts';
import { inputNameProblems, readInputNames, type InputNames } from '../kit/account-object.ts';
import { basicAuthorization } from '../kit/basic-authorization.ts';
import { connectionProblems, readPairs, settingReader, type SettingReader } from '../kit/settings.ts';
import { paynetMetadata } from './metadata.ts';

/** A provider's settings, read once when it is connected. */
export interface PaynetSettings {
  readonly authorization: string;
  readonly serviceId: number;
  readonly inputNames: InputNames;
  readonly utcOffset: string;
  readonly informationStatus: string;
  readonly amountProof: 'statement' | 'none';
  readonly codes: ReadonlyMap<string, 'rejected' | 'unknown'>;
  readonly bookedWithinDays: number;
  readonly proofRefusedCode: string | undefined;
  readonly fields: FieldNames;
}

export function paynetProblems(connection: ProviderConnection): readonly string[] {
  const read = settingReader(connection, paynetMetadata.settings);
  return [...connectionProblems(connection, paynetMetadata.settings), ...inputNameProblems(read)];
}

export function readPaynetSettings(read: SettingReader): PaynetSettings {
  const codes = [...readPairs(read('codes'))];
  return {
    authorization: basicAuthorization(read('user') ?? '', read('password') ?? ''),
    serviceId: Number(read('serviceId')),
    inputNames: readInputNames(read),
    utcOffset: read('utcOffset') ?? '',
    informationStatus: read('informationStatus') ?? '',
    amountProof: read('amountProof') === 'none' ? 'none' : 'statement',
    codes: new Map(codes.map(([code, meaning]) => [code, meaning === 'rejected' ? 'rejected' : 'unknown'])),
    bookedWithinDays: Number(read('bookedWithinDays')),
    proofRefusedCode: read('proofRefusedCode'),
    fields: readFieldNames(read),
  };
}
