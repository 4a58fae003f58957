import type { AccountInput, PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { accountObject } from '../kit/account-object.ts';
import type { PaynetSettings } from './settings.ts';
import { toWallClock } from '../kit/offset-clock.ts';

/** The hub's reference as a number: whole only below 2^53, which its sixteen digits are until the year 2090. */
export function transactionIdOf(request: PayRequest): number {
  const number = Number(request.reference);
  assert(
    /^[1-9][0-9]{0,15}$/.test(request.reference) && Number.isSafeInteger(number),
    'a Paynet reference is a whole number below 2^53',
  );
  return number;
}

export function informationParams(input: AccountInput, settings: PaynetSettings): object {
  return { serviceId: settings.serviceId, fields: accountObject(input, settings.inputNames) };
}

/** Letter for letter the same however often it is sent. */
export function performParams(request: PayRequest, settings: PaynetSettings): object {
  return {
    amount: Number(request.amount),
    serviceId: settings.serviceId,
    transactionId: transactionIdOf(request),
    transactionTime: toWallClock(request.acceptedAt, settings.utcOffset),
    fields: accountObject(request, settings.inputNames),
  };
}

export function transactionParams(request: PayRequest, settings: PaynetSettings): object {
  return { serviceId: settings.serviceId, transactionId: transactionIdOf(request) };
}

const secondMs = 1_000;

/** A second more at both ends: the protocol does not say whether they belong to the range. */
export function statementParams(from: Date, to: Date, settings: PaynetSettings): object {
  return {
    serviceId: settings.serviceId,
    dateFrom: toWallClock(new Date(from.getTime() - secondMs), settings.utcOffset),
    dateTo: toWallClock(new Date(to.getTime() + secondMs), settings.utcOffset),
  };
}
