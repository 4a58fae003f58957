import { assert } from '../../kernel/assert.ts';
import type { Currency, Minor } from '../../kernel/money.ts';
import { formatMoney } from '../messages/format-amount.ts';
import { formatReceiptNumber } from '../messages/format-code.ts';
import { formatDate, formatDateTime, formatMonth } from '../messages/format-date.ts';
import { formatQuantity, type QuantityUnit } from '../messages/format-quantity.ts';
import type { PaymentState } from '../messages/legs.ts';
import type { Language } from '../messages/language.ts';
import { translate } from '../messages/translate.ts';
import { printable } from './printable.ts';
import type { Service } from './service.ts';

export interface KnownOnReceipt {
  readonly at: Date;
  readonly plan: string | null;
  readonly validUntil: string | null;
  /** Date of the debt, where it is not that of the quote. */
  readonly asOf?: string | null;
  readonly meter: {
    readonly unit: QuantityUnit;
    readonly lastReading: { readonly value: number; readonly readOn: string } | null;
  } | null;
  /** The block of the tariff, from 1, and the units left in it; null where it has no end. */
  readonly block: { readonly block: number; readonly leftInBlock: number | null } | null;
}

export interface Receipt {
  readonly language: Language;
  /** From a sandbox: nobody paid, and it must not pass for a receipt. */
  readonly isSpecimen?: boolean;
  readonly receiptNumber: string;
  /** Public address that tells how the payment stands now; the QR code leads there. */
  readonly verifyUrl: string;
  readonly acceptedAt: Date;
  readonly agent: string;
  /** Empty where the payment came through no outlet or no teller (a kiosk, the cabinet). */
  readonly outlet: string;
  readonly teller: string;
  readonly providerName: string;
  readonly service: Service;
  /** As it may be shown: whoever calls decides whether it is masked. */
  readonly account: string;
  /** The bills that were chosen, oldest first; empty where the money is for the account. */
  readonly bills?: readonly {
    readonly number: string;
    readonly period: string | null;
    readonly dueOn: string | null;
  }[];
  /** What the provider had told of the line or the meter before the payment; left out where it told nothing. */
  readonly known?: KnownOnReceipt | null;
  readonly payerName: string | null;
  readonly amount: Minor;
  /** What the payer paid on top, VAT included. */
  readonly fee: Minor;
  readonly total: Minor;
  readonly currency: Currency;
  readonly state: PaymentState;
  /** Where the provider has confirmed: when, and under which number of its own. */
  readonly providerLeg: { readonly confirmedAt: Date; readonly providerTransaction: string | null } | null;
  readonly reversedAt: Date | null;
  /** Numbers of the other receipts of the same basket. */
  readonly basketReceipts?: readonly string[];
}

/** One line of facts: what it is, and the value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** How a state is shown beside its word. */
export type Tone = 'done' | 'waiting' | 'problem';

/** The words of a receipt, the same on every layout. */
export interface ReceiptWords {
  readonly title: string;
  readonly number: string;
  /** Stands above everything else where the receipt is none. */
  readonly specimen: string | null;
  readonly state: { readonly name: string; readonly meaning: string; readonly tone: Tone };
  readonly purpose: readonly Fact[];
  readonly collected: readonly Fact[];
  readonly amounts: readonly Fact[];
  readonly total: Fact;
  /** Both legs: what happened at the counter, at the provider, and afterwards. */
  readonly path: readonly { readonly text: string; readonly detail: string; readonly tone: Tone }[];
  readonly basket: string | null;
}

/** Longest name that is printed, in characters, so that no name pushes what happened off the paper. */
const longestName = 72;

/** Most receipts of a basket that are listed on each other. */
const mostBasketReceipts = 12;

const tones: Readonly<Record<PaymentState, Tone>> = {
  accepted: 'waiting',
  sending: 'waiting',
  unknown: 'waiting',
  confirmed: 'done',
  rejected: 'problem',
  reversed: 'problem',
};

export function receiptWords(receipt: Receipt): ReceiptWords {
  assert(receipt.amount + receipt.fee === receipt.total, 'a receipt adds up');
  const t = translate(receipt.language);
  const money = (amount: Minor) => formatMoney(receipt.language, amount, receipt.currency);
  return {
    title: t('receipt.title'),
    number: t('receipt.number', { number: formatReceiptNumber(receipt.receiptNumber) }),
    specimen: receipt.isSpecimen ? t('receipt.specimen') : null,
    state: {
      name: t(`payment.state.${receipt.state}`),
      meaning: t(`payment.state.${receipt.state}.meaning`),
      tone: tones[receipt.state],
    },
    purpose: [
      { label: t('field.provider'), value: name(receipt.providerName) },
      { label: t('field.service'), value: t(`service.${receipt.service}`) },
      { label: t('field.account'), value: name(receipt.account) },
      ...billFact(receipt),
      ...knownFacts(receipt),
      ...(receipt.payerName === null ? [] : [{ label: t('field.payer'), value: name(receipt.payerName) }]),
    ],
    collected: [
      { label: t('receipt.acceptedAt'), value: formatDateTime(receipt.language, receipt.acceptedAt) },
      { label: t('field.agent'), value: name(receipt.agent) },
      { label: t('field.outlet'), value: name(receipt.outlet) },
      { label: t('field.teller'), value: name(receipt.teller) },
    ].filter((fact) => fact.value !== ''),
    amounts: [
      { label: t('field.amount'), value: money(receipt.amount) },
      { label: t('field.fee'), value: money(receipt.fee) },
    ],
    total: { label: t('field.total'), value: money(receipt.total) },
    path: receiptPath(receipt),
    basket: basketLine(receipt),
  };
}

/** Most bills that are listed; the others are counted. */
const mostBills = 6;

function billFact({ bills = [], language }: Receipt): Fact[] {
  if (bills.length === 0) return [];
  const t = translate(language);
  const listed = bills.slice(0, mostBills).map(({ number, period }) => {
    return period === null ? name(number) : `${name(number)} (${formatMonth(language, period)})`;
  });
  const more = bills.length > mostBills ? ` +${bills.length - mostBills}` : '';
  return [{ label: t('receipt.bills'), value: `${listed.join(', ')}${more}` }];
}

/** What was known at the quote, and as of when: a payment can change all of it. */
function knownFacts({ known = null, language }: Receipt): Fact[] {
  if (known === null) return [];
  const t = translate(language);
  const { plan, validUntil, asOf = null, meter } = known;
  const reading = meter?.lastReading ?? null;
  const facts = [
    { label: t('receipt.asOf'), value: asOf === null ? '' : formatDate(language, asOf) },
    { label: t('receipt.plan'), value: plan === null ? '' : name(plan) },
    { label: t('receipt.validUntil'), value: validUntil === null ? '' : formatDate(language, validUntil) },
    {
      label: t('receipt.reading'),
      value:
        meter === null || reading === null
          ? ''
          : `${formatQuantity(language, reading.value, meter.unit)}, ${formatDate(language, reading.readOn)}`,
    },
    { label: t('receipt.block'), value: blockText(known, language) },
  ].filter((fact) => fact.value !== '');
  if (facts.length === 0) return [];
  return [...facts, { label: t('receipt.knownAt'), value: formatDateTime(language, known.at) }];
}

function blockText({ block, meter }: KnownOnReceipt, language: Language): string {
  if (block === null || meter === null) return '';
  const number = String(block.block);
  if (block.leftInBlock === null) return number;
  const left = formatQuantity(language, block.leftInBlock, meter.unit);
  return translate(language)('receipt.block.left', { number, left });
}

function receiptPath(receipt: Receipt): ReceiptWords['path'] {
  const t = translate(receipt.language);
  const when = (instant: Date) => formatDateTime(receipt.language, instant);
  const { providerLeg, reversedAt } = receipt;
  const provider = name(receipt.providerName);
  const [agent, outlet] = [name(receipt.agent), name(receipt.outlet)];
  const place = outlet === '' ? agent : t('receipt.place', { agent, outlet });
  const path: ReceiptWords['path'][number][] = [
    { text: t('receipt.accepted', { when: when(receipt.acceptedAt) }), detail: place, tone: 'done' },
  ];
  if (providerLeg) {
    const number = providerLeg.providerTransaction;
    path.push({
      text: t('receipt.confirmed', { provider, when: when(providerLeg.confirmedAt) }),
      detail: number === null ? '' : t('receipt.confirmed.number', { number }),
      tone: 'done',
    });
  } else if (receipt.state === 'rejected') {
    path.push({ text: t('leg.rejected', { provider }), detail: '', tone: 'problem' });
  } else if (receipt.state !== 'reversed') {
    path.push({ text: t('leg.waiting', { provider }), detail: '', tone: 'waiting' });
  }
  if (reversedAt) path.push({ text: t('receipt.reversed', { when: when(reversedAt) }), detail: '', tone: 'problem' });
  return path;
}

function name(text: string): string {
  return printable(text, longestName);
}

function basketLine(receipt: Receipt): string | null {
  const others = (receipt.basketReceipts ?? []).filter((number) => number !== receipt.receiptNumber);
  if (others.length === 0) return null;
  const listed = others.slice(0, mostBasketReceipts).map(formatReceiptNumber).join(', ');
  const more = others.length > mostBasketReceipts ? ' …' : '';
  return `${translate(receipt.language)('receipt.basket', { count: others.length })} ${listed}${more}`;
}
