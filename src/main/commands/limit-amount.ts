import { InvalidArgumentError } from 'commander';
import { formatAmount, type Minor, parseBalance } from '../../kernel/money.ts';

/** Reads a limit, such as 500.00, or `none`. It holds in each currency by itself, and all of them have two decimals. */
export function limitAmount(text: string): Minor | null {
  if (text === 'none') return null;
  const amount = parseBalance(text, 'AZN');
  if (!amount.ok || amount.value < 0n) throw new InvalidArgumentError('a decimal such as 500.00, or none.');
  return amount.value;
}

export function showLimit(limit: Minor | null): string | null {
  return limit === null ? null : formatAmount(limit, 'AZN');
}
