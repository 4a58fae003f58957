import type { AccountInput, PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { formatAmount } from '../../src/kernel/money.ts';
import { writtenTime } from './date-format.ts';
import { reservedParameters, type OsmpSettings } from './settings.ts';

/** Query of a check. Its transaction has twenty digits and so is never that of a payment. */
export function checkQuery(input: AccountInput, transactionId: string, settings: OsmpSettings): URLSearchParams {
  const { words } = settings;
  return new URLSearchParams([
    [words.command, words.check],
    ...(words.checkHasReference ? [[words.reference, transactionId]] : []),
    ...accountParameters(input, settings),
    [words.sum, settings.checkSum],
  ]);
}

/** Query of a payment: letter for letter the same however often it is sent. */
export function payQuery(request: PayRequest, settings: OsmpSettings): URLSearchParams {
  const { words, timeZone, dateFormat } = settings;
  return new URLSearchParams([
    [words.command, words.pay],
    [words.reference, transactionIdOf(request)],
    [words.date, writtenTime(request.acceptedAt, timeZone, dateFormat)],
    ...accountParameters(request, settings),
    [words.sum, formatAmount(request.amount, request.currency)],
  ]);
}

export function statusQuery(request: PayRequest, command: string, { words }: OsmpSettings): URLSearchParams {
  return new URLSearchParams([
    [words.command, command],
    [words.reference, transactionIdOf(request)],
  ]);
}

/** Only OSMP and its JSON dialect have the command, and the same name for the provider's number. */
export function cancelQuery(
  asked: { readonly request: PayRequest; readonly providerTransaction: string },
  command: string,
  { words }: OsmpSettings,
): URLSearchParams {
  return new URLSearchParams([
    [words.command, command],
    [words.reference, transactionIdOf(asked.request)],
    ['prv_txn', asked.providerTransaction],
  ]);
}

/** Digits, at most twenty: it exceeds 2^53, so it stays text from end to end. */
function transactionIdOf(request: PayRequest): string {
  assert(/^[0-9]{1,20}$/.test(request.reference), 'an OSMP reference is at most twenty digits');
  return request.reference;
}

function accountParameters(input: AccountInput, settings: OsmpSettings): [string, string][] {
  const reserved = reservedParameters(settings.words);
  const fields = Object.entries(input.fields).map(([name, value]): [string, string] => {
    const parameter = settings.parameters.get(name) ?? name;
    assert(!reserved.includes(parameter), 'an input field does not stand in for a parameter of the protocol');
    return [parameter, value];
  });
  const payType: [string, string][] = settings.payType === undefined ? [] : [['pay_type', settings.payType]];
  return [[settings.words.account, input.account], ...fields, ...payType];
}
