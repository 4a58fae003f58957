import { formatCount } from './format-amount.ts';
import type { Language } from './language.ts';

export type QuantityUnit = 'm3' | 'kWh';

export const unitSigns: Readonly<Record<QuantityUnit, string>> = { m3: 'm³', kWh: 'kWh' };

/** `1.200 m³`, held together by a no-break space. */
export function formatQuantity(language: Language, value: number, unit: QuantityUnit): string {
  return `${formatCount(language, value)}\u00a0${unitSigns[unit]}`;
}
