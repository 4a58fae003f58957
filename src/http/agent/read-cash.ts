import type { Counted, Denomination } from '../../drawers/model.ts';
import { sumOfPieces } from '../../drawers/model.ts';
import { fieldRefusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { type Currency, type Minor, parseBalance } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { parseVisibleText } from '../../kernel/visible-text.ts';

interface GivenCash {
  readonly currency: Currency;
  readonly amount: string;
  readonly denominations?: readonly { readonly value: string; readonly pieces: number }[];
}

const longestLine = 200;

/**
 * Reads cash that was counted, by currency. Refuses: invalid_request (a currency twice), invalid_amount, count_mismatch (the
 * pieces do not add up).
 */
export function readCounted(given: readonly GivenCash[], field: string): Result<Counted[], Refusal> {
  const counted: Counted[] = [];
  for (const [index, cash] of given.entries()) {
    const place = `${field}/${index}`;
    if (counted.some(({ currency }) => currency === cash.currency)) {
      return wrong('invalid_request', { field: `${place}/currency`, rule: 'unique', detail: 'each currency once' });
    }
    const read = readOne(cash, place);
    if (!read.ok) return read;
    counted.push(read.value);
  }
  return ok(counted.toSorted((a, b) => (a.currency < b.currency ? -1 : 1)));
}

function readOne(cash: GivenCash, place: string): Result<Counted, Refusal> {
  const { currency } = cash;
  const amount = readCash(cash.amount, { currency, field: `${place}/amount` });
  if (!amount.ok) return amount;
  if (!cash.denominations) return ok({ currency, amount: amount.value, denominations: null });
  const denominations: Denomination[] = [];
  for (const [index, { value, pieces }] of cash.denominations.entries()) {
    const read = readCash(value, { currency, field: `${place}/denominations/${index}/value` });
    if (!read.ok) return read;
    denominations.push({ value: read.value, pieces });
  }
  if (sumOfPieces(denominations) !== amount.value) {
    const detail = 'the pieces of all denominations come to the amount';
    return wrong('count_mismatch', { field: `${place}/denominations`, rule: 'sum', detail });
  }
  return ok({ currency, amount: amount.value, denominations });
}

function readCash(
  text: string,
  { currency, field }: { readonly currency: Currency; readonly field: string },
): Result<Minor, Refusal> {
  const amount = parseBalance(text, currency);
  if (amount.ok) return amount;
  return wrong('invalid_amount', { field, rule: 'range', detail: 'zero or above, at most 10000000000.00' });
}

/** A line that people read on a report; null where nothing was said. Refuses: invalid_request. */
export function readLine(text: string | undefined, field: string): Result<string | null, Refusal> {
  const read = parseVisibleText(text ?? '', { field, longest: longestLine });
  if (!read.ok) return err(fieldRefusal('invalid_request', ...read.error));
  return ok(read.value === '' ? null : read.value);
}

/** The same where something has to be said. Refuses: invalid_request. */
export function readReason(text: string, field: string): Result<string, Refusal> {
  const read = readLine(text, field);
  if (!read.ok) return read;
  return read.value === null
    ? wrong('invalid_request', { field, rule: 'required', detail: 'a reason' })
    : ok(read.value);
}

function wrong(
  code: 'invalid_request' | 'invalid_amount' | 'count_mismatch',
  problem: Parameters<typeof fieldRefusal>[1],
): Result<never, Refusal> {
  return err(fieldRefusal(code, problem));
}
