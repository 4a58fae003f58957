import { isBusinessDate } from '../kernel/business-date.ts';
import { type Currency, isCurrency } from '../kernel/money.ts';
import { readBankAmount } from './amounts.ts';
import { longestDetails, type ReadEntry, type ReadStatement } from './model.ts';
import type { Problems } from './problems.ts';

/** A field with the line at which it begins. */
interface Field {
  readonly line: number;
  readonly tag: string;
  readonly text: string;
}

/** Statements of SWIFT MT940 messages, one after another. What is wrong goes to `problems`, line by line. */
export function readMt940(text: string, problems: Problems): ReadStatement[] {
  const whole: ReadStatement[] = [];
  let isOpen = false;
  for (const fields of messagesOf(fieldsOf(text))) {
    const page = readMessage(fields, problems);
    const last = whole.at(-1);
    if (page && last && isOpen && isNextPage(last, page)) whole[whole.length - 1] = joined(last, page);
    else if (page) whole.push(page);
    // `:62M:` is the balance in the middle of a statement that goes on in the next message.
    isOpen = fields.some(({ tag }) => tag === '62M');
  }
  return whole;
}

function isNextPage(last: ReadStatement, page: ReadStatement): boolean {
  return last.account === page.account && last.currency === page.currency && last.closing === page.opening;
}

function joined(first: ReadStatement, page: ReadStatement): ReadStatement {
  const entries = [...first.entries, ...page.entries];
  const { closing, closedOn } = page;
  return { ...first, entries, closing, closedOn, pending: first.pending + page.pending };
}

/** Fields of a file: `:tag:` begins one, whatever follows on further lines belongs to it. Blocks of the envelope are left out. */
function fieldsOf(text: string): Field[] {
  const fields: { line: number; tag: string; text: string }[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/^.*\{4:\s*/, '').trimEnd();
    const [, tag, rest = ''] = /^:([0-9]{2}[A-Z]?):(.*)$/.exec(line) ?? [];
    if (tag !== undefined) fields.push({ line: index + 1, tag, text: rest });
    else if (line === '' || line.startsWith('-') || line.startsWith('{')) continue;
    else {
      const last = fields.at(-1);
      if (last) last.text += `\n${line}`;
      else fields.push({ line: index + 1, tag: '', text: line });
    }
  }
  return fields;
}

/** Every message begins with its reference, `:20:`. */
function messagesOf(fields: readonly Field[]): Field[][] {
  const messages: Field[][] = [];
  for (const field of fields) {
    if (field.tag === '20' || messages.length === 0) messages.push([]);
    messages.at(-1)?.push(field);
  }
  return messages;
}

function readMessage(fields: readonly Field[], problems: Problems): ReadStatement | undefined {
  const place = `/${fields[0]?.line ?? 1}`;
  const account = fields
    .find(({ tag }) => tag === '25')
    ?.text.replace(/[\s/]/g, '')
    .toUpperCase();
  const opening = balanceAt(fields, /^60[FM]$/);
  const closing = balanceAt(fields, /^62[FM]$/);
  if (!account) problems.add(`${place}/account`, 'required', ':25: with the number of the account');
  if (!opening) problems.add(`${place}/opening`, 'balance', ':60F: in a currency of the hub, such as C261120AZN100,00');
  if (!closing) problems.add(`${place}/closing`, 'balance', ':62F: in a currency of the hub, such as C261120AZN100,00');
  if (!account || !opening || !closing) return undefined;
  if (opening.currency !== closing.currency) {
    problems.add(`${place}/opening`, 'currency', `${closing.currency}, as the closing balance`);
  }
  const entries: ReadEntry[] = [];
  let pending = 0;
  for (const [index, field] of fields.entries()) {
    if (field.tag !== '61') continue;
    const next = fields[index + 1];
    const details = next?.tag === '86' ? next.text : '';
    const read = readLine(field, { details, currency: closing.currency }, problems);
    if (read === 'uncounted') pending += 1;
    else if (read) entries.push(read);
  }
  const name = [fields.find(({ tag }) => tag === '28C')?.text, fields.find(({ tag }) => tag === '20')?.text];
  return {
    ...{ place, account, currency: closing.currency, entries, pending },
    name: (name.find((one) => one) ?? '-').slice(0, 64),
    ...{ opening: opening.amount, closing: closing.amount, closedOn: closing.on },
  };
}

interface Balance {
  readonly amount: bigint;
  readonly currency: Currency;
  readonly on: string;
}

function balanceAt(fields: readonly Field[], tag: RegExp): Balance | undefined {
  const found = fields.find((field) => tag.test(field.tag));
  const [, mark, date = '', code = '', written = ''] =
    /^([CD])([0-9]{6})([A-Z]{3})([0-9]+,[0-9]*)$/.exec(found?.text.trim() ?? '') ?? [];
  if (!isCurrency(code)) return undefined;
  const amount = amountOf(written, code);
  const on = dateOf(date);
  if (amount === undefined || on === undefined) return undefined;
  return { amount: mark === 'C' ? amount : -amount, currency: code, on };
}

/** Value date, entry date, mark, third letter of the currency, amount, type, reference of the owner, `//` reference of the bank. */
const statementLine =
  /^([0-9]{6})([0-9]{4})?(R?[CD])([A-Z])?([0-9]+,[0-9]*)([A-Z][A-Z0-9]{3})([^\n]*?)(?:\/\/([^\n]*))?(?:\n([\s\S]*))?$/;

interface Beside {
  readonly details: string;
  readonly currency: Currency;
}

function readLine(
  field: Field,
  { details, currency }: Beside,
  problems: Problems,
): ReadEntry | 'uncounted' | undefined {
  const place = `/${field.line}`;
  const match = statementLine.exec(field.text);
  if (!match) {
    problems.add(place, 'columns', 'a statement line, such as 2611201120C100,00NTRFNONREF//BANK-1');
    return undefined;
  }
  const [, valueDate = '', entryDate, mark = '', , written = '', , owner = '', bank = '', more = ''] = match;
  const amount = amountOf(written, currency);
  const bookedOn = entryDate === undefined ? dateOf(valueDate) : bookingDateOf(entryDate, valueDate);
  const reference = bank.trim();
  if (amount === undefined)
    problems.add(`${place}/amount`, 'amount', 'a decimal number with a comma, as the currency has it');
  if (bookedOn === undefined)
    problems.add(`${place}/bookedOn`, 'date', 'YYMMDD, and MMDD where the bank booked it on another day');
  if (reference === '' || reference.toUpperCase() === 'NONREF') {
    problems.add(
      `${place}/reference`,
      'required',
      '`//` and the bank’s reference: without it nobody can tell an entry that comes twice',
    );
    return undefined;
  }
  if (amount === undefined || bookedOn === undefined) return undefined;
  if (amount === 0n) return 'uncounted';
  const texts = textsOf(details);
  const references = [owner.trim()].filter((one) => one !== '' && one.toUpperCase() !== 'NONREF');
  return {
    ...{ place, reference, amount, bookedOn },
    // RC undoes a credit and is a debit; RD undoes a debit.
    side: mark === 'C' || mark === 'RD' ? 'credit' : 'debit',
    isReturn: mark.startsWith('R'),
    details: [...texts, more, ...references].join(' · ').replace(/\s+/g, ' ').slice(0, longestDetails),
    payments: [{ texts: [...texts, more], references }],
  };
}

/** `:86:` as it is wrapped, and once more as one line: a reference may have been broken at the end of a line. */
function textsOf(details: string): string[] {
  const parts = details.split(/\?[0-9]{2}|\n/).filter((part) => part.trim() !== '');
  return parts.length > 1 ? [...parts, parts.join('')] : parts;
}

function amountOf(written: string, currency: Currency) {
  return readBankAmount(written.replace(',', '.').replace(/\.$/, ''), currency);
}

/** Two digits of a year are of this century. */
function dateOf(text: string): string | undefined {
  const date = `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
  return isBusinessDate(date) ? date : undefined;
}

/** `MMDD` of the day on which the bank booked, in the year that is next to the value date: money of 31 December is booked in January. */
function bookingDateOf(entryDate: string, valueDate: string): string | undefined {
  const valued = dateOf(valueDate);
  if (valued === undefined) return undefined;
  const distance = (date: string) => Math.abs(Date.parse(date) - Date.parse(valued));
  const year = Number(valued.slice(0, 4));
  return [year - 1, year, year + 1]
    .map((one) => `${one}-${entryDate.slice(0, 2)}-${entryDate.slice(2)}`)
    .filter(isBusinessDate)
    .toSorted((a, b) => distance(a) - distance(b))[0];
}
