import type { Currency } from '../../src/kernel/money.ts';

/** ISO 4217 numbers of the currencies that the hub keeps books in. */
export const currencyCodes: Readonly<Record<Currency, string>> = { AZN: '944', EUR: '978', RUB: '643', BYN: '933' };
