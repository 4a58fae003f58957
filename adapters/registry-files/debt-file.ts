import type { DebtRecord, FileReader } from '../../src/kernel/provider-files.ts';
import type { TableLayout } from './layout.ts';
import { createTableReader, type Row } from './table-reader.ts';
import { parseAmountCell, parseDateCell, parsePeriodCell, remembering } from './values.ts';

const longestAccount = 100;
const longestBill = 64;
const longestText = 200;
const largestAmount = 1_000_000_000_000n;
const visible = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
/** What almost every cell is; only others need the slower look. */
const plainAscii = /^[\x20-\x7e]+$/;

/** Reads a debt registry. Amounts below zero are credits, where the provider may have them. */
export function createDebtReader(layout: TableLayout, creditsAllowed: boolean): FileReader<DebtRecord> {
  const dates = remembering((text) => parseDateCell(text, layout.dateFormat));
  const periods = remembering((text) => parsePeriodCell(text, layout.periodFormat));
  const parse = (row: Row): DebtRecord | null => {
    let isRight = true;
    const wrong = (column: string, rule: string): null => {
      row.wrong(column, rule);
      isRight = false;
      return null;
    };
    const account = row.cell('account') ?? '';
    if (!isText(account, longestAccount) || account.includes(' ')) wrong('account', 'account');
    const amount = parseAmountCell(row.cell('amount') ?? '', layout);
    if (amount === null || amount > largestAmount || amount < -largestAmount) wrong('amount', 'amount');
    else if (amount < 0n && !creditsAllowed) wrong('amount', 'negative');
    const currency = row.cell('currency');
    if (currency !== undefined && currency !== layout.currency) wrong('currency', 'currency');
    const dated = (column: string, read: (text: string) => string | null): string | null => {
      const text = row.cell(column) ?? '';
      return text === '' ? null : (read(text) ?? wrong(column, column === 'period' ? 'period' : 'date'));
    };
    const period = dated('period', periods);
    const dueOn = dated('dueOn', dates);
    const text = (column: string, longest: number): string | null => {
      const value = row.cell(column) ?? '';
      return value === '' ? null : isText(value, longest) ? value : wrong(column, 'text');
    };
    const bill = text('bill', longestBill) ?? period ?? '';
    const holderName = text('holderName', longestText);
    const address = text('address', longestText);
    if (!isRight || amount === null) return null;
    return { line: row.line, account, bill, period, dueOn, amount, holderName, address };
  };
  return createTableReader(layout, parse, (record) => record.amount);
}

function isText(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && (plainAscii.test(text) || visible.test(text));
}
