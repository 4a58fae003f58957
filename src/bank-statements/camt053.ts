import { isBusinessDate } from '../kernel/business-date.ts';
import { type Currency, isCurrency, type Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import { readBankAmount } from './amounts.ts';
import { longestDetails, type ReadEntry, type ReadPayment, type ReadStatement } from './model.ts';
import type { Problems } from './problems.ts';

/** An element as a hardened reader gives it: children in order, nothing resolved. */
export interface XmlNode {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** The root of a document, or the line at which it is not what it should be; null where no line can be named. */
export type ReadXml = (text: string) => Result<XmlNode, number | null>;

const namespace = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?:0[2-9]|1[0-9])$/;
/** Opening balances: of this statement, or the closing one of the statement before. */
const openingCodes = ['OPBD', 'PRCD'];
const closingCode = 'CLBD';
/** A word in place of a reference that there is not. */
const noReference = ['NONREF', 'NOTPROVIDED'];

/** Statements of a `camt.053` document (ISO 20022, BankToCustomerStatement). What is wrong goes to `problems`, entry by entry. */
export function readCamt053(text: string, readXml: ReadXml, problems: Problems): ReadStatement[] {
  const parsed = readXml(text);
  if (!parsed.ok) {
    problems.add(parsed.error === null ? '' : `/${parsed.error}`, 'xml', 'well-formed XML without a document type');
    return [];
  }
  const root = parsed.value;
  if (localName(root) !== 'Document' || !Object.values(root.attributes).some((value) => namespace.test(value))) {
    problems.add('', 'namespace', 'a document of camt.053.001, version 02 or later');
    return [];
  }
  return childrenAt(root, ['BkToCstmrStmt', 'Stmt']).flatMap((statement, index) => {
    const read = readStatement(statement, `/statements/${index + 1}`, problems);
    return read ? [read] : [];
  });
}

function readStatement(statement: XmlNode, place: string, problems: Problems): ReadStatement | undefined {
  const account = textAt(statement, 'Acct', 'Id', 'IBAN') ?? textAt(statement, 'Acct', 'Id', 'Othr', 'Id');
  const balances = childrenAt(statement, ['Bal']);
  const opening = balanceOf(balances, openingCodes);
  const closing = balanceOf(balances, [closingCode]);
  if (account === undefined) problems.add(`${place}/account`, 'required', 'Acct/Id with an IBAN or another number');
  if (!opening)
    problems.add(`${place}/opening`, 'balance', 'a balance OPBD or PRCD in a currency of the hub, with its date');
  if (!closing) problems.add(`${place}/closing`, 'balance', 'a balance CLBD in a currency of the hub, with its date');
  if (account === undefined || !opening || !closing) return undefined;
  const { currency } = closing;
  if (opening.currency !== currency)
    problems.add(`${place}/opening`, 'currency', `${currency}, as the closing balance`);
  const entries: ReadEntry[] = [];
  let pending = 0;
  for (const [index, entry] of childrenAt(statement, ['Ntry']).entries()) {
    const read = readEntry(entry, { place: `${place}/entries/${index + 1}`, currency }, problems);
    if (read === 'uncounted') pending += 1;
    else if (read) entries.push(read);
  }
  return {
    ...{ place, currency, entries, pending, account: account.replace(/\s/g, '').toUpperCase() },
    name: (textAt(statement, 'Id') ?? '').slice(0, 64) || '-',
    ...{ opening: opening.amount, closing: closing.amount, closedOn: closing.on },
  };
}

interface Balance {
  readonly amount: bigint;
  readonly currency: Currency;
  readonly on: string;
}

function balanceOf(balances: readonly XmlNode[], codes: readonly string[]): Balance | undefined {
  for (const code of codes) {
    const found = balances.find((balance) => textAt(balance, 'Tp', 'CdOrPrtry', 'Cd') === code);
    if (!found) continue;
    const { amount, currency } = moneyOf(found);
    const on = dateAt(found, 'Dt');
    const side = textAt(found, 'CdtDbtInd');
    if (amount === undefined || currency === undefined || on === undefined) return undefined;
    if (side !== 'CRDT' && side !== 'DBIT') return undefined;
    return { amount: side === 'CRDT' ? amount : -amount, currency, on };
  }
  return undefined;
}

interface Where {
  readonly place: string;
  readonly currency: Currency;
}

/** `uncounted`: announced and not booked, or of nought. */
function readEntry(
  entry: XmlNode,
  { place, currency }: Where,
  problems: Problems,
): ReadEntry | 'uncounted' | undefined {
  const status = textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts');
  if (status === 'PDNG' || status === 'INFO' || status === 'FUTR') return 'uncounted';
  const money = moneyOf(entry);
  const side = sides.get(textAt(entry, 'CdtDbtInd') ?? '');
  const bookedOn = dateAt(entry, 'BookgDt') ?? dateAt(entry, 'ValDt');
  const reference = referenceOf(entry);
  if (status !== 'BOOK') problems.add(`${place}/status`, 'enum', 'BOOK, PDNG, INFO or FUTR');
  if (money.amount === undefined) problems.add(`${place}/amount`, 'amount', 'a decimal number as the currency has it');
  if (money.currency !== currency) problems.add(`${place}/amount`, 'currency', `${currency}, as the statement`);
  if (!side) problems.add(`${place}/side`, 'enum', 'CRDT or DBIT');
  if (bookedOn === undefined) problems.add(`${place}/bookedOn`, 'date', 'BookgDt or ValDt');
  if (reference === undefined) {
    problems.add(`${place}/reference`, 'required', 'AcctSvcrRef: without it nobody can tell an entry that comes twice');
  }
  if (money.amount === undefined || !side || bookedOn === undefined || reference === undefined) return undefined;
  if (money.amount === 0n) return 'uncounted';
  const payments = paymentsOf(entry);
  const details = payments.flatMap(({ texts, references }) => [...texts, ...references]).join(' · ');
  return {
    ...{ place, reference, side, bookedOn, payments, amount: money.amount },
    isReturn: ['true', '1'].includes(textAt(entry, 'RvslInd') ?? ''),
    details: details.replace(/\s+/g, ' ').slice(0, longestDetails),
  };
}

const sides: ReadonlyMap<string, 'credit' | 'debit'> = new Map([
  ['CRDT', 'credit'],
  ['DBIT', 'debit'],
]);

/** The servicer's own, of the entry or, where it is one payment, of that. `NtryRef` alone may be a mere number within the statement. */
function referenceOf(entry: XmlNode): string | undefined {
  const [first, ...others] = childrenAt(entry, ['NtryDtls', 'TxDtls']);
  const ofPayment = first && others.length === 0 ? textAt(first, 'Refs', 'AcctSvcrRef') : undefined;
  const reference = textAt(entry, 'AcctSvcrRef') ?? ofPayment;
  if (reference === undefined || noReference.includes(reference.toUpperCase())) return undefined;
  return reference.length <= 64 ? reference : undefined;
}

function paymentsOf(entry: XmlNode): ReadPayment[] {
  const beside = childrenAt(entry, ['AddtlNtryInf']).map(textOf);
  const payments = childrenAt(entry, ['NtryDtls', 'TxDtls']);
  if (payments.length === 0) return [{ texts: beside, references: [] }];
  return payments.map((payment) => ({
    // What stands beside several payments is of none of them.
    texts: [
      ...childrenAt(payment, ['RmtInf', 'Ustrd']).map(textOf),
      ...childrenAt(payment, ['AddtlTxInf']).map(textOf),
      ...(payments.length === 1 ? beside : []),
    ],
    references: [
      ['RmtInf', 'Strd', 'CdtrRefInf', 'Ref'],
      ['Refs', 'EndToEndId'],
      ['RltdPties', 'CdtrAcct', 'Id', 'IBAN'],
      ['RltdPties', 'CdtrAcct', 'Id', 'Othr', 'Id'],
    ]
      .flatMap((way) => childrenAt(payment, way).map(textOf))
      .filter((one) => one !== '' && !noReference.includes(one.toUpperCase())),
  }));
}

function moneyOf(node: XmlNode): { readonly amount: Minor | undefined; readonly currency: Currency | undefined } {
  const [amount] = childrenAt(node, ['Amt']);
  const code = amount?.attributes['Ccy'] ?? '';
  const currency = isCurrency(code) ? code : undefined;
  if (!amount || !currency) return { amount: undefined, currency };
  return { amount: readBankAmount(textOf(amount), currency), currency };
}

/** `Dt` or `DtTm` of a date; the date that the bank wrote, in whatever zone. */
function dateAt(node: XmlNode, name: string): string | undefined {
  const date = (textAt(node, name, 'Dt') ?? textAt(node, name, 'DtTm') ?? '').slice(0, 10);
  return isBusinessDate(date) ? date : undefined;
}

function childrenAt(node: XmlNode, way: readonly string[]): readonly XmlNode[] {
  return way.reduce<readonly XmlNode[]>(
    (nodes, name) => nodes.flatMap(({ children }) => children.filter((child) => localName(child) === name)),
    [node],
  );
}

function textAt(node: XmlNode, ...way: readonly string[]): string | undefined {
  const [found] = childrenAt(node, way);
  const text = found && textOf(found);
  return text === '' ? undefined : text;
}

function textOf(node: XmlNode): string {
  return node.text.trim();
}

function localName({ name }: XmlNode): string {
  return name.slice(name.indexOf(':') + 1);
}
