import { minor, type Currency, type Minor } from '../../src/kernel/money.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import type { AccountFields, FieldNames } from './account-fields.ts';

/** Free fields of a JSON answer as text, amounts in minor units. What is neither text nor a whole number is left out. */
export function minorUnitFields(
  members: Readonly<Record<string, unknown>>,
  names: FieldNames,
  currency: Currency,
): AccountFields {
  const values = Object.entries(members).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[name, value]];
    return Number.isSafeInteger(value) ? [[name, String(value)]] : [];
  });
  return { values: Object.fromEntries(values), names, currency, parseBalance: parseMinorUnits };
}

function parseMinorUnits(text: string): Result<Minor, 'invalid_amount'> {
  return /^(?:0|-?[1-9][0-9]{0,14})$/.test(text) ? ok(minor(BigInt(text))) : err('invalid_amount');
}
