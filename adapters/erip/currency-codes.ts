import type { Currency } from '../../src/kernel/money.ts';

/** ISO 4217 numbers of the currencies that the hub keeps books in. Belarus pays in 933 (BYN), which is not among them yet. */
export const currencyCodes: Readonly<Record<Currency, string>> = { AZN: '944', EUR: '978', RUB: '643' };
