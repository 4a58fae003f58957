import { assert } from '../kernel/assert.ts';
import { isBusinessDate } from '../kernel/business-date.ts';
import { dammDigit, dammValid } from '../kernel/damm.ts';

/** Receipts a lane can give out on one settlement day. */
export const receiptsPerDay = 99_999_999;

/**
 * 16 digits: settlement day as yymmdd, lane, counter of eight, check digit. It fits an OSMP `txn_id` (20 digits) and a
 * JSON number (below 2^53), so that it is also the reference providers hear. `day` is `YYYY-MM-DD`.
 */
export function makeReceiptNumber(day: string, lane: number, counter: number): string {
  assert(/^20[0-9]{2}-[0-9]{2}-[0-9]{2}$/.test(day), 'receipt numbers are made for days of this century');
  assert(
    lane >= 0 && lane <= 9 && counter >= 1 && counter <= receiptsPerDay,
    'lane and counter of a receipt are in range',
  );
  const digits = `${day.slice(2, 4)}${day.slice(5, 7)}${day.slice(8, 10)}${lane}${String(counter).padStart(8, '0')}`;
  return `${digits}${dammDigit(digits)}`;
}

export interface ReceiptNumberParts {
  readonly day: string;
  readonly lane: number;
  readonly counter: number;
}

/** Takes a receipt number apart, spaces and dashes allowed; undefined when it is none, its check digit is wrong, or its day does not exist. */
export function parseReceiptNumber(text: string): (ReceiptNumberParts & { readonly number: string }) | undefined {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^[0-9]{16}$/.test(digits) || !dammValid(digits)) return undefined;
  const day = `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
  if (!isBusinessDate(day)) return undefined;
  return { number: digits, day, lane: Number(digits[6]), counter: Number(digits.slice(7, 15)) };
}
