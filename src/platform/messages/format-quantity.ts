import { formatCount } from './format-amount.ts';
import type { Language } from './language.ts';

export type QuantityUnit = 'm3' | 'kWh';

const latin: Readonly<Record<QuantityUnit, string>> = { m3: 'm³', kWh: 'kWh' };

const signs: Readonly<Record<Language, Readonly<Record<QuantityUnit, string>>>> = {
  az: { ...latin, kWh: 'kVt·saat' },
  ru: { m3: 'м³', kWh: 'кВт·ч' },
  en: latin,
};

/** The sign of a unit as the language writes it: `m³`, `м³`. */
export function unitSign(language: Language, unit: QuantityUnit): string {
  return signs[language][unit];
}

/** `1.200 m³`, `1 200 м³`, held together by a no-break space. */
export function formatQuantity(language: Language, value: number, unit: QuantityUnit): string {
  return `${formatCount(language, value)}\u00a0${unitSign(language, unit)}`;
}
