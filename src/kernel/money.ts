import { assert } from './assert.ts';
import { err, ok, type Result } from './result.ts';

/** An amount in the currency's minor unit (qəpik, cent, kopek). Never a float. */
export type Minor = bigint & { readonly __unit: 'minor' };

/** ISO 4217 code of a currency the hub keeps books in. The hub makes no exchange between them. */
export type Currency = 'AZN' | 'EUR' | 'RUB' | 'BYN';

export const currencies: readonly Currency[] = ['AZN', 'EUR', 'RUB', 'BYN'];

/** Number of decimals of each currency's minor unit (ISO 4217). */
const exponents: Readonly<Record<Currency, number>> = { AZN: 2, EUR: 2, RUB: 2, BYN: 2 };

/** One amount in one currency; on the wire `{"amount": "10.45", "currency": "AZN"}`. */
export interface Money {
  readonly amount: Minor;
  readonly currency: Currency;
}

export type Rounding = 'down' | 'up' | 'half-up';

export type AmountProblem = 'invalid_amount';

/** Largest amount a single input may name: 10,000,000,000.00. Keeps sums far inside a PostgreSQL bigint. */
const largestInput = 1_000_000_000_000n;

export const zero = minor(0n);

export function minor(value: bigint): Minor {
  return value as Minor;
}

export function isCurrency(value: string): value is Currency {
  return (currencies as readonly string[]).includes(value);
}

/**
 * Reads a decimal string such as "10.45": ASCII digits, at most the currency's decimals, no sign, no exponent,
 * no grouping, no leading zeros. Zero is refused, since nobody pays nothing; use `parseBalance` for debts.
 */
export function parseAmount(text: string, currency: Currency): Result<Minor, AmountProblem> {
  const parsed = parseUnsigned(text, currency);
  return parsed.ok && parsed.value > 0n ? parsed : err('invalid_amount');
}

/** As `parseAmount`, but zero and a leading minus are allowed: what an account owes may be nothing or a credit. */
export function parseBalance(text: string, currency: Currency): Result<Minor, AmountProblem> {
  if (!text.startsWith('-')) return parseUnsigned(text, currency);
  const parsed = parseUnsigned(text.slice(1), currency);
  return parsed.ok ? ok(minor(-parsed.value)) : parsed;
}

function parseUnsigned(text: string, currency: Currency): Result<Minor, AmountProblem> {
  const match = /^(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,4}))?$/.exec(text);
  if (!match) return err('invalid_amount');
  const exponent = exponents[currency];
  const fraction = match[2] ?? '';
  if (fraction.length > exponent) return err('invalid_amount');
  const value = BigInt(`${match[1]}${fraction.padEnd(exponent, '0')}`);
  return value <= largestInput ? ok(minor(value)) : err('invalid_amount');
}

/** Writes the decimal string with all decimals of the currency: 1045n AZN is "10.45". */
export function formatAmount(amount: bigint, currency: Currency): string {
  const exponent = exponents[currency];
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, '0');
  const cut = digits.length - exponent;
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

export function add(...amounts: readonly Minor[]): Minor {
  return minor(amounts.reduce<bigint>((sum, amount) => sum + amount, 0n));
}

export function subtract(from: Minor, amount: Minor): Minor {
  return minor(from - amount);
}

export function negate(amount: Minor): Minor {
  return minor(-amount);
}

/** `amount × ratePpm / 1,000,000`, for a non-negative amount. 1 % is 10,000 ppm; the rounding is the caller's decision. */
export function applyRate(amount: Minor, ratePpm: number, rounding: Rounding): Minor {
  assert(amount >= 0n, 'a rate applies to an amount that is not negative');
  assert(Number.isSafeInteger(ratePpm) && ratePpm >= 0, 'a rate is a whole number of parts per million');
  const scale = 1_000_000n;
  const product = amount * BigInt(ratePpm);
  const bump = rounding === 'up' ? scale - 1n : rounding === 'half-up' ? scale / 2n : 0n;
  return minor((product + bump) / scale);
}

/** Splits an amount by weights, largest remainder first, so that the parts always add up to the whole. */
export function split(amount: Minor, weights: readonly bigint[]): Minor[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  assert(amount >= 0n && total > 0n && weights.every((weight) => weight >= 0n), 'a split needs positive weights');
  const parts = weights.map((weight, index) => ({
    index,
    share: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  let missing = amount - parts.reduce((sum, part) => sum + part.share, 0n);
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (missing === 0n) break;
    part.share += 1n;
    missing -= 1n;
  }
  const shares = parts.map((part) => minor(part.share));
  assert(add(...shares) === amount, 'the parts of a split add up to the whole');
  return shares;
}
