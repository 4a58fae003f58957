import type { DebtRecord, FileReader } from '../../src/kernel/provider-files.ts';
import type { TableLayout } from './layout.ts';
import { createTableReader, type Row } from './table-reader.ts';
import { parseAmountCell, parseDateCell, parsePeriodCell, remembering } from './values.ts';

const longestAccount = 100;
const longestBill = 64;
const longestText = 200;
const largestAmount = 1_000_000_000_000n;
const visible = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
/** What almost every cell is, in Latin and Cyrillic letters; only others need the slower look. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u0259\u0400-\u0481\u048a-\u04ff]+$/;

/** Reads a debt registry. Amounts below zero are credits, where the provider may have them. */
export function createDebtReader(layout: TableLayout, creditsAllowed: boolean): FileReader<DebtRecord> {
  const dates = remembering((text) => parseDateCell(text, layout.dateFormat));
  const periods = remembering((text) => parsePeriodCell(text, layout.periodFormat));
  let isRight = true;

  function wrong(row: Row, column: string, rule: string): null {
    row.wrong(column, rule);
    isRight = false;
    return null;
  }
  function textOf(row: Row, column: string, longest: number): string | null {
    const value = row.cell(column) ?? '';
    return value === '' ? null : isText(value, longest) ? value : wrong(row, column, 'text');
  }
  function amountOf(row: Row): bigint {
    const amount = parseAmountCell(row.cell('amount') ?? '', layout);
    if (amount === null || amount > largestAmount || amount < -largestAmount) wrong(row, 'amount', 'amount');
    else if (amount < 0n && !creditsAllowed) wrong(row, 'amount', 'negative');
    return amount ?? 0n;
  }
  function parse(row: Row): DebtRecord | null {
    isRight = true;
    const account = row.cell('account') ?? '';
    if (!isText(account, longestAccount) || account.includes(' ')) wrong(row, 'account', 'account');
    const amount = amountOf(row);
    const currency = row.cell('currency');
    if (currency !== undefined && currency !== layout.currency) wrong(row, 'currency', 'currency');
    const [periodText, dueText] = [row.cell('period') ?? '', row.cell('dueOn') ?? ''];
    const period = periodText === '' ? null : (periods(periodText) ?? wrong(row, 'period', 'period'));
    const dueOn = dueText === '' ? null : (dates(dueText) ?? wrong(row, 'dueOn', 'date'));
    const bill = textOf(row, 'bill', longestBill) ?? period ?? '';
    const holderName = textOf(row, 'holderName', longestText);
    const address = textOf(row, 'address', longestText);
    return isRight ? { line: row.line, account, bill, period, dueOn, amount, holderName, address } : null;
  }
  return createTableReader(layout, parse, (record) => record.amount);
}

function isText(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && (plain.test(text) || visible.test(text));
}
