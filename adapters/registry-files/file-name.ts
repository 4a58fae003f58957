import { isBusinessDate } from '../../src/kernel/business-date.ts';
import type { FileOrder } from '../../src/kernel/provider-files.ts';

/** What a name of this pattern says; null where it has another form, or a date that does not exist. */
export function parseFileName(pattern: string, name: string): FileOrder | null {
  const source = pattern
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace('{date}', '(?<date>[0-9]{8})')
    .replace('{number}', '(?<number>[0-9]{1,9})');
  const { date = '', number = '0' } = new RegExp(`^${source}$`).exec(name)?.groups ?? {};
  const dashed = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return isBusinessDate(dashed) ? { date: dashed, number: Number(number) } : null;
}

export function makeFileName(pattern: string, { date, number }: FileOrder): string {
  return pattern.replace('{date}', date.replaceAll('-', '')).replace('{number}', String(number));
}
