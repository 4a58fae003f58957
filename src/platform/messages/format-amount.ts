import { formatAmount, type Currency } from '../../kernel/money.ts';
import type { Language } from './language.ts';

const noBreakSpace = '\u00a0';

/**
 * Grouping and decimal marks per language, as CLDR has them. Written out because a receipt must come out the same,
 * byte for byte, on every version of Node.
 */
const marks: Readonly<Record<Language, { readonly group: string; readonly decimal: string }>> = {
  az: { group: '.', decimal: ',' },
  ru: { group: noBreakSpace, decimal: ',' },
  en: { group: ',', decimal: '.' },
};

const signs: Readonly<Record<Currency, string>> = { AZN: '₼', EUR: '€', RUB: '₽', BYN: 'Br' };

export function currencySign(currency: Currency): string {
  return signs[currency];
}

/** An amount as people read it, without the currency: `1.234,50`, always with all decimals. For columns of figures. */
export function formatFigure(language: Language, amount: bigint, currency: Currency): string {
  const [whole = '', fraction = ''] = formatAmount(amount, currency).split('.');
  return `${groupThousands(language, whole)}${marks[language].decimal}${fraction}`;
}

/** A whole number as people read it: `12.345`. */
export function formatCount(language: Language, count: number): string {
  return groupThousands(language, String(count));
}

function groupThousands(language: Language, digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, marks[language].group);
}

/** An amount with its currency, held together by a no-break space: `1.234,50 ₼`. */
export function formatMoney(language: Language, amount: bigint, currency: Currency): string {
  return `${formatFigure(language, amount, currency)}${noBreakSpace}${signs[currency]}`;
}
