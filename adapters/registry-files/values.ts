import { isBusinessDate } from '../../src/kernel/business-date.ts';
import { type Currency, formatAmount, parseBalance } from '../../src/kernel/money.ts';
import type { Shape } from './layout.ts';

/** Minor units of a cell, or null where it is no amount. Zero and what is below it are amounts. */
export function parseAmountCell(text: string, shape: Shape): bigint | null {
  if (shape.amountUnit === 'minor') return /^(?:0|-?[1-9][0-9]{0,12})$/.test(text) ? BigInt(text) : null;
  if (shape.decimalMark === ',' && text.includes('.')) return null;
  const parsed = parseBalance(shape.decimalMark === ',' ? text.replace(',', '.') : text, shape.currency);
  return parsed.ok ? parsed.value : null;
}

export function writeAmountCell(amount: bigint, shape: Shape & { readonly currency: Currency }): string {
  if (shape.amountUnit === 'minor') return amount.toString();
  return formatAmount(amount, shape.currency).replace('.', shape.decimalMark);
}

/** `YYYY-MM-DD` of a cell, or null where it is no date that exists. */
export function parseDateCell(text: string, format: string): string | null {
  const date = rearranged(text, format, 'YYYY-MM-DD');
  return date !== null && isBusinessDate(date) ? date : null;
}

export function writeDateCell(date: string, format: string): string {
  return rearranged(date, 'YYYY-MM-DD', format) ?? date;
}

/** `YYYY-MM` of a cell, or null. */
export function parsePeriodCell(text: string, format: string): string | null {
  const period =
    format === 'MMYY' && /^[0-9]{4}$/.test(text)
      ? `20${text.slice(2)}-${text.slice(0, 2)}`
      : rearranged(text, format, 'YYYY-MM');
  return period !== null && isBusinessDate(`${period}-01`) ? period : null;
}

/** Puts year, month and day into another order; null where the text has not the form of the first format. */
function rearranged(text: string, from: string, to: string): string | null {
  if (text.length !== from.length) return null;
  const parts: Record<string, string> = {};
  for (let at = 0; at < from.length; at += 1) {
    const wanted = from.charAt(at);
    const found = text.charAt(at);
    if ('YMD'.includes(wanted)) {
      if (found < '0' || found > '9') return null;
      parts[wanted] = `${parts[wanted] ?? ''}${found}`;
    } else if (found !== wanted) return null;
  }
  return to.replace(/Y+|M+|D+/g, (token) => parts[token.charAt(0)] ?? '');
}

/** Remembers what few values come to that stand in very many lines. */
export function remembering<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = parse(text);
    // A copy: a cell is a view of its whole block, which it would keep in memory.
    if (known.size < 1_000) known.set(Buffer.from(text).toString(), value);
    return value;
  };
}

const openColumns: ReadonlySet<string> = new Set(['amount', 'currency', 'period', 'dueOn', 'result', 'reason']);

/** What may be told of a wrong cell: amounts and dates as they stand, of numbers and names enough to find them. */
export function maskCell(column: string, text: string): string {
  const plain = text.slice(0, 40).replace(/\p{C}/gu, '?');
  if (openColumns.has(column)) return plain;
  const shown = Math.min(4, Math.floor(plain.length / 2));
  return column === 'account' || column === 'bill' || column === 'reference'
    ? `••••${plain.slice(plain.length - shown)}`
    : '';
}
