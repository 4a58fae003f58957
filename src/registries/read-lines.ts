import { type FieldProblem, fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { type Currency, formatAmount, isCurrency, type Minor, parseAmount, parseBalance } from '../kernel/money.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import type { Provider } from '../providers/model.ts';
import type { CsvRow } from './csv-rows.ts';
import { mostFileLines, type RegistryLine } from './model.ts';

const needed = ['key', 'provider', 'account', 'amount', 'currency'] as const;
const optional = ['quoteId', 'reference', 'confirmDuplicate'] as const;
type Column = (typeof needed)[number] | (typeof optional)[number];

/** First cell of a line that closes the file: `#total`, payments, sum, currency. */
const totalMark = '#total';
const keyPattern = /^[\x21-\x7e]{1,255}$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const longestReference = 64;
/** Problems that a refusal can show; more are only counted. */
const keptProblems = 20;

/** A line, or null for a row that is none. */
type LineRead = Promise<RegistryLine | null>;

/** Reads rows of a file one after the other and says at the end whether it is whole. */
export interface LineReader {
  /** The line of a row; null for the header, a total, and a row that is wrong. */
  read(row: CsvRow): LineRead;
  addProblem(problem: FieldProblem): void;
  /** Why the file is refused, or null. Refuses: file_rejected. */
  finish(): Refusal | null;
}

/** Where a problem stands: the number of the line and, where there is one, the column. */
export function placeOf(line: number, column = ''): string {
  return column === '' ? `/${line}` : `/${line}/${column}`;
}

/** `findProvider` is asked once for each code that the file names. */
export function createLineReader(findProvider: FindProvider): LineReader {
  const providerOf = askedOnce(findProvider);
  const sums = new Map<Currency, { count: number; sum: bigint }>();
  const totals = new Map<Currency, { line: number; count: string; sum: string }>();
  const problems: FieldProblem[] = [];
  let problemCount = 0;
  let columns: readonly Column[] | null = null;
  let lineCount = 0;

  const addProblem = (problem: FieldProblem) => {
    problemCount += 1;
    if (problems.length < keptProblems) problems.push(problem);
  };

  function readTotal(line: number, cells: readonly string[]): void {
    const [, count = '', sum = '', currency = ''] = cells;
    if (!isCurrency(currency) || totals.has(currency)) {
      return addProblem({ field: placeOf(line), rule: 'total', detail: 'one total for each currency' });
    }
    totals.set(currency, { line, count, sum });
  }

  async function readPayment(line: number, cells: readonly string[], header: readonly Column[]): LineRead {
    if (totals.size > 0) {
      addProblem({ field: placeOf(line), rule: 'after_total', detail: 'no payment after a total' });
      return null;
    }
    const values = Object.fromEntries(header.map((column, index) => [column, cells[index]?.trim() ?? '']));
    const read = parseLine(line, values, await providerOf(values['provider'] ?? ''));
    if ('problems' in read) {
      for (const problem of read.problems) addProblem(problem);
      return null;
    }
    lineCount += 1;
    const before = sums.get(read.currency) ?? { count: 0, sum: 0n };
    sums.set(read.currency, { count: before.count + 1, sum: before.sum + read.amount });
    return read;
  }

  return {
    addProblem,
    async read({ line, cells }) {
      if (line === 1) {
        columns = readHeader(cells);
        if (!columns) addProblem(headerProblem);
        return null;
      }
      if (!columns) return null;
      if (cells?.[0] === totalMark) {
        readTotal(line, cells);
        return null;
      }
      if (cells?.length !== columns.length) {
        addProblem({ field: placeOf(line), rule: 'columns', detail: `${columns.length} cells, quoted as in RFC 4180` });
        return null;
      }
      return readPayment(line, cells, columns);
    },
    finish() {
      if (columns && problemCount === 0) for (const problem of totalProblems(sums, totals)) addProblem(problem);
      if (columns && problemCount === 0 && (lineCount === 0 || lineCount > mostFileLines)) {
        addProblem({ field: '', rule: 'lines', detail: `1 to ${mostFileLines} payments` });
      }
      if (!columns && problemCount === 0) addProblem(headerProblem);
      if (problemCount === 0) return null;
      return { ...fieldRefusal('file_rejected', ...problems), details: { problems: String(problemCount) } };
    },
  };
}

type FindProvider = (code: string) => Promise<Provider | undefined>;

function askedOnce(find: FindProvider): FindProvider {
  const known = new Map<string, Provider | undefined>();
  return async (code) => {
    if (!known.has(code)) known.set(code, await find(code));
    return known.get(code);
  };
}

const headerProblem: FieldProblem = {
  field: placeOf(1),
  rule: 'header',
  detail: `${needed.join(', ')}, and where wanted ${optional.join(', ')}; each once`,
};

function readHeader(cells: readonly string[] | null): readonly Column[] | null {
  const known: readonly string[] = [...needed, ...optional];
  const named = (cells ?? []).map((cell) => cell.trim());
  const isWhole = needed.every((column) => named.includes(column)) && named.every((cell) => known.includes(cell));
  return isWhole && new Set(named).size === named.length ? (named as Column[]) : null;
}

type Values = Readonly<Record<string, string>>;

function parseLine(
  line: number,
  values: Values,
  provider: Provider | undefined,
): RegistryLine | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const wrong = (column: Column, rule: string, detail: string) => {
    problems.push({ field: placeOf(line, column), rule, detail });
  };
  const { key = '', reference = '', quoteId = '', confirmDuplicate = '' } = values;
  if (!keyPattern.test(key)) wrong('key', 'pattern', '1 to 255 visible ASCII characters');
  if (!provider) wrong('provider', 'unknown', 'a code that GET /v1/providers lists');
  const account = provider && accountOf(provider, values['account'] ?? '', wrong);
  const money = provider && amountOf(provider, values, wrong);
  if (quoteId !== '' && !uuid.test(quoteId)) wrong('quoteId', 'format', 'the id of a quote, or nothing');
  const text = parseVisibleText(reference, { field: '', longest: longestReference });
  if (!text.ok) wrong('reference', 'pattern', `at most ${longestReference} visible characters`);
  if (!['', 'yes', 'no'].includes(confirmDuplicate)) wrong('confirmDuplicate', 'enum', 'yes, no or nothing');
  if (problems.length > 0 || !provider || account === undefined || money === undefined || !text.ok) return { problems };
  return {
    ...{ line, key, account, providerId: provider.id, currency: provider.currency, amount: money },
    reference: text.value,
    confirmDuplicate: confirmDuplicate === 'yes',
    quoteId: quoteId === '' ? null : quoteId.toLowerCase(),
  };
}

type Wrong = (column: Column, rule: string, detail: string) => void;

function accountOf(provider: Provider, typed: string, wrong: Wrong): string | undefined {
  const input = parseAccountInput(provider, { account: typed, fields: {} }, 'ask');
  if (input.ok) return input.value.account;
  const [problem] = input.error.fields ?? [];
  wrong('account', problem?.rule ?? 'pattern', problem?.detail ?? 'as the provider writes accounts');
  return undefined;
}

function amountOf(provider: Provider, values: Values, wrong: Wrong): Minor | undefined {
  if (values['currency'] !== provider.currency) wrong('currency', 'currency', `${provider.currency} for this provider`);
  const amount = parseAmount(values['amount'] ?? '', provider.currency);
  if (amount.ok) return amount.value;
  wrong('amount', 'amount', 'a decimal number above zero, such as 10.45');
  return undefined;
}

/** The totals must be what was read: without them nobody knows whether the file was cut off. */
function totalProblems(
  sums: ReadonlyMap<Currency, { readonly count: number; readonly sum: bigint }>,
  totals: ReadonlyMap<Currency, { readonly line: number; readonly count: string; readonly sum: string }>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const currency of new Set([...sums.keys(), ...totals.keys()])) {
    const total = totals.get(currency);
    const { count, sum } = sums.get(currency) ?? { count: 0, sum: 0n };
    const told = total && parseBalance(total.sum, currency);
    if (total && total.count === String(count) && told?.ok && told.value === sum) continue;
    const detail = `${totalMark} with ${count} payments and ${formatAmount(sum, currency)} ${currency}, as they stand in the file`;
    problems.push({ field: total ? placeOf(total.line) : '', rule: 'total', detail });
  }
  return problems;
}
