import type { AdapterSetting } from '../../../src/kernel/adapter.ts';
import { optionalSetting as optional, type SettingReader } from '../../kit/settings.ts';
import type { ResultMeanings } from '../result-codes.ts';

/** The setting of dialects with a result for a payment that is booked already. */
export function bookedBeforeSetting(code: string): AdapterSetting {
  return optional({
    name: 'bookedBefore',
    pattern: '^(?:confirmed|unknown)$',
    fallback: 'unknown',
    description: `What result ${code}, says to a repeat: \`confirmed\` where the contract promises that it is this payment`,
  });
}

/** The table with one code for a payment that is booked already, as the setting has it. */
export function withBookedBefore(meanings: ResultMeanings, code: string, read: SettingReader): ResultMeanings {
  const meaning = meanings[code];
  if (!meaning || read('bookedBefore') !== 'confirmed') return meanings;
  return { ...meanings, [code]: { ...meaning, pay: 'booked-before' } };
}
