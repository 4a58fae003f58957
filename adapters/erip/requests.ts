import type { AccountInput, PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { formatAmount, type Currency } from '../../src/kernel/money.ts';
import { wallTime } from '../kit/wall-time.ts';
import { escapeXml } from '../../src/kernel/xml-text.ts';
import { currencyCodes } from './currency-codes.ts';
import type { EripSettings } from './settings.ts';

export type RequestType = 'ServiceInfo' | 'TransactionStart' | 'TransactionResult';

/** What every request says; `inner` is the element of its own type. */
interface Frame {
  readonly type: RequestType;
  readonly at: Date;
  readonly account: string;
  readonly currency: Currency;
  readonly requestId: string;
  readonly inner: string;
}

export function serviceInfoXml(
  input: AccountInput,
  asked: { readonly at: Date; readonly currency: Currency; readonly requestId: string },
  settings: EripSettings,
): string {
  return framed({ ...asked, type: 'ServiceInfo', account: input.account, inner: '' }, settings);
}

/** Reserves. Letter for letter the same however often it is sent; so is the confirmation. */
export function startXml(request: PayRequest, settings: EripSettings): string {
  const { amount, transaction } = settings.names;
  const terms = [
    element(amount, formatAmount(request.amount, request.currency)),
    element(transaction, referenceOf(request)),
  ].join('');
  return step(
    request,
    { type: 'TransactionStart', number: 1, inner: element('TransactionStart', terms, 'xml') },
    settings,
  );
}

/** Confirms what was reserved. With an `ErrorText` it would roll back, which the hub never asks for. */
export function resultXml(request: PayRequest, providerTransaction: string, settings: EripSettings): string {
  const { transaction, providerTransaction: theirs } = settings.names;
  const terms = element(transaction, referenceOf(request)) + element(theirs, providerTransaction);
  return step(
    request,
    { type: 'TransactionResult', number: 2, inner: element('TransactionResult', terms, 'xml') },
    settings,
  );
}

/** Each step has a `RequestId` of its own: our reference and the number of the step. */
export function stepId(request: PayRequest, number: 1 | 2): string {
  return `${referenceOf(request)}${number}`;
}

function step(
  request: PayRequest,
  { type, number, inner }: { readonly type: RequestType; readonly number: 1 | 2; readonly inner: string },
  settings: EripSettings,
): string {
  const { account, currency, acceptedAt: at } = request;
  return framed({ type, at, account, currency, requestId: stepId(request, number), inner }, settings);
}

function framed(frame: Frame, { version, timeZone }: EripSettings): string {
  const children = [
    element('Version', version),
    element('RequestType', frame.type),
    element('DateTime', wallTime(frame.at, timeZone)),
    element('PersonalAccount', frame.account),
    element('Currency', currencyCodes[frame.currency]),
    element('RequestId', frame.requestId),
    frame.inner,
  ].join('');
  return `<?xml version="1.0" encoding="windows-1251"?><ServiceProvider_Request>${children}</ServiceProvider_Request>`;
}

function element(name: string, content: string, is: 'text' | 'xml' = 'text'): string {
  return `<${name}>${is === 'text' ? escapeXml(content) : content}</${name}>`;
}

/** Digits, at most twenty: they exceed 2^53, so they stay text from end to end. */
function referenceOf(request: PayRequest): string {
  assert(/^[0-9]{1,20}$/.test(request.reference), 'a reference is at most twenty digits');
  return request.reference;
}
