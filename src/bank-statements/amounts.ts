import { type Currency, type Minor, parseBalance } from '../kernel/money.ts';

/**
 * An amount as banks write it: without a sign, perhaps with zeros behind the last decimal of the currency, or none at all; undefined
 * for anything else. Nought is an amount here.
 */
export function readBankAmount(text: string, currency: Currency): Minor | undefined {
  const [, whole, fraction = ''] = /^0*([0-9]{1,13})(?:\.([0-9]{0,5}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const kept = fraction.replace(/0+$/, '');
  const amount = parseBalance(kept === '' ? whole : `${whole}.${kept}`, currency);
  return amount.ok ? amount.value : undefined;
}
