import { Type } from 'typebox';

/** The provider's own number of a payment in JSON, which some write as a number, some as text, some as either. */
export const providerNumberSchema = Type.Union([
  Type.Integer({ minimum: 0 }),
  Type.String({ pattern: '^[0-9A-Za-z._:/-]{1,64}$' }),
]);

/** A number of the provider's as text; null when it is beyond what a JSON number carries whole. */
export function providerNumber(value: number | string | null | undefined): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return value ?? null;
}

/** True when both numbers are known and differ: then the answer speaks of another payment. */
export function isAnotherNumber(one: string | null, other: string | null | undefined): boolean {
  return one !== null && other !== null && other !== undefined && one !== other;
}
