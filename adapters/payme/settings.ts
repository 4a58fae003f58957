import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { readFieldNames, type FieldNames } from '../kit/account-fields.ts';
import { inputNameProblems, readInputNames, type InputNames } from '../kit/account-object.ts';
import { basicAuthorization } from '../kit/basic-authorization.ts';
import { connectionProblems, settingReader, type SettingReader } from '../kit/settings.ts';
import { paymeMetadata } from './metadata.ts';

/** A provider's settings, read once when it is connected. */
export interface PaymeSettings {
  readonly authorization: string;
  readonly inputNames: InputNames;
  readonly checkAmount: number;
  readonly cancelReason: number;
  readonly statementProof: 'required' | 'none';
  readonly envelope: 'whole' | 'bare';
  readonly notFoundCode: string;
  readonly refusedCodes: readonly string[];
  readonly bookedWithinDays: number;
  readonly proofRefusedCode: string | undefined;
  readonly fields: FieldNames;
}

/** The `Authorization` header of the Merchant API. */
export function paymeAuthorization(key: string): string {
  return basicAuthorization('Paycom', key);
}

export function paymeProblems(connection: ProviderConnection): readonly string[] {
  const read = settingReader(connection, paymeMetadata.settings);
  return [...connectionProblems(connection, paymeMetadata.settings), ...inputNameProblems(read)];
}

export function readPaymeSettings(read: SettingReader): PaymeSettings {
  return {
    authorization: paymeAuthorization(read('key') ?? ''),
    inputNames: readInputNames(read),
    checkAmount: Number(read('checkAmount')),
    cancelReason: Number(read('cancelReason')),
    statementProof: read('statementProof') === 'none' ? 'none' : 'required',
    envelope: read('envelope') === 'bare' ? 'bare' : 'whole',
    notFoundCode: read('notFoundCode') ?? '',
    refusedCodes: read('refusedCodes')?.split(',') ?? [],
    bookedWithinDays: Number(read('bookedWithinDays')),
    proofRefusedCode: read('proofRefusedCode'),
    fields: readFieldNames(read),
  };
}
