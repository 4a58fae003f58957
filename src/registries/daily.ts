import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, isCurrency, type Minor, parseAmount } from '../kernel/money.ts';
import type { CsvRow } from './csv-rows.ts';
import { placeOf } from './read-lines.ts';

/** A payment as the agent's file has it. */
export interface FileLine extends DayLine {
  /** In the file; the header is line 1. */
  readonly line: number;
}

/** What one side has of a payment of the day. */
export interface DayLine {
  readonly receiptNumber: string;
  readonly amount: Minor;
  readonly currency: Currency;
  /** `reversed`: it was undone, and the money went back. */
  readonly state: 'paid' | 'reversed';
}

const header = ['receiptNumber', 'amount', 'currency', 'state'] as const;
const totalMark = '#total';

/** Header, lines and a total for each currency, as the hub gives it and as it takes it. */
export function dayRows(lines: readonly DayLine[]): string {
  return lines
    .map((line) => [line.receiptNumber, formatAmount(line.amount, line.currency), line.currency, line.state].join(';'))
    .map((row) => `${row}\n`)
    .join('');
}

export const dayHeader = `${header.join(';')}\n`;

export interface DayTotals {
  readonly add: (line: DayLine) => void;
  readonly rows: () => string;
  /** What a file says of a currency and the lines do not. */
  readonly problems: (
    told: ReadonlyMap<string, { line: number; count: string; sum: string }>,
  ) => readonly FieldProblem[];
}

export function createDayTotals(): DayTotals {
  const sums = new Map<Currency, { count: number; sum: bigint }>();
  const textOf = (currency: Currency, sum: bigint) => formatAmount(sum as Minor, currency);
  return {
    add({ currency, amount }) {
      const before = sums.get(currency) ?? { count: 0, sum: 0n };
      sums.set(currency, { count: before.count + 1, sum: before.sum + amount });
    },
    rows: () =>
      [...sums]
        .map(([currency, { count, sum }]) => `${totalMark};${count};${textOf(currency, sum)};${currency}\n`)
        .join(''),
    problems: (told) =>
      [...new Set([...sums.keys(), ...told.keys()])].flatMap((currency) => {
        const own = sums.get(currency as Currency) ?? { count: 0, sum: 0n };
        const said = told.get(currency);
        const isRight = said?.count === String(own.count) && said.sum === textOf(currency as Currency, own.sum);
        const detail = `${own.count} payments, ${textOf(currency as Currency, own.sum)} ${currency}`;
        return isRight ? [] : [{ field: said ? placeOf(said.line) : '', rule: 'total', detail }];
      }),
  };
}

export interface ReadDay {
  readonly lines: ReadonlyMap<string, FileLine>;
  readonly problems: readonly FieldProblem[];
}

/** Reads an agent's day, whole; every wrong line is a problem. */
export async function readDay(rows: AsyncIterable<CsvRow>, mostLines: number): Promise<ReadDay> {
  const lines = new Map<string, FileLine>();
  const problems: FieldProblem[] = [];
  const told = new Map<string, { line: number; count: string; sum: string }>();
  const totals = createDayTotals();
  for await (const { line, cells } of rows) {
    if (lines.size > mostLines) break;
    if (line === 1) {
      if (cells?.join(';') !== header.join(';'))
        problems.push({ field: placeOf(1), rule: 'header', detail: header.join(';') });
    } else if (cells?.[0] === totalMark) {
      told.set(cells[3] ?? '', { line, count: cells[1] ?? '', sum: cells[2] ?? '' });
    } else {
      const read = readDayLine(cells);
      if (!read)
        problems.push({
          field: placeOf(line),
          rule: 'line',
          detail: 'receipt number, amount, currency, paid or reversed',
        });
      else if (lines.has(read.receiptNumber))
        problems.push({ field: placeOf(line), rule: 'repeated', detail: 'a receipt stands once' });
      else {
        lines.set(read.receiptNumber, { ...read, line });
        totals.add(read);
      }
    }
  }
  if (lines.size > mostLines) problems.push({ field: '', rule: 'lines', detail: `at most ${mostLines} payments` });
  if (problems.length === 0) problems.push(...totals.problems(told));
  return { lines, problems };
}

function readDayLine(cells: readonly string[] | null): DayLine | undefined {
  const [receiptNumber = '', typed = '', currency = '', state = ''] = cells ?? [];
  if (cells?.length !== header.length || !/^[0-9]{16}$/.test(receiptNumber) || !isCurrency(currency)) return undefined;
  const amount = parseAmount(typed, currency);
  const isKnown = state === 'paid' || state === 'reversed';
  return amount.ok && isKnown ? { receiptNumber, amount: amount.value, currency, state } : undefined;
}
