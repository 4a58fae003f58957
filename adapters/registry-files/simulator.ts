import { add, formatAmount, type Minor, minor, parseAmount, zero } from '../../src/kernel/money.ts';
import { afterPayment, type SimulatedAccount } from '../kit/simulated-account.ts';
import { encodeWindows1251 } from '../kit/windows-1251.ts';

/** How a simulated biller writes: the other side's words for what the settings of its provider say. */
export interface BillerFormat {
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'windows-1251';
  readonly decimalMark: '.' | ',';
  readonly amountUnit: 'decimal' | 'minor';
  readonly lineEnd: '\n' | '\r\n';
}

/** A file on its way. */
export interface CarriedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A payment that the biller booked, or would not. */
export interface BillerPayment {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  readonly number: string | null;
}

/** A biller without an online system: its own books, and files in and out. It reads and writes by code of its own. */
export interface SimulatedBiller {
  /** The debts of all its accounts, as its books stand now. */
  writeDebts(date: string, number: number): CarriedFile;
  /** Books every payment of a file once, however often the file comes; refuses those of closed or unknown accounts. */
  takePayments(file: CarriedFile): void;
  /** What became of the payments of a file. */
  writeAcknowledgement(date: string, number: number): CarriedFile;
  payments(): readonly BillerPayment[];
  debtOf(account: string): Minor;
}

/** Settings of a provider whose files are those of the biller. */
export function billerSettings(format: BillerFormat): Readonly<Record<string, string>> {
  return {
    ...{ delimiter: format.delimiter === '\t' ? 'tab' : format.delimiter, encoding: format.encoding },
    ...{ decimalMark: format.decimalMark, amountUnit: format.amountUnit, credits: 'allowed' },
    debtColumns: 'account=Abonent,bill=Faktura,period=Period,dueOn=Due,amount=Summa,holderName=Name,address=Address',
    debtTrailer: '#total,count,sum',
    paymentColumns: 'line=N,reference=Ref,account=Abonent,amount=Summa,currency=Val,date=Date',
    paymentTrailer: '#total,count,sum',
    acknowledgementColumns: 'reference=Ref,result=Result,reason=Reason,amount=Summa,number=Number',
    acknowledgementTrailer: '#total,count',
  };
}

export function createBiller(accounts: readonly SimulatedAccount[], format: BillerFormat): SimulatedBiller {
  const books = new Map(accounts.map((account) => [account.number, account]));
  const booked = new Map<string, BillerPayment>();
  const filed = new Map<number, string[]>();

  function take(reference: string, number: string, amount: Minor): void {
    if (booked.has(reference)) return;
    const account = books.get(number);
    const isTaken = account?.active === true;
    booked.set(reference, { reference, account: number, amount, number: isTaken ? `K-${booked.size + 1}` : null });
    if (isTaken) books.set(number, afterPayment(account, amount));
  }

  return {
    writeDebts(date, number) {
      const rows = [...books.values()].flatMap(debtRows);
      const sum = rows.reduce((total, row) => total + row.amount, 0n);
      const lines = [
        ['Abonent', 'Faktura', 'Period', 'Due', 'Summa', 'Name', 'Address'],
        ...rows.map((row) => [...row.cells, amountText(row.amount, format), row.name, row.address]),
        ['#total', String(rows.length), amountText(sum, format)],
      ];
      return { name: `debts-${date.replaceAll('-', '')}-${number}.csv`, bytes: encode(lines, format) };
    },
    takePayments({ name, bytes }) {
      const number = Number(/-([0-9]+)\.csv$/.exec(name)?.[1]);
      const text = new TextDecoder(format.encoding).decode(bytes);
      const rows = text.split('\r\n').map((line) => line.split(format.delimiter));
      const payments = rows.slice(1).filter(([first]) => /^[0-9]+$/.test(first ?? ''));
      for (const [, reference = '', account = '', amount = ''] of payments) {
        take(reference, account, readAmount(amount, format));
      }
      filed.set(
        number,
        payments.map(([, reference = '']) => reference),
      );
    },
    writeAcknowledgement(date, number) {
      const payments = (filed.get(number) ?? []).flatMap((reference) => booked.get(reference) ?? []);
      const lines = [
        ['Ref', 'Result', 'Reason', 'Summa', 'Number'],
        ...payments.map((payment) => [
          payment.reference,
          ...(payment.number === null ? ['REJECTED', 'account-closed'] : ['OK', '']),
          amountText(payment.amount, format),
          payment.number ?? '',
        ]),
        ['#total', String(payments.length)],
      ];
      return { name: `ack-${date.replaceAll('-', '')}-${number}.csv`, bytes: encode(lines, format) };
    },
    payments: () => [...booked.values()],
    debtOf: (account) => {
      const found = books.get(account);
      return found ? minor(add(...found.bills.map(({ amount }) => amount)) - found.credit) : zero;
    },
  };
}

/** A line for each bill, one below nought for what lies beside them, and one for who owes nothing. */
function debtRows({ number, bills, credit, holderName, address }: SimulatedAccount) {
  const who = { name: holderName, address: address ?? '' };
  const rows = bills.map((bill) => ({
    ...who,
    cells: [number, bill.number, bill.period ?? '', bill.dueOn ?? ''],
    amount: bill.amount as bigint,
  }));
  if (credit > 0n || rows.length === 0) rows.push({ ...who, cells: [number, '', '', ''], amount: -credit });
  return rows;
}

function amountText(amount: bigint, { amountUnit, decimalMark }: BillerFormat): string {
  return amountUnit === 'minor' ? amount.toString() : formatAmount(amount, 'AZN').replace('.', decimalMark);
}

function readAmount(text: string, { amountUnit, decimalMark }: BillerFormat): Minor {
  if (amountUnit === 'minor') return minor(BigInt(text));
  const parsed = parseAmount(text.replace(decimalMark, '.'), 'AZN');
  if (!parsed.ok) throw new Error(`the biller cannot read the amount ${text}`);
  return parsed.value;
}

function encode(lines: readonly (readonly string[])[], format: BillerFormat): Uint8Array {
  const quoted = (cell: string) =>
    cell.includes(format.delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  const text = lines.map((cells) => `${cells.map(quoted).join(format.delimiter)}${format.lineEnd}`).join('');
  if (format.encoding === 'utf-8') return Buffer.from(text);
  const bytes = encodeWindows1251(text);
  if (!bytes) throw new Error('the biller writes what windows-1251 lacks');
  return bytes;
}
