import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { IdentityCard } from './model.ts';

/** A kind of card that proves who somebody is: what stands before the number, and how many digits follow. */
export interface CardFormat {
  readonly series: string;
  readonly minDigits: number;
  readonly maxDigits: number;
}

/**
 * Azerbaijan's cards. AZE is the old series; AA the new one, and the residence permits, rest on weaker sources, so that the
 * list is handed to the services and an operator can give another.
 */
export const cardFormats: readonly CardFormat[] = [
  { series: 'AZE', minDigits: 8, maxDigits: 8 },
  { series: 'AA', minDigits: 7, maxDigits: 7 },
  { series: 'MYI', minDigits: 6, maxDigits: 8 },
  { series: 'DYI', minDigits: 6, maxDigits: 8 },
];

/** Longest text that is looked at; everything longer is wrong in any case. */
const longest = 20;

/** Reads series and number as people type them: small letters, spaces, and İ for I are put right. */
export function parseCard(
  input: { readonly cardSeries: string; readonly cardNumber: string },
  formats: readonly CardFormat[],
): Result<IdentityCard, FieldProblem[]> {
  const series = capitals(input.cardSeries);
  const number = input.cardNumber.length > longest ? '' : input.cardNumber.replace(/ /g, '');
  const format = formats.find((candidate) => candidate.series === series);
  const problems: FieldProblem[] = [];
  if (!format) {
    const known = formats.map((candidate) => candidate.series).join(', ');
    problems.push({ field: '/cardSeries', rule: 'card', detail: `one of ${known}` });
  }
  if (!/^[0-9]+$/.test(number) || !digitsFit(number.length, format ? [format] : formats)) {
    problems.push({ field: '/cardNumber', rule: 'card', detail: expectedDigits(format ? [format] : formats) });
  }
  return problems.length > 0 ? err(problems) : ok({ series, number });
}

/** FIN: seven characters, digits and capital letters without I and O; the same for life. Small letters are put right. */
export function parseFin(typed: string): Result<string, FieldProblem[]> {
  const fin = capitals(typed);
  if (/^[0-9A-HJ-NP-Z]{7}$/.test(fin)) return ok(fin);
  return err([{ field: '/fin', rule: 'fin', detail: '7 characters: digits and A to Z without I and O' }]);
}

/** One text for a card, to be digested or compared. */
export function cardText(card: IdentityCard): string {
  return `${card.series}${card.number}`;
}

/**
 * ASCII capitals without spaces, or nothing. Looked at before it is made large: `ı` and `ſ` would turn into ASCII letters,
 * and a Cyrillic А is not an A.
 */
function capitals(typed: string): string {
  if (typed.length > longest) return '';
  const bare = typed.replace(/ /g, '').replace(/\u0130/g, 'I');
  return /^[A-Za-z0-9]*$/.test(bare) ? bare.toUpperCase() : '';
}

function digitsFit(count: number, formats: readonly CardFormat[]): boolean {
  return formats.some((format) => count >= format.minDigits && count <= format.maxDigits);
}

function expectedDigits(formats: readonly CardFormat[]): string {
  return formats
    .map(({ series, minDigits, maxDigits }) => {
      const count = minDigits === maxDigits ? `${minDigits}` : `${minDigits} to ${maxDigits}`;
      return `${count} digits after ${series}`;
    })
    .join(', ');
}
