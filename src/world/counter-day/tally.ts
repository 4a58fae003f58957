import { assert } from '../../kernel/assert.ts';
import { formatAmount, minor, parseBalance } from '../../kernel/money.ts';

/** What somebody beside the hub has noted down, in minor units: the day is right where the hub says the same. */
export interface Tally {
  add(amount: bigint): void;
  take(amount: bigint): void;
  readonly total: () => bigint;
}

export function createTally(start = 0n): Tally {
  let total = start;
  return {
    add: (amount) => {
      total += amount;
    },
    take: (amount) => {
      total -= amount;
    },
    total: () => total,
  };
}

/** An amount as the API shows it, in manat. */
export function readManat(shown: unknown): bigint {
  const text = (shown as { amount?: unknown } | null)?.amount;
  const read = parseBalance(typeof text === 'string' ? text : '', 'AZN');
  assert(read.ok, `an amount is ${JSON.stringify(shown)}`);
  return read.value;
}

export function manat(amount: bigint): { readonly amount: string; readonly currency: 'AZN' } {
  return { amount: formatAmount(minor(amount), 'AZN'), currency: 'AZN' };
}
